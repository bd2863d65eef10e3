/* bench_text.c: see bench_text.h. */
#include "cmd/bench_text.h"

enum { VOCABULARY_BITS = 15, VOCABULARY = 30000 };

static const struct str first_names[] = {
	STR("Ana"),    STR("João"),    STR("Maria"),  STR("Pedro"),   STR("Lucía"),
	STR("Carlos"), STR("Sofía"),   STR("Miguel"), STR("Priya"),   STR("Arjun"),
	STR("Fatima"), STR("Omar"),    STR("Amélie"), STR("Lukas"),   STR("Zoë"),
	STR("Kwame"),  STR("Ngozi"),   STR("Mehmet"), STR("Ayşe"),    STR("Dmitri"),
	STR("Olena"),  STR("Siti"),    STR("Budi"),   STR("Chidi"),   STR("Renata"),
	STR("Thiago"), STR("Valeria"), STR("Andrés"), STR("Beatriz"), STR("Rafael"),
	STR("محمد"),   STR("सुनीता"),   STR("李"),     STR("Иван"),    STR("Francesca"),
	STR("Jürgen"),
};

static const struct str last_names[] = {
	STR("Silva"),     STR("Souza"),    STR("Oliveira"), STR("Santos"),  STR("Pereira"),
	STR("García"),    STR("Martínez"), STR("Pérez"),    STR("Gómez"),   STR("Rodríguez"),
	STR("Sharma"),    STR("Patel"),    STR("Khan"),     STR("Hassan"),  STR("Okafor"),
	STR("Mensah"),    STR("Yılmaz"),   STR("Ivanov"),   STR("Müller"),  STR("Schneider"),
	STR("Rossi"),     STR("Dubois"),   STR("Nguyen"),   STR("Santoso"), STR("Wijaya"),
	STR("Fernández"), STR("Costa"),    STR("Almeida"),  STR("Šilhavý"), STR("O'Brien"),
};

static const struct str trades[] = {
	STR("Padaria"), STR("Auto"),   STR("Clinic"), STR("Studio"),     STR("Imóveis"),
	STR("Travel"),  STR("Market"), STR("Foods"),  STR("Consulting"), STR("Distribuidora"),
};

static const struct str tags[BENCH_TAGS] = {
	STR("cliente"),   STR("novo"),   STR("vip"),     STR("fornecedor"),
	STR("wholesale"), STR("family"), STR("overdue"), STR("delivery"),
	STR("orçamento"), STR("2026"),   STR("event"),   STR("staff"),
};

/* The commonest words, in the order in which they are common. */
static const struct str common_words[] = {
	STR("de"),       STR("o"),        STR("que"),    STR("a"),         STR("e"),
	STR("the"),      STR("não"),      STR("para"),   STR("no"),        STR("you"),
	STR("um"),       STR("com"),      STR("to"),     STR("por"),       STR("bom"),
	STR("dia"),      STR("ok"),       STR("é"),      STR("se"),        STR("and"),
	STR("obrigado"), STR("hoje"),     STR("is"),     STR("eu"),        STR("amanhã"),
	STR("pedido"),   STR("favor"),    STR("la"),     STR("sim"),       STR("en"),
	STR("já"),       STR("mas"),      STR("for"),    STR("tem"),       STR("está"),
	STR("gracias"),  STR("pode"),     STR("me"),     STR("preço"),     STR("hola"),
	STR("entrega"),  STR("we"),       STR("boa"),    STR("tarde"),     STR("quanto"),
	STR("can"),      STR("como"),     STR("vai"),    STR("tudo"),      STR("order"),
	STR("número"),   STR("endereço"), STR("have"),   STR("pagamento"), STR("pix"),
	STR("foto"),     STR("mais"),     STR("der"),    STR("und"),       STR("ist"),
	STR("price"),    STR("thanks"),   STR("cuando"), STR("mañana"),    STR("loja"),
	STR("horário"),  STR("please"),   STR("quero"),  STR("valor"),     STR("cor"),
	STR("azul"),     STR("tamanho"),  STR("caixa"),  STR("delivery"),  STR("today"),
	STR("tomorrow"), STR("invoice"),  STR("nota"),   STR("fiscal"),    STR("boleto"),
	STR("cartão"),   STR("👍"),        STR("😂"),      STR("🙏"),         STR("❤️"),
	STR("שלום"),     STR("مرحبا"),    STR("शुक्रिया"), STR("привет"),    STR("谢谢"),
};

uint64_t bench_below(struct bench_rng *r, uint64_t n)
{
	/* splitmix64, whose author gave it to the public domain */
	uint64_t z = r->state += 0x9e3779b97f4a7c15u;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return (z ^ z >> 31) % n;
}

struct bench_rng bench_rng_of(uint64_t what, uint64_t nth)
{
	struct bench_rng r = { what << 48 ^ nth };
	(void) bench_below(&r, 1);
	return r;
}

struct uuid bench_id(enum bench_kind kind, int64_t nth)
{
	const uint8_t tail[10] = {
		0,
		(uint8_t) kind,
		0,
		0,
		0,
		0,
		(uint8_t) (nth >> 24),
		(uint8_t) (nth >> 16),
		(uint8_t) (nth >> 8),
		(uint8_t) nth,
	};
	return uuid_v7(BENCH_IDS_MS + nth, tail);
}

#define PICK(r, list) ((list)[bench_below((r), COUNT(list))])

struct str bench_person(struct arena *a, struct bench_rng *r)
{
	struct str first = PICK(r, first_names), last = PICK(r, last_names);
	return arena_printf(a, "%.*s %.*s", PRI_STR(first), PRI_STR(last));
}

struct str bench_company(struct arena *a, struct bench_rng *r)
{
	struct str trade = PICK(r, trades), last = PICK(r, last_names);
	return arena_printf(a, "%.*s %.*s", PRI_STR(trade), PRI_STR(last));
}

/* Brazilian mobile numbers of eight area codes. */
struct str bench_phone(struct arena *a, int64_t nth)
{
	static const int areas[] = { 11, 21, 31, 41, 51, 61, 71, 81 };
	return arena_printf(a, "+55%d9%08lld", areas[nth % (int64_t) COUNT(areas)],
	                    (long long) (70000000 + nth));
}

struct str bench_tag(unsigned nth)
{
	return tags[nth];
}

/* A rank whose frequency falls with it: equal shares of ranks 1, 2–3, 4–7, 8–15 … */
static unsigned draw_rank(struct bench_rng *r)
{
	for (;;) {
		unsigned low = 1u << bench_below(r, VOCABULARY_BITS);
		unsigned rank = low + (unsigned) bench_below(r, low) - 1;
		if (rank < VOCABULARY)
			return rank;
	}
}

/* Rare words are syllables that spell their rank: each rank is another word. */
static void put_rare(struct buf *b, unsigned rank)
{
	static const char *const heads[] = { "b", "c", "d", "f", "g", "l",  "m",  "n",
		                             "p", "r", "s", "t", "v", "ch", "br", "tr" };
	static const char *const tails[] = { "a", "e", "i", "o" };
	do {
		put(b, str_of(heads[rank & 15]));
		put(b, str_of(tails[rank >> 4 & 3]));
		rank >>= 6;
	} while (rank != 0);
}

static void put_word(struct buf *b, struct bench_rng *r)
{
	unsigned rank = draw_rank(r);
	if (bench_below(r, 40) == 0)
		putf(b, "%u", 10 + rank);
	else if (rank < COUNT(common_words))
		put(b, common_words[rank]);
	else
		put_rare(b, rank);
}

struct str bench_message(struct arena *a, struct bench_rng *r)
{
	struct buf b = BUF_IN(a);
	uint64_t words = 1 + bench_below(r, 6) + bench_below(r, 2) * bench_below(r, 24);
	for (uint64_t i = 0; i < words; i++) {
		if (i != 0)
			put_char(&b, ' ');
		put_word(&b, r);
	}
	return buf_str(&b);
}

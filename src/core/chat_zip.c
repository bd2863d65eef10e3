/* chat_zip.c: entries of export zips. See chat_zip.h. */
#include "core/chat_zip.h"

#include "core/canonical.h"

/* What a name must show to be the chat's, most telling first. */
enum {
	SCORE_OWN_NAME = 1000, /* _chat.txt */
	SCORE_ZIP_NAME = 400,  /* named like the zip */
	SCORE_WHATSAPP = 200,
	SCORE_CHAT = 50,
	SCORE_DEEPER = -1, /* per folder */
};

/* "chat" in file names of exports: enough of the word to be it. Small letters. */
static const char *const chat_words[] = {
	"chat",       "conversa",   "charla",      "discussion", "verlauf", "percakapan", "obrolan",
	"sohbet",     "gesprek",    "czat",        "чат",        "محادثة",  "دردشة",      "चैट",
	"聊天",       "對話",       "对话",        "チャット",   "トーク",  "대화",       "แชท",
	"trò chuyện", "keskustelu", "beszélgetés", "συνομιλία",  "گپ",      "چت",
};
static const char *const brands[] = {
	"whatsapp", "واتساب", "واتس", "واٹس", "व्हाट्सऐप", "व्हाट्सएप", "ватсап", "וואטסאפ",
};

struct str chat_zip_base(struct str entry)
{
	size_t at = entry.len;

	while (at > 0 && entry.ptr[at - 1] != '/' && entry.ptr[at - 1] != '\\')
		at--;
	return str_from(entry, at);
}

bool chat_zip_is_litter(struct str entry)
{
	const struct str base = chat_zip_base(entry);

	return base.len == 0 || str_starts(base, S("._")) || str_starts(entry, S("__MACOSX/")) ||
	       str_find(entry, S("/__MACOSX/"), NULL) || str_eq(base, S(".DS_Store")) ||
	       str_ieq(base, S("Thumbs.db")) || str_ieq(base, S("desktop.ini"));
}

static bool is_text(struct str base)
{
	return base.len > 4 && str_ieq(str_from(base, base.len - 4), S(".txt"));
}

static struct str stem(struct str base)
{
	size_t at = base.len;

	while (at > 0 && base.ptr[at - 1] != '.')
		at--;
	return at == 0 ? base : str_head(base, at - 1);
}

/* ASCII letters in either case; all else byte for byte. */
static bool contains(struct str s, struct str word)
{
	for (size_t i = 0; i + word.len <= s.len; i++) {
		if (str_ieq((struct str) { s.ptr + i, word.len }, word))
			return true;
	}
	return false;
}

static bool contains_any(struct str s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (contains(s, str_of(words[i])))
			return true;
	}
	return false;
}

static int depth(struct str entry)
{
	int n = 0;

	for (size_t i = 0; i < entry.len; i++)
		n += entry.ptr[i] == '/' || entry.ptr[i] == '\\';
	return n;
}

static int score(struct str entry, struct str zip)
{
	const struct str base = chat_zip_base(entry);
	int points = depth(entry) * SCORE_DEEPER;

	if (str_ieq(base, S("_chat.txt")))
		points += SCORE_OWN_NAME;
	if (!str_absent(zip) && canonical_eq(stem(base), stem(chat_zip_base(zip))))
		points += SCORE_ZIP_NAME;
	if (contains_any(base, brands, COUNT(brands)))
		points += SCORE_WHATSAPP;
	if (contains_any(base, chat_words, COUNT(chat_words)))
		points += SCORE_CHAT;
	return points;
}

size_t chat_zip_pick(const struct str *entries, size_t n, struct str zip)
{
	size_t best = n, texts = 0;
	int most = 0;
	bool tied = false;

	for (size_t i = 0; i < n; i++) {
		int points;

		if (chat_zip_is_litter(entries[i]) || !is_text(chat_zip_base(entries[i])))
			continue;
		points = score(entries[i], zip);
		texts++;
		if (best == n || points > most) {
			best = i;
			most = points;
			tied = false;
		} else {
			tied = tied || points == most;
		}
	}
	/* Among several, one must show that it is the chat, not just lie less deep. */
	return texts > 1 && (tied || most < SCORE_CHAT / 2) ? n : best;
}

struct chat_zip_index {
	struct str *key; /* canonical name of the entry in the slot; absent: empty */
	size_t *entry;
	size_t slots; /* a power of two, at least twice the entries */
};

static size_t place(const struct chat_zip_index *index, struct str key)
{
	size_t h = 5381;

	for (size_t i = 0; i < key.len; i++)
		h = h * 33 ^ (uint8_t) key.ptr[i];
	h ^= h >> 17;
	while (!str_absent(index->key[h & (index->slots - 1)]) &&
	       !str_eq(index->key[h & (index->slots - 1)], key))
		h++;
	return h & (index->slots - 1);
}

static struct str key_of(struct arena *a, struct str name)
{
	struct buf b = BUF_IN(a);

	canonical_put(&b, name);
	return buf_str(&b);
}

struct chat_zip_index *chat_zip_index_new(const struct str *entries, size_t n, struct arena *a)
{
	struct chat_zip_index *index = arena_new(a, struct chat_zip_index);

	for (index->slots = 4; index->slots < n * 2;)
		index->slots *= 2;
	index->key = arena_array(a, struct str, index->slots);
	index->entry = arena_array(a, size_t, index->slots);
	for (size_t i = 0; i < n; i++) {
		const struct str key = key_of(a, chat_zip_base(entries[i]));
		const size_t at = place(index, key);

		if (chat_zip_is_litter(entries[i]) || !str_absent(index->key[at]))
			continue;
		index->key[at] = key;
		index->entry[at] = i;
	}
	return index;
}

bool chat_zip_find(const struct chat_zip_index *index, struct str attachment, size_t *entry_r)
{
	struct arena scratch = ARENA_INIT;
	const size_t at = place(index, key_of(&scratch, attachment));
	const bool found = !str_absent(index->key[at]);

	if (found)
		*entry_r = index->entry[at];
	arena_release(&scratch);
	return found;
}

/* limit_write.c: what the rows of a write cost when nothing stands around them.
 *
 *   limit_write SCHEMA FILE CONTACTS CHATS MESSAGES [LOAD GROUP]…
 *
 * A store of the schema that the program itself prints, of the same size and settings (AEGIS-256X2,
 * WAL, synchronous=FULL), and prepared statements, one after another, in transactions of GROUP
 * operations: no HTTP, no JSON, no checks, no ids to look up. LOAD is create, spread or one; a line
 * "LOAD microseconds of CPU per operation" each. FILE is made when it is missing. */
#include <sqlite3.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "core/token.h"

enum { LOG_PAGES = 10000, CPU_US = 1500000 };

struct store {
	sqlite3 *h;
	int64_t contacts, chats, seq, key, made;
	uint64_t random;
	sqlite3_stmt *contact, *identity, *link, *message, *change, *audit, *timeline;
	sqlite3_stmt *contact_words, *message_words, *chat, *of_chat, *tag;
};

static void need(bool ok, const char *what, struct store *s)
{
	if (ok)
		return;
	fprintf(stderr, "limit_write: %s: %s\n", what, s != NULL ? sqlite3_errmsg(s->h) : "");
	exit(1);
}

static void exec(struct store *s, const char *sql)
{
	need(sqlite3_exec(s->h, sql, NULL, NULL, NULL) == SQLITE_OK, sql, s);
}

static sqlite3_stmt *prepare(struct store *s, const char *sql)
{
	sqlite3_stmt *out = NULL;
	need(sqlite3_prepare_v3(s->h, sql, -1, SQLITE_PREPARE_PERSISTENT, &out, NULL) == SQLITE_OK,
	     sql, s);
	return out;
}

/* Binds by the letters of `types` (i: int64_t, t: text, u: 16 bytes) and runs. */
static void run(struct store *s, sqlite3_stmt *q, const char *types, ...)
{
	va_list args;
	va_start(args, types);
	for (int at = 1; types[at - 1] != 0; at++) {
		if (types[at - 1] == 'i')
			sqlite3_bind_int64(q, at, va_arg(args, int64_t));
		else if (types[at - 1] == 't')
			sqlite3_bind_text(q, at, va_arg(args, const char *), -1, SQLITE_STATIC);
		else
			sqlite3_bind_blob(q, at, va_arg(args, const uint8_t *), 16, SQLITE_STATIC);
	}
	va_end(args);
	int rc;
	while ((rc = sqlite3_step(q)) == SQLITE_ROW)
		continue;
	need(rc == SQLITE_DONE, sqlite3_sql(q), s);
	sqlite3_reset(q);
}

static int64_t below(struct store *s, int64_t n)
{
	s->random = s->random * 6364136223846793005u + 1442695040888963407u;
	return (int64_t) ((s->random >> 33) % (uint64_t) n);
}

/* As in src/cmd/bench_text.c: an id grows with its number. */
static void make_id(uint8_t id[16], int kind, int64_t nth)
{
	memset(id, 0, 16);
	for (int i = 0; i < 6; i++)
		id[i] = (uint8_t) ((1700000000000 + nth) >> (40 - 8 * i));
	id[6] = 0x70;
	id[7] = (uint8_t) kind;
	id[8] = 0x80;
	for (int i = 0; i < 4; i++)
		id[12 + i] = (uint8_t) (nth >> (24 - 8 * i));
}

static void sql_id(sqlite3_context *c, int n, sqlite3_value **v)
{
	uint8_t id[16];
	(void) n;
	make_id(id, sqlite3_value_int(v[0]), sqlite3_value_int64(v[1]));
	sqlite3_result_blob(c, id, 16, SQLITE_TRANSIENT);
}

/* -- the product's tokeniser, so that the index gets the same words -- */

struct bridge {
	void *ctx;
	int (*emit)(void *, int, const char *, int, int, int);
};

static bool on_token(void *ctx, const struct text_token *t)
{
	const struct bridge *to = ctx;
	return to->emit(to->ctx, t->same_place ? FTS5_TOKEN_COLOCATED : 0, t->text.ptr,
	                (int) t->text.len, (int) t->start, (int) t->end) == SQLITE_OK;
}

static int tokenise(Fts5Tokenizer *t, void *ctx, int flags, const char *text, int n,
                    int (*emit)(void *, int, const char *, int, int, int))
{
	struct bridge bridge = { ctx, emit };
	(void) t, (void) flags;
	token_each((struct str) { text, (size_t) n }, TOKEN_document, on_token, &bridge);
	return SQLITE_OK;
}

static int make_tokeniser(void *ctx, const char **args, int n, Fts5Tokenizer **out)
{
	(void) args, (void) n;
	*out = ctx;
	return SQLITE_OK;
}

static void drop_tokeniser(Fts5Tokenizer *t)
{
	(void) t;
}

static void add_tokeniser(struct store *s)
{
	fts5_api *api = NULL;
	fts5_tokenizer t = { make_tokeniser, drop_tokeniser, tokenise };
	sqlite3_stmt *q = prepare(s, "SELECT fts5(?1)");
	sqlite3_bind_pointer(q, 1, &api, "fts5_api_ptr", NULL);
	sqlite3_step(q);
	sqlite3_finalize(q);
	need(api != NULL && api->xCreateTokenizer(api, "kontor", s, &t, NULL) == SQLITE_OK,
	     "tokeniser", s);
}

/* -- a store of the same size -- */

static void open_store(struct store *s, const char *path)
{
	static const char raw[4 + 32] = "raw:0123456789abcdef0123456789abcde";
	need(sqlite3_open(path, &s->h) == SQLITE_OK, path, s);
	sqlite3mc_config(s->h, "cipher", sqlite3mc_cipher_index("aegis"));
	sqlite3mc_config_cipher(s->h, "aegis", "algorithm", 5);
	need(sqlite3_key(s->h, raw, sizeof raw) == SQLITE_OK, "key", s);
	exec(s,
	     "PRAGMA cache_size=-131072; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
	     "PRAGMA wal_autocheckpoint=0; PRAGMA secure_delete=ON");
	sqlite3_create_function(s->h, "id", 2, SQLITE_UTF8, NULL, sql_id, NULL, NULL);
	add_tokeniser(s);
}

static void read_schema(struct store *s, const char *path)
{
	static char text[1 << 18];
	FILE *f = fopen(path, "r");
	need(f != NULL && fread(text, 1, sizeof text - 1, f) > 0, path, s);
	fclose(f);
	exec(s, text);
	exec(s,
	     "INSERT INTO messages_index(messages_index, rank) VALUES ('automerge', 16),"
	     " ('crisismerge', 400);"
	     "INSERT INTO contacts_index(contacts_index, rank) VALUES ('automerge', 16),"
	     " ('crisismerge', 400)");
}

#define NUMBERS "WITH n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?1) "
#define HEAD "id, version, created_at, updated_at, "

/* Times lie all over two years, as those of messages that are there already do. */
static void fill(struct store *s, int64_t messages)
{
	static const char *const tables[] = {
		NUMBERS "INSERT INTO tags (" HEAD
			"name, colour, position, contact_count)"
			" SELECT id(2, i), 1, 1, 1, 'tag ' || i, 0, i, 0 FROM n",
		NUMBERS "INSERT INTO contacts (" HEAD
			"name, source, lead_status, sources, search_key,"
			" display_phone, last_message_at, unread) SELECT id(3, i), 1, 1, 1,"
			" 'Person ' || i, 2, 1, 3, i << 12, '+5511' || (900000000 + i),"
			" 1719792000000 + i * 48271 % 63072000 * 1000, 0 FROM n",
		NUMBERS "INSERT INTO contact_identities (" HEAD
			"contact_id, kind, value, match_key)"
			" SELECT id(5, i), 1, 1, 1, id(3, i), 1, '+5511' || (900000000 + i),"
			" '5511' || (900000000 + i) FROM n",
		NUMBERS "INSERT INTO contact_tags (" HEAD
			"contact_id, tag_id)"
			" SELECT id(6, i), 1, 1, 1, id(3, i), id(2, i % 12) FROM n",
		NUMBERS
		"INSERT INTO chats (" HEAD
		"account_id, peer_kind, peer_key, contact_id, sync,"
		" unread, search_key, last_message_at, message_count) SELECT id(4, i), 1, 1,"
		" 1, id(1, 0), 1, (900000000 + i) || '@s.whatsapp.net', id(3, i), 1, 0,"
		" i << 12, 1719792000000 + i * 48271 % 63072000 * 1000, 16 FROM n",
		NUMBERS "INSERT INTO messages (" HEAD
			"chat_id, at, direction, kind, marks, origin,"
			" status, text, search_key) SELECT id(7, i), 1, 1, 1,"
			" id(4, i * 7919 % ?2), 1719792000000 + i * 63000, 1, 1, 0, 1, 1,"
			" 'obrigado pelo pedido ' || i % 30000 || ' amanha entrego na loja nova',"
			" (1719792000 + i * 63) << 12 FROM n",
		NUMBERS
		"INSERT INTO messages_index (rowid, text) SELECT search_key, text"
		" FROM messages LIMIT ?1",
		NUMBERS
		"INSERT INTO contacts_index (rowid, text) SELECT search_key, name"
		" FROM contacts LIMIT ?1",
	};
	const int64_t counts[] = { 12,       s->contacts, s->contacts, s->contacts,
		                   s->chats, messages,    messages,    s->contacts };
	for (unsigned i = 0; i < sizeof tables / sizeof *tables; i++) {
		sqlite3_stmt *q = prepare(s, tables[i]);
		run(s, q, "ii", counts[i], s->chats);
		sqlite3_finalize(q);
		sqlite3_wal_checkpoint_v2(s->h, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	}
}

static void prepare_all(struct store *s)
{
	s->contact = prepare(s, "INSERT INTO contacts (" HEAD
	                        "name, source, lead_status, sources, search_key, last_message_at,"
	                        " unread) VALUES (?1,1,?2,?2,?3,1,1,4,?4,0,0)");
	s->identity = prepare(s, "INSERT INTO contact_identities (" HEAD
	                         "contact_id, kind, value, match_key)"
	                         " VALUES (?1,1,?2,?2,?3,2,?4,?4)");
	s->link = prepare(s, "INSERT INTO contact_tags (" HEAD
	                     "contact_id, tag_id) VALUES (?1,1,?2,?2,?3,?4)");
	s->message = prepare(s, "INSERT INTO messages (" HEAD
	                        "chat_id, at, direction, kind, marks, origin, status, text,"
	                        " search_key) VALUES (?1,1,?2,?2,?3,?2,1,1,0,1,1,?4,?5)");
	s->change = prepare(s,
	                    "INSERT INTO changes (seq, record, row_id, op, mask, scope_before,"
	                    " scope_after, at) VALUES (?1,?2,?3,1,4095,?4,?4,?5)");
	s->audit = prepare(s,
	                   "INSERT INTO audit_entries (seq, at, actor_id, action, record,"
	                   " row_id, mask, n, digest, link)"
	                   " VALUES (?1,?2,?3,1,5,?3,4095,1,?3,randomblob(32))");
	s->timeline = prepare(s,
	                      "INSERT INTO timeline (seq, contact_id, kind, record, row_id,"
	                      " actor_id, at) VALUES (?1,?2,1,5,?2,?2,?3)");
	s->contact_words = prepare(s, "INSERT INTO contacts_index (rowid, text) VALUES (?1,?2)");
	s->message_words = prepare(s, "INSERT INTO messages_index (rowid, text) VALUES (?1,?2)");
	s->chat = prepare(s,
	                  "UPDATE chats SET last_message_at = max(last_message_at, ?2),"
	                  " message_count = message_count + ?3 WHERE id = ?1");
	s->of_chat = prepare(s,
	                     "UPDATE contacts SET last_message_at = max(last_message_at, ?2)"
	                     " WHERE id = ?1");
	s->tag = prepare(s, "UPDATE tags SET contact_count = contact_count + ?2 WHERE id = ?1");
}

/* -- operations -- */

static const int64_t now_ms = 1795000000000;

static void note(struct store *s, int64_t record, const uint8_t id[16])
{
	static const uint8_t nobody[16] = { 0 };
	run(s, s->change, "iiuui", ++s->seq, record, id, nobody, now_ms);
}

static void create(struct store *s, int64_t group)
{
	uint8_t id[16], part[16], tag[16];
	char name[40], mail[40];
	for (int64_t i = 0; i < group; i++) {
		int64_t nth = ++s->made, key = ++s->key;
		snprintf(name, sizeof name, "Created %lld", (long long) nth);
		snprintf(mail, sizeof mail, "u%lldx%lld@example.com", (long long) below(s, 1 << 30),
		         (long long) nth);
		make_id(id, 3, 90000000000 + nth);
		make_id(part, 5, 90000000000 + nth);
		make_id(tag, 2, below(s, 12));
		run(s, s->contact, "uiti", id, now_ms, name, key);
		run(s, s->identity, "uiut", part, now_ms, id, mail);
		part[7] = 6;
		run(s, s->link, "uiuu", part, now_ms, id, tag);
		run(s, s->contact_words, "it", key, name);
		run(s, s->tag, "ui", tag, (int64_t) 1);
		note(s, 5, id);
		run(s, s->timeline, "iui", s->seq, id, now_ms);
		run(s, s->audit, "iiu", s->seq, now_ms, id);
	}
	note(s, 4, tag);
}

/* Once a chat and group. */
static void touch_chat(struct store *s, int64_t chat, int64_t at, int64_t n)
{
	uint8_t id[16];
	make_id(id, 4, chat);
	run(s, s->chat, "uii", id, at, n);
	note(s, 8, id);
	make_id(id, 3, chat);
	run(s, s->of_chat, "ui", id, at);
	note(s, 5, id);
}

static void messages(struct store *s, int64_t group, bool spread)
{
	uint8_t id[16], chat_id[16];
	char text[80];
	int64_t at = 0;
	for (int64_t i = 0; i < group; i++) {
		int64_t nth = ++s->made, key = ++s->key, chat = spread ? below(s, s->chats) : 7;
		snprintf(text, sizeof text, "Obrigado pelo pedido, amanha cedo entrego %lld",
		         (long long) nth);
		at = 1782864000000 + nth * 1000;
		make_id(id, 7, 90000000000 + nth);
		make_id(chat_id, 4, chat);
		run(s, s->message, "uiuti", id, at, chat_id, text, key);
		run(s, s->message_words, "it", key, text);
		note(s, 9, id);
		run(s, s->audit, "iiu", s->seq, now_ms, id);
		if (spread)
			touch_chat(s, chat, at, 1);
	}
	if (!spread)
		touch_chat(s, 7, at, group);
}

static int64_t cpu_us(void)
{
	struct rusage u;
	getrusage(RUSAGE_SELF, &u);
	return (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000 + u.ru_utime.tv_usec +
	       u.ru_stime.tv_usec;
}

static int remember_pages(void *arg, sqlite3 *h, const char *name, int pages)
{
	(void) h, (void) name;
	*(int *) arg = pages;
	return SQLITE_OK;
}

static double measure(struct store *s, const char *load, int64_t group)
{
	int pages = 0;
	int64_t n = 0, start = cpu_us();
	sqlite3_wal_hook(s->h, remember_pages, &pages);
	while (cpu_us() - start < CPU_US) {
		exec(s, "BEGIN IMMEDIATE");
		if (strcmp(load, "create") == 0)
			create(s, group);
		else
			messages(s, group, strcmp(load, "spread") == 0);
		exec(s, "COMMIT");
		n += group;
		if (pages >= LOG_PAGES)
			sqlite3_wal_checkpoint_v2(s->h, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL,
			                          NULL);
	}
	return (double) (cpu_us() - start) / (double) n;
}

int main(int argc, char **argv)
{
	struct store s = { .random = 1 };
	struct stat st;
	if (argc < 6 || argc % 2 != 0)
		return 64;
	bool there = stat(argv[2], &st) == 0;
	s.contacts = atoll(argv[3]);
	s.chats = atoll(argv[4]);
	sqlite3_initialize();
	open_store(&s, argv[2]);
	if (!there) {
		read_schema(&s, argv[1]);
		fill(&s, atoll(argv[5]));
	}
	prepare_all(&s);
	s.key = INT64_C(1782864000) << 12;
	for (int i = 6; i + 1 < argc; i += 2)
		printf("%s %.1f\n", argv[i], measure(&s, argv[i], atoll(argv[i + 1])));
	return 0;
}

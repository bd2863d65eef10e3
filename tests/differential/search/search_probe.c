/* search_probe.c: core's tokeniser, queries and snippets on a real FTS5 index, for search.test.mjs.
 *
 * Lines in: "D" TAB text adds a document, "P" TAB E.164 adds a phone with all its forms, "C"
 * forgets all documents, "Q" TAB query asks. A line out per question: numbers of the documents
 * found, newest first, with spaces between; TAB; the snippet of the newest. Errors of FTS5 end
 * the program. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "base/utf8.h"
#include "core/query.h"
#include "core/snippet.h"
#include "core/token.h"

struct index {
	sqlite3 *db;
	struct arena arena;
	struct str docs[65536];
	size_t n;
};

static void ensure(struct index *x, bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "search_probe: %s: %s\n", what, sqlite3_errmsg(x->db));
	exit(1);
}

static void run(struct index *x, const char *sql)
{
	ensure(x, sqlite3_exec(x->db, sql, NULL, NULL, NULL) == SQLITE_OK, sql);
}

struct bridge {
	void *ctx;
	int (*emit)(void *, int, const char *, int, int, int);
	int rc;
};

static bool pass_on(void *ctx, const struct text_token *t)
{
	struct bridge *b = ctx;
	int flags = t->same_place ? FTS5_TOKEN_COLOCATED : 0;
	b->rc = b->emit(b->ctx, flags, t->text.ptr, (int) t->text.len, (int) t->start,
	                (int) t->end);
	return b->rc == SQLITE_OK;
}

static int create_tokeniser(void *ctx, const char **args, int n, Fts5Tokenizer **out)
{
	(void) args, (void) n;
	*out = ctx;
	return SQLITE_OK;
}

static void delete_tokeniser(Fts5Tokenizer *t)
{
	(void) t;
}

static int tokenise(Fts5Tokenizer *t, void *ctx, int flags, const char *text, int n,
                    int (*emit)(void *, int, const char *, int, int, int))
{
	(void) t;
	struct bridge b = { ctx, emit, SQLITE_OK };
	bool query = (flags & FTS5_TOKENIZE_QUERY) != 0;
	token_each((struct str) { text, (size_t) n }, query ? TOKEN_query : TOKEN_document, pass_on,
	           &b);
	return b.rc;
}

static void clear(struct index *x)
{
	run(x, "DROP TABLE IF EXISTS t");
	run(x, "CREATE VIRTUAL TABLE t USING fts5(text, content='', tokenize='kontor')");
	arena_clear(&x->arena);
	x->n = 0;
}

static void open_index(struct index *x)
{
	fts5_api *api = NULL;
	sqlite3_stmt *s;
	ensure(x, sqlite3_open(":memory:", &x->db) == SQLITE_OK, "open");
	ensure(x, sqlite3_prepare_v2(x->db, "SELECT fts5(?1)", -1, &s, NULL) == SQLITE_OK, "fts5");
	sqlite3_bind_pointer(s, 1, &api, "fts5_api_ptr", NULL);
	sqlite3_step(s);
	sqlite3_finalize(s);
	ensure(x, api != NULL, "no FTS5");
	fts5_tokenizer t = { create_tokeniser, delete_tokeniser, tokenise };
	ensure(x, api->xCreateTokenizer(api, "kontor", x, &t, NULL) == SQLITE_OK, "tokeniser");
	clear(x);
}

static void add(struct index *x, struct str text)
{
	sqlite3_stmt *s;
	ensure(x, x->n + 1 < COUNT(x->docs), "too many documents");
	x->docs[++x->n] = arena_str(&x->arena, text);
	const char *sql = "INSERT INTO t(rowid, text) VALUES(?1, ?2)";
	ensure(x, sqlite3_prepare_v2(x->db, sql, -1, &s, NULL) == SQLITE_OK, sql);
	sqlite3_bind_int64(s, 1, (int64_t) x->n);
	sqlite3_bind_text(s, 2, text.ptr, (int) text.len, SQLITE_STATIC);
	ensure(x, sqlite3_step(s) == SQLITE_DONE, sql);
	sqlite3_finalize(s);
}

static void add_phone(struct index *x, struct str e164)
{
	struct buf b = { 0 };
	put(&b, e164);
	token_phone_forms(&b, e164);
	add(x, buf_str(&b));
	buf_release(&b);
}

static void ask(struct index *x, struct str text, struct buf *out)
{
	struct arena a = ARENA_INIT;
	struct buf match = BUF_IN(&a);
	struct text_query q = query_parse(&a, text);
	sqlite3_stmt *s;
	int64_t newest = 0;
	query_put_match(&match, &q);
	const char *sql = "SELECT rowid FROM t WHERE t MATCH ?1 ORDER BY rowid DESC";
	ensure(x, sqlite3_prepare_v2(x->db, sql, -1, &s, NULL) == SQLITE_OK, sql);
	sqlite3_bind_text(s, 1, match.ptr, (int) match.len, SQLITE_STATIC);
	for (int rc; q.n > 0 && (rc = sqlite3_step(s)) != SQLITE_DONE;) {
		ensure(x, rc == SQLITE_ROW, match.ptr);
		int64_t id = sqlite3_column_int64(s, 0);
		putf(out, newest == 0 ? "%lld" : " %lld", (long long) id);
		newest = newest == 0 ? id : newest;
	}
	sqlite3_finalize(s);
	put_char(out, '\t');
	if (newest != 0)
		snippet_put(out, &a, x->docs[newest], &q);
	put_char(out, '\n');
	arena_release(&a);
}

int main(void)
{
	static struct index x;
	static char line[1 << 16];
	struct buf out = { 0 };
	open_index(&x);
	while (fgets(line, sizeof line, stdin) != NULL) {
		struct str text = { line + 2, strcspn(line, "\n") - 2 };
		if (line[0] == 'C') {
			clear(&x);
			continue;
		}
		ensure(&x, strlen(line) > 2 && utf8_valid(text), "a bad line");
		if (line[0] == 'D')
			add(&x, text);
		else if (line[0] == 'P')
			add_phone(&x, text);
		else {
			ask(&x, text, &out);
			fwrite(out.ptr, 1, out.len, stdout);
			buf_clear(&out);
		}
	}
	buf_release(&out);
	arena_release(&x.arena);
	sqlite3_close(x.db);
	return 0;
}

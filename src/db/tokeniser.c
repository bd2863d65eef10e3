/* tokeniser.c: hangs the caller's tokeniser into FTS5 under the name "kontor". */
#include "db/sqlite.h"

struct bridge {
	void *ctx;
	int (*emit)(void *, int, const char *, int, int, int);
};

static int emit(void *sink, struct str token, size_t start, size_t end, bool same_place)
{
	const struct bridge *to = sink;
	return to->emit(to->ctx, same_place ? FTS5_TOKEN_COLOCATED : 0, token.ptr, (int) token.len,
	                (int) start, (int) end);
}

static int create(void *fn, const char **args, int n, Fts5Tokenizer **out)
{
	(void) args, (void) n;
	*out = fn;
	return SQLITE_OK;
}

static void delete (Fts5Tokenizer *t)
{
	(void) t;
}

static int tokenise(Fts5Tokenizer *t, void *ctx, int flags, const char *text, int n,
                    int (*to)(void *, int, const char *, int, int, int))
{
	db_tokenise_fn *fn = (db_tokenise_fn *) t;
	struct bridge bridge = { ctx, to };
	return fn(&bridge, (struct str) { text, (size_t) n }, (flags & FTS5_TOKENIZE_QUERY) != 0,
	          emit);
}

enum err db_register_tokeniser(struct db *db, db_tokenise_fn *fn)
{
	fts5_api *api = NULL;
	sqlite3_stmt *s = NULL;
	TRY(db_err_of(db, sqlite3_prepare_v2(db->h, "SELECT fts5(?1)", -1, &s, NULL)));
	sqlite3_bind_pointer(s, 1, &api, "fts5_api_ptr", NULL);
	int rc = sqlite3_step(s);
	sqlite3_finalize(s);
	TRY(db_err_of(db, rc));
	if (api == NULL)
		return ERR_STORAGE;
	fts5_tokenizer t = { create, delete, tokenise };
	return db_err_of(db, api->xCreateTokenizer(api, "kontor", (void *) fn, &t, NULL));
}

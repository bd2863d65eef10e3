/* decode_probe.c: the decoders of the record room behind a pipe, for decode.test.mjs.
 *
 * "schemas" as argument: OpenAPI's schemas, as one object. Else a line in: name of a schema, TAB, a
 * body. A line out: "ok", "bad" (no JSON), or "pointer code" of each flaw with TABs between. */
#include <stdio.h>
#include <string.h>

#include "record/decode.h"
#include "record/describe.h"

static const struct {
	struct str suffix;
	enum op op;
} suffixes[] = {
	{ STR("Create"), OP_create },
	{ STR("Patch"), OP_patch },
	{ STR(""), OP_form },
};

/* What the name of a schema stands for; NULL: nothing that can be sent. */
static const struct record *record_of(struct arena *a, struct str type, enum op *op)
{
	for (enum home home = HOME_cell; home < HOME_N; home++) {
		unsigned n;
		const struct record *const *list = records_of(home, &n);

		for (size_t i = 0; i < n * COUNT(suffixes); i++) {
			const struct record *rec = list[i / COUNT(suffixes)];
			const struct str name = describe_type_name(a, rec);

			*op = suffixes[i % COUNT(suffixes)].op;
			if (record_takes(rec, *op) &&
			    str_eq(type, arena_join(a, name, suffixes[i % COUNT(suffixes)].suffix)))
				return rec;
		}
	}
	return NULL;
}

static void answer(struct str line, struct buf *b)
{
	struct arena a = ARENA_INIT;
	struct str body = line, type = str_cut(&body, '\t');
	enum op op;
	const struct record *rec = record_of(&a, type, &op);
	struct problems ps;
	struct decoded d;
	enum err e;

	ENSURE(rec != NULL);
	problems_init(&ps, &a);
	e = record_decode(rec, op, body, &a, &d, &ps);
	if (e != ERR_INVALID)
		put(b, e == OK ? S("ok") : S("bad"));
	for (size_t i = 0; i < ps.n && i < PROBLEMS_MAX; i++)
		putf(b, "%s%.*s %.*s", i == 0 ? "" : "\t", PRI_STR(ps.v[i].pointer),
		     PRI_STR(flaw_word(ps.v[i].flaw)));
	put_char(b, '\n');
	arena_release(&a);
}

int main(int argc, char **argv)
{
	static char line[1 << 20];
	struct buf b = { 0 };

	if (argc == 2 && strcmp(argv[1], "schemas") == 0) {
		put_char(&b, '{');
		describe_schemas(&b);
		put_char(&b, '}');
	} else {
		while (fgets(line, sizeof line, stdin) != NULL)
			answer((struct str) { line, strcspn(line, "\n") }, &b);
	}
	fwrite(b.ptr, 1, b.len, stdout);
	buf_release(&b);
	return 0;
}

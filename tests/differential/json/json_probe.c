/* json_probe.c: what our reader makes of documents.
 *
 * stdin: one document per line, its bytes as hex. stdout: per line the document written anew, or
 * "bad". See json.test.mjs. */
#define _GNU_SOURCE 1 /* getline */
#include <stdio.h>

#include "base/err.h"
#include "base/json_rewrite.h"

static void answer(struct str hex)
{
	struct arena a = ARENA_INIT;
	struct buf out = BUF_IN(&a);
	char *const text = arena_raw(&a, hex.len / 2);
	struct json j;

	ENSURE(hex_decode(hex, text, hex.len / 2));
	j = json_of((struct str) { text, hex.len / 2 }, &a);
	if (json_rewrite(&j, &out) && json_end(&j))
		printf("%.*s\n", PRI_STR(buf_str(&out)));
	else
		puts("bad");
	arena_release(&a);
}

int main(void)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	while ((n = getline(&line, &room, stdin)) > 0)
		answer((struct str) { line, (size_t) n - 1 });
	mem_free(line);
	return 0;
}

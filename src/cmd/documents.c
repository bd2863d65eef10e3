/* documents.c: commands that print what follows from the declarations. They open nothing. */
#include <stdio.h>

#include "api/api.h"
#include "cmd/cmd.h"
#include "record/describe.h"
#include "store/golden.h"
#include "store/migrate.h"

static int print(struct args *a, void (*write)(struct buf *b))
{
	struct buf b = BUF_IN(a->arena);
	int code = arg_end(a);
	if (code != EXIT_done)
		return code;
	write(&b);
	if (b.len == 0 || b.ptr[b.len - 1] != '\n')
		put_char(&b, '\n');
	return fwrite(b.ptr, 1, b.len, stdout) == b.len ? EXIT_done : EXIT_failed;
}

int cmd_policy(struct args *a)
{
	struct str format = arg_option(a, "--format");
	if (str_absent(format) || str_eq(format, S("text")))
		return print(a, describe_data_map_text);
	if (str_eq(format, S("json")))
		return print(a, describe_data_map_json);
	if (str_eq(format, S("html")))
		return print(a, describe_data_map_html);
	return say(EXIT_usage, "--format is text, json or html.");
}

int cmd_openapi(struct args *a)
{
	return print(a, api_openapi);
}
int cmd_routes(struct args *a)
{
	return print(a, api_routes);
}
int cmd_statements(struct args *a)
{
	return print(a, store_golden);
}
int cmd_lock(struct args *a)
{
	return print(a, describe_lock);
}

int cmd_version(struct args *a)
{
	int code = arg_end(a);
	if (code == EXIT_done)
		puts("kontor " KONTOR_VERSION);
	return code;
}

int cmd_schema(struct args *a)
{
	struct str home = arg_word(a), dialect = arg_word(a);
	struct buf b = BUF_IN(a->arena);
	int code = arg_end(a);
	if (code != EXIT_done)
		return code;
	enum dialect d = str_eq(dialect, S("postgres")) ? DIALECT_postgres : DIALECT_sqlite;
	enum home h = str_eq(home, S("control")) ? HOME_control : HOME_cell;
	store_schema(&b, d, h);
	if (d == DIALECT_sqlite)
		store_search_schema(&b, h);
	return fwrite(b.ptr, 1, b.len, stdout) == b.len ? EXIT_done : EXIT_failed;
}

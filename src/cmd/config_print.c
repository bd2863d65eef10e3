/* config_print.c: kontor config: all settings, as a file that --config takes. */
#include <stdio.h>

#include "cmd/config.h"

enum { LINE_BYTES = 98 };

/* -- as a configuration file -- */

static void put_comment(struct buf *b, struct str text)
{
	size_t at = 0;

	while (!str_absent(text)) {
		struct str word = str_cut(&text, ' ');
		if (at == 0 || at + 1 + word.len > LINE_BYTES) {
			put(b, at == 0 ? S("#") : S("\n#"));
			at = 1;
		}
		put_char(b, ' ');
		put(b, word);
		at += 1 + word.len;
	}
	put_char(b, '\n');
}

static void put_range(struct buf *b, const struct config_row *row)
{
	if (row->type == CONFIG_word)
		putf(b, "one of %s", row->unit.ptr);
	else if (row->type == CONFIG_flag)
		put(b, S("yes or no"));
	else if (row->type == CONFIG_number)
		putf(b, "%lld to %lld %s", (long long) row->least, (long long) row->most,
		     row->unit.ptr);
	else if (row->most != 0)
		putf(b, "at most %lld", (long long) row->most);
}

static void put_origin(struct buf *b, const struct config_origin *from)
{
	if (from->line == 0)
		return;
	if (from->file == NULL)
		put(b, S("# Set on the command line.\n"));
	else
		putf(b, "# Set in %s, line %u.\n", from->file, from->line);
}

static void put_section(struct buf *b, struct str title)
{
	putf(b, "\n# ---- %s ----\n", title.ptr);
}

static void put_setting(struct buf *b, const struct config *c, enum config_name n)
{
	const struct config_row *row = config_row(n);
	struct buf range = { 0 };

	put_range(&range, row);
	put_char(b, '\n');
	put_comment(b, row->meaning);
	if (range.len != 0)
		putf(b, "# (%.*s)\n", PRI_STR(buf_str(&range)));
	buf_release(&range);
	put_origin(b, &c->origin[n]);
	putf(b, "%s%s =", c->origin[n].line == 0 ? "#" : "", row->name.ptr);
	if (c->origin[n].line != 0 || row->initial.len != 0)
		put_char(b, ' ');
	config_put_value(c, n, b);
	put_char(b, '\n');
}

static void put_file(struct buf *b, const struct config *c)
{
	put_comment(b,
	            S("Settings of Kontor. A line is `name = value`; what is commented out shows "
	              "the value that holds without it. The command line goes before this file."));
#define SECTION(title) put_section(b, S(title));
#define SETTING(name, ...) put_setting(b, c, CONFIG_NAME_##name);
#include "cmd/config.def"
#undef SETTING
#undef SECTION
}

/* -- as a table of the documents -- */

static void put_row(struct buf *b, enum config_name n)
{
	const struct config_row *row = config_row(n);

	putf(b, "| `%s` | ", row->name.ptr);
	if (row->initial.len != 0)
		putf(b, "`%s`", row->initial.ptr);
	put(b, S(" | "));
	struct buf range = { 0 };
	put_range(&range, row);
	for (size_t i = 0; i < range.len; i++)
		put(b, range.ptr[i] == '|' ? S(", ") : (struct str) { range.ptr + i, 1 });
	buf_release(&range);
	putf(b, " | %s |\n", row->meaning.ptr);
}

static void put_heading(struct buf *b, struct str title)
{
	putf(b, "\n**%s**\n\n| setting | without it | values | meaning |\n|---|---|---|---|\n",
	     title.ptr);
}

static void put_tables(struct buf *b)
{
#define SECTION(title) put_heading(b, S(title));
#define SETTING(name, ...) put_row(b, CONFIG_NAME_##name);
#include "cmd/config.def"
#undef SETTING
#undef SECTION
}

int cmd_config(struct args *a)
{
	struct str format = arg_option(a, "--format");
	struct buf b = BUF_IN(a->arena);
	struct config c;
	int code = config_take(a, &c);

	if (code == EXIT_done)
		code = arg_end(a);
	if (code != EXIT_done)
		return code;
	if (str_absent(format) || str_eq(format, S("file")))
		put_file(&b, &c);
	else if (str_eq(format, S("markdown")))
		put_tables(&b);
	else
		return say(EXIT_usage, "--format is file or markdown.");
	return fwrite(b.ptr, 1, b.len, stdout) == b.len ? EXIT_done : EXIT_failed;
}

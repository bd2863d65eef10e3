/* config.c: gathers the settings from the command line and the file. See config.h. */
#include "cmd/config.h"

#include "api/api.h"
#include "net/addr.h"
#include "plat/files.h"

enum { FILE_BYTES_MAX = 64 << 10 };

static const struct config_row rows[] = {
#define SECTION(title)
#define SETTING(name, type, unit, least, most, initial, meaning)                                   \
	[CONFIG_NAME_##name] = { STR(#name), CONFIG_##type, STR(unit),   least,                    \
		                 most,       STR(initial),  STR(meaning) },
#include "cmd/config.def"
#undef SETTING
#undef SECTION
};

const struct config_row *config_row(enum config_name n)
{
	return &rows[n];
}

void config_init(struct config *c, struct arena *a)
{
	*c = (struct config) { 0 };
	for (enum config_name n = 0; n < CONFIG_N; n++) {
		struct str why;
		if (rows[n].initial.len != 0 && !config_read_value(c, n, rows[n].initial, a, &why))
			BUG("%s begins wrong", rows[n].name.ptr);
	}
}

static bool is_list(enum config_name n)
{
	return rows[n].type == CONFIG_address || rows[n].type == CONFIG_network;
}

/* Where a value comes from, said before what is wrong with it. */
struct source {
	struct config *c;
	struct arena *arena;
	const char *file; /* NULL: the command line */
	unsigned line;
};

/* tls_cert → tls-cert */
static const char *as_option(struct arena *a, struct str name)
{
	char *text = arena_alloc(a, name.len + 1);

	for (size_t i = 0; i < name.len; i++)
		text[i] = name.ptr[i] == '_' ? '-' : name.ptr[i];
	return text;
}

static int refuse(const struct source *s, struct str name, struct str why)
{
	if (s->file == NULL)
		return say(EXIT_usage, "--%s: %.*s.", as_option(s->arena, name), PRI_STR(why));
	return say(EXIT_usage, "%s, line %u: %.*s: %.*s.", s->file, s->line, PRI_STR(name),
	           PRI_STR(why));
}

/* The first word of a source goes before the initial value, and the command line, which comes
 * last, before the file. Of one source, only lists have several. */
static int set_value(const struct source *s, enum config_name n, struct str value)
{
	struct config_origin *origin = &s->c->origin[n];
	bool again = origin->line != 0 && origin->file == s->file;
	struct str why;

	if (again && !is_list(n))
		return refuse(s, rows[n].name,
		              s->file == NULL
		                      ? S("it is given twice")
		                      : arena_printf(s->arena, "line %u has set it", origin->line));
	if (!again && is_list(n))
		*(struct config_list *) config_place(s->c, n) = (struct config_list) { 0 };
	*origin = (struct config_origin) { s->file, s->line };
	return config_read_value(s->c, n, value, s->arena, &why) ? EXIT_done
	                                                         : refuse(s, rows[n].name, why);
}

/* -- the file -- */

static bool same_name(struct str name, struct str said)
{
	if (name.len != said.len)
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (name.ptr[i] != (said.ptr[i] == '-' ? '_' : said.ptr[i]))
			return false;
	return true;
}

static bool find(struct str said, enum config_name *out)
{
	for (enum config_name n = 0; n < CONFIG_N; n++)
		if (same_name(rows[n].name, said)) {
			*out = n;
			return true;
		}
	return false;
}

static int read_line(const struct source *s, struct str line)
{
	enum config_name n;
	size_t at;

	line = str_trim(line);
	if (line.len == 0 || line.ptr[0] == '#')
		return EXIT_done;
	if (!str_find_byte(line, '=', &at))
		return say(EXIT_usage, "%s, line %u: a line is `name = value`.", s->file, s->line);
	struct str name = str_trim(str_head(line, at));
	if (!find(name, &n))
		return refuse(s, name,
		              S("there is no such setting; `kontor config` lists them all"));
	return set_value(s, n, str_trim(str_from(line, at + 1)));
}

static int read_file(struct config *c, struct arena *a, struct str path)
{
	struct source s = { .c = c, .arena = a, .file = arena_str(a, path).ptr };
	struct str text;
	enum err e = file_read(a, s.file, FILE_BYTES_MAX, &text);

	if (e != OK)
		return say(EXIT_usage, "--config: %s %s.", s.file,
		           e == ERR_NOT_FOUND   ? "is not there"
		           : e == ERR_FORBIDDEN ? "may not be read by this user"
		           : e == ERR_TOO_LARGE ? "is larger than 64 kB"
		                                : "could not be read");
	while (!str_absent(text)) {
		s.line++;
		int code = read_line(&s, str_cut(&text, '\n'));
		if (code != EXIT_done)
			return code;
	}
	return EXIT_done;
}

/* -- the command line -- */

/* --tls-cert or --tls_cert */
static struct str take_option(struct args *a, enum config_name n)
{
	struct str value = arg_option(a, arena_printf(a->arena, "--%s", rows[n].name.ptr).ptr);

	if (!str_absent(value))
		return value;
	return arg_option(a, arena_printf(a->arena, "--%s", as_option(a->arena, rows[n].name)).ptr);
}

static int take_setting(const struct source *s, struct args *a, enum config_name n)
{
	int code = EXIT_done;
	struct str value;

	while (code == EXIT_done && !str_absent(value = take_option(a, n)))
		code = set_value(s, n, value);
	return code;
}

static int begin(struct args *a, struct config *c)
{
	struct str file = arg_option(a, "--config");

	config_init(c, a->arena);
	return str_absent(file) ? EXIT_done : read_file(c, a->arena, file);
}

/* What still stands there of ours came without a value. */
static int refuse_bare(const struct source *s, const struct args *a)
{
	for (int i = 0; i < a->n; i++) {
		struct str word = str_of(a->v[i]);
		enum config_name n;
		if (str_starts(word, S("--")) && find(str_from(word, 2), &n))
			return refuse(s, str_from(word, 2), S("it has no value"));
	}
	return EXIT_done;
}

int config_take(struct args *a, struct config *c)
{
	struct source s = { .c = c, .arena = a->arena, .line = 1 };
	int code = begin(a, c);

	for (enum config_name n = 0; n < CONFIG_N && code == EXIT_done; n++)
		code = take_setting(&s, a, n);
	return code == EXIT_done ? refuse_bare(&s, a) : code;
}

static int check_folder(const struct config *c)
{
	return str_absent(c->data) ? say(EXIT_usage, "--data is missing.") : EXIT_done;
}

int config_take_place(struct args *a, struct config *c)
{
	struct source s = { .c = c, .arena = a->arena, .line = 1 };
	int code = begin(a, c);

	if (code == EXIT_done)
		code = take_setting(&s, a, CONFIG_NAME_data);
	if (code == EXIT_done)
		code = take_setting(&s, a, CONFIG_NAME_master_key_file);
	return code == EXIT_done ? check_folder(c) : code;
}

/* -- what only shows when all is known -- */

bool config_on_loopback(const struct config *c)
{
	struct net_addr a;
	uint16_t port;
	bool all = true;

	for (unsigned i = 0; i < c->listen.n; i++)
		all &= !listen_parse(c->listen.v[i], &a, &port) || addr_is_loopback(a);
	return all;
}

int config_check(const struct config *c)
{
	int code = check_folder(c);

	if (code != EXIT_done)
		return code;
	if (str_absent(c->tls_cert) != str_absent(c->tls_key))
		return say(EXIT_usage, "--tls-cert and --tls-key belong together: %s is missing.",
		           str_absent(c->tls_key) ? "the key" : "the certificate");
	if (str_absent(c->tls_cert) && c->trusted_proxy.n == 0 && !config_on_loopback(c))
		return say(EXIT_usage,
		           "plain HTTP stays on this machine: give --tls-cert and --tls-key, or "
		           "name the proxy that speaks TLS with --trusted-proxy.");
	return EXIT_done;
}

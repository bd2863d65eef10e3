/* doctor.c: kontor doctor. */
#include "cmd/doctor.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/json.h"
#include "db/db.h"

static const char *const words[] = {
	[FOUND_ok] = "ok", [FOUND_warn] = "warn", [FOUND_bad] = "bad"
};

static void put_member(struct buf *b, const char *key, const char *text)
{
	json_key(b, str_of(key));
	if (text == NULL)
		json_put_null(b);
	else
		json_put_str(b, str_of(text));
}

static void print_json(struct doctor *d, const char *level, const char *name, const char *text,
                       const char *how)
{
	struct buf b = BUF_IN(d->args->arena);
	json_open(&b, '{');
	put_member(&b, "level", level);
	put_member(&b, "name", name);
	put_member(&b, "text", text);
	put_member(&b, "how", how);
	json_close(&b, '}');
	printf("%s%.*s", d->first ? "{\"checks\":[\n" : ",\n", PRI_STR(buf_str(&b)));
}

void found(struct doctor *d, enum finding level, const char *name, const char *how,
           const char *format, ...)
{
	struct buf text = BUF_IN(d->args->arena);
	va_list args;
	va_start(args, format);
	char line[1024];
	vsnprintf(line, sizeof line, format, args);
	va_end(args);
	put(&text, str_of(line));
	put_char(&text, 0);
	if (d->json)
		print_json(d, words[level], name, text.ptr, how);
	else
		printf("%-5s %-12s %s%s%s\n", words[level], name, text.ptr, how == NULL ? "" : " ",
		       how == NULL ? "" : how);
	fflush(stdout);
	d->first = false;
	d->n[level]++;
}

int cmd_doctor(struct args *a)
{
	struct doctor d = { .args = a, .first = true };
	struct str format = arg_option(a, "--format");
	if (config_take(a, &d.config) != EXIT_done || arg_end(a) != EXIT_done)
		return EXIT_usage;
	if (str_absent(d.config.data))
		return say(EXIT_usage, "--data is missing.");
	d.json = str_eq(format, S("json"));
	if (!str_absent(format) && !d.json && !str_eq(format, S("text")))
		return say(EXIT_usage, "--format is text or json.");
	d.dir = arena_str(a->arena, d.config.data).ptr;
	if (db_start(0) == OK && doctor_folder(&d))
		doctor_server(&d);
	bool well = d.n[FOUND_bad] == 0;
	if (d.json)
		printf("\n],\"ok\":%s,\"bad\":%u,\"warn\":%u}\n", well ? "true" : "false",
		       d.n[FOUND_bad], d.n[FOUND_warn]);
	else
		printf("%s: %u bad, %u to look at, %u fine.\n",
		       well ? "All is well" : "Not all is well", d.n[FOUND_bad], d.n[FOUND_warn],
		       d.n[FOUND_ok]);
	return well ? EXIT_done : EXIT_failed;
}

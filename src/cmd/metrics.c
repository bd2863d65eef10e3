/* metrics.c: kontor metrics: what a server counts, or the table of what there is. */
#include <stdio.h>

#include "api/api.h"
#include "cmd/client.h"
#include "cmd/cmd.h"

static int print(struct str text)
{
	return fwrite(text.ptr, 1, text.len, stdout) == text.len ? EXIT_done : EXIT_failed;
}

static int print_table(struct args *a, struct str format)
{
	struct buf b = BUF_IN(a->arena);
	int code = arg_end(a);
	if (code != EXIT_done)
		return code;
	if (!str_eq(format, S("markdown")))
		return say(EXIT_usage, "--format is markdown.");
	api_metrics(&b);
	return print(buf_str(&b));
}

int cmd_metrics(struct args *a)
{
	struct client_options o = { 0 };
	struct client *c;
	struct answer_in in;
	struct str format = arg_option(a, "--format");
	if (!str_absent(format))
		return print_table(a, format);
	int code = config_take_place(a, &o.config);
	if (code == EXIT_done)
		code = arg_end(a);
	if (code != EXIT_done)
		return code;
	if (client_open(&o, &c) != OK)
		return say(EXIT_failed, "the data folder could not be opened.");
	enum err e = client_ask(c, a->arena, "GET", S("/metrics"), STR_ABSENT, STR_ABSENT, &in);
	client_close(c);
	if (e != OK)
		return say(EXIT_failed, "the server did not answer.");
	return in.status == 200 ? print(in.body) : client_refused(a->arena, &in);
}

/* import.c: kontor import: brings files, starts their runs, follows them, adds up what came of it.
 * */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "cmd/client.h"
#include "cmd/cmd.h"

enum { POLL_MS = 100 };

static const struct str counted[] = {
	STR("new"),    STR("merged"),       STR("unchanged"),      STR("skipped"),
	STR("failed"), STR("messages_new"), STR("messages_known"),
};

struct totals {
	int64_t v[COUNT(counted)];
	struct str run_id;
};
struct job {
	struct args *args;
	struct client *client;
	struct str options;
	struct str member; /* whose import it is; absent: the owner's */
	bool dry;
	struct totals totals;
};

static enum err map_file(const char *path, struct str *out)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return ERR_NOT_FOUND;
	enum err e = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? OK : ERR_IO;
	void *at = NULL;
	if (e == OK && st.st_size > 0 &&
	    (at = mmap(NULL, (size_t) st.st_size, PROT_READ, MAP_PRIVATE, fd, 0)) == MAP_FAILED)
		e = ERR_IO;
	close(fd);
	*out = e == OK && at != NULL ? (struct str) { at, (size_t) st.st_size } : S("");
	return e;
}

static struct str base_name(struct str path)
{
	size_t at;
	while (str_find_byte(path, '/', &at))
		path = str_from(path, at + 1);
	return path;
}

static struct str percent_encode(struct arena *a, struct str s)
{
	static const char hex[] = "0123456789ABCDEF";
	struct buf b = BUF_IN(a);
	for (size_t i = 0; i < s.len; i++) {
		unsigned char ch = (unsigned char) s.ptr[i];
		bool plain = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
		             (ch >= '0' && ch <= '9') || ch == '.' || ch == '-' || ch == '_';
		if (plain) {
			put_char(&b, (char) ch);
			continue;
		}
		put_char(&b, '%');
		put_char(&b, hex[ch >> 4]);
		put_char(&b, hex[ch & 15]);
	}
	return buf_str(&b);
}

static void show_progress(struct arena *a, struct str row)
{
	struct str done = client_member(a, row, S("done_rows")),
		   total = client_member(a, row, S("total_rows"));
	if (isatty(2) && !str_absent(total))
		fprintf(stderr, "\r%.*s of %.*s", PRI_STR(str_absent(done) ? S("0") : done),
		        PRI_STR(total));
}

static bool is_over(struct str state)
{
	static const struct str over[] = { STR("planned"), STR("done"), STR("cancelled"),
		                           STR("failed"), STR("choice_needed") };
	for (size_t i = 0; i < COUNT(over); i++)
		if (str_eq(state, over[i]))
			return true;
	return false;
}

/* Waits until the run has come to rest; *row is what it then says. */
static enum err follow(struct job *j, struct str id, struct str *row)
{
	struct arena *a = j->args->arena;
	struct answer_in in;
	for (;;) {
		TRY(client_ask(j->client, a, "GET",
		               arena_printf(a, "/api/v1/import_runs/%.*s", PRI_STR(id)), STR_ABSENT,
		               STR_ABSENT, &in));
		*row = in.body;
		if (in.status != 200)
			return ERR_IO;
		show_progress(a, in.body);
		if (is_over(client_member(a, in.body, S("state"))))
			return OK;
		client_pause(j->client, POLL_MS);
	}
}

static int conclude(struct job *j, struct str path, struct str row)
{
	struct arena *a = j->args->arena;
	struct str state = client_member(a, row, S("state")),
		   problem = client_member(a, row, S("problem"));
	if (str_eq(state, S("choice_needed")))
		return say(EXIT_choice, "%.*s: %.*s", PRI_STR(path), PRI_STR(problem));
	if (str_eq(state, S("failed")) || str_eq(state, S("cancelled")))
		return say(EXIT_failed, "%.*s: %.*s", PRI_STR(path),
		           PRI_STR(str_absent(problem) ? state : problem));
	j->totals.run_id = client_member(a, row, S("id"));
	for (size_t i = 0; i < COUNT(counted); i++) {
		int64_t n = 0;
		str_to_int(client_member(a, row, counted[i]), &n);
		j->totals.v[i] += n;
	}
	return EXIT_done;
}

static int one_file(struct job *j, struct str path)
{
	struct arena *a = j->args->arena;
	struct answer_in in;
	struct str bytes, row;
	if (map_file(path.ptr, &bytes) != OK)
		return say(EXIT_failed, "%.*s could not be read.", PRI_STR(path));
	struct str where = arena_printf(a, "/api/v1/import_runs?name=%.*s",
	                                PRI_STR(percent_encode(a, base_name(path))));
	if (!str_absent(j->member))
		where = arena_printf(a, "%.*s&member=%.*s", PRI_STR(where),
		                     PRI_STR(percent_encode(a, j->member)));
	enum err e =
		client_ask(j->client, a, "POST", where, S("application/octet-stream"), bytes, &in);
	if (bytes.len != 0)
		munmap((void *) bytes.ptr, bytes.len);
	if (e != OK)
		return say(EXIT_failed, "the server did not answer.");
	if (in.status >= 300)
		return client_refused_for(a, path, &in);
	struct str id = client_member(a, in.body, S("id"));
	struct str verb = arena_printf(a, "/api/v1/import_runs/%.*s:%s", PRI_STR(id),
	                               j->dry ? "plan" : "start");
	e = client_ask(j->client, a, "POST", verb, S("application/json"), j->options, &in);
	if (e == OK && in.status >= 300)
		return client_refused_for(a, path, &in);
	if (e != OK || follow(j, id, &row) != OK)
		return say(EXIT_failed, "the server did not answer.");
	return conclude(j, path, row);
}

static void put_option(struct buf *b, const char *key, struct str value)
{
	if (str_absent(value))
		return;
	json_key(b, str_of(key));
	json_put_str(b, value);
}

static void print_totals(const struct job *j)
{
	struct buf b = BUF_IN(j->args->arena);
	json_open(&b, '{');
	json_key(&b, S("run_id"));
	json_put_str(&b, j->totals.run_id);
	for (size_t i = 0; i < COUNT(counted); i++) {
		json_key(&b, counted[i]);
		json_put_int(&b, j->totals.v[i]);
	}
	json_key(&b, S("dry_run"));
	json_put_bool(&b, j->dry);
	json_close(&b, '}');
	printf("%.*s\n", PRI_STR(buf_str(&b)));
}

int cmd_import(struct args *a)
{
	struct job j = { .args = a };
	struct client_options o = { 0 };
	struct buf b = BUF_IN(a->arena);
	o.workspace = arg_required(a, "--workspace");
	if (config_take_place(a, &o.config) != EXIT_done || str_absent(o.workspace))
		return EXIT_usage;
	json_open(&b, '{');
	put_option(&b, "default_country", arg_option(a, "--default-country"));
	put_option(&b, "zone", arg_option(a, "--zone"));
	put_option(&b, "me", arg_option(a, "--me"));
	put_option(&b, "date_order", arg_option(a, "--date-order"));
	json_close(&b, '}');
	j.options = buf_str(&b);
	j.member = arg_option(a, "--member");
	j.dry = arg_flag(a, "--dry-run");
	struct str path = arg_word(a);
	if (str_absent(path))
		return say(EXIT_usage, "name at least one file.");
	if (client_open(&o, &j.client) != OK)
		return say(EXIT_failed, "the data folder could not be opened.");
	int code = EXIT_done;
	for (; !str_absent(path) && code == EXIT_done; path = arg_word(a))
		code = one_file(&j, path);
	client_close(j.client);
	if (code == EXIT_done)
		code = arg_end(a);
	/* Files before the one that stopped it are in. */
	if (code == EXIT_done || !str_absent(j.totals.run_id))
		print_totals(&j);
	return code;
}

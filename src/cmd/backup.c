/* backup.c: kontor backup, restore, jobs. */
#include <stdio.h>
#include <unistd.h>

#include "backup/backup.h"
#include "base/date.h"
#include "base/json.h"
#include "cmd/client.h"
#include "cmd/cmd.h"
#include "cmd/master_key.h"
#include "cmd/progress.h"
#include "db/db.h"
#include "plat/clock.h"
#include "plat/files.h"
#include "plat/signals.h"

enum { LOOK_MS = 100 };

/* -- kontor backup -- */

/* The server stands in another folder than whoever types. */
static struct str whole_path(struct args *a, struct str path)
{
	char here[4096];
	if (path.len != 0 && path.ptr[0] == '/')
		return path;
	if (getcwd(here, sizeof here) == NULL)
		return STR_ABSENT;
	return str_of(path_join(a->arena, here, path));
}

static enum err ask_for(struct client *c, struct args *a, const char *method, struct str path,
                        struct str body, struct answer_in *in)
{
	return client_ask(c, a->arena, method, path,
	                  str_absent(body) ? STR_ABSENT : S("application/json"), body, in);
}

static int64_t number_of(struct args *a, struct str object, struct str name)
{
	int64_t n = 0;
	str_to_int(client_member(a->arena, object, name), &n);
	return n;
}

/* Until it has ended; a signal breaks it off, and what it left is waited for. */
static int follow(struct client *c, struct args *a, struct str id, struct answer_in *in)
{
	struct str path = arena_printf(a->arena, "/api/v1/backups/%.*s", PRI_STR(id));
	struct progress p = PROGRESS_INIT;
	for (;;) {
		struct arena_mark mark = arena_mark(a->arena);
		if (ask_for(c, a, "GET", path, STR_ABSENT, in) != OK)
			return say(EXIT_failed, "the server did not answer.");
		if (in->status >= 300)
			return client_refused(a->arena, in);
		if (!str_eq(client_member(a->arena, in->body, S("state")), S("running")))
			break;
		progress_show(&p, "Backing up", number_of(a, in->body, S("done_bytes")),
		              number_of(a, in->body, S("total_bytes")));
		arena_rewind(a->arena, mark);
		if (signals_wait(LOOK_MS) != 0)
			(void) !ask_for(c, a, "POST",
			                arena_printf(a->arena, "%.*s:cancel", PRI_STR(path)),
			                S("{}"), in);
	}
	progress_end(&p);
	return EXIT_done;
}

static int conclude(struct args *a, const struct answer_in *in)
{
	struct str state = client_member(a->arena, in->body, S("state"));
	struct str problem = client_member(a->arena, in->body, S("problem"));
	if (!str_eq(state, S("done")))
		return say(EXIT_failed, "there is no backup: %.*s",
		           PRI_STR(str_absent(problem) ? S("it was broken off.") : problem));
	fprintf(stderr,
	        "All of it was read back and is whole: %lld files, %lld bytes.\n"
	        "The master key is not in it. Keep that apart: without it this backup "
	        "opens for nobody.\n",
	        (long long) number_of(a, in->body, S("files")),
	        (long long) number_of(a, in->body, S("bytes")));
	printf("%.*s\n", PRI_STR(client_member(a->arena, in->body, S("folder"))));
	return EXIT_done;
}

static int run_backup(struct client *c, struct args *a, struct str out)
{
	struct buf b = BUF_IN(a->arena);
	struct answer_in in;
	json_open(&b, '{');
	json_key(&b, S("folder"));
	json_put_str(&b, out);
	json_close(&b, '}');
	if (ask_for(c, a, "POST", S("/api/v1/backups"), buf_str(&b), &in) != OK)
		return say(EXIT_failed, "the server did not answer.");
	if (in.status >= 300)
		return client_refused(a->arena, &in);
	int code = follow(c, a, client_member(a->arena, in.body, S("id")), &in);
	return code == EXIT_done ? conclude(a, &in) : code;
}

int cmd_backup(struct args *a)
{
	struct client_options o = { 0 };
	struct client *c;
	struct str out = arg_required(a, "--out");
	if (str_absent(out) || config_take_place(a, &o.config) != EXIT_done)
		return EXIT_usage;
	int code = arg_end(a);
	if (code != EXIT_done)
		return code;
	out = whole_path(a, out);
	if (str_absent(out))
		return say(EXIT_failed, "the folder that this runs in is gone.");
	if (client_open(&o, &c) != OK)
		return say(EXIT_failed, "the data folder could not be opened.");
	code = run_backup(c, a, out);
	client_close(c);
	return code;
}

/* -- kontor restore -- */

static bool goes_on(void *ctx, const struct backup_progress *at)
{
	static const char *const steps[] = {
		[BACKUP_copying] = "Bringing back", [BACKUP_checking] = "Checking"
	};
	progress_show(ctx, steps[at->step], at->done_bytes, at->all_bytes);
	return signals_wait(0) == 0;
}

static int say_restored(const struct restore_options *o, const struct restore_result *r,
                        struct arena *a)
{
	struct buf made = BUF_IN(a);
	put_iso(&made, r->made_at);
	fprintf(stderr, "Brought back from %s, made %.*s: workspaces %u, files %u, bytes %lld.\n",
	        r->from, PRI_STR(buf_str(&made)), r->cells, r->files, (long long) r->bytes);
	if (r->receipts != 0)
		fprintf(stderr, "%lld erasures that were made since hold here, too.\n",
		        (long long) r->receipts);
	if (r->held_jobs != 0)
		fprintf(stderr,
		        "%lld jobs that had not ended are held: look at them, then let them go on "
		        "with kontor jobs release.\n",
		        (long long) r->held_jobs);
	printf("%s\n", o->to);
	return EXIT_done;
}

int cmd_restore(struct args *a)
{
	struct restore_result r;
	struct progress p = PROGRESS_INIT;
	struct key *master;
	struct str to = arg_required(a, "--data"), from = arg_required(a, "--from"),
		   key = arg_required(a, "--master-key-file"),
		   receipts = arg_option(a, "--receipts-from");
	if (str_absent(to) || str_absent(from) || str_absent(key))
		return EXIT_usage;
	int code = arg_end(a);
	if (code != EXIT_done)
		return code;
	if (master_key_read(key, &master) != OK)
		return EXIT_failed;
	struct restore_options o = {
		.from = arena_str(a->arena, from).ptr,
		.to = arena_str(a->arena, to).ptr,
		.receipts_from = str_absent(receipts) ? NULL : arena_str(a->arena, receipts).ptr,
		.master = master,
		.now_ms = clock_now_ms(&clock_system),
		.watch = { goes_on, &p },
	};
	enum err e = db_start(0);
	if (e == OK)
		e = backup_restore(a->arena, &o, &r);
	progress_end(&p);
	key_free(master);
	if (e != OK)
		return say(EXIT_failed, "nothing was restored: %.*s",
		           PRI_STR(str_absent(r.problem) ? err_info(e)->sentence : r.problem));
	return say_restored(&o, &r, a->arena);
}

/* -- kontor jobs -- */

int cmd_jobs(struct args *a)
{
	struct client_options o = { 0 };
	struct client *c;
	struct answer_in in;
	if (!str_eq(arg_word(a), S("release")) || config_take_place(a, &o.config) != EXIT_done)
		return EXIT_usage;
	int code = arg_end(a);
	if (code != EXIT_done)
		return code;
	if (client_open(&o, &c) != OK)
		return say(EXIT_failed, "the data folder could not be opened.");
	enum err e = ask_for(c, a, "POST", S("/api/v1/jobs:release"), S("{}"), &in);
	client_close(c);
	if (e != OK)
		return say(EXIT_failed, "the server did not answer.");
	if (in.status >= 300)
		return client_refused(a->arena, &in);
	printf("%.*s\n", PRI_STR(client_member(a->arena, in.body, S("released"))));
	return EXIT_done;
}

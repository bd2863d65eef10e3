/* upgrade.c: kontor upgrade: a backup first, then every store to what this version needs, then a
 * look whether it got there. */
#include <stdio.h>

#include "backup/pending.h"
#include "backup/reencrypt.h"
#include "base/json.h"
#include "cmd/client.h"
#include "cmd/cmd.h"
#include "cmd/master_key.h"
#include "cmd/progress.h"
#include "db/db.h"
#include "plat/clock.h"
#include "plat/files.h"
#include "plat/signals.h"

struct upgrade {
	struct args *args;
	struct client_options o;
	const char *dir, *out; /* out NULL: no backup */
	struct key *master;
};

static bool goes_on(void *ctx, const struct backup_progress *at)
{
	progress_show(ctx, "Backing up", at->done_bytes, at->all_bytes);
	return signals_wait(0) == 0;
}

static int back_up(struct upgrade *u)
{
	struct progress p = PROGRESS_INIT;
	struct backup_result r;
	if (u->out == NULL)
		return EXIT_done;
	enum err e = backup_take(u->args->arena,
	                         &(struct backup_options) {
					 .dir = u->dir,
					 .out = u->out,
					 .master = u->master,
					 .program = S(KONTOR_VERSION),
					 .now_ms = clock_now_ms(&clock_system),
					 .watch = { goes_on, &p },
				 },
	                         &r);
	progress_end(&p);
	if (e != OK)
		return say(EXIT_failed, "nothing was changed, since there is no backup: %.*s",
		           PRI_STR(str_absent(r.problem) ? err_info(e)->sentence : r.problem));
	fprintf(stderr, "What was there before is in %s.\n", r.path);
	return EXIT_done;
}

/* Looking at a store opens it, and opening it brings it up to date. */
static int bring_up(struct upgrade *u, struct client *c)
{
	struct arena *a = u->args->arena;
	struct answer_in in;
	struct str one;
	bool first = true;
	if (client_ask(c, a, "GET", S("/admin/v1/workspaces"), STR_ABSENT, STR_ABSENT, &in) != OK)
		return say(EXIT_failed, "the server did not answer.");
	struct json j = json_of(client_member(a, in.body, S("items")), a);
	while (json_element(&j, &first) > 0 && json_skip(&j, &one)) {
		struct str id = client_member(a, one, S("id")),
			   name = client_member(a, one, S("name"));
		fprintf(stderr, "Workspace %.*s …\n", PRI_STR(name));
		enum err e =
			client_ask(c, a, "GET",
		                   arena_printf(a, "/admin/v1/workspaces/%.*s:check", PRI_STR(id)),
		                   STR_ABSENT, STR_ABSENT, &in);
		if (e != OK || in.status >= 300 ||
		    !str_eq(client_member(a, in.body, S("integrity")), S("ok")))
			return say(EXIT_failed,
			           "workspace %.*s (%.*s) could not be brought up to date.",
			           PRI_STR(name), PRI_STR(id));
	}
	return EXIT_done;
}

static int run(struct upgrade *u)
{
	struct client *c;
	struct str problem = STR_ABSENT;
	unsigned n;
	enum err e = stores_pending(u->args->arena, u->dir, u->master, &n, &problem);
	if (e != OK)
		return say(EXIT_failed, "nothing was changed: %.*s",
		           PRI_STR(str_absent(problem) ? err_info(e)->sentence : problem));
	if (n == 0) {
		fprintf(stderr, "All stores are what this version needs.\n");
		return EXIT_done;
	}
	fprintf(stderr, "%u stores were written by an earlier version.\n", n);
	int code = back_up(u);
	if (code != EXIT_done)
		return code;
	if (client_open(&u->o, &c) != OK)
		return say(EXIT_failed, "the data folder could not be opened.");
	code = bring_up(u, c);
	client_close(c);
	if (code == EXIT_done)
		fprintf(stderr, "All stores are what this version needs.\n");
	return code;
}

static int upgrade(struct upgrade *u)
{
	if (!file_exists(path_join(u->args->arena, u->dir, S("control.db"))))
		return say(EXIT_failed, "%s holds no data of Kontor.", u->dir);
	if (folder_is_served(u->dir))
		return say(EXIT_failed, "a server holds %s: stop it first.", u->dir);
	struct str key =
		master_key_place(u->args->arena, u->o.config.data, u->o.config.master_key_file);
	if (master_key_read(key, &u->master) != OK)
		return EXIT_failed;
	enum err e = db_start(0);
	if (e == OK)
		e = reencrypt_settle(u->dir, u->master, clock_now_ms(&clock_system));
	int code = e == OK || e == ERR_KEY || e == ERR_STORAGE
	                   ? run(u)
	                   : say(EXIT_failed, "%s could not be opened.", u->dir);
	key_free(u->master);
	return code;
}

int cmd_upgrade(struct args *a)
{
	struct upgrade u = { .args = a };
	if (config_take_place(a, &u.o.config) != EXIT_done)
		return EXIT_usage;
	struct str out = arg_option(a, "--backup-to");
	bool none = arg_flag(a, "--no-backup");
	if (arg_end(a) != EXIT_done)
		return EXIT_usage;
	if (none && !str_absent(out))
		return say(EXIT_usage, "--backup-to and --no-backup do not go together.");
	u.dir = arena_str(a->arena, u.o.config.data).ptr;
	if (!none)
		u.out = str_absent(out) ? path_join(a->arena, u.dir, S("backups"))
		                        : arena_str(a->arena, out).ptr;
	return upgrade(&u);
}

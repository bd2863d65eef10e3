/* doctor_server.c: what the stores say, asked of the server that has them open. */
#include <stdio.h>

#include "base/json.h"
#include "cmd/client.h"
#include "cmd/doctor.h"
#include "plat/clock.h"

static const int64_t day_ms = INT64_C(24) * 60 * 60 * 1000;
enum { OLD_DAYS = 8 };

static enum err ask(struct doctor *d, struct client *c, struct str path, struct answer_in *in)
{
	enum err e = client_ask(c, d->args->arena, "GET", path, STR_ABSENT, STR_ABSENT, in);
	return e == OK && in->status >= 300 ? ERR_STORAGE : e;
}

static struct str member(struct doctor *d, struct str object, struct str name)
{
	return client_member(d->args->arena, object, name);
}

static int64_t number(struct doctor *d, struct str object, struct str name)
{
	int64_t n = 0;
	str_to_int(member(d, object, name), &n);
	return n;
}

/* -- stores -- */

static void check_control(struct doctor *d, struct client *c)
{
	struct answer_in in;
	if (ask(d, c, S("/admin/v1/check"), &in) != OK ||
	    !str_eq(member(d, in.body, S("integrity")), S("ok")))
		found(d, FOUND_bad, "control", "Bring it back from a backup.",
		      "The server's own store is damaged.");
	else
		found(d, FOUND_ok, "control", NULL, "The server's own store is whole.");
}

static void judge_cell(struct doctor *d, const char *name, struct str check)
{
	struct str recount = member(d, check, S("recount")), files = member(d, check, S("files"));
	int64_t broken_at = number(d, check, S("audit_broken_at"));
	unsigned before = d->n[FOUND_bad];
	if (!str_eq(member(d, check, S("integrity")), S("ok")))
		found(d, FOUND_bad, name, "Bring it back from a backup.", "Its store is damaged.");
	if (recount.len != 0)
		found(d, FOUND_bad, name, "Tell its makers; nothing that people wrote is lost.",
		      "Columns that are worked out are wrong: %.*s", (int) recount.len,
		      recount.ptr);
	if (files.len != 0)
		found(d, FOUND_bad, name, "Bring the named ones back from a backup.",
		      "Kept files are missing or damaged: %.*s", (int) files.len, files.ptr);
	if (broken_at != 0)
		found(d, FOUND_bad, name, "Hold it against a backup from before.",
		      "The audit was changed afterwards, from entry %lld on.",
		      (long long) broken_at);
	if (d->n[FOUND_bad] == before)
		found(d, FOUND_ok, name, NULL, "Store, counters, files and audit hold.");
}

static void check_cell(struct doctor *d, struct client *c, struct str cell)
{
	struct arena *a = d->args->arena;
	struct answer_in in;
	const char *name = arena_str(a, member(d, cell, S("name"))).ptr;
	struct str id = member(d, cell, S("id")), state = member(d, cell, S("state"));
	if (!str_eq(state, S("ready")) && !str_eq(state, S("closing"))) {
		found(d, FOUND_warn, name, "Start the server: that finishes it.",
		      "This workspace is half way: %.*s.", PRI_STR(state));
		return;
	}
	fprintf(stderr, "Looking at workspace %s …\n", name);
	struct str path = arena_printf(a, "/admin/v1/workspaces/%.*s:check", PRI_STR(id));
	if (ask(d, c, path, &in) == OK)
		judge_cell(d, name, in.body);
	else
		found(d, FOUND_bad, name, "Bring it back from a backup.",
		      "Workspace %.*s could not be read.", PRI_STR(id));
}

static void check_cells(struct doctor *d, struct client *c)
{
	struct answer_in in;
	struct str one;
	bool first = true;
	if (ask(d, c, S("/admin/v1/workspaces"), &in) != OK) {
		found(d, FOUND_bad, "workspaces", NULL, "The workspaces could not be listed.");
		return;
	}
	struct json j = json_of(member(d, in.body, S("items")), d->args->arena);
	while (json_element(&j, &first) > 0 && json_skip(&j, &one))
		check_cell(d, c, one);
}

/* -- backups -- */

static void judge_newest(struct doctor *d, struct str items)
{
	struct json j = json_of(items, d->args->arena);
	struct str one;
	bool first = true, newest = true;
	while (json_element(&j, &first) > 0 && json_skip(&j, &one)) {
		struct str state = member(d, one, S("state"));
		if (newest && str_eq(state, S("failed")))
			found(d, FOUND_bad, "backup", "Mend that, and make one.",
			      "The last backup failed: %.*s",
			      PRI_STR(member(d, one, S("problem"))));
		newest = false;
		if (!str_eq(state, S("done")))
			continue;
		long long days =
			(clock_now_ms(&clock_system) - number(d, one, S("finished_at"))) / day_ms;
		found(d, days > OLD_DAYS ? FOUND_warn : FOUND_ok, "backup age",
		      days > OLD_DAYS ? "Make one, or set a schedule." : NULL,
		      "The last backup is %lld days old.", days);
		return;
	}
	found(d, FOUND_warn, "backup age", "Run kontor backup, or set a schedule.",
	      "There is no backup.");
}

static void check_backups(struct doctor *d, struct client *c)
{
	struct answer_in in;
	if (ask(d, c, S("/api/v1/backups"), &in) != OK) {
		found(d, FOUND_bad, "backup", NULL, "The backups could not be listed.");
		return;
	}
	judge_newest(d, member(d, in.body, S("items")));
	if (str_absent(member(d, in.body, S("sheet_seen_at"))))
		found(d, FOUND_warn, "sheet", "Run kontor key sheet, and keep it on paper.",
		      "Nobody has the recovery sheet yet.");
	struct str restored = member(d, in.body, S("restored"));
	if (!str_absent(restored) && number(d, restored, S("held_jobs")) != 0)
		found(d, FOUND_warn, "held jobs", "Run kontor jobs release.",
		      "%lld jobs are held since a backup was brought back.",
		      (long long) number(d, restored, S("held_jobs")));
}

void doctor_server(struct doctor *d)
{
	struct client_options o = { .config = d->config };
	struct client *c;
	if (client_open(&o, &c) != OK) {
		found(d, FOUND_bad, "server", NULL, "The data could not be opened.");
		return;
	}
	check_control(d, c);
	check_cells(d, c);
	check_backups(d, c);
	client_close(c);
}

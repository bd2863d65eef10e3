/* engine.c: builds the rooms from the bottom up and takes them down from the top. */
#include "cmd/engine.h"

#include <stdio.h>

#include "api/api.h"
#include "api/tell.h"
#include "app/hooks.h"
#include "app/import.h"
#include "app/member.h"
#include "app/sample.h"
#include "backup/reencrypt.h"
#include "backup/runner.h"
#include "cell/upkeep.h"
#include "cmd/api_limits.h"
#include "cmd/closing.h"
#include "cmd/cmd.h"
#include "cmd/master_key.h"
#include "cmd/setup_code.h"
#include "cmd/web_folder.h"
#include "control/account.h"
#include "control/keyring.h"
#include "egress/mail.h"
#include "jobs/jobs.h"
#include "plat/clock.h"
#include "plat/files.h"
#include "plat/log.h"
#include "plat/process.h"

enum {
	WRITER_THREADS = 4,
	READ_THREADS = 2,
	CPU_THREADS = 2,
	JOB_THREADS = 2,
	LOOK_AT_ACCOUNTS_MS = 60 * 1000,
	IDLE_CELLS_MAX = 64,
	/* Page cache: shares of the memory, of all connections and of a busy one. Point reads all
	 * over 100,000 contacts touch 50 MB of pages. */
	CACHES_SHARE = 8,
	CACHE_SHARE = 64,
	CACHE_MIN_BYTES = 8 << 20,
	CACHE_MAX_BYTES = 64 << 20,
};

struct engine {
	struct arena arena;
	struct str dir;
	struct file_lock lock;
	bool locked;
	struct key *master;
	struct str master_file;                    /* as it was named */
	struct writers *control_writers, *writers; /* control's own: a cell's writer waits for it */
	struct control *control;
	struct cells *cells;
	struct jobs *jobs;
	struct egress *egress;
	struct backups *backups;
	struct api *api;
	struct server *server;
	struct str setup_code; /* absent: none is asked for */
	int64_t accounts_looked_at;
};

static int64_t now_ms(void)
{
	return clock_now_ms(&clock_system);
}

/* -- what cells and jobs ask of control -- */

static enum err cell_key_of(void *ctx, struct uuid id, uint8_t key[32])
{
	const struct engine *e = ctx;
	return control_cell_key(e->control, id, key);
}

static enum err store_key_of(void *ctx, struct uuid id, uint8_t key[32])
{
	const struct engine *e = ctx;
	return control_cell_store_key(e->control, id, key);
}

static enum err standing_of(void *ctx, struct uuid id, struct uuid member_id, struct uuid token_id)
{
	const struct engine *e = ctx;
	return team_standing(e->control, id, member_id, token_id);
}

static void cell_is_due(void *ctx, struct uuid id, int64_t due_at)
{
	const struct engine *e = ctx;
	(void) !control_cell_due(e->control, id, due_at);
	if (e->jobs != NULL)
		jobs_due(e->jobs, id, due_at);
}

/* It may have been changed since the start (kontor key rotate); the file may also be gone, because
 * whoever has it keeps it elsewhere meanwhile. */
static struct key *master_now(void *ctx)
{
	const struct engine *e = ctx;
	struct keyring ring = { 0 };
	struct key *fresh = NULL;
	enum err err = master_key_look(e->dir, e->master_file, &fresh);
	if (err == OK)
		err = keyring_read(e->dir.ptr, fresh, &ring);
	keyring_release(&ring);
	if (err == OK)
		return fresh;
	key_free(fresh);
	return key_of(e->master->b);
}

/* -- stages -- */

static enum err lock_folder(struct engine *e)
{
	TRY(folder_make(e->dir.ptr));
	enum err err = file_lock(arena_join(&e->arena, e->dir, S("/lock")).ptr, &e->lock);
	e->locked = err == OK;
	if (err == ERR_BUSY)
		say(EXIT_failed, "another process holds %s.", e->dir.ptr);
	else if (err != OK)
		say(EXIT_failed, "%s could not be locked.", e->dir.ptr);
	return err;
}

/* Fingerprints say which key is which, and nothing about it. */
static void say_which_key(struct engine *e)
{
	struct keyring_masters needed;
	struct fingerprint ours = key_fingerprint(e->master);
	if (keyring_needs(e->dir.ptr, &needed) != OK)
		say(EXIT_failed, "the data in %s was made with another master key than %s.",
		    e->dir.ptr, ours.text);
	else
		say(EXIT_failed,
		    "the data in %s opens with the master key %s; the one given is %s.", e->dir.ptr,
		    keyring_needs_text(&e->arena, &needed).ptr, ours.text);
}

static enum err open_store(struct engine *e, const struct config *c)
{
	return control_open(
		&(struct control_options) {
			.dir = e->dir.ptr,
			.master_key = e->master->b,
			.writers = e->control_writers,
			.now_ms = now_ms,
			.accounts = {
				.login_per_minute = c->login_per_minute,
				.account_per_15_min = c->account_per_15_min,
				.resets_per_30_min = c->resets_per_30_min,
				.min_age = c->min_age,
			},
		},
		&e->control);
}

static enum err open_control(struct engine *e, const struct config *c)
{
	TRY(db_start(0));
	db_cache_limit(c->cache_bytes != 0 ? c->cache_bytes
	                                   : process_memory_bytes() / CACHES_SHARE);
	TRY(writers_start(1, &e->control_writers));
	TRY(writers_start(WRITER_THREADS, &e->writers));
	enum err err = reencrypt_settle(e->dir.ptr, e->master, now_ms());
	if (err == OK)
		err = open_store(e, c);
	if (err == ERR_KEY)
		say_which_key(e);
	else if (err == ERR_NOT_FOUND)
		say(EXIT_failed,
		    "%s holds workspaces but not control.db, without which they cannot be read: "
		    "put that file back. Nothing was begun anew.",
		    e->dir.ptr);
	else if (err != OK)
		say(EXIT_failed, "%s/control.db could not be opened (%s).", e->dir.ptr,
		    err_info(err)->slug.ptr);
	return err;
}

/* A crash may have left a workspace half made: its directory row says creating. */
static enum err finish_cells(struct engine *e)
{
	struct cell_listed *v;
	unsigned n;
	TRY(control_cells(e->control, &e->arena, &v, &n));
	for (unsigned i = 0; i < n; i++) {
		if (v[i].state != cell_state_creating)
			continue;
		struct cell_seed seed = { .id = v[i].id, .name = v[i].name };
		TRY(control_cell_owner(e->control, &e->arena, v[i].id, &seed.owner_user_id,
		                       &seed.owner_member_id, &seed.owner_name));
		TRY(cell_create(e->cells, &seed));
		TRY(control_cell_ready(e->control, v[i].id));
	}
	TRY(closing_look(e->control, e->cells, NULL));
	workspaces_copy(e->control, e->cells);
	return team_tell_all(e->control, e->cells);
}

static int64_t cache_bytes(void)
{
	int64_t share = process_memory_bytes() / CACHE_SHARE;
	if (share < CACHE_MIN_BYTES)
		return CACHE_MIN_BYTES;
	return share < CACHE_MAX_BYTES ? share : CACHE_MAX_BYTES;
}

static enum err open_cells(struct engine *e)
{
	e->cells = cells_new(&(struct cells_options) {
		.dir = e->dir.ptr,
		.writers = e->writers,
		.hooks = app_hooks,
		.hook_n = app_hook_count,
		.key = cell_key_of,
		.store_key = store_key_of,
		.due = cell_is_due,
		.ctx = e,
		.now_ms = now_ms,
		.cache_bytes = cache_bytes(),
		.idle_max = IDLE_CELLS_MAX,
	});
	return finish_cells(e);
}

static const struct job_handler handlers[] = {
	{ .name = STR("import"), .fn = import_job_run, .least = ROLE_agent },
	{ .name = STR("import_tidy"), .fn = import_tidy_run },
	{ .name = STR("sample"), .fn = sample_job_run, .least = ROLE_admin },
	{ .name = STR(HAND_OVER_HANDLER), .fn = hand_over_run },
	{ .name = STR(UPKEEP_HANDLER), .fn = cell_upkeep_run },
};

static enum err start_jobs(struct engine *e)
{
	struct cell_listed *v;
	unsigned n;
	TRY(jobs_start(
		&(struct jobs_options) {
			.cells = e->cells,
			.handlers = handlers,
			.handler_n = COUNT(handlers),
			.threads = JOB_THREADS,
			.clock = &clock_system,
			.standing = standing_of,
			.ctx = e,
		},
		&e->jobs));
	TRY(control_cells(e->control, &e->arena, &v, &n));
	for (unsigned i = 0; i < n; i++)
		if (v[i].next_due_at != 0)
			jobs_due(e->jobs, v[i].id, v[i].next_due_at);
	return OK;
}

/* -- mail -- */

/* A command that runs by itself sends nothing: what it queues goes when a server runs. */
static enum err start_egress(struct engine *e, const struct engine_options *o)
{
	const struct config *c = o->config;
	if (o->quiet)
		return OK;
	enum err err = egress_start(
		&(struct egress_options) {
			.control = e->control,
			.now_ms = now_ms,
			.smtp_url = c->smtp_url,
			.user = c->smtp_user,
			.password_file = c->smtp_password_file,
			.ca_file = c->smtp_ca_file,
			.from = c->mail_from,
		},
		&e->egress);
	if (err != OK)
		say(EXIT_failed, "mail cannot be sent as it is set up; the log says why.");
	return err;
}

/* -- backups -- */

static enum err start_backups(struct engine *e)
{
	return backups_start(
		&(struct backups_options) {
			.dir = e->dir.ptr,
			.master = master_now,
			.ctx = e,
			.control = e->control,
			.cells = e->cells,
			.program = S(KONTOR_VERSION),
			.now_ms = now_ms,
		},
		&e->backups);
}

/* -- the first owner -- */

/* Where others can reach a server that has no owner yet, finding it first must not be enough. */
static enum err make_setup_code(struct engine *e, const struct engine_options *o)
{
	const struct config *c = o->config;
	bool reachable = !config_on_loopback(c) || c->trusted_proxy.n != 0;
	bool have;
	TRY(control_has_workspaces(e->control, &have));
	if (!have && !o->quiet && (reachable || c->setup_code))
		e->setup_code = setup_code_new(&e->arena);
	return OK;
}

struct str engine_setup_code(const struct engine *e)
{
	return e->setup_code;
}

/* -- listening -- */

static bool wants_secure_cookies(const struct config *c)
{
	return !str_absent(c->tls_cert) || !config_on_loopback(c) ||
	       str_starts(c->public_url, S("https://"));
}

static enum err listen(struct engine *e, const struct engine_options *o)
{
	const struct config *c = o->config;
	TRY(api_new(
		&(struct api_options) {
			.control = e->control,
			.cells = e->cells,
			.now_ms = now_ms,
			.version = S(KONTOR_VERSION),
			.web_dir = o->quiet ? STR_ABSENT : web_folder(&e->arena, c->web),
			.data_dir = e->dir,
			.public_url = c->public_url,
			.listen = c->listen.v,
			.listen_n = c->listen.n,
			.metrics_from = c->metrics_from.v,
			.metrics_from_n = c->metrics_from.n,
			.has_proxy = c->trusted_proxy.n != 0,
			.disk_reserve_bytes = c->disk_reserve_bytes,
			.quiet = o->quiet,
			.secure_cookies = wants_secure_cookies(c),
			.read_threads = READ_THREADS,
			.cpu_threads = CPU_THREADS,
			.egress = e->egress,
			.backups = e->backups,
			.master = master_now,
			.master_ctx = e,
			.key_beside_data = master_key_is_within(e->dir, c->master_key_file),
			.team = api_team_of(c),
			.files = api_files_of(c),
			.cost_per_minute = c->api_cost_per_minute,
			.setup_code = e->setup_code,
			.account_grace_days = c->account_grace_days,
			.hooks = app_hooks,
			.hook_n = app_hook_count,
			.action_fns = app_actions,
		},
		&e->api));
	enum err err = server_start(
		&(struct server_config) {
			.listen = c->listen.v,
			.n_listen = o->quiet || o->inherited_n != 0 ? 0 : c->listen.n,
			.inherited = o->inherited,
			.n_inherited = o->inherited_n,
			.loops = o->quiet ? 1 : (unsigned) c->loops,
			.limits = { .connections = (unsigned) c->connections_max },
			.timeouts = { .drain = (unsigned) c->drain_seconds * 1000 },
			.admin_socket = arena_join(&e->arena, e->dir, S("/kontor.sock")),
			.tls_certificate = c->tls_cert,
			.tls_key = c->tls_key,
			.trusted_proxies = c->trusted_proxy.v,
			.n_trusted_proxies = c->trusted_proxy.n,
			.handler = api_handler(e->api),
		},
		&e->server);
	if (err != OK)
		say(EXIT_failed, "the server could not listen; the log says where.");
	else
		api_attach(e->api, e->server);
	return err;
}

static enum err start(struct engine *e, const struct engine_options *o)
{
	e->dir = o->config->data;
	TRY(lock_folder(e));
	e->master_file = o->config->master_key_file;
	TRY(master_key_load(e->dir, e->master_file, &e->master));
	TRY(open_control(e, o->config));
	TRY(open_cells(e));
	TRY(start_egress(e, o));
	TRY(start_backups(e));
	TRY(make_setup_code(e, o));
	TRY(listen(e, o));
	return start_jobs(e);
}

enum err engine_start(const struct engine_options *o, struct engine **out)
{
	struct engine *e = mem_alloc(sizeof *e);
	enum err err = start(e, o);
	if (err != OK) {
		engine_stop(e);
		return err;
	}
	*out = e;
	return OK;
}

void engine_drain(struct engine *e)
{
	if (e->api != NULL)
		api_stopping(e->api);
	if (e->server != NULL)
		server_drain(e->server);
}

void engine_stop(struct engine *e)
{
	if (e->server != NULL) {
		server_drain(e->server);
		server_join(e->server);
	}
	if (e->jobs != NULL)
		jobs_stop(e->jobs);
	if (e->api != NULL)
		api_free(e->api);
	egress_stop(e->egress);
	backups_stop(e->backups);
	if (e->cells != NULL)
		cells_free(e->cells);
	if (e->writers != NULL)
		writers_stop(e->writers);
	if (e->control != NULL)
		control_close(e->control);
	if (e->control_writers != NULL)
		writers_stop(e->control_writers);
	key_free(e->master);
	if (e->locked)
		file_unlock(&e->lock);
	arena_release(&e->arena);
	mem_free(e);
}

unsigned engine_port(const struct engine *e, unsigned nth)
{
	return server_port(e->server, nth);
}

struct cells *engine_cells(struct engine *e)
{
	return e->cells;
}

void engine_reload_tls(struct engine *e)
{
	(void) !server_reload_tls(e->server);
}

/* Accounts whose time has come: out of their workspaces, the cells are told, then nothing of them
 * stays. What fails is tried again the next time. */
static void end_accounts(struct engine *e)
{
	unsigned waiting = 0;
	if (now_ms() < e->accounts_looked_at + LOOK_AT_ACCOUNTS_MS)
		return;
	e->accounts_looked_at = now_ms();
	enum err err = control_accounts_end(e->control, &waiting);
	if (err == OK && waiting != 0)
		err = team_tell_all(e->control, e->cells);
	if (err == OK && waiting != 0)
		err = control_accounts_end(e->control, &waiting);
	if (err != OK)
		log_event(LOG_ERROR, "engine.accounts-not-ended", LOG_ERR(err));
}

void engine_tick(struct engine *e)
{
	enum err err = closing_look(e->control, e->cells, e->api);
	if (err != OK)
		log_event(LOG_ERROR, "engine.workspaces-not-ended", LOG_ERR(err));
	end_accounts(e);
	backups_tick(e->backups);
	cells_tidy(e->cells);
}

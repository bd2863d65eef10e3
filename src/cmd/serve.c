/* serve.c: kontor serve. */
#include <signal.h>
#include <stdio.h>

#include "cmd/cmd.h"
#include "cmd/engine.h"
#include "cmd/service.h"
#include "plat/files.h"
#include "plat/log.h"
#include "plat/process.h"
#include "plat/sandbox.h"
#include "plat/signals.h"

enum { TICK_MS = 2000, READ_MAX = 24 };

/* -- what it gives up -- */

/* The folder that holds a file, and where a link leads to: certificates are renewed by both. */
static size_t add_folder_of(struct arena *a, const char **v, size_t n, struct str file)
{
	if (str_absent(file))
		return n;
	size_t slash = file.len;
	while (slash > 0 && file.ptr[slash - 1] != '/')
		slash--;
	v[n++] = slash > 1 ? arena_str(a, str_head(file, slash - 1)).ptr : slash == 1 ? "/" : ".";
	return n;
}

/* Only with a folder for backups named: otherwise `kontor backup --out` says where to, any time. */
static void keep_to_folders(const struct config *c)
{
	static const char *const system[] = { "/usr",  "/etc", "/lib", "/lib64",
		                              "/proc", "/sys", "/dev", "/run/systemd/resolve" };
	struct arena a = ARENA_INIT;
	const char *read[READ_MAX], *const write[] = { c->data.ptr, c->backup_folder.ptr };
	const struct str files[] = { c->master_key_file, c->tls_cert, c->tls_key,
		                     c->smtp_password_file, c->smtp_ca_file };
	size_t n = 0;
	if (str_absent(c->backup_folder))
		return;
	if (folder_make(c->data.ptr) != OK || folder_make(c->backup_folder.ptr) != OK)
		return; /* the engine says what is wrong with it */
	for (size_t i = 0; i < COUNT(system); i++)
		read[n++] = system[i];
	for (size_t i = 0; i < COUNT(files); i++)
		n = add_folder_of(&a, read, n, files[i]);
	if (!str_absent(c->web))
		read[n++] = c->web.ptr;
	if (sandbox_files(write, COUNT(write), read, n) != SANDBOX_DONE)
		log_event(LOG_WARN, "serve.no-landlock");
	arena_release(&a);
}

/* -- serving -- */

static void say_where(const struct config *c, const struct engine *e, const struct service *s)
{
	for (unsigned i = 0; i < c->listen.n; i++) {
		struct str at = c->listen.v[i];
		size_t colon = at.len;
		while (colon > 0 && at.ptr[colon - 1] != ':')
			colon--;
		printf("Kontor listens on %s://%.*s", str_absent(c->tls_cert) ? "http" : "https",
		       (int) colon, at.ptr);
		if (s->n == 0)
			printf("%u\n", engine_port(e, i));
		else
			printf("%.*s\n", (int) (at.len - colon), at.ptr + colon);
	}
	if (!str_absent(engine_setup_code(e)))
		printf("Setup code: %.*s\n", PRI_STR(engine_setup_code(e)));
	fflush(stdout);
}

/* A tick that does not come round, because a store or a lock holds it up, is no sign of life. */
static void go_on(struct engine *e, const struct service *s)
{
	int64_t half = s->watchdog_ms / 2;
	int wait_ms = half > 0 && half < TICK_MS ? (int) half : TICK_MS;
	for (int signal; (signal = signals_wait(wait_ms)) != SIGTERM && signal != SIGINT;) {
		if (signal == SIGHUP)
			engine_reload_tls(e);
		engine_tick(e);
		if (s->watchdog_ms != 0)
			service_tell(s, S("WATCHDOG=1"));
	}
}

static int serve(const struct config *c, const struct service *s)
{
	struct engine *e;
	process_raise_files();
	keep_to_folders(c);
	if (engine_start(&(struct engine_options) { .config = c,
	                                            .inherited = s->sockets,
	                                            .inherited_n = s->n },
	                 &e) != OK)
		return EXIT_failed;
	if (sandbox_calls() != SANDBOX_DONE)
		log_event(LOG_WARN, "serve.no-seccomp");
	say_where(c, e, s);
	service_tell(s, S("READY=1"));
	go_on(e, s);
	log_event(LOG_INFO, "serve.draining");
	service_tell(s, S("STOPPING=1"));
	engine_drain(e);
	engine_stop(e);
	return EXIT_done;
}

int cmd_serve(struct args *a)
{
	struct config c;
	struct service s;
	enum log_level level;
	int code = config_take(a, &c);

	if (code == EXIT_done)
		code = arg_end(a);
	if (code == EXIT_done && !service_take(&s, &c, a->arena))
		code = EXIT_failed;
	if (code == EXIT_done)
		code = config_check(&c);
	if (code != EXIT_done)
		return code;
	ENSURE(log_level_parse(c.log_level, &level));
	log_to(2, level);
	return serve(&c, &s);
}

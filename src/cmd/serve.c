/* serve.c: kontor serve. */
#include <signal.h>
#include <stdio.h>

#include "cmd/cmd.h"
#include "cmd/engine.h"
#include "plat/log.h"
#include "plat/process.h"
#include "plat/signals.h"

enum { TICK_MS = 2000 };

static int serve(const struct config *c)
{
	struct engine *e;
	process_raise_files();
	if (engine_start(&(struct engine_options) { .config = c }, &e) != OK)
		return EXIT_failed;
	for (unsigned i = 0; i < c->listen.n; i++) {
		struct str at = c->listen.v[i];
		size_t colon = at.len;
		while (colon > 0 && at.ptr[colon - 1] != ':')
			colon--;
		printf("Kontor listens on %s://%.*s%u\n",
		       str_absent(c->tls_cert) ? "http" : "https", (int) colon, at.ptr,
		       engine_port(e, i));
	}
	if (!str_absent(engine_setup_code(e)))
		printf("Setup code: %.*s\n", PRI_STR(engine_setup_code(e)));
	fflush(stdout);
	for (int signal; (signal = signals_wait(TICK_MS)) != SIGTERM && signal != SIGINT;) {
		if (signal == SIGHUP)
			engine_reload_tls(e);
		engine_tick(e);
	}
	log_event(LOG_INFO, "serve.draining");
	engine_drain(e);
	engine_stop(e);
	return EXIT_done;
}

int cmd_serve(struct args *a)
{
	struct config c;
	enum log_level level;
	int code = config_take(a, &c);

	if (code == EXIT_done)
		code = arg_end(a);
	if (code == EXIT_done)
		code = config_check(&c);
	if (code != EXIT_done)
		return code;
	ENSURE(log_level_parse(c.log_level, &level));
	log_to(2, level);
	return serve(&c);
}

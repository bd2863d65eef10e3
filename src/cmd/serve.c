/* serve.c: kontor serve. */
#include <signal.h>
#include <stdio.h>

#include "api/api.h"
#include "cmd/cmd.h"
#include "cmd/engine.h"
#include "plat/log.h"
#include "plat/process.h"
#include "plat/signals.h"

enum { TICK_MS = 2000 };

static int serve(const struct engine_options *o)
{
	struct engine *e;
	process_raise_files();
	if (engine_start(o, &e) != OK)
		return EXIT_failed;
	for (unsigned i = 0; i < o->listen_n; i++) {
		struct str at = o->listen[i];
		size_t colon = at.len;
		while (colon > 0 && at.ptr[colon - 1] != ':')
			colon--;
		printf("Kontor listens on %s://%.*s%u\n",
		       str_absent(o->tls_cert) ? "http" : "https", (int) colon, at.ptr,
		       engine_port(e, i));
	}
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

/* What would let others read along, or lock everybody out, is refused before anything is opened. */
static int check(const struct engine_options *o)
{
	if (!str_absent(o->public_url) && !public_url_valid(o->public_url))
		return say(EXIT_usage,
		           "--public-url is an address such as https://kontor.example.");
	if (str_absent(o->tls_cert) && o->proxy_n == 0 && !engine_on_loopback(o))
		return say(
			EXIT_usage,
			"plain HTTP stays on this machine: give --tls-cert and --tls-key, or name "
			"the proxy that speaks TLS with --trusted-proxy.");
	return EXIT_done;
}

int cmd_serve(struct args *a)
{
	struct engine_options o = { 0 };
	struct str at;
	o.data_dir = arg_required(a, "--data");
	if (str_absent(o.data_dir))
		return EXIT_usage;
	while (o.listen_n < LISTEN_MAX && !str_absent(at = arg_option(a, "--listen")))
		o.listen[o.listen_n++] = at;
	if (o.listen_n == 0)
		o.listen[o.listen_n++] = S("127.0.0.1:8080");
	while (o.proxy_n < LISTEN_MAX && !str_absent(at = arg_option(a, "--trusted-proxy")))
		o.proxies[o.proxy_n++] = at;
	o.master_key_file = arg_option(a, "--master-key-file");
	o.tls_cert = arg_option(a, "--tls-cert");
	o.tls_key = arg_option(a, "--tls-key");
	o.public_url = arg_option(a, "--public-url");
	o.web_dir = arg_option(a, "--web");
	int code = arg_end(a);
	if (code == EXIT_done)
		code = check(&o);
	return code != EXIT_done ? code : serve(&o);
}

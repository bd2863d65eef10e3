/* api.c: builds the interface and takes it down. */
#include "api/api_impl.h"

#include "record/describe.h"

/* Whoever signs in waits for a hash, and nobody else does. */
enum { FILE_THREADS = 2, PASSWORD_THREADS = 2 };

static struct str keep(struct api *api, void (*write)(struct buf *b))
{
	struct buf b = BUF_IN(&api->documents);
	write(&b);
	return buf_str(&b);
}

enum err api_new(const struct api_options *o, struct api **out)
{
	struct api *api = mem_alloc(sizeof *api);
	api->o = *o;
	api->started_at = o->now_ms();
	public_url_take(api);
	api->meta = keep(api, describe_meta);
	api->openapi = keep(api, api_openapi);
	api->policy = keep(api, describe_data_map_json);
	api->site = site_load(o->web_dir);
	api->tickets = tickets_new();
	api->limits = limits_new(o->cost_per_minute);
	api->feed = feed_new(api);
	api->reads = pool_start("read", o->read_threads, 1024);
	api->cpus = pool_start("cpu", o->cpu_threads, 256);
	api->passwords = pool_start("password", PASSWORD_THREADS, 256);
	api->files = pool_start("file", FILE_THREADS, 64);
	*out = api;
	return OK;
}

void api_attach(struct api *api, struct server *server)
{
	api->server = server;
	feed_attach(api->feed, server);
	audit_attach(api, server);
}

void api_end_workspace(struct api *api, struct uuid id)
{
	tickets_end(api->tickets, id, AUDIENCE_NOBODY);
	feed_end(api->feed, id, AUDIENCE_NOBODY);
}

void api_stopping(struct api *api)
{
	atomic_store(&api->stopping, true);
}

void api_free(struct api *api)
{
	pool_stop(api->reads);
	pool_stop(api->cpus);
	pool_stop(api->passwords);
	pool_stop(api->files);
	feed_free(api->feed);
	tickets_free(api->tickets);
	limits_free(api->limits);
	site_free(api->site);
	arena_release(&api->documents);
	mem_free(api);
}

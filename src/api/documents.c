/* documents.c: what the server says about itself: meta, data map, health, counters. */
#include "api/api_impl.h"

#include "egress/mail.h"
#include "plat/process.h"
#include "record/describe.h"

enum err route_meta(struct call *c)
{
	bool have;
	TRY(control_has_workspaces(c->api->o.control, &have));
	json_open(&c->out, '{');
	json_key(&c->out, S("version"));
	json_put_str(&c->out, c->api->o.version);
	json_key(&c->out, S("first_run"));
	json_put_bool(&c->out, !have);
	json_key(&c->out, S("setup_code"));
	json_put_bool(&c->out, !have && !str_absent(c->api->o.setup_code));
	json_key(&c->out, S("min_age"));
	json_put_int(&c->out, control_min_age(c->api->o.control));
	json_key(&c->out, S("workspace_grace_days"));
	json_put_int(&c->out, c->api->o.team.grace_days);
	json_key(&c->out, S("mail"));
	json_put_bool(&c->out, egress_has_mail(c->api->o.egress));
	json_key(&c->out, S("features"));
	json_put_raw(&c->out,
	             S("[\"contacts\",\"chats\",\"import\",\"search\",\"feed\",\"policy\"]"));
	json_key(&c->out, S("records"));
	json_put_raw(&c->out, c->api->meta);
	json_close(&c->out, '}');
	return OK;
}

enum err route_openapi(struct call *c)
{
	put(&c->out, c->api->openapi);
	return OK;
}

enum err route_policy(struct call *c)
{
	put(&c->out, c->api->policy);
	return OK;
}

enum err route_health(struct call *c)
{
	bool have;
	TRY(control_has_users(c->api->o.control, &have)); /* the store answers */
	put(&c->out, S("{\"status\":\"ok\"}"));
	return OK;
}

static void gauge(struct buf *b, const char *name, const char *help, const char *type,
                  int64_t value)
{
	putf(b, "# HELP kontor_%s %s\n# TYPE kontor_%s %s\nkontor_%s %lld\n", name, help, name,
	     type, name, (long long) value);
}

enum err route_metrics(struct call *c)
{
	struct net_counts n;
	server_counts(c->api->server, &n);
	for (unsigned i = 0; i < NET_METRIC_N; i++) {
		const struct net_metric_info *m = &net_metric_info[i];
		gauge(&c->out, m->name.ptr, m->help.ptr,
		      m->kind == METRIC_COUNTER ? "counter" : "gauge", n.v[i]);
	}
	gauge(&c->out, "feed_sockets", "Sockets that follow a feed.", "gauge",
	      feed_sockets(c->api->feed));
	struct writer_stats w = cells_stats(c->api->o.cells);
	gauge(&c->out, "write_groups_total",
	      "Transactions of workspaces, one sync of the disk each.", "counter", w.groups);
	gauge(&c->out, "write_units_total", "Writes that shared them.", "counter", w.units);
	gauge(&c->out, "write_queue", "Writes that wait for their turn.", "gauge", w.queue);
	gauge(&c->out, "resident_bytes", "Memory of the process that is in RAM.", "gauge",
	      process_rss_bytes());
	c->content_type = S("text/plain; version=0.0.4; charset=utf-8");
	return OK;
}

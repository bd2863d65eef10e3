/* documents.c: what the server says about itself: meta, data map, health, counters. */
#include "api/api_impl.h"

#include "api/metrics.h"
#include "egress/mail.h"
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

enum err route_metrics(struct call *c)
{
	metrics_text(c->api, &c->out);
	c->content_type = S("text/plain; version=0.0.4; charset=utf-8");
	return OK;
}

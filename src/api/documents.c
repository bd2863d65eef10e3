/* documents.c: what the server says about itself: meta, data map, health, counters. */
#include "api/api_impl.h"

#include "api/metrics.h"
#include "egress/mail.h"
#include "plat/files.h"
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

/* It lives: an event loop answers. Whoever restarts what does not live must not be led to do so by
 * a slow disk, so nothing else is looked at. */
enum err route_health(struct call *c)
{
	put(&c->out, S("{\"status\":\"ok\"}"));
	return OK;
}

/* What keeps it from its work; absent: nothing. */
static struct str not_ready(struct call *c)
{
	const struct api_options *o = &c->api->o;
	int64_t bytes;
	bool have;
	if (atomic_load(&c->api->stopping))
		return S("The server is being stopped.");
	if (control_has_users(o->control, &have) != OK)
		return S("The store of accounts does not answer.");
	if (disk_free(o->data_dir.ptr, &bytes) != OK)
		return S("The data folder cannot be reached.");
	if (bytes < o->disk_reserve_bytes)
		return S("The disk is nearly full.");
	return STR_ABSENT;
}

enum err route_ready(struct call *c)
{
	struct str why = not_ready(c);
	if (!str_absent(why))
		return call_say(c, ERR_NOT_READY, "%s", why.ptr);
	put(&c->out, S("{\"status\":\"ready\"}"));
	return OK;
}

enum err route_metrics(struct call *c)
{
	metrics_text(c->api, &c->out);
	c->content_type = S("text/plain; version=0.0.4; charset=utf-8");
	return OK;
}

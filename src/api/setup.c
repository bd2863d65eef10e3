/* setup.c: the first owner and workspace of a new server. Until there is a workspace it can be
 * tried again: a disk that was full must not leave a server that nobody can get into. */
#include "api/api_impl.h"

#include "api/tell.h"
#include "control/account.h"
#include "plat/seal.h"
#include "plat/zone.h"

static struct cell_seed seed_of(const struct account *a, struct str name, struct str country,
                                struct str zone, struct str locale)
{
	return (struct cell_seed) {
		.owner_user_id = a->user_id,
		.name = name,
		.owner_name = a->name,
		.country = country,
		.time_zone = zone,
		.locale = locale,
	};
}

/* What stands in the way on the disk is nothing that whoever asks could say otherwise. */
static enum err finish_cell(struct call *c, const struct cell_seed *seed)
{
	enum err e = cell_create(c->api->o.cells, seed);
	if (e != OK)
		return e == ERR_CONFLICT ? ERR_IO : e;
	TRY(control_cell_ready(c->api->o.control, seed->id));
	return workspace_facts_copy(c->api->o.control, c->api->o.cells, seed->id);
}

enum err call_make_workspace(struct call *c, const struct account *a,
                             const struct workspace_wish *w, struct uuid *workspace_id)
{
	struct cell_seed seed = seed_of(a, w->name, w->country, w->zone, w->locale);
	TRY(control_cell_add(c->api->o.control, a->user_id, w->name, w->owned_max, &seed.id,
	                     &seed.owner_member_id));
	*workspace_id = seed.id;
	return finish_cell(c, &seed);
}

/* -- who may -- */

static enum err has_owner(struct call *c)
{
	return call_say(
		c, ERR_CONFLICT,
		"This server has its owner already. Sign in, or ask them for an invitation.");
}

static bool same_text(struct str a, struct str b)
{
	return a.len == b.len && seal_equal(a.ptr, b.ptr, a.len);
}

/* Whoever started the server has seen its code; who merely found its address has not. */
static enum err check_setup_code(struct call *c, const struct sign_up *f)
{
	struct str want = c->api->o.setup_code;
	if (str_absent(want))
		return OK;
	if (!has(f, F_sign_up_setup_code))
		complain(&c->problems, S("setup_code"), FLAW_required,
		         "The server printed it when it was started.");
	else if (!same_text(str_trim(f->setup_code), want))
		complain(&c->problems, S("setup_code"), FLAW_refused,
		         "This is not the code that the server printed when it was started.");
	return c->problems.n == 0 ? OK : ERR_INVALID;
}

/* The account that began goes on, and nobody else. */
static enum err begin_again(struct call *c, const struct sign_up *f, struct account *a)
{
	const struct sign_in_try t = {
		.email = f->email,
		.password = f->password,
		.address = call_place(c),
	};
	enum err e = control_sign_in(c->api->o.control, c->arena, &t, a, &c->retry_after_s);
	return e == ERR_BAD_LOGIN ? has_owner(c) : e;
}

static enum err find_or_add(struct call *c, const struct sign_up *f, struct account *a)
{
	struct control *control = c->api->o.control;
	const struct new_user u = {
		.email = f->email,
		.name = f->name,
		.password = f->password,
		.locale = f->locale,
		.age_confirmed = f->confirm_age,
		.only_first = true,
	};
	enum err e = control_user_add(control, &u, &c->problems, &a->user_id);
	if (e == ERR_FORBIDDEN) /* there is an account: somebody was quicker, or it is theirs */
		return begin_again(c, f, a);
	TRY(e);
	return control_user_get(control, c->arena, a->user_id, a);
}

/* -- the workspace -- */

/* One that was begun and not finished is finished, as the next start would do. */
static enum err make_or_finish(struct call *c, const struct sign_up *f, const struct account *a)
{
	struct control *control = c->api->o.control;
	struct str zone = zone_current_name(f->time_zone);
	struct cell_listed *v;
	struct uuid made, owner;
	unsigned n;
	TRY(control_cells(control, c->arena, &v, &n));
	for (unsigned i = 0; i < n; i++) {
		struct cell_seed seed = seed_of(a, v[i].name, f->country, zone, f->locale);
		if (v[i].state != cell_state_creating)
			continue;
		seed.id = v[i].id;
		TRY(control_cell_owner(control, c->arena, seed.id, &owner, &seed.owner_member_id,
		                       &seed.owner_name));
		if (uuid_eq(owner, a->user_id))
			return finish_cell(c, &seed);
	}
	return call_make_workspace(c, a,
	                           &(struct workspace_wish) { .name = f->workspace,
	                                                      .country = f->country,
	                                                      .zone = zone,
	                                                      .locale = f->locale },
	                           &made);
}

static enum err set_up(struct call *c)
{
	struct account a = { 0 };
	bool have;
	TRY(control_has_workspaces(c->api->o.control, &have));
	if (have)
		return has_owner(c);
	TRY(call_decode(c, &sign_up_record, OP_form));
	const struct sign_up *f = c->body.row;
	TRY(check_setup_code(c, f));
	TRY(call_check_place(c, has(f, F_sign_up_country) ? f->country : STR_ABSENT,
	                     has(f, F_sign_up_time_zone) ? f->time_zone : STR_ABSENT));
	TRY(find_or_add(c, f, &a));
	TRY(make_or_finish(c, f, &a));
	c->status = 201;
	return call_begin_session(c, &a, (struct uuid) { 0 });
}

enum err route_setup(struct call *c)
{
	TRY(call_own_origin(c));
	if (atomic_exchange(&c->api->setting_up, true)) /* twice at once: the first one counts */
		return has_owner(c);
	enum err e = set_up(c);
	atomic_store(&c->api->setting_up, false);
	return e;
}

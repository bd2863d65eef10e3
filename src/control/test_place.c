/* test_place.c: see test_place.h. */
#include "control/test_place.h"

#include <stdlib.h>

#include "plat/files.h"
#include "plat/log.h"

const uint8_t master[32] = { 1, 2, 3, 0, 5 };
const struct uuid nobody = { { 0 } };

_Atomic int64_t now_ms;

static int64_t test_now(void)
{
	return now_ms;
}

enum err place_open_with(struct place *p, const uint8_t key[32], struct control **out)
{
	return control_open(
		&(struct control_options) {
			.dir = p->folder,
			.master_key = key,
			.writers = p->writers,
			.now_ms = test_now,
		},
		out);
}

int place_setup(void **state)
{
	static const char name[] = "/tmp/kontor-control-XXXXXX";
	struct place *p = mem_alloc(sizeof *p);
	memcpy(p->folder, name, sizeof name);
	now_ms = START_MS;
	log_to(-1, LOG_ERROR);
	problems_init(&p->ps, &p->a);
	*state = p;
	if (mkdtemp(p->folder) == NULL || writers_start(1, &p->writers) != OK)
		return -1;
	return place_open_with(p, master, &p->c) == OK ? 0 : -1;
}

int place_teardown(void **state)
{
	struct place *p = *state;
	control_close(p->c);
	writers_stop(p->writers);
	enum err e = folder_remove(p->folder);
	arena_release(&p->a);
	mem_free(p);
	return e == OK ? 0 : -1;
}

void reopen(struct place *p)
{
	control_close(p->c);
	assert_int_equal(place_open_with(p, master, &p->c), OK);
}

const struct new_user ada = {
	.email = STR("Ada@Example.org"),
	.name = STR("Ada"),
	.password = STR("correct horse"),
	.locale = STR("en-GB"),
	.age_confirmed = true,
};

struct uuid add_user(struct place *p, const struct new_user *u)
{
	struct uuid id;
	assert_int_equal(control_user_add(p->c, u, &p->ps, &id), OK);
	return id;
}

struct uuid add_other(struct place *p)
{
	struct new_user bob = ada;
	bob.email = S("bob@example.org");
	bob.name = S("Bob");
	return add_user(p, &bob);
}

struct uuid add_cell(struct place *p, struct uuid owner)
{
	struct uuid cell, member;
	assert_int_equal(control_cell_add(p->c, owner, S("Bakery"), 0, &cell, &member), OK);
	assert_int_equal(control_cell_ready(p->c, cell), OK);
	return cell;
}

enum err join(struct place *p, struct uuid user, struct uuid cell, enum member_role role,
              struct uuid *member)
{
	struct member_news news = { 0 };
	enum err e = team_add(p->c, &p->a, user, cell, role, &news);
	*member = news.member_id;
	return e;
}

enum err token_for(struct place *p, struct uuid user, struct uuid cell, enum token_scope scope,
                   struct str name, char out[TOKEN_TEXT])
{
	const struct token_new t = { .name = name, .scope = scope, .tokens_max = 10 };
	struct uuid id;
	return token_make(p->c, &(struct team_actor) { user, cell }, &t, &id, out);
}

enum err revoke_of(struct place *p, struct uuid user, struct uuid cell, struct uuid token)
{
	return token_revoke(p->c, &(struct team_actor) { user, cell }, token);
}

enum err rename_to(struct place *p, struct uuid cell, struct str name)
{
	struct workspace row = { 0 };
	set(&row, workspace, id, cell);
	set(&row, workspace, name, name);
	set(&row, workspace, locale, S("en"));
	set(&row, workspace, time_zone, S("Etc/UTC"));
	return workspace_copy(p->c, &row);
}

struct str secret_of(const char text[SECRET_TEXT])
{
	return (struct str) { text, SECRET_TEXT };
}

struct str token_of(const char text[TOKEN_TEXT])
{
	return (struct str) { text, TOKEN_TEXT };
}

int64_t count_rows(struct place *p, struct str sql)
{
	int64_t n;
	STMT_AUTO s = NULL;
	assert_int_equal(db_sql(p->c->reader, sql, &s), OK);
	assert_int_equal(stmt_int(s, -1, &n), OK);
	return n;
}

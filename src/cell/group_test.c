/* group_test.c: many units in one transaction: what they leave together, what a failing one costs
 * the others. */
#include "cell/test_cell.h"

#include <signal.h>
#include <sys/resource.h>

#define SEQ "SELECT max(seq) FROM changes"

static struct contact contact(struct place *p, struct str json)
{
	struct contact c;
	assert_int_equal(place_create(p, &p->owner, &contact_record, json, &c), OK);
	return c;
}

static struct step *new_contact(struct place *p, const char *name)
{
	return step_new(p, &p->owner, step_create, &contact_record, AUDIENCE_NOBODY,
	                JSON("{'name':'%s'}", name));
}

static void free_all(struct step **steps, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		step_free(steps[i]);
}

/* -- together -- */

static void a_row_changed_often_in_a_group_is_one_event(void **state)
{
	struct place *p = *state;
	struct contact c = contact(p, JSON("{'name':'Ana','owner_id':'%U'}", &p->owner_id));
	int64_t seq = ask_int(p, SEQ);
	struct step *steps[] = {
		step_new(p, &p->owner, step_patch, &contact_record, c.id, JSON("{'company':'X'}")),
		step_new(p, &p->owner, step_patch, &contact_record, c.id,
		         JSON("{'owner_id':null}")),
		step_new(p, &p->agent, step_patch, &contact_record, c.id,
		         JSON("{'owner_id':'%U'}", &p->agent_id)),
	};
	run_group(p, steps, 3);
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(steps[i]->result, OK);
	free_all(steps, 3);
	assert_int_equal(ask_int(p, SEQ), seq + 1);
	assert_int_equal(ask_int(p,
	                         "SELECT count(*) FROM changes WHERE scope_before ="
	                         " (SELECT id FROM members WHERE role = 4) AND scope_after ="
	                         " (SELECT id FROM members WHERE role = 2)"
	                         " AND mask & (1 << 8) AND mask & (1 << 13)"),
	                 1); /* company and owner */
	assert_int_equal(cell_seq(p->cell), seq + 1);
	assert_sound(p);
}

static void a_part_that_moves_tells_both_owners(void **state)
{
	struct place *p = *state;
	struct contact a = contact(p, JSON("{'name':'Ana'}")),
		       b = contact(p, JSON("{'name':'Bo'}"));
	struct contact_identity i;
	assert_int_equal(
		place_create(p, &p->owner, &contact_identity_record,
	                     JSON("{'contact_id':'%U','kind':'email','value':'a@x'}", &a.id), &i),
		OK);
	int64_t seq = ask_int(p, SEQ);
	assert_int_equal(place_patch(p, &p->owner, &contact_identity_record, i.id,
	                             JSON("{'contact_id':'%U'}", &b.id), NULL),
	                 OK);
	assert_int_equal(ask_int(p, SEQ), seq + 2);
	assert_int_equal(ask_int(p,
	                         "SELECT count(DISTINCT row_id) FROM (SELECT row_id FROM changes"
	                         " WHERE record = 5 ORDER BY seq DESC LIMIT 2)"),
	                 2);
	assert_int_equal(found(p, &p->owner, &contact_record, "a@x"), 1);
}

/* What hangs on a row that changes hands inside a unit is seen by others at once. */
static enum err move_and_write(struct step *s, struct unit *u)
{
	struct contact before, after;
	struct note one = { 0 }, two = { 0 };
	TRY(unit_get(u, &contact_record, s->id, &before));
	set(&one, note, contact_id, s->id);
	set(&one, note, text, S("before"));
	TRY(unit_insert(u, &note_record, &one));
	after = before;
	set(&after, contact, owner_id, u->actor.member_id);
	TRY(unit_change(u, &contact_record, &before, &after, BIT(F_contact_owner_id)));
	set(&two, note, contact_id, s->id);
	set(&two, note, text, S("after"));
	return unit_insert(u, &note_record, &two);
}

static void audiences_are_those_of_the_moment(void **state)
{
	struct place *p = *state;
	struct contact c = contact(p, JSON("{'name':'Ana'}"));
	assert_int_equal(run_step(p, step_new(p, &p->owner, move_and_write, &contact_record, c.id,
	                                      STR_ABSENT)),
	                 OK);
	assert_int_equal(ask_int(p,
	                         "SELECT count(*) FROM changes WHERE record = 8 AND"
	                         " scope_after = zeroblob(16)"),
	                 1);
	assert_int_equal(ask_int(p,
	                         "SELECT count(*) FROM changes WHERE record = 8 AND"
	                         " scope_after = (SELECT id FROM members WHERE role = 4)"),
	                 1);
}

/* -- one that fails -- */

static enum err write_then_fail(struct step *s, struct unit *u)
{
	struct contact c = { 0 };
	(void) s;
	set(&c, contact, name, S("Ghost"));
	TRY(unit_insert(u, &contact_record, &c));
	return ERR_FORBIDDEN;
}

static void a_failing_unit_leaves_nothing(void **state)
{
	struct place *p = *state;
	int64_t seq = ask_int(p, SEQ), audit = ask_int(p, "SELECT max(seq) FROM audit_entries");
	struct step *steps[] = {
		new_contact(p, "Ana"),
		step_new(p, &p->owner, write_then_fail, &contact_record, AUDIENCE_NOBODY,
		         STR_ABSENT),
		new_contact(p, "Bo"),
	};
	run_group(p, steps, 3);
	assert_int_equal(steps[0]->result, OK);
	assert_int_equal(steps[1]->result, ERR_FORBIDDEN);
	assert_int_equal(steps[2]->result, OK);
	assert_int_equal(steps[2]->runs, 1);
	free_all(steps, 3);
	assert_int_equal(ask_int(p, SEQ), seq + 2);
	assert_int_equal(ask_int(p, "SELECT max(seq) FROM audit_entries"), audit + 2);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM timeline"), 2);
	assert_int_equal(found(p, &p->owner, &contact_record, "ghost"), 0);
	assert_int_equal(run_step(p, step_new(p, &p->owner, write_then_fail, &contact_record,
	                                      AUDIENCE_NOBODY, STR_ABSENT)),
	                 ERR_FORBIDDEN); /* alone, too */
	assert_int_equal(ask_int(p, SEQ), seq + 2);
	assert_sound(p);
}

/* Notes words of a row in an index that does not exist: the tail fails, not the unit. */
static enum err plant(struct step *s, struct unit *u)
{
	struct contact c = { 0 };
	(void) s;
	set(&c, contact, name, S("Culprit"));
	TRY(unit_insert(u, &contact_record, &c));
	NOTE(u, index, .rec = &tag_record, .id = c.id, .key = 1, .text = S("x"), .fresh = true);
	return OK;
}

static void a_failing_tail_costs_nobody_else_their_answer(void **state)
{
	struct place *p = *state;
	struct tag t;
	assert_int_equal(place_create(p, &p->owner, &tag_record, JSON("{'name':'vip'}"), &t), OK);
	int64_t seq = ask_int(p, SEQ);
	struct step *steps[] = {
		step_new(p, &p->owner, step_create, &contact_record, AUDIENCE_NOBODY,
		         JSON("{'name':'Ana','tags':['%U'],"
		              "'identities':[{'kind':'email','value':'a@x'}]}",
		              &t.id)),
		step_new(p, &p->owner, plant, &contact_record, AUDIENCE_NOBODY, STR_ABSENT),
		new_contact(p, "Bo"),
	};
	run_group(p, steps, 3);
	assert_int_equal(steps[0]->result, OK);
	assert_int_equal(steps[0]->runs, 2); /* replayed by itself */
	assert_int_equal(steps[1]->result, ERR_STORAGE);
	assert_int_equal(steps[2]->result, OK);
	assert_str(((struct contact *) steps[0]->row)->name, "Ana");
	free_all(steps, 3);
	assert_int_equal(ask_int(p, SEQ), seq + 3); /* two contacts and a tag: no gaps */
	assert_int_equal(ask_int(p, "SELECT count(*) FROM contacts"), 2);
	assert_int_equal(ask_int(p, "SELECT contact_count FROM tags"), 1);
	assert_int_equal(found(p, &p->owner, &contact_record, "ana"), 1);
	assert_int_equal(found(p, &p->owner, &contact_record, "culprit"), 0);
	assert_sound(p);
}

/* The disk takes no more: the limit is set once the units have run, just before the commit. */
static enum err fill_disk(struct step *s, struct unit *u)
{
	struct rlimit *limit = s->arg;
	struct contact c = { 0 };
	set(&c, contact, name, S("Last drop"));
	TRY(unit_insert(u, &contact_record, &c));
	struct rlimit none = { 0, limit->rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	return OK;
}

static void a_failing_commit_is_no_answer(void **state)
{
	struct place *p = *state;
	struct rlimit limit;
	int64_t seq = ask_int(p, SEQ);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	signal(SIGXFSZ, SIG_IGN);
	struct step *steps[] = {
		new_contact(p, "Ana"),
		step_new(p, &p->owner, fill_disk, &contact_record, AUDIENCE_NOBODY, STR_ABSENT),
	};
	steps[1]->arg = &limit;
	run_group(p, steps, 2);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_int_not_equal(steps[0]->result, OK);
	assert_int_not_equal(steps[1]->result, OK);
	assert_int_equal(steps[0]->runs, 2);
	free_all(steps, 2);
	assert_int_equal(ask_int(p, SEQ), seq);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM contacts"), 0);
	contact(p, JSON("{'name':'Eva'}")); /* there is room again */
	assert_int_equal(ask_int(p, SEQ), seq + 1);
	assert_int_equal(cell_seq(p->cell), seq + 1);
	assert_sound(p);
	place_reopen(p);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM contacts"), 1);
	assert_sound(p);
}

/* -- parts of a unit -- */

static enum err three_parts(struct step *s, struct unit *u)
{
	static const char *const names[] = { "One", "refused", "Three" };
	struct problems *outer = u->problems;
	for (unsigned i = 0; i < COUNT(names); i++) {
		struct unit_mark mark;
		struct contact c = { 0 };
		problems_init(s->arg, u->arena);
		u->problems = s->arg;
		set(&c, contact, name, str_of(names[i]));
		TRY(unit_part_begin(u, &mark));
		enum err e = unit_insert(u, &contact_record, &c);
		assert_int_equal(e, i == 1 ? ERR_INVALID : OK);
		u->problems = outer;
		TRY(unit_part_end(u, &mark, e));
	}
	return OK;
}

static void parts_of_a_unit_stand_or_fall_by_themselves(void **state)
{
	struct place *p = *state;
	struct problems own;
	int64_t seq = ask_int(p, SEQ);
	struct step *s =
		step_new(p, &p->owner, three_parts, &contact_record, AUDIENCE_NOBODY, STR_ABSENT);
	s->arg = &own;
	assert_int_equal(run_step(p, s), OK);
	assert_int_equal(ask_int(p, "SELECT count(*) FROM contacts"), 2);
	assert_int_equal(ask_int(p, SEQ), seq + 2);
	assert_int_equal(found(p, &p->owner, &contact_record, "three"), 1);
	assert_int_equal(found(p, &p->owner, &contact_record, "refused"), 0);
}

/* -- answers of repeated requests -- */

struct asking {
	struct reply_key key;
	unsigned effects;
	struct stored_reply reply;
};

static enum err answer_once(struct step *s, struct unit *u)
{
	struct asking *a = s->arg;
	struct stored_reply stored;
	TRY(unit_reply_find(u, &a->key, &stored));
	if (stored.found) {
		a->reply = (struct stored_reply) { true, stored.status,
			                           arena_str(&s->arena, stored.body) };
		return OK;
	}
	a->effects++;
	return unit_reply_store(u, &a->key, 201, S("{}"), AUDIENCE_NOBODY);
}

static struct step *asking(struct place *p, struct asking *a)
{
	struct step *s =
		step_new(p, &p->owner, answer_once, &contact_record, AUDIENCE_NOBODY, STR_ABSENT);
	s->arg = a;
	return s;
}

static void a_repeated_request_gets_the_same_answer(void **state)
{
	struct place *p = *state;
	struct asking a = { .key = { { 1 }, 7 } }, b = a, c = a, other = { .key = { { 2 }, 7 } };
	struct step *steps[] = { asking(p, &a), asking(p, &b), asking(p, &other) };
	run_group(p, steps, 3);
	assert_int_equal(steps[0]->result, OK);
	assert_int_equal(steps[1]->result, OK); /* its twin waits in the same group */
	assert_int_equal(steps[2]->result, ERR_IDEMPOTENCY);
	assert_int_equal(a.effects + b.effects, 1);
	assert_true(b.reply.found);
	assert_str(b.reply.body, "{}");
	free_all(steps, 3);
	place_reopen(p);
	place_pass(REPLY_KEPT_MS - 1);
	assert_int_equal(run_step(p, asking(p, &c)), OK);
	assert_int_equal(c.reply.status, 201);
	assert_int_equal(run_step(p, asking(p, &other)), ERR_IDEMPOTENCY);
	place_pass(1);
	assert_int_equal(run_step(p, asking(p, &other)), OK);
	assert_int_equal(other.effects, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(a_row_changed_often_in_a_group_is_one_event),
		PLACE_CASE(a_part_that_moves_tells_both_owners),
		PLACE_CASE(audiences_are_those_of_the_moment),
		PLACE_CASE(a_failing_unit_leaves_nothing),
		PLACE_CASE(a_failing_tail_costs_nobody_else_their_answer),
		PLACE_CASE(a_failing_commit_is_no_answer),
		PLACE_CASE(parts_of_a_unit_stand_or_fall_by_themselves),
		PLACE_CASE(a_repeated_request_gets_the_same_answer),
	};
	return cmocka_run_group_tests_name("group", tests, NULL, NULL);
}

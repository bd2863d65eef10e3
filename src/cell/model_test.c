/* model_test.c: a cell under random work by two members, in transactions of random size, with
 * restarts and rebuilt indexes in between, must look like its model in plain memory: every answer,
 * every row and derived column, what each finds, and what each who follows the feed holds. */
#include "cell/model_ops.h"

#include <stdlib.h>

#include "cell/search.h"

enum { GROUP_MAX = 20, ROUNDS = 60, SOAK = 20 };

/* Those that come up more often stand there more often. */
static move_fn *const ops[] = {
	contact_create,  contact_create,   contact_patch,   contact_patch,   contact_delete,
	contact_restore, contact_restore,  identity_create, identity_create, identity_move,
	identity_delete, identity_restore, tag_create,      tag_rename,      tag_delete,
	tag_restore,     link_create,      link_create,     link_delete,     link_restore,
	note_create,     note_patch,       note_delete,     note_restore,    chat_create,
	chat_link,       chat_link,        chat_assign,     chat_unread,     chat_delete,
	chat_restore,    message_create,   message_create,  message_create,  message_patch,
	message_delete,  message_restore,
};

static struct move draw_op(struct model *m, struct place *p)
{
	struct move op = { 0 };
	struct draw d = { m, p, 0, &op };
	do
		d.actor = model_below(m, ACTORS);
	while (!ops[model_below(m, COUNT(ops))](&d));
	return op;
}

/* The model is as all of them leave it; the store gets them at once. */
static void run_ops(struct model *m, struct place *p, unsigned n)
{
	struct move drawn[GROUP_MAX];
	struct step *steps[GROUP_MAX];
	for (unsigned i = 0; i < n; i++) {
		drawn[i] = draw_op(m, p);
		steps[i] = drawn[i].step;
	}
	run_group(p, steps, n);
	for (unsigned i = 0; i < n; i++) {
		if (steps[i]->result != drawn[i].want)
			print_error("%s: %d instead of %d\n", drawn[i].what, steps[i]->result,
			            drawn[i].want);
		assert_int_equal(steps[i]->result, drawn[i].want);
		step_free(steps[i]);
	}
	model_learn_ids(m, p);
}

static void disturb(struct model *m, struct place *p)
{
	int64_t rows;
	switch (model_below(m, 12)) {
	case 0:
		place_reopen(p);
		return;
	case 1:
		assert_int_equal(cell_reindex(p->cell, &rows), OK);
		return;
	}
	place_pass(model_below(m, 3)); /* or no time at all */
}

static void compare(struct model *m, struct place *p, struct replica *const replicas[ACTORS])
{
	model_compare_rows(m, p);
	model_compare_search(m, p);
	for (unsigned i = 0; i < ACTORS; i++) {
		replica_follow(replicas[i], m, p);
		replica_compare(replicas[i], m, p);
	}
}

static void work(struct place *p, uint64_t seed, unsigned rounds)
{
	struct model *m = mem_alloc(sizeof *m);
	struct replica *replicas[ACTORS] = { replica_new(0), replica_new(1) };
	struct wa_account account;
	m->random = seed;
	assert_int_equal(
		place_create(p, &p->owner, &wa_account_record, JSON("{'name':'Shop'}"), &account),
		OK);
	m->account_id = account.id;
	print_message("seed %llu\n", (unsigned long long) seed);
	for (unsigned i = 0; i < rounds; i++) {
		run_ops(m, p, 1 + model_below(m, GROUP_MAX));
		if (model_below(m, 4) == 0)
			compare(m, p, replicas);
		disturb(m, p);
	}
	compare(m, p, replicas);
	for (unsigned i = 0; i < ACTORS; i++)
		replica_free(replicas[i]);
	mem_free(m);
}

static void a_cell_looks_like_its_model(void **state)
{
	work(*state, 20261128, ROUNDS);
}
static void and_so_it_does_again(void **state)
{
	work(*state, 7, ROUNDS);
}

/* Other numbers each time, as long as it takes. */
static void and_for_as_long_as_one_likes(void **state)
{
	uint64_t seed;
	if (getenv("KONTOR_SOAK") == NULL)
		return;
	for (unsigned i = 0; i < SOAK; i++) {
		random_bytes(&seed, sizeof seed);
		place_teardown(state);
		assert_int_equal(place_setup(state), 0);
		work(*state, seed | 1, 4 * ROUNDS);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(a_cell_looks_like_its_model),
		PLACE_CASE(and_so_it_does_again),
		PLACE_CASE(and_for_as_long_as_one_likes),
	};
	return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}

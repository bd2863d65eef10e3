/* err_test.c: every error can be told to a person, every flaw has a place, invariants end us. */
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/json.h"
#include "base/test.h"

static void every_error_is_complete_and_its_slug_its_own(void **state)
{
	(void) state;
	for (int e = OK + 1; e < ERR_N; e++) {
		const struct err_info *info = err_info((enum err) e);

		assert_true(info->http >= 400 && info->http <= 599);
		assert_true(info->code.len != 0 && info->slug.len != 0 && info->sentence.len != 0);
		assert_int_equal(info->sentence.ptr[info->sentence.len - 1], '.');
		for (size_t i = 0; i < info->slug.len; i++) {
			const char c = info->slug.ptr[i];

			assert_true((c >= 'a' && c <= 'z') || c == '-');
		}
		for (int other = OK + 1; other < e; other++)
			assert_false(str_eq(info->slug, err_info((enum err) other)->slug));
	}
	assert_str(err_info(ERR_NOT_FOUND)->code, "NOT_FOUND");
	assert_str(err_info(ERR_NOT_FOUND)->slug, "not-found");
	assert_int_equal(err_info(ERR_NOT_FOUND)->http, 404);
	assert_true(err_info(ERR_BUSY)->retry);
	assert_false(err_info(ERR_INVALID)->retry);
}

static enum err three_steps(enum err second, int *reached)
{
	*reached = 1;
	TRY(OK);
	*reached = 2;
	TRY(second);
	*reached = 3;
	return OK;
}

static void try_returns_the_first_error(void **state)
{
	int reached;

	(void) state;
	assert_int_equal(three_steps(OK, &reached), OK);
	assert_int_equal(reached, 3);
	assert_int_equal(three_steps(ERR_STALE, &reached), ERR_STALE);
	assert_int_equal(reached, 2);
}

static void pointers_follow_the_way_in(void **state)
{
	struct arena a = ARENA_INIT;
	struct problems ps;
	size_t outer, inner;

	(void) state;
	problems_init(&ps, &a);
	complain(&ps, S("name"), FLAW_required, "A name is needed.");
	outer = problems_enter(&ps, S("identities"), 12);
	complain(&ps, S("value"), FLAW_malformed, "%d is %s.", 5, "odd");
	inner = problems_enter(&ps, S("deep"), -1);
	complain(&ps, S("a/b~c"), FLAW_unknown_field, "x");
	problems_leave(&ps, inner);
	complain(&ps, S(""), FLAW_refused, "x");
	problems_leave(&ps, outer);
	complain(&ps, S("?limit"), FLAW_out_of_range, "x");
	complain(&ps, S(""), FLAW_wrong_type, "x");
	assert_int_equal(ps.n, 6);
	assert_str(ps.v[0].pointer, "/name");
	assert_str(ps.v[0].detail, "A name is needed.");
	assert_str(ps.v[1].pointer, "/identities/12/value");
	assert_str(ps.v[1].detail, "5 is odd.");
	assert_int_equal(ps.v[1].flaw, FLAW_malformed);
	assert_str(ps.v[2].pointer, "/identities/12/deep/a~1b~0c");
	assert_str(ps.v[3].pointer, "/identities/12");
	assert_str(ps.v[4].pointer, "?limit");
	assert_str(ps.v[5].pointer, "");
	assert_str(flaw_word(FLAW_unknown_field), "unknown_field");
	arena_release(&a);
}

static void one_place_is_complained_about_once(void **state)
{
	struct arena a = ARENA_INIT;
	struct problems ps;
	(void) state;
	problems_init(&ps, &a);
	complain(&ps, S("x"), FLAW_wrong_type, "1");
	complain(&ps, S("x"), FLAW_required, "2");
	complain(&ps, S("y"), FLAW_required, "3");
	complain(&ps, S("y"), FLAW_refused, "4");
	problems_once(&ps, 1);
	assert_int_equal(ps.n, 3);
	assert_str(ps.v[0].detail, "1");
	assert_str(ps.v[1].detail, "3");
	assert_str(ps.v[2].detail, "4");
	for (unsigned i = 0; i < PROBLEMS_MAX + 5; i++)
		complain(&ps, S("x"), FLAW_required, "more");
	problems_once(&ps, 3); /* where those are that were not kept nobody knows */
	assert_int_equal(ps.n, PROBLEMS_MAX + 8);
	arena_release(&a);
}

static void without_a_list_nothing_is_kept(void **state)
{
	(void) state;
	complain(NULL, S("x"), FLAW_refused, "%s", "x");
	problems_leave(NULL, problems_enter(NULL, S("x"), 1));
}

static void too_deep_a_place_names_its_container(void **state)
{
	struct arena a = ARENA_INIT;
	char name[200];
	struct problems ps;
	size_t mark;

	(void) state;
	memset(name, 'n', sizeof name);
	problems_init(&ps, &a);
	problems_enter(&ps, S("list"), 3);
	mark = problems_enter(&ps, (struct str) { name, sizeof name }, 7);
	complain(&ps, S("x"), FLAW_refused, "x");
	assert_str(ps.v[0].pointer, "/list/3/x");
	problems_leave(&ps, mark);
	/* exactly full: 7 + 1 + 88 = 96 */
	problems_enter(&ps, (struct str) { name, 88 }, -1);
	assert_int_equal(ps.within_len, sizeof ps.within);
	problems_leave(&ps, mark);
	problems_enter(&ps, (struct str) { name, 89 }, -1);
	assert_int_equal(ps.within_len, mark);
	arena_release(&a);
}

static void long_words_are_cut_between_characters(void **state)
{
	struct arena a = ARENA_INIT;
	struct problems ps;
	char name[1201] = "a";

	(void) state;
	for (size_t i = 1; i + 1 < sizeof name; i += 2)
		memcpy(name + i, "\xc3\xa9", 2);
	name[1199] = '\0';
	problems_init(&ps, &a);
	complain(&ps, str_of(name), FLAW_unknown_field, "%s", name);
	assert_int_equal(ps.v[0].pointer.len, 1 + 199);
	assert_true(ps.v[0].detail.len > 400 && ps.v[0].detail.len < 512);
	assert_int_equal((unsigned char) ps.v[0].detail.ptr[ps.v[0].detail.len - 1], 0xa9);
	arena_release(&a);
}

static void the_reply_is_problem_json(void **state)
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a);
	struct problems ps;

	(void) state;
	problem_json(&b, ERR_NOT_FOUND, STR_ABSENT, S("00ff"), NULL);
	assert_str(buf_str(&b),
	           "{\"type\":\"/problems/not-found\",\"title\":\"There is no such record.\","
	           "\"status\":404,\"request_id\":\"00ff\"}");
	buf_clear(&b);
	problems_init(&ps, &a);
	complain(&ps, S("na\"me"), FLAW_too_long, "At most %d.", 5);
	problem_json(&b, ERR_INVALID, S("Look \"here\"."), S("00ff"), &ps);
	assert_str(buf_str(&b),
	           "{\"type\":\"/problems/invalid\",\"title\":\"Some fields are not acceptable.\","
	           "\"status\":422,\"detail\":\"Look \\\"here\\\".\",\"request_id\":\"00ff\","
	           "\"errors\":[{\"pointer\":\"/na\\\"me\",\"code\":\"too_long\","
	           "\"detail\":\"At most 5.\"}]}");
	arena_release(&a);
}

static void further_problems_are_counted(void **state)
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a);
	struct problems ps;
	struct json j;

	(void) state;
	problems_init(&ps, &a);
	for (int i = 0; i < PROBLEMS_MAX + 5; i++)
		complain(&ps, S("x"), FLAW_refused, "%d", i);
	assert_int_equal(ps.n, PROBLEMS_MAX + 5);
	problem_json(&b, ERR_INVALID, STR_ABSENT, S("1"), &ps);
	assert_true(str_ends(buf_str(&b), S(",\"detail\":\"31\"}],\"errors_left_out\":5}")));
	j = json_of(buf_str(&b), &a);
	assert_true(json_skip(&j, NULL) && json_end(&j));
	arena_release(&a);
}

/* Runs fn in a child; true when it ended by SIGABRT. */
static bool aborts(void (*fn)(void))
{
	const pid_t child = fork();
	int status;

	if (child == 0) {
		const struct rlimit no_core = { 0, 0 };

		setrlimit(RLIMIT_CORE, &no_core);
		signal(SIGABRT, SIG_DFL);
		close(STDERR_FILENO);
		fn();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void ensure_false(void)
{
	ENSURE(1 + 1 == 3);
}

static void ensure_true(void)
{
	ENSURE(1 + 1 == 2);
}

static void info_of_ok(void)
{
	(void) err_info(OK);
}

static void arena_beyond_reason(void)
{
	struct arena a = ARENA_INIT;

	arena_raw(&a, SIZE_MAX - 8);
}

static void product_overflow(void)
{
	(void) mem_product(SIZE_MAX / 2, 3);
}

static void heap_beyond_reason(void)
{
	mem_free(mem_grow(NULL, SIZE_MAX));
}

static void broken_invariants_end_the_process(void **state)
{
	(void) state;
	assert_false(aborts(ensure_true));
	assert_true(aborts(ensure_false));
	assert_true(aborts(info_of_ok));
	assert_true(aborts(arena_beyond_reason));
	assert_true(aborts(product_overflow));
	assert_true(aborts(heap_beyond_reason));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_error_is_complete_and_its_slug_its_own),
		cmocka_unit_test(try_returns_the_first_error),
		cmocka_unit_test(pointers_follow_the_way_in),
		cmocka_unit_test(one_place_is_complained_about_once),
		cmocka_unit_test(without_a_list_nothing_is_kept),
		cmocka_unit_test(too_deep_a_place_names_its_container),
		cmocka_unit_test(long_words_are_cut_between_characters),
		cmocka_unit_test(the_reply_is_problem_json),
		cmocka_unit_test(further_problems_are_counted),
		cmocka_unit_test(broken_invariants_end_the_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* arena_test.c: memory is aligned, zeroed where promised, and released as a whole. */
#include "base/arena.h"
#include "base/test.h"

static void all_is_aligned_zeroed_and_apart(void **state)
{
	struct arena a = ARENA_INIT;
	unsigned char *last = NULL;
	size_t last_size = 0;

	(void) state;
	for (size_t size = 0; size < 3000; size += 7) {
		unsigned char *p = arena_alloc(&a, size);

		assert_non_null(p);
		assert_int_equal((uintptr_t) p % 16, 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xAB, size);
		for (size_t i = 0; i < last_size; i++)
			assert_int_equal(last[i], 0xAB); /* the one before was not touched */
		last = p;
		last_size = size;
		memset(last, 0xAB, last_size);
	}
	arena_release(&a);
	assert_null(a.chunks);
	assert_int_equal(a.bytes, 0);
}

static void zeroed_again_after_clear(void **state)
{
	struct arena a = ARENA_INIT;

	(void) state;
	for (int round = 0; round < 3; round++) {
		unsigned char *p = arena_alloc(&a, 1000);

		for (size_t i = 0; i < 1000; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xFF, 1000);
		arena_clear(&a);
		assert_int_equal(a.bytes, 0);
	}
	arena_release(&a);
}

static void bytes_count_what_was_handed_out(void **state)
{
	struct arena a = ARENA_INIT;

	(void) state;
	arena_raw(&a, 1);
	arena_raw(&a, 16);
	arena_raw(&a, 17);
	assert_int_equal(a.bytes, 16 + 16 + 32);
	arena_raw(&a, 5000000);
	assert_int_equal(a.bytes, 64 + 5000000);
	arena_release(&a);
}

static void larger_than_any_chunk_works(void **state)
{
	struct arena a = ARENA_INIT;
	char *big = arena_raw(&a, 3 << 20);
	char *after;

	(void) state;
	memset(big, 'x', 3 << 20);
	after = arena_raw(&a, 10);
	memset(after, 'y', 10);
	assert_int_equal(big[(3 << 20) - 1], 'x');
	arena_clear(&a); /* too large to keep */
	assert_null(a.chunks);
	arena_release(&a);
}

static void strings_are_copied_with_a_nul(void **state)
{
	struct arena a = ARENA_INIT;
	struct str s = arena_str(&a, S("copy\0me"));

	(void) state;
	assert_str(s, "copy\0me");
	assert_int_equal(s.ptr[s.len], '\0');
	s = arena_str(&a, S(""));
	assert_str(s, "");
	assert_int_equal(s.ptr[0], '\0');
	assert_absent(arena_str(&a, STR_ABSENT));
	assert_str(arena_join(&a, S("ab"), S("cd")), "abcd");
	assert_str(arena_join(&a, STR_ABSENT, S("cd")), "cd");
	assert_str(arena_join(&a, STR_ABSENT, STR_ABSENT), "");
	assert_str(arena_printf(&a, "%s-%d", "x", 7), "x-7");
	assert_str(arena_printf(&a, "%s", ""), "");
	assert_int_equal(arena_printf(&a, "%2000d", 1).len, 2000);
	arena_release(&a);
}

static void rewind_gives_back_what_came_after(void **state)
{
	struct arena a = ARENA_INIT;
	const struct arena_mark empty = arena_mark(&a);
	struct arena_mark mark;
	struct str before;

	(void) state;
	before = arena_str(&a, S("before"));
	mark = arena_mark(&a);
	for (int i = 0; i < 1000; i++)
		arena_raw(&a, 1000);
	arena_rewind(&a, mark);
	assert_int_equal(a.bytes, 16);
	assert_str(before, "before");
	assert_str(arena_str(&a, S("after")), "after");
	assert_str(before, "before");
	arena_rewind(&a, empty);
	assert_null(a.chunks);
	assert_int_equal(a.bytes, 0);
	assert_str(arena_str(&a, S("again")), "again");
	arena_release(&a);
}

static void extending_keeps_the_next_apart(void **state)
{
	struct arena a = ARENA_INIT;
	char *p = arena_raw(&a, 20);
	char *next;

	(void) state;
	memset(p, 'p', 20);
	if (arena_extend(&a, p, 20, 100)) {
		memset(p, 'p', 120);
		assert_int_equal(a.bytes, 128);
	}
	next = arena_raw(&a, 50);
	memset(next, 'n', 50);
	assert_int_equal(p[19], 'p');
	assert_false(arena_extend(&a, p, 120, 1)); /* no longer the newest */
	assert_false(arena_extend(&a, next, 50, 2 << 20));
	assert_false(arena_extend(&a, NULL, 0, 1));
	arena_release(&a);
}

static void arrays_and_structs(void **state)
{
	struct arena a = ARENA_INIT;
	struct pair {
		int64_t x, y;
	} *one = arena_new(&a, struct pair), *many = arena_array(&a, struct pair, 100);

	(void) state;
	assert_int_equal(one->x + one->y + many[99].y, 0);
	assert_int_equal(a.bytes, 101 * sizeof(struct pair));
	arena_release(&a);
}

static void heap_memory_grows_and_keeps(void **state)
{
	char *p = mem_alloc(3);

	(void) state;
	assert_memory_equal(p, "\0\0\0", 3);
	memcpy(p, "abc", 3);
	p = mem_grow(p, 100000);
	assert_memory_equal(p, "abc", 3);
	mem_free(p);
	mem_free(NULL);
	p = mem_alloc(0);
	assert_non_null(p);
	mem_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_is_aligned_zeroed_and_apart),
		cmocka_unit_test(zeroed_again_after_clear),
		cmocka_unit_test(bytes_count_what_was_handed_out),
		cmocka_unit_test(larger_than_any_chunk_works),
		cmocka_unit_test(strings_are_copied_with_a_nul),
		cmocka_unit_test(rewind_gives_back_what_came_after),
		cmocka_unit_test(extending_keeps_the_next_apart),
		cmocka_unit_test(arrays_and_structs),
		cmocka_unit_test(heap_memory_grows_and_keeps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

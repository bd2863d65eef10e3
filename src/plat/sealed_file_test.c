/* sealed_file_test.c: what was put comes back from anywhere in the file; a file that was changed,
 * cut, extended or put together from others opens nowhere. */
#define _GNU_SOURCE 1 /* mkdtemp */
#include <stdlib.h>
#include <unistd.h>

#include "base/test.h"
#include "plat/sealed_file.h"

enum { SEAL_STEP = SEALED_CHUNK + SEAL_EXTRA, SEAL_HEAD = 20 };

struct place {
	char dir[64];
	struct key *key;
	struct arena arena;
	const char *path;
};

static int setup(void **state)
{
	static struct place p;

	p = (struct place) { .dir = "/tmp/kontor-sealed-XXXXXX" };
	assert_non_null(mkdtemp(p.dir));
	p.key = key_new();
	p.path = path_join(&p.arena, p.dir, S("file"));
	*state = &p;
	return 0;
}

static int teardown(void **state)
{
	struct place *p = *state;

	key_free(p->key);
	assert_int_equal(folder_remove(p->dir), OK);
	arena_release(&p->arena);
	return 0;
}

static char byte_at(size_t i)
{
	return (char) (i * 31 + (i >> 8) * 7 + (i >> 16));
}

/* In pieces of a size that fits no chunk. */
static void write_bytes(struct place *p, size_t n, size_t piece)
{
	struct sealed_writer *w;
	char *bytes = mem_alloc(piece);

	assert_int_equal(sealed_create(p->path, p->key, &w), OK);
	for (size_t at = 0; at < n; at += piece) {
		const size_t some = n - at < piece ? n - at : piece;

		for (size_t i = 0; i < some; i++)
			bytes[i] = byte_at(at + i);
		assert_int_equal(sealed_put(w, (struct str) { bytes, some }), OK);
	}
	assert_int_equal(sealed_written(w), n);
	assert_int_equal(sealed_keep(w), OK);
	mem_free(bytes);
}

static void check_range(struct sealed_reader *r, size_t at, size_t n)
{
	char *bytes = mem_alloc(n + 1);

	assert_int_equal(sealed_read(r, (int64_t) at, bytes, n), OK);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(bytes[i], byte_at(at + i));
	mem_free(bytes);
}

static void content_comes_back_from_anywhere(void **state)
{
	static const size_t sizes[] = { 0,
		                        1,
		                        1000,
		                        SEALED_CHUNK - 1,
		                        SEALED_CHUNK,
		                        SEALED_CHUNK + 1,
		                        2 * SEALED_CHUNK,
		                        3 * SEALED_CHUNK + 17 };
	struct place *p = *state;

	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct sealed_reader *r;
		const size_t n = sizes[i];

		write_bytes(p, n, 12345);
		assert_int_equal(sealed_open(p->path, p->key, &r), OK);
		assert_int_equal(sealed_bytes(r), n);
		check_range(r, 0, n);
		check_range(r, n, 0);
		check_range(r, n / 2, n - n / 2);
		if (n > SEALED_CHUNK + 9)
			check_range(r, SEALED_CHUNK - 4, 8);
		check_range(r, 0, n < 3 ? n : 3);
		sealed_close(r);
	}
}

static void nothing_of_it_lies_there_in_plain(void **state)
{
	struct place *p = *state;
	struct sealed_writer *w;
	struct str raw;

	assert_int_equal(sealed_create(p->path, p->key, &w), OK);
	for (int i = 0; i < 9000; i++)
		assert_int_equal(sealed_put(w, S("canary in a mine ")), OK);
	assert_int_equal(sealed_keep(w), OK);
	assert_int_equal(file_read(&p->arena, p->path, 1 << 20, &raw), OK);
	assert_true(raw.len > 9000 * 17);
	assert_false(str_find(raw, S("canary"), NULL));
}

static void a_dropped_file_leaves_nothing(void **state)
{
	struct place *p = *state;
	struct sealed_writer *w;
	struct file_entry *entries;
	size_t n;

	assert_int_equal(sealed_create(p->path, p->key, &w), OK);
	for (int i = 0; i < 100; i++)
		assert_int_equal(sealed_put(w, (struct str) { p->dir, sizeof p->dir }), OK);
	sealed_drop(w);
	assert_int_equal(folder_list(&p->arena, p->dir, &entries, &n), OK);
	assert_int_equal(n, 0);
}

static enum err open_error(struct place *p, const struct key *key)
{
	struct sealed_reader *r;
	const enum err e = sealed_open(p->path, key, &r);

	if (e == OK)
		sealed_close(r);
	return e;
}

static void another_key_does_not_open(void **state)
{
	struct place *p = *state;
	struct key *other = key_new();

	write_bytes(p, 100, 100);
	assert_int_equal(open_error(p, other), ERR_KEY);
	assert_int_equal(open_error(p, p->key), OK);
	key_free(other);
	assert_int_equal(file_remove(p->path), OK);
	assert_int_equal(open_error(p, p->key), ERR_NOT_FOUND);
}

/* At every chunk's end, one byte beside it, and in between. */
static void a_cut_file_does_not_open(void **state)
{
	struct place *p = *state;
	struct str raw;

	write_bytes(p, 3 * SEALED_CHUNK, 50000);
	assert_int_equal(file_read(&p->arena, p->path, 1 << 20, &raw), OK);
	for (size_t chunks = 0; chunks < 3; chunks++) {
		for (int by = -1; by <= 1; by++) {
			const size_t n = SEAL_HEAD + chunks * SEAL_STEP + (size_t) (by + 1);

			assert_int_equal(file_write(p->path, str_head(raw, n)), OK);
			assert_int_equal(open_error(p, p->key), ERR_KEY);
		}
	}
	assert_int_equal(file_write(p->path, str_head(raw, 0)), OK);
	assert_int_equal(open_error(p, p->key), ERR_KEY);
	assert_int_equal(file_write(p->path, arena_join(&p->arena, raw, S("x"))), OK);
	assert_int_equal(open_error(p, p->key), ERR_KEY);
	assert_int_equal(file_write(p->path, raw), OK);
	assert_int_equal(open_error(p, p->key), OK);
}

static enum err read_all(struct place *p)
{
	struct sealed_reader *r;
	char *bytes = mem_alloc(4 * SEALED_CHUNK);
	enum err e = sealed_open(p->path, p->key, &r);

	if (e == OK) {
		e = sealed_read(r, 0, bytes, (size_t) sealed_bytes(r));
		sealed_close(r);
	}
	mem_free(bytes);
	return e;
}

static void chunks_stay_in_their_place(void **state)
{
	struct place *p = *state;
	struct str raw, other;
	char *mixed;

	write_bytes(p, 3 * SEALED_CHUNK, 50000);
	assert_int_equal(file_read(&p->arena, p->path, 1 << 20, &raw), OK);
	mixed = (char *) arena_str(&p->arena, raw).ptr;
	memcpy(mixed + SEAL_HEAD, raw.ptr + SEAL_HEAD + SEAL_STEP, SEAL_STEP); /* twice the 2nd */
	assert_int_equal(file_write(p->path, (struct str) { mixed, raw.len }), OK);
	assert_int_equal(read_all(p), ERR_KEY);
	write_bytes(p, 3 * SEALED_CHUNK, 50000);
	assert_int_equal(file_read(&p->arena, p->path, 1 << 20, &other), OK);
	mixed = (char *) arena_str(&p->arena, raw).ptr;
	memcpy(mixed + SEAL_HEAD, other.ptr + SEAL_HEAD, SEAL_STEP); /* of another file */
	assert_int_equal(file_write(p->path, (struct str) { mixed, raw.len }), OK);
	assert_int_equal(read_all(p), ERR_KEY);
	assert_int_equal(file_write(p->path, raw), OK);
	assert_int_equal(read_all(p), OK);
}

static void a_changed_byte_is_noticed(void **state)
{
	struct place *p = *state;
	struct str raw;

	write_bytes(p, SEALED_CHUNK + 100, 50000);
	assert_int_equal(file_read(&p->arena, p->path, 1 << 20, &raw), OK);
	for (size_t at = 0; at < raw.len; at += at < 100 ? 1 : 9973) {
		char *changed = (char *) arena_str(&p->arena, raw).ptr;

		changed[at] ^= 1;
		assert_int_equal(file_write(p->path, (struct str) { changed, raw.len }), OK);
		assert_int_equal(read_all(p), ERR_KEY);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(content_comes_back_from_anywhere), TEST(nothing_of_it_lies_there_in_plain),
		TEST(a_dropped_file_leaves_nothing),    TEST(another_key_does_not_open),
		TEST(a_cut_file_does_not_open),         TEST(chunks_stay_in_their_place),
		TEST(a_changed_byte_is_noticed),
	};

	return cmocka_run_group_tests_name("sealed_file", tests, NULL, NULL);
}

/* import_zip_test.c: zips as phones make them are read, those that are made to hurt are refused
 * before they can. */
#include <stdio.h>
#include <sys/resource.h>

#include <zip.h>

#include "app/import_fixture.h"
#include "app/table.h"
#include "plat/files.h"

static const struct str chat =
	STR("28/11/2026 09:10 - Maria Lopes: Bom dia\n"
            "28/11/2026 09:11 - Rosa Prado: IMG-1.jpg (file attached)\n"
            "28/11/2026 09:12 - Rosa Prado: IMG-2.jpg (file attached)\n");

static int setup(void **state)
{
	static struct fixture f;

	fixture_open(&f, "BR", "America/Sao_Paulo");
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	fixture_close(*state);
	return 0;
}

struct entry {
	const char *name;
	struct str bytes;
};

static struct str make_zip(struct fixture *f, const struct entry *v, size_t n, const char *password)
{
	const char *path = path_join(&f->arena, f->dir, S("made.zip"));
	struct zip *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
	struct str bytes;

	assert_non_null(z);
	for (size_t i = 0; i < n; i++) {
		struct zip_source *from = zip_source_buffer(z, v[i].bytes.ptr, v[i].bytes.len, 0);
		const zip_int64_t at = zip_file_add(z, v[i].name, from, ZIP_FL_ENC_UTF_8);

		assert_true(at >= 0);
		if (password != NULL)
			assert_int_equal(zip_file_set_encryption(z, (zip_uint64_t) at,
			                                         ZIP_EM_AES_256, password),
			                 0);
	}
	assert_int_equal(zip_close(z), 0);
	assert_int_equal(file_read(&f->arena, path, 64 << 20, &bytes), OK);
	assert_int_equal(file_remove(path), OK);
	return bytes;
}

static void the_chat_is_found_among_files_and_litter(void **state)
{
	struct fixture *f = *state;
	const struct entry v[] = {
		{ "__MACOSX/._chat.txt", S("junk") },
		{ "export/IMG-1.jpg", S("\xff\xd8\xff") },
		{ "export/notes.txt", S("28/11/2026 09:10 - Not: the chat\n") },
		{ "export/_chat.txt", chat },
	};
	struct import_run run;

	assert_int_equal(
		bring(f, "WhatsApp Chat - Maria Lopes.zip", make_zip(f, v, COUNT(v), NULL), &run),
		OK);
	assert_int_equal(run.kind, import_kind_chat_zip);
	assert_int_equal(run.total_rows, 3);
	assert_true(str_find(preview_of(f, &run), S("\"attachments\":2,\"attachments_missing\":1"),
	                     NULL));
	assert_int_equal(import(f, &run, "{}"), OK);
	assert_int_equal(run.messages_new, 3);
	assert_str(fixture_text(f, "SELECT group_concat(media_name, ' ') FROM messages"),
	           "IMG-1.jpg IMG-2.jpg");
}

static void refused(struct fixture *f, struct str bytes, const char *why)
{
	struct import_run run;
	size_t left;

	assert_int_equal(bring(f, "x.zip", bytes, &run), ERR_INVALID);
	assert_true(str_find(f->problems.v[0].detail, str_of(why), NULL));
	assert_int_equal(import_tidy(f->cell, &left), OK);
	assert_int_equal(left, 0);
}

/* 300 MB of one letter are 300 kB: not a byte of them is unpacked. */
static void a_bomb_is_not_unpacked(void **state)
{
	struct fixture *f = *state;
	const size_t n = 300 << 20;
	char *big = mem_alloc(n);
	struct rusage before, after;
	struct str bytes;

	memcpy(big, chat.ptr, chat.len);
	memset(big + chat.len, 'a', n - chat.len);
	bytes = make_zip(f, &(const struct entry) { "_chat.txt", { big, n } }, 1, NULL);
	mem_free(big);
	assert_true(bytes.len < 1 << 20);
	getrusage(RUSAGE_SELF, &before);
	refused(f, bytes, "too large");
	getrusage(RUSAGE_SELF, &after);
	assert_true(after.ru_maxrss - before.ru_maxrss < 64 << 10);
	/* Smaller ones that swell as much are no better. */
	big = mem_alloc(20 << 20);
	memcpy(big, chat.ptr, chat.len);
	memset(big + chat.len, 'a', (20 << 20) - chat.len);
	bytes = make_zip(f, &(const struct entry) { "_chat.txt", { big, 20 << 20 } }, 1, NULL);
	mem_free(big);
	refused(f, bytes, "too large");
}

static void what_cannot_be_read_says_why(void **state)
{
	struct fixture *f = *state;
	const struct entry v[] = { { "_chat.txt", chat } };
	const struct entry pictures[] = { { "a.jpg", S("\xff\xd8\xff") }, { "b.jpg", S("x") } };
	const struct entry prose[] = { { "_chat.txt", S("Once upon a time.\n") } };
	const struct str whole = make_zip(f, v, 1, NULL);

	refused(f, make_zip(f, v, 1, "secret"), "password");
	refused(f, make_zip(f, pictures, 2, NULL), "no chat in this zip");
	refused(f, make_zip(f, prose, 1, NULL), "no chat that WhatsApp exported");
	for (size_t n = 4; n < whole.len; n += 7)
		refused(f, str_head(whole, n), "damaged");
}

static void a_changed_byte_harms_nobody(void **state)
{
	struct fixture *f = *state;
	const struct entry v[] = { { "a/_chat.txt", chat }, { "b.jpg", S("x") } };
	const struct str whole = make_zip(f, v, 2, NULL);

	for (size_t at = 0; at < whole.len; at += 3) {
		struct str bytes = arena_str(&f->arena, whole);
		struct import_run run;
		enum err e;

		((char *) bytes.ptr)[at] ^= (char) (1 << at % 8);
		e = bring(f, "x.zip", bytes, &run);
		assert_true(e == OK || e == ERR_INVALID);
	}
}

static void a_table_remembers_each_key_once(void **state)
{
	struct table t = TABLE_INIT;

	(void) state;
	assert_null(table_find(&t, 7));
	for (uint64_t i = 0; i < 100000; i++)
		assert_true(table_add(&t, i * i + 2, (uint32_t) i));
	for (uint64_t i = 2; i < 100000; i++) {
		assert_false(table_add(&t, i * i + 2, 0));
		assert_int_equal(*table_find(&t, i * i + 2), i);
		assert_null(table_find(&t, i * i + 1));
	}
	table_release(&t);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(the_chat_is_found_among_files_and_litter),
		TEST(a_bomb_is_not_unpacked),
		TEST(what_cannot_be_read_says_why),
		TEST(a_changed_byte_harms_nobody),
		cmocka_unit_test(a_table_remembers_each_key_once),
	};

	return cmocka_run_group_tests_name("import_zip", tests, NULL, NULL);
}

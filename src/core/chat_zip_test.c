/* chat_zip_test.c: the chat among the files of an export zip, and names that differ only in their
 * bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/canonical.h"
#include "core/chat_zip.h"

enum { ENTRIES_MAX = 6 };

struct zip_case {
	const char *zip, *chat; /* chat NULL: cannot be told */
	const char *entries[ENTRIES_MAX];
};

static void the_chat_is_told_from_documents_and_litter(void **state)
{
	static const struct zip_case cases[] = {
		{ "x.zip", "_chat.txt", { "notes.txt", "_chat.txt", "00000001-site.txt" } },
		{ "x.zip",
		  "Export/_chat.txt",
		  { "__MACOSX/Export/._chat.txt", "Export/", "Export/_chat.txt", "Export/a.txt" } },
		{ "x.zip",
		  "Conversa do WhatsApp com Ana.txt",
		  { "preços.txt", "Conversa do WhatsApp com Ana.txt" } },
		{ "x.zip",
		  "WhatsApp Chat with Bob.txt",
		  { "WhatsApp script.txt", "WhatsApp Chat with Bob.txt" } },
		{ "x.zip",
		  "दीपक के साथ WhatsApp चैट.txt",
		  { "a.txt", "दीपक के साथ WhatsApp चैट.txt", "b.txt" } },
		{ "x.zip", "محادثة واتساب مع ليلى.txt", { "a.txt", "محادثة واتساب مع ليلى.txt" } },
		{ "x.zip", "only.TXT", { "photo.jpg", "only.TXT" } },
		{ "/tmp/Grupo Sol.zip", "Grupo Sol.txt", { "a.txt", "Grupo Sol.txt" } },
		{ "x.zip", NULL, { "a.txt", "b.txt" } },
		{ "x.zip", NULL, { "a.txt", "deep/b.txt" } },
		{ "x.zip", NULL, { "photo.jpg", ".DS_Store", "._a.txt" } },
	};

	(void) state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str entries[ENTRIES_MAX];
		size_t n = 0, got;

		for (; n < ENTRIES_MAX && cases[i].entries[n] != NULL; n++)
			entries[n] = str_of(cases[i].entries[n]);
		got = chat_zip_pick(entries, n, str_of(cases[i].zip));
		if (cases[i].chat == NULL
		            ? got != n
		            : got == n || !str_eq(entries[got], str_of(cases[i].chat)))
			fail_msg("case %zu: picked %zu", i, got);
	}
}

static void attachments_are_found_whatever_form_their_name_has(void **state)
{
	static const struct str entries[] = {
		STR("prec\xcc\xa7os marc\xcc\xa7o.txt"),
		STR("folder/IMG-1.jpg"),
		STR("__MACOSX/IMG-2.jpg"),
		STR("\xed\x95\x9c.pdf"),
	};
	struct arena a = ARENA_INIT;
	const struct chat_zip_index *index = chat_zip_index_new(entries, COUNT(entries), &a);
	size_t at;

	(void) state;
	assert_true(chat_zip_find(index, S("preços março.txt"), &at));
	assert_int_equal(at, 0);
	assert_true(chat_zip_find(index, S("IMG-1.jpg"), &at));
	assert_int_equal(at, 1);
	assert_false(chat_zip_find(index, S("IMG-2.jpg"), &at));
	assert_true(chat_zip_find(index, S("\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab.pdf"), &at));
	assert_int_equal(at, 3);
	arena_release(&a);
}

static void texts_are_equal_when_a_reader_sees_no_difference(void **state)
{
	(void) state;
	assert_true(canonical_eq(S("é"), S("e\xcc\x81")));
	assert_true(canonical_eq(S("ế"), S("e\xcc\x82\xcc\x81")));
	assert_true(canonical_eq(S("a\xcc\xa3\xcc\x87"), S("a\xcc\x87\xcc\xa3")));
	assert_true(canonical_eq(S("\xe2\x84\xab"), S("Å")));
	assert_false(canonical_eq(S("e\xcc\x82\xcc\x81"), S("e\xcc\x81\xcc\x82")));
	assert_false(canonical_eq(S("é"), S("e")));
	assert_false(canonical_eq(S("ﬁ"), S("fi")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_chat_is_told_from_documents_and_litter),
		cmocka_unit_test(attachments_are_found_whatever_form_their_name_has),
		cmocka_unit_test(texts_are_equal_when_a_reader_sees_no_difference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

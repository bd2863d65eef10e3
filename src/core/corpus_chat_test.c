/* corpus_chat_test.c: every chat of the import corpus is read as expected.json says (K14, B8). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/chat_export.h"
#include "core/chat_zip.h"
#include "core/corpus.h"
#include "core/encoding.h"

struct chat_case {
	struct arena *arena;
	struct str file;
	const struct node *expected;
	struct corpus_zip zip;
};

static struct str at_text(struct arena *a, const struct civil *at)
{
	return arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02d", at->year, at->month, at->day,
	                    at->hour, at->minute, at->second);
}

/* expected.json leaves seconds out where the file has none. */
static struct str with_seconds(struct arena *a, struct str at)
{
	return at.len == strlen("2026-01-30T08:01") ? arena_join(a, at, S(":00")) : at;
}

static unsigned flags_of(const struct node *list)
{
	unsigned flags = 0;

	for (const struct node *n = list->child; n != NULL; n = n->next) {
		int f = 0;

		while (f < CHAT_FLAG_N && !str_eq(n->text, chat_flag_word((enum chat_flag) f)))
			f++;
		assert_in_range(f, 0, CHAT_FLAG_N - 1);
		flags |= CHAT_BIT(f);
	}
	return flags;
}

static void check_poll(const struct chat_case *c, size_t i, const struct node *poll,
                       const struct chat_message *m)
{
	size_t k = 0;

	corpus_same(c->arena, c->file, "question", i, corpus_text(poll, "question"), m->question);
	if (poll == NULL)
		return;
	assert_int_equal(corpus_get(poll, "options")->n, m->options_n);
	for (const struct node *o = corpus_get(poll, "options")->child; o != NULL;
	     o = o->next, k++) {
		corpus_same(c->arena, c->file, "option", i, o->child->text, m->options[k].text);
		corpus_same(c->arena, c->file, "votes", i, o->child->next->text,
		            arena_printf(c->arena, "%d", (int) m->options[k].votes));
	}
}

static void check_message(const struct chat_case *c, size_t i, const struct node *e,
                          const struct chat_message *m)
{
	const struct chat_sender *s = m->sender;
	const struct node *place = corpus_get(e, "location");
	struct arena *a = c->arena;

	corpus_same(a, c->file, "at", i, with_seconds(a, corpus_text(e, "at")), at_text(a, &m->at));
	corpus_same(a, c->file, "sender", i, corpus_text(e, "sender"),
	            s == NULL ? STR_ABSENT : s->name);
	corpus_same(a, c->file, "sender_phone", i, corpus_text(e, "sender_phone"),
	            s == NULL ? STR_ABSENT : s->phone);
	corpus_same(a, c->file, "text", i, corpus_text(e, "text"), m->text);
	corpus_same(a, c->file, "attachment", i, corpus_text(e, "attachment"), m->attachment);
	corpus_same(a, c->file, "attachment_title", i, corpus_text(e, "attachment_title"),
	            m->attachment_title);
	corpus_same(a, c->file, "latitude", i, corpus_text(place, "lat"), m->latitude);
	corpus_same(a, c->file, "longitude", i, corpus_text(place, "lon"), m->longitude);
	check_poll(c, i, corpus_get(e, "poll"), m);
	if (corpus_truth(e, "sender_is_pushname") != (s != NULL && s->pushname))
		fail_msg("%.*s: sender_is_pushname of %zu", PRI_STR(c->file), i);
	if (flags_of(corpus_get(e, "flags")) != m->flags)
		fail_msg("%.*s: flags of %zu are %x, not %x", PRI_STR(c->file), i, m->flags,
		         flags_of(corpus_get(e, "flags")));
}

static void check_missing(const struct chat_case *c, struct chat_export *x)
{
	const struct chat_zip_index *index = chat_zip_index_new(c->zip.names, c->zip.n, c->arena);
	const struct node *missing = corpus_get(c->expected, "attachments_missing")->child;
	struct chat_message m;
	size_t entry;

	chat_export_rewind(x);
	while (chat_export_next(x, c->arena, &m)) {
		if (str_absent(m.attachment) || chat_zip_find(index, m.attachment, &entry))
			continue;
		assert_non_null(missing);
		corpus_same(c->arena, c->file, "missing attachment", m.line, missing->text,
		            m.attachment);
		missing = missing->next;
	}
	assert_null(missing);
}

static void check_alternative(const struct chat_case *c, struct chat_export *x)
{
	const struct node *other = corpus_get(c->expected, "alternative");
	const struct node *at;
	struct chat_message m;
	size_t i = 0;

	if (x->ambiguous != (other != NULL))
		fail_msg("%.*s: ambiguous is %d", PRI_STR(c->file), x->ambiguous);
	if (other == NULL)
		return;
	corpus_same(c->arena, c->file, "other order", 0, corpus_text(other, "date_order"),
	            chat_order_word(x->alternative));
	assert_true(chat_export_use_order(x, x->alternative));
	at = corpus_get(other, "at")->child;
	for (; chat_export_next(x, c->arena, &m); at = at->next, i++) {
		assert_non_null(at);
		corpus_same(c->arena, c->file, "other time", i, with_seconds(c->arena, at->text),
		            at_text(c->arena, &m.at));
	}
	assert_null(at);
}

static struct str chat_bytes(struct chat_case *c)
{
	size_t i;

	if (!str_ends(c->file, S(".zip")))
		return corpus_file(c->arena, c->file);
	c->zip = corpus_unzip(c->arena, c->file);
	i = chat_zip_pick(c->zip.names, c->zip.n, c->file);
	assert_in_range(i, 0, c->zip.n - 1);
	corpus_same(c->arena, c->file, "chat_file", 0, corpus_text(c->expected, "chat_file"),
	            c->zip.names[i]);
	return c->zip.bytes[i];
}

static void check_chat(struct chat_case *c)
{
	const struct node *e = corpus_get(c->expected, "messages")->child;
	struct chat_export x;
	struct chat_message m;
	size_t i = 0;

	assert_true(chat_export_open(&x, encoding_text(chat_bytes(c), c->arena), c->arena));
	corpus_same(c->arena, c->file, "date_order", 0, corpus_text(c->expected, "date_order"),
	            chat_order_word(x.order));
	for (; chat_export_next(&x, c->arena, &m); i++, e = e->next) {
		if (e == NULL)
			fail_msg("%.*s: too many messages", PRI_STR(c->file));
		check_message(c, i, e, &m);
	}
	if (e != NULL)
		fail_msg("%.*s: only %zu messages", PRI_STR(c->file), i);
	assert_int_equal(i, x.messages);
	if (c->zip.n != 0)
		check_missing(c, &x);
	check_alternative(c, &x);
}

static void every_chat_of_the_corpus_is_read_right(void **state)
{
	struct arena a = ARENA_INIT, work = ARENA_INIT;
	size_t seen = 0;

	(void) state;
	for (const struct node *n = corpus_expected(&a)->child; n != NULL; n = n->next) {
		struct chat_case c = { .arena = &work, .file = n->name, .expected = n };

		if (!str_eq(corpus_text(n, "kind"), S("chat")))
			continue;
		check_chat(&c);
		arena_clear(&work);
		seen++;
	}
	assert_true(seen >= 22);
	arena_release(&work);
	arena_release(&a);
}

static void what_is_no_chat_is_refused(void **state)
{
	struct arena a = ARENA_INIT;
	size_t seen = 0;

	(void) state;
	for (const struct node *n = corpus_expected(&a)->child; n != NULL; n = n->next) {
		struct chat_export x;

		if (!str_eq(corpus_text(n, "error"), S("not_a_chat")))
			continue;
		assert_false(chat_export_open(&x, encoding_text(corpus_file(&a, n->name), &a), &a));
		seen++;
	}
	assert_true(seen >= 1);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_chat_of_the_corpus_is_read_right),
		cmocka_unit_test(what_is_no_chat_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

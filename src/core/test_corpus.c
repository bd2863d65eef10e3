/* test_corpus.c: the import corpus, for tests. See corpus.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <zip.h>

#include "core/canonical.h"
#include "core/chat_export.h"
#include "core/corpus.h"
#include "core/marks.h"

static struct str path_of(struct arena *a, struct str name)
{
	const char *source = getenv("KONTOR_SOURCE");

	return arena_printf(a, "%s/tests/corpus/import/%.*s", source == NULL ? "." : source,
	                    PRI_STR(name));
}

struct str corpus_file(struct arena *a, struct str name)
{
	FILE *f = fopen(path_of(a, name).ptr, "rb");
	struct str bytes;
	long size;

	if (f == NULL)
		fail_msg("%.*s cannot be opened", PRI_STR(name));
	fseek(f, 0, SEEK_END);
	size = ftell(f);
	rewind(f);
	bytes = (struct str) { arena_alloc(a, (size_t) size + 1), (size_t) size };
	assert_int_equal(fread((char *) bytes.ptr, 1, bytes.len, f), bytes.len);
	fclose(f);
	return bytes;
}

struct corpus_zip corpus_unzip(struct arena *a, struct str name)
{
	struct zip *zip = zip_open(path_of(a, name).ptr, ZIP_RDONLY, NULL);
	struct corpus_zip out;

	assert_non_null(zip);
	out.n = (size_t) zip_get_num_entries(zip, 0);
	out.names = arena_array(a, struct str, out.n);
	out.bytes = arena_array(a, struct str, out.n);
	for (size_t i = 0; i < out.n; i++) {
		struct zip_file *f = zip_fopen_index(zip, i, 0);
		zip_stat_t st;
		char *bytes;

		assert_int_equal(zip_stat_index(zip, i, 0, &st), 0);
		bytes = arena_alloc(a, st.size + 1);
		assert_int_equal(zip_fread(f, bytes, st.size), st.size);
		out.names[i] = arena_str(a, str_of(st.name));
		out.bytes[i] = (struct str) { bytes, st.size };
		zip_fclose(f);
	}
	zip_close(zip);
	return out;
}

/* ---- the tree ---- */

static struct node *read_value(struct json *j, struct arena *a);

static void read_children(struct json *j, struct arena *a, struct node *n)
{
	struct node **tail = &n->child;
	struct str name = STR_ABSENT;
	bool first = true;

	while ((n->type == JSON_OBJECT ? json_member(j, &name, &first) : json_element(j, &first)) >
	       0) {
		*tail = read_value(j, a);
		(*tail)->name = name;
		tail = &(*tail)->next;
		n->n++;
	}
}

static struct node *read_value(struct json *j, struct arena *a)
{
	struct node *n = arena_new(a, struct node);

	n->type = json_peek(j);
	switch (n->type) {
	case JSON_OBJECT:
	case JSON_ARRAY:
		read_children(j, a, n);
		break;
	case JSON_STRING:
		assert_true(json_string(j, &n->text));
		break;
	case JSON_NUMBER:
		assert_true(json_number(j, &n->text));
		break;
	case JSON_BOOL:
		assert_true(json_bool(j, &n->truth));
		break;
	case JSON_NULL:
		assert_true(json_null(j));
		break;
	case JSON_BAD:
		fail_msg("expected.json is not JSON");
	}
	return n;
}

const struct node *corpus_expected(struct arena *a)
{
	struct json j = json_of(corpus_file(a, S("expected.json")), a);
	const struct node *root = read_value(&j, a);

	assert_true(json_end(&j));
	return root;
}

const struct node *corpus_get(const struct node *object, const char *name)
{
	for (const struct node *n = object == NULL ? NULL : object->child; n != NULL; n = n->next) {
		if (str_eq(n->name, str_of(name)))
			return n;
	}
	return NULL;
}

struct str corpus_text(const struct node *object, const char *name)
{
	const struct node *n = corpus_get(object, name);

	return n == NULL || n->type == JSON_NULL ? STR_ABSENT : n->text;
}

bool corpus_truth(const struct node *object, const char *name)
{
	const struct node *n = corpus_get(object, name);

	return n != NULL && n->truth;
}

/* ---- comparing ---- */

struct str corpus_plain(struct arena *a, struct str text)
{
	struct buf b = BUF_IN(a);
	const struct str s = text_unmark(a, text_lf(a, text));

	for (size_t at = 0; at < s.len;) {
		const size_t blank = blank_at(s, at);

		if (blank > 1) {
			put_char(&b, ' ');
			at += blank;
		} else {
			put_char(&b, s.ptr[at++]);
		}
	}
	struct buf canonical = BUF_IN(a);
	canonical_put(&canonical, buf_str(&b));
	return buf_str(&canonical);
}

void corpus_same(struct arena *a, struct str file, const char *what, size_t at, struct str expected,
                 struct str got)
{
	struct str x, y;

	if (str_absent(expected) != str_absent(got))
		fail_msg("%.*s: %s of %zu is %s", PRI_STR(file), what, at,
		         str_absent(got) ? "missing" : "too much");
	if (str_absent(expected))
		return;
	x = corpus_plain(a, expected);
	y = corpus_plain(a, got);
	if (!str_eq(x, y))
		fail_msg("%.*s: %s of %zu is «%.*s», not «%.*s»", PRI_STR(file), what, at,
		         PRI_STR(y), PRI_STR(x));
}

/* ---- chats in short ---- */

static void put_message(struct buf *b, const struct chat_message *m)
{
	putf(b, "%04d-%02d-%02dT%02d:%02d:%02d ", m->at.year, m->at.month, m->at.day, m->at.hour,
	     m->at.minute, m->at.second);
	put(b, m->sender == NULL ? S("-") : m->sender->name);
	for (int f = 0; f < CHAT_FLAG_N; f++) {
		if (m->flags & CHAT_BIT(f)) {
			put_char(b, ' ');
			put(b, chat_flag_word((enum chat_flag) f));
		}
	}
	if (!str_absent(m->attachment))
		putf(b, " {%.*s}", PRI_STR(m->attachment));
	if (!str_absent(m->attachment_title))
		putf(b, " (%.*s)", PRI_STR(m->attachment_title));
	put(b, S(" |"));
	for (size_t i = 0; i < m->text.len; i++)
		put_char(b, m->text.ptr[i] == '\n' ? '/' : m->text.ptr[i]);
	put_char(b, '\n');
}

struct str corpus_read_chat(struct str text, struct arena *a)
{
	struct buf b = BUF_IN(a);
	struct chat_export c;
	struct chat_message m;

	if (!chat_export_open(&c, text, a))
		return S("no chat");
	putf(&b, "%.*s%s\n", PRI_STR(chat_order_word(c.order)), c.ambiguous ? "?" : "");
	while (chat_export_next(&c, a, &m))
		put_message(&b, &m);
	return buf_str(&b);
}

/* describe_map_text.c: the data map for a terminal. See describe.h.
 *
 * Within a record, fields that are treated alike stand together, the treatment told once. */
#include "base/utf8.h"
#include "record/describe.h"
#include "record/describe_words.h"

enum { WIDTH = 100, NAME_WIDTH = 20 };

static void spaces(struct buf *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put_char(b, ' ');
}

/* Words of text from column `indent` on, the line begun at column `at`. */
static void wrapped(struct buf *b, struct str text, size_t at, size_t indent)
{
	struct str rest = text;
	bool first = true;

	while (!str_absent(rest)) {
		const struct str word = str_cut(&rest, ' ');
		const size_t width = utf8_count(word);

		if (!first && at + 1 + width > WIDTH) {
			put_char(b, '\n');
			spaces(b, indent);
			at = indent;
		} else if (!first) {
			put_char(b, ' ');
			at++;
		}
		put(b, word);
		at += width;
		first = false;
	}
	put_char(b, '\n');
}

static void paragraph(struct buf *b, struct str text, size_t indent)
{
	spaces(b, indent);
	wrapped(b, text, indent, indent);
}

static void heading(struct buf *b, struct str text, char under)
{
	put(b, text);
	put_char(b, '\n');
	for (size_t i = 0; i < utf8_count(text); i++)
		put_char(b, under);
	put_char(b, '\n');
}

static void field_line(struct buf *b, const struct field *f)
{
	const size_t pad = f->name.len < NAME_WIDTH ? NAME_WIDTH - f->name.len : 1;

	spaces(b, 6);
	put(b, f->name);
	spaces(b, pad);
	wrapped(b, str_of(f->doc), 6 + f->name.len + pad, 6 + NAME_WIDTH);
}

static void groups(struct buf *b, const struct record *rec, uint64_t fields)
{
	struct arena a = ARENA_INIT;
	enum privacy ways[PRIVACY_N];
	const unsigned n = treatments_of(rec, fields, ways);

	for (unsigned way = 0; way < n; way++) {
		const struct policy *p = &policies[ways[way]];

		put_char(b, '\n');
		paragraph(b, str_of(p->doc), 2);
		paragraph(b, treated_sentences(&a, p), 4);
		for (unsigned i = 0; i < rec->n; i++) {
			if ((fields & BIT(i)) != 0 && rec->fields[i].privacy == ways[way])
				field_line(b, &rec->fields[i]);
		}
	}
	arena_release(&a);
}

static void record_section(struct buf *b, const struct record *rec)
{
	struct arena a = ARENA_INIT;

	put_char(b, '\n');
	heading(b, rec->plural, '-');
	paragraph(b, str_of(rec->doc), 0);
	paragraph(b,
	          arena_printf(&a, "%.*s %.*s", PRI_STR(about_sentence(&a, rec)),
	                       PRI_STR(seen_sentence(&a, rec))),
	          0);
	arena_release(&a);
	groups(b, rec, own_fields(rec));
}

void describe_data_map_text(struct buf *b)
{
	heading(b, S("What Kontor stores"), '=');
	paragraph(b, str_of(map_introduction), 0);
	put_char(b, '\n');
	heading(b, str_of(map_head_title), '-');
	paragraph(b, str_of(map_head_doc), 0);
	groups(b, cell_records[0], BIT(N_head) - 1);
	for (enum chapter which = 0; which < CHAPTER_N; which++) {
		put(b, S("\n\n"));
		heading(b, str_of(chapters[which].title), '=');
		paragraph(b, str_of(chapters[which].doc), 0);
		chapter_walk(which, b, record_section);
	}
}

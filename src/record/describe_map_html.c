/* describe_map_html.c: the data map as a page that stands alone. See describe.h.
 *
 * The text form's order: chapters, records, groups of fields that are treated alike. */
#include "record/describe.h"
#include "record/describe_words.h"

static const char head[] =
	"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	"<title>What Kontor stores</title>\n<style>\n"
	":root { color-scheme: light dark; --line: #d8dee4; --soft: #57606a; --card: #f6f8fa; }\n"
	"@media (prefers-color-scheme: dark) {\n"
	"  :root { --line: #30363d; --soft: #9aa4ae; --card: #161b22; }\n"
	"}\n"
	"body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 0 auto;\n"
	"  padding: 2rem 1rem 4rem; }\n"
	"h1, h2, h3, h4 { line-height: 1.25; }\n"
	"h2 { margin-top: 3.5rem; border-bottom: 1px solid var(--line); padding-bottom: .3rem; }\n"
	"h3 { margin-top: 2.5rem; }\n"
	"h4 { margin: 0 0 .25rem; }\n"
	"nav ul { columns: 14rem; padding-inline-start: 1.2rem; }\n"
	"section.group { background: var(--card); border: 1px solid var(--line);\n"
	"  border-radius: .5rem; padding: 1rem 1.2rem; margin: 1rem 0; }\n"
	"p.treated { color: var(--soft); margin: 0 0 .75rem; }\n"
	"dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr;\n"
	"  gap: .25rem 1.2rem; margin: 0; }\n"
	"dt { font-family: ui-monospace, monospace; font-size: .9em; overflow-wrap: anywhere; }\n"
	"dd { margin: 0; }\n"
	"@media (max-width: 36rem) {\n"
	"  dl { grid-template-columns: 1fr; }\n"
	"  dd { margin-bottom: .5rem; }\n"
	"}\n"
	"</style>\n</head>\n<body>\n<h1>What Kontor stores</h1>\n";

static void escaped(struct buf *b, struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		switch (text.ptr[i]) {
		case '&':
			put(b, S("&amp;"));
			break;
		case '<':
			put(b, S("&lt;"));
			break;
		case '>':
			put(b, S("&gt;"));
			break;
		case '"':
			put(b, S("&quot;"));
			break;
		default:
			put_char(b, text.ptr[i]);
		}
	}
}

/* <name>text</name> and a line end; attribute: " class=…", or "". */
static void element(struct buf *b, const char *name, const char *attribute, struct str text)
{
	putf(b, "<%s%s>", name, attribute);
	escaped(b, text);
	putf(b, "</%s>\n", name);
}

static void groups(struct buf *b, const struct record *rec, uint64_t fields)
{
	struct arena a = ARENA_INIT;
	enum privacy ways[PRIVACY_N];
	const unsigned n = treatments_of(rec, fields, ways);

	for (unsigned way = 0; way < n; way++) {
		const struct policy *p = &policies[ways[way]];

		put(b, S("<section class=\"group\">\n"));
		element(b, "h4", "", str_of(p->doc));
		element(b, "p", " class=\"treated\"", treated_sentences(&a, p));
		put(b, S("<dl>\n"));
		for (unsigned i = 0; i < rec->n; i++) {
			if ((fields & BIT(i)) == 0 || rec->fields[i].privacy != ways[way])
				continue;
			element(b, "dt", "", rec->fields[i].name);
			element(b, "dd", "", str_of(rec->fields[i].doc));
		}
		put(b, S("</dl>\n</section>\n"));
	}
	arena_release(&a);
}

static void record_section(struct buf *b, const struct record *rec)
{
	struct arena a = ARENA_INIT;

	putf(b, "<h3 id=\"%s\">%s</h3>\n", rec->plural.ptr, rec->plural.ptr);
	element(b, "p", "", str_of(rec->doc));
	element(b, "p", "", about_sentence(&a, rec));
	element(b, "p", "", seen_sentence(&a, rec));
	arena_release(&a);
	groups(b, rec, own_fields(rec));
}

static void contents_line(struct buf *b, const struct record *rec)
{
	putf(b, "<li><a href=\"#%s\">%s</a></li>\n", rec->plural.ptr, rec->plural.ptr);
}

void describe_data_map_html(struct buf *b)
{
	put(b, str_of(head));
	element(b, "p", "", str_of(map_introduction));
	put(b, S("<nav aria-label=\"Contents\">\n"));
	for (enum chapter which = 0; which < CHAPTER_N; which++) {
		element(b, "p", "", str_of(chapters[which].title));
		put(b, S("<ul>\n"));
		chapter_walk(which, b, contents_line);
		put(b, S("</ul>\n"));
	}
	put(b, S("</nav>\n<main>\n"));
	element(b, "h2", "", str_of(map_head_title));
	element(b, "p", "", str_of(map_head_doc));
	groups(b, cell_records[0], BIT(N_head) - 1);
	for (enum chapter which = 0; which < CHAPTER_N; which++) {
		element(b, "h2", "", str_of(chapters[which].title));
		element(b, "p", "", str_of(chapters[which].doc));
		chapter_walk(which, b, record_section);
	}
	put(b, S("</main>\n</body>\n</html>\n"));
}

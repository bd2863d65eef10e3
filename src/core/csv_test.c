/* csv_test.c: records, quotes, delimiters, line numbers; and what spreadsheets must not run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/csv.h"

/* "3: a | b" for each record, "!" behind one whose quote never closes. */
static void check(const char *text, char delimiter, const char *expected)
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a);
	struct csv_record r;
	struct csv c;

	csv_open(&c, str_of(text));
	if (c.delimiter != delimiter)
		fail_msg("delimiter '%c' in: %s", c.delimiter, text);
	while (csv_next(&c, &a, &r)) {
		putf(&b, "%zu:", r.line);
		for (size_t i = 0; i < r.n; i++)
			putf(&b, " %s%.*s", i == 0 ? "" : "| ", PRI_STR(r.cells[i]));
		put(&b, r.unclosed ? S("!;") : S(";"));
	}
	if (!str_eq(buf_str(&b), str_of(expected)))
		fail_msg("%s\nread as %.*s\ninstead of %s", text, PRI_STR(buf_str(&b)), expected);
	arena_release(&a);
}

static void records_are_read_as_rfc_4180_and_leniently(void **state)
{
	(void) state;
	check("a,b\n1,2\n", ',', "1: a | b;2: 1 | 2;");
	check("a,b\r\n1,2", ',', "1: a | b;2: 1 | 2;");
	check("a,b\r1,2\r", ',', "1: a | b;2: 1 | 2;");
	check("a,b\n\"x, \"\"y\"\"\",2\n", ',', "1: a | b;2: x, \"y\" | 2;");
	check("a,b\nx \"y\",2\"\n", ',', "1: a | b;2: x \"y\" | 2\";");
	check("a,b\n\"x\" y,2\n", ',', "1: a | b;2: x y | 2;");
	check("a,b\n\"\",\n", ',', "1: a | b;2:  | ;");
	check("a,b\n1,2,\n", ',', "1: a | b;2: 1 | 2 | ;");
	check("a,b\n\n1,2\n", ',', "1: a | b;2: ;3: 1 | 2;");
	check("", ',', "");
}

static void lines_are_counted_as_an_editor_shows_them(void **state)
{
	(void) state;
	check("a,b\n\"x\ny\r\nz\",2\r\n3,4\n", ',', "1: a | b;2: x\ny\r\nz | 2;5: 3 | 4;");
	check("sep=;\na;b\n1;2\n", ';', "2: a | b;3: 1 | 2;");
	check("\"sep=,\"\r\na;b,c\r\n", ',', "2: a;b | c;");
	check("a,b\n1,2\n\"3,4\n5,6\n", ',', "1: a | b;2: 1 | 2;3: 3,4\n5,6\n!;");
}

static void the_delimiter_is_the_one_that_is_steady(void **state)
{
	(void) state;
	check("a;b\n1,5;2,5\n", ';', "1: a | b;2: 1,5 | 2,5;");
	check("a\tb, c\n1\t2\n", '\t', "1: a | b, c;2: 1 | 2;");
	check("a|b\n1|2\n", '|', "1: a | b;2: 1 | 2;");
	check("Name;City, State;Tags\nAna;x, y;p,q,r\nBo;z;q\n", ';',
	      "1: Name | City, State | Tags;2: Ana | x, y | p,q,r;3: Bo | z | q;");
	check("\"a;b\",\"c;d\"\n\"e;f;g\",h\n", ',', "1: a;b | c;d;2: e;f;g | h;");
	check("only\n1\n2\n", ',', "1: only;2: 1;3: 2;");
}

static struct str written(struct arena *a, struct str cell, enum csv_safety safety)
{
	struct buf b = BUF_IN(a);

	csv_put_cell(&b, cell, ',', safety);
	return buf_str(&b);
}

static void formulas_are_defused(void **state)
{
	static const char *const dangerous[] = {
		"=1+1",
		"+1",
		"-1",
		"@SUM(A1)",
		"\t=1",
		"\r=1",
		"\n=1",
		" =1",
		"\xc2\xa0=1",
		"\xef\xbc\x9d"
		"1",
		"\xef\xbc\x8b"
		"1",
		"\xef\xbc\x8d"
		"1",
		"\xef\xbc\xa0"
		"1",
		"\xe2\x80\x8e=1",
		"\xe2\x88\x92"
		"1",
		"\x01=1",
		"=HYPERLINK(\"http://example.com\",\"x\")",
		"\xe2\x80\x8b=1",
	};
	static const char *const harmless[] = { "a=1", "1-2", "Ana", "", " a", "5+5", "'t Hooft" };
	struct arena a = ARENA_INIT;

	(void) state;
	for (size_t i = 0; i < COUNT(dangerous); i++) {
		const struct str out = written(&a, str_of(dangerous[i]), CSV_FORMULA_SAFE);

		if (!str_starts(out, S("\"'")))
			fail_msg("%s is written as %.*s", dangerous[i], PRI_STR(out));
		assert_false(str_starts(written(&a, str_of(dangerous[i]), CSV_PLAIN), S("\"'")));
	}
	for (size_t i = 0; i < COUNT(harmless); i++)
		assert_false(
			str_starts(written(&a, str_of(harmless[i]), CSV_FORMULA_SAFE), S("\"'")));
	arena_release(&a);
}

static void what_is_written_reads_back(void **state)
{
	static const struct str cells[] = {
		STR("plain"),          STR("a,b"),      STR("say \"hi\""), STR("two\nlines"),
		STR("cr\r\nlf"),       STR("=1+1"),     STR("'=1"),        STR("''x"),
		STR("'t Hooft"),       STR(" spaces "), STR(""),           STR("\ttab"),
		STR("+5521999000011"), STR("sep=;"),    STR("\"quoted\""), STR("'"),
	};
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a);
	struct csv_record r;
	struct csv c;

	(void) state;
	put(&b, S("x,y\r\n"));
	for (size_t i = 0; i < COUNT(cells); i++)
		csv_put_row(&b, (struct str[]) { cells[i], cells[i] }, 2, ',', CSV_FORMULA_SAFE);
	csv_open(&c, buf_str(&b));
	assert_true(csv_next(&c, &a, &r));
	for (size_t i = 0; i < COUNT(cells); i++) {
		assert_true(csv_next(&c, &a, &r));
		assert_int_equal(r.n, 2);
		for (size_t k = 0; k < 2; k++) {
			const struct str got = csv_undefuse(r.cells[k]);

			if (!str_eq(got, cells[i]))
				fail_msg("«%.*s» became «%.*s»", PRI_STR(cells[i]), PRI_STR(got));
		}
	}
	assert_false(csv_next(&c, &a, &r));
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_are_read_as_rfc_4180_and_leniently),
		cmocka_unit_test(lines_are_counted_as_an_editor_shows_them),
		cmocka_unit_test(the_delimiter_is_the_one_that_is_steady),
		cmocka_unit_test(formulas_are_defused),
		cmocka_unit_test(what_is_written_reads_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

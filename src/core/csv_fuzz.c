/* csv_fuzz.c: any bytes as a list of contacts. Records cover the text and count its lines; what
 * is written safely reads back; people have an identity or a reason. */
#include "base/err.h"
#include "base/utf8.h"
#include "core/csv_map.h"
#include "core/encoding.h"
#include "core/lines.h"
#include "core/people.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CELLS_CHECKED = 64 };

static void check_round_trip(const struct csv_record *r, struct arena *a)
{
	struct buf b = BUF_IN(a);
	struct csv_record again;
	struct csv c = { .delimiter = ',', .line = 1 };

	csv_put_row(&b, r->cells, r->n, ',', CSV_FORMULA_SAFE);
	c.text = buf_str(&b);
	ENSURE(csv_next(&c, a, &again) && again.n == r->n && !again.unclosed);
	for (size_t i = 0; i < r->n; i++)
		ENSURE(str_eq(csv_undefuse(again.cells[i]), r->cells[i]));
	ENSURE(!csv_next(&c, a, &again));
}

static void check_records(struct str text)
{
	struct arena a = ARENA_INIT;
	struct csv_record r;
	struct csv c;
	size_t line = 0, lines = 0;
	struct lines all = lines_of(text);
	struct str ignored;

	while (lines_next(&all, &ignored))
		lines++;
	csv_open(&c, text);
	while (csv_next(&c, &a, &r)) {
		ENSURE(r.n != 0 && r.line > line && r.line <= lines);
		line = r.line;
		for (size_t i = 0; i < r.n; i++)
			ENSURE(utf8_valid(r.cells[i]));
		if (r.n < CELLS_CHECKED)
			check_round_trip(&r, &a);
		arena_clear(&a);
	}
	ENSURE(c.at == text.len);
	arena_release(&a);
}

static void check_people(struct str text, struct str region)
{
	const struct csv_options o = { .region = region };
	struct arena a = ARENA_INIT, work = ARENA_INIT;
	struct people *people = people_new(&a);
	struct person_row row;
	struct csv_map m;
	size_t kept = 0, merged = 0;

	if (csv_map_open(&m, text, &o, &a)) {
		while (csv_map_next(&m, &work, &row)) {
			if (row.rejected == PERSON_OK) {
				ENSURE(row.person.phones.n + row.person.emails.n != 0);
				ENSURE(str_absent(row.person.name) || utf8_valid(row.person.name));
				kept++;
				merged += people_add(people, &row) != 0;
			}
			arena_clear(&work);
		}
		ENSURE(people_count(people) + merged <= kept);
	}
	arena_release(&work);
	arena_release(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	const struct str text = encoding_text((struct str) { (const char *) data, size }, &a);

	check_records(text);
	check_people(text, S("BR"));
	arena_release(&a);
	return 0;
}

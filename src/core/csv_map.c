/* csv_map.c: records of a CSV file as people. See csv_map.h. */
#include "core/csv_map.h"

#include "core/csv_guess.h"
#include "core/fold.h"
#include "core/marks.h"

/* A list of contacts has not more columns. */
enum { BIRTHDAYS_SAMPLED = 2000, COLUMNS_MAX = 1000 };

static const struct str field_words[CSV_FIELD_N] = {
#define FIELD(name, word) [CSV_FIELD_##name] = STR(word),
#include "core/csv_fields.def"
#undef FIELD
};

struct str csv_field_word(enum csv_field f)
{
	return field_words[f];
}

bool csv_field_parse(struct str word, enum csv_field *out)
{
	for (int i = 0; i < CSV_FIELD_N && word.len != 0; i++) {
		if (str_eq(field_words[i], word)) {
			*out = (enum csv_field) i;
			return true;
		}
	}
	return false;
}

/* ---- columns ---- */

static bool choose(const struct csv_options *o, struct csv_column *c)
{
	for (size_t i = 0; i < o->choices_n; i++) {
		if (fold_eq(text_trim_marks(o->choices[i].header), c->header)) {
			c->field = o->choices[i].field;
			return true;
		}
	}
	return false;
}

static void name_columns(struct csv_map *m, struct arena *a, const struct csv_record *first,
                         const struct csv_options *o, const struct csv_words *words)
{
	struct arena scratch = ARENA_INIT;

	m->n = first->n;
	/* Empty cells behind the last header are no columns. */
	while (m->has_header && m->n > 1 && text_trim_marks(first->cells[m->n - 1]).len == 0)
		m->n--;
	m->columns = arena_array(a, struct csv_column, m->n);
	for (size_t i = 0; i < m->n; i++) {
		struct csv_column *c = &m->columns[i];

		if (m->has_header)
			c->header = arena_str(a, text_squeeze(&scratch, first->cells[i]));
		if (c->header.len == 0)
			c->header = arena_printf(a, "Column %zu", i + 1);
		else
			csv_header_form(&scratch, c->header, &c->number);
		if (!choose(o, c) && m->has_header)
			c->field = csv_guess_header(words, &scratch, c->header);
		c->vetoed = m->has_header && csv_is_vetoed(words, &scratch, c->header);
		c->fax = person_is_fax(c->header);
		arena_clear(&scratch);
	}
	arena_release(&scratch);
}

static struct csv_column *column_of(struct csv_map *m, enum csv_field field)
{
	for (size_t i = 0; i < m->n; i++) {
		if (m->columns[i].field == field)
			return &m->columns[i];
	}
	return NULL;
}

/* What a column is can depend on the others. */
static void settle(struct csv_map *m)
{
	struct csv_column *name = column_of(m, CSV_FIELD_NAME);

	/* "Nombre" beside "Apellidos" is the first name. */
	if (name != NULL && column_of(m, CSV_FIELD_FIRST_NAME) == NULL &&
	    column_of(m, CSV_FIELD_LAST_NAME) != NULL)
		name->field = CSV_FIELD_FIRST_NAME;
	for (size_t i = 0; i < m->n; i++) {
		/* "Title" is Mr. beside a job title, and the job title without. */
		if (str_ieq(m->columns[i].header, S("title")) &&
		    m->columns[i].field == CSV_FIELD_IGNORE &&
		    column_of(m, CSV_FIELD_JOB_TITLE) == NULL)
			m->columns[i].field = CSV_FIELD_JOB_TITLE;
	}
}

static void pair_labels(struct csv_map *m)
{
	for (size_t i = 0; i < m->n; i++) {
		const bool phone = m->columns[i].field == CSV_FIELD_PHONE;
		const enum csv_field label = phone ? CSV_FIELD_PHONE_LABEL : CSV_FIELD_CUSTOM_LABEL;

		if (!phone && m->columns[i].field != CSV_FIELD_CUSTOM_VALUE)
			continue;
		for (size_t k = 0; k < m->n; k++) {
			if (m->columns[k].field == label &&
			    m->columns[k].number == m->columns[i].number)
				m->columns[i].label = k + 1;
		}
	}
}

/* Whether the dates of a column put the day or the month first, when one of them shows it. */
static void learn_birthdays(struct csv_map *m)
{
	struct csv_column *c = column_of(m, CSV_FIELD_BIRTHDAY);
	const size_t at = c == NULL ? 0 : (size_t) (c - m->columns);
	struct csv csv = m->csv;
	struct arena scratch = ARENA_INIT;
	struct csv_record r;

	for (size_t i = 0; c != NULL && i < BIRTHDAYS_SAMPLED && csv_next(&csv, &scratch, &r);
	     i++) {
		if (at < r.n)
			c->first = person_date_first(r.cells[at]);
		arena_clear(&scratch);
		if (c->first != DATE_FIRST_UNKNOWN)
			break;
	}
	arena_release(&scratch);
}

static bool has_value(const struct csv_record *r)
{
	for (size_t i = 0; i < r->n; i++) {
		if (text_trim_marks(r->cells[i]).len != 0)
			return true;
	}
	return false;
}

bool csv_map_open(struct csv_map *m, struct str text, const struct csv_options *o, struct arena *a)
{
	struct arena scratch = ARENA_INIT;
	const struct csv_words *words = csv_words_new(&scratch);
	struct csv_record first;
	struct csv start;
	bool chosen = false;

	*m = (struct csv_map) { .region = o->region };
	csv_open(&m->csv, text);
	do {
		start = m->csv;
		if (!csv_next(&m->csv, &scratch, &first) || first.n > COLUMNS_MAX) {
			arena_release(&scratch);
			return false;
		}
	} while (!has_value(&first));
	for (size_t i = 0; i < first.n; i++) {
		struct csv_column c = { .header = text_trim_marks(first.cells[i]) };

		chosen = chosen || choose(o, &c);
	}
	/* A quote that never closes makes the whole file one broken record, and no header. */
	m->has_header = !first.unclosed &&
	                (chosen || !csv_is_data(words, &scratch, &first, o->region));
	name_columns(m, a, &first, o, words);
	if (!m->has_header)
		m->csv = start;
	csv_guess_content(&scratch, m->csv, o->region, m->columns, m->n);
	settle(m);
	pair_labels(m);
	learn_birthdays(m);
	m->start = m->csv;
	arena_release(&scratch);
	return true;
}

void csv_map_rewind(struct csv_map *m)
{
	m->csv = m->start;
}

/* ---- rows ---- */

struct names {
	struct str full, first, middle, last, nick;
};

static struct str first_of_several(struct str s, struct str separator)
{
	size_t at;

	return str_find(s, separator, &at) ? str_head(s, at) : s;
}

static struct str one_line(struct arena *a, struct str cell)
{
	return text_squeeze(a, first_of_several(cell, S(":::")));
}

static void set_once(struct str *field, struct str value)
{
	if (str_absent(*field) && value.len != 0)
		*field = value;
}

static void add_note(struct arena *a, struct person *p, struct str cell)
{
	const struct str note = text_trim(text_lf(a, cell));

	if (str_absent(p->notes))
		p->notes = note;
	else
		p->notes = arena_join(a, arena_join(a, p->notes, S("\n")), note);
}

static struct str label_of(const struct csv_column *c, const struct csv_record *r)
{
	return c->label != 0 && c->label <= r->n ? r->cells[c->label - 1] : (struct str) { "", 0 };
}

static void add_birthday(struct arena *a, struct person *p, const struct csv_column *c,
                         struct str cell)
{
	/* What cannot be read for certain is kept as it stands. */
	if (!person_read_birthday(cell, c->first, &p->birthday))
		person_add_custom(a, p, c->header, text_squeeze(a, cell));
}

/* Where a field that makes up the name goes; NULL: another field. */
static struct str *name_part(struct names *n, enum csv_field field)
{
	return field == CSV_FIELD_NAME          ? &n->full
	       : field == CSV_FIELD_FIRST_NAME  ? &n->first
	       : field == CSV_FIELD_MIDDLE_NAME ? &n->middle
	       : field == CSV_FIELD_LAST_NAME   ? &n->last
	       : field == CSV_FIELD_NICKNAME    ? &n->nick
	                                        : NULL;
}

static void read_custom(struct arena *a, struct person *p, const struct csv_column *c,
                        const struct csv_record *r, struct str cell)
{
	const struct str label = text_squeeze(a, label_of(c, r));

	person_add_custom(a, p, label.len != 0 ? label : c->header,
	                  text_trim_marks(text_lf(a, cell)));
}

static void read_cell(struct csv_map *m, struct arena *a, const struct csv_column *c,
                      const struct csv_record *r, struct str cell, struct person_row *row)
{
	struct person *p = &row->person;

	switch (c->field) {
	case CSV_FIELD_COMPANY:
		set_once(&p->company, one_line(a, cell));
		break;
	case CSV_FIELD_COMPANIES:
		set_once(&p->company, one_line(a, first_of_several(cell, S(";"))));
		break;
	case CSV_FIELD_JOB_TITLE:
		set_once(&p->job_title, one_line(a, cell));
		break;
	case CSV_FIELD_PHONE:
		if (!c->fax && !person_is_fax(label_of(c, r)))
			person_add_phones(a, row, cell, m->region);
		break;
	case CSV_FIELD_EMAIL:
		if (!person_add_emails(a, row, cell))
			person_add_custom(a, p, c->header, text_squeeze(a, cell));
		break;
	case CSV_FIELD_TAGS:
		person_add_tags(a, p, cell);
		break;
	case CSV_FIELD_NOTES:
		add_note(a, p, cell);
		break;
	case CSV_FIELD_BIRTHDAY:
		add_birthday(a, p, c, cell);
		break;
	case CSV_FIELD_CUSTOM:
	case CSV_FIELD_CUSTOM_VALUE:
		read_custom(a, p, c, r, cell);
		break;
	case CSV_FIELD_NAME:
	case CSV_FIELD_FIRST_NAME:
	case CSV_FIELD_MIDDLE_NAME:
	case CSV_FIELD_LAST_NAME:
	case CSV_FIELD_NICKNAME:
	case CSV_FIELD_IGNORE:
	case CSV_FIELD_IDENTIFIER:
	case CSV_FIELD_PHONE_LABEL:
	case CSV_FIELD_CUSTOM_LABEL:
	case CSV_FIELD_N:
		break;
	}
}

/* "Ana Prado" in one column and "Prado" in the next is one name. */
static struct str whole_name(struct arena *a, const struct names *n)
{
	const struct str last = n->last.len != 0 && str_ends(n->first, n->last) ? STR_ABSENT
	                                                                        : n->last;
	const struct str joined = person_join_name(a, n->first, n->middle, last);

	return !str_absent(n->full) ? n->full : !str_absent(joined) ? joined : n->nick;
}

static bool is_bad(const struct csv_map *m, const struct csv_record *r)
{
	for (size_t i = m->n; i < r->n; i++) {
		if (text_trim_marks(r->cells[i]).len != 0)
			return true;
	}
	return r->unclosed;
}

bool csv_map_next(struct csv_map *m, struct arena *a, struct person_row *row)
{
	struct names names = { 0 };
	struct csv_record r;

	do {
		if (!csv_next(&m->csv, a, &r))
			return false;
	} while (!has_value(&r));
	person_row_init(row, r.line);
	if (is_bad(m, &r)) {
		row->rejected = PERSON_BAD_ROW;
		return true;
	}
	for (size_t i = 0; i < m->n && i < r.n; i++) {
		const struct str cell = csv_undefuse(r.cells[i]);
		struct str *name = name_part(&names, m->columns[i].field);

		if (text_trim_marks(cell).len == 0)
			continue;
		if (name != NULL)
			set_once(name, one_line(a, cell));
		/* A WhatsApp address is a number wherever it stands. */
		else if (!str_find_byte(cell, '@', NULL) || !person_add_whatsapp(a, row, cell))
			read_cell(m, a, &m->columns[i], &r, cell, row);
	}
	row->person.name = whole_name(a, &names);
	person_finish(row);
	return true;
}

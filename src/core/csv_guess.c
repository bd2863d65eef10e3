/* csv_guess.c: headers and contents. See csv_guess.h. */
#include "core/csv_guess.h"

#include "base/utf8.h"
#include "core/fold.h"
#include "core/marks.h"
#include "core/phone.h"

enum { SAMPLE_RECORDS = 200, NUMBER_DIGITS_MIN = 5, TOLD_BY_PERCENT = 60, SLOTS = 1024 };
/* No row is longer: a long cell is no header. */
enum { HEADER_MAX = 80 };

static const struct header_row {
	struct str words;
	enum csv_field field;
} headers[] = {
#define HEADER(field, words) { STR(words), CSV_FIELD_##field },
#define KEYWORD(field, word)
#define VETO(word)
#include "core/csv_headers.def"
#undef HEADER
#undef KEYWORD
}, keywords[] = {
#define HEADER(field, words)
#define KEYWORD(field, word) { STR(word), CSV_FIELD_##field },
#include "core/csv_headers.def"
#undef KEYWORD
#undef VETO
};

static const struct str vetoes[] = {
#define KEYWORD(field, word)
#define VETO(word) STR(word),
#include "core/csv_headers.def"
#undef HEADER
#undef KEYWORD
#undef VETO
};

/* ---- headers ---- */

static bool is_letter(uint32_t cp)
{
	return cp >= 0x80 ? !blank_is(cp) && !(cp >= 0x2000 && cp <= 0x206f)
	                  : (cp >= 'a' && cp <= 'z') || cp == '\'';
}

struct str csv_header_form(struct arena *a, struct str header, int64_t *number_r)
{
	struct buf folded = BUF_IN(a), b = BUF_IN(a);
	bool gap = false, numbered = false;
	struct str s;

	fold_put(&folded, header, NULL);
	s = buf_str(&folded);
	*number_r = 0;
	for (size_t at = 0; at < s.len;) {
		const size_t start = at;
		const uint32_t cp = utf8_next(s, &at);

		if (cp >= '0' && cp <= '9' && !numbered && *number_r < 1000)
			*number_r = *number_r * 10 + (cp - '0');
		else
			numbered = *number_r != 0;
		if (!is_letter(cp)) {
			gap = b.len != 0;
			continue;
		}
		if (gap)
			put_char(&b, ' ');
		gap = false;
		put(&b, (struct str) { s.ptr + start, at - start });
	}
	return buf_str(&b);
}

struct csv_words {
	struct str header[COUNT(headers)]; /* their forms */
	struct str keyword[COUNT(keywords)];
	struct str veto[COUNT(vetoes)];
	uint16_t slot[SLOTS]; /* header + 1, by hash; 0: empty */
};

_Static_assert(COUNT(headers) * 2 < SLOTS, "the table must stay half empty");

static size_t first_slot(struct str form)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < form.len; i++)
		h = (h ^ (uint8_t) form.ptr[i]) * 16777619u;
	return (h ^ h >> 15) % SLOTS;
}

static void add_header(struct csv_words *w, uint16_t row)
{
	size_t i = first_slot(w->header[row]);

	while (w->slot[i] != 0)
		i = (i + 1) % SLOTS;
	w->slot[i] = (uint16_t) (row + 1);
}

struct csv_words *csv_words_new(struct arena *a)
{
	struct csv_words *w = arena_new(a, struct csv_words);
	int64_t ignored;

	for (uint16_t i = 0; i < COUNT(headers); i++) {
		w->header[i] = csv_header_form(a, headers[i].words, &ignored);
		add_header(w, i);
	}
	for (size_t i = 0; i < COUNT(keywords); i++)
		w->keyword[i] = csv_header_form(a, keywords[i].words, &ignored);
	for (size_t i = 0; i < COUNT(vetoes); i++)
		w->veto[i] = csv_header_form(a, vetoes[i], &ignored);
	return w;
}

/* Whether one of the words of `form` is in the list; *at_r: which. */
static bool has_any(struct str form, const struct str *words, size_t n, size_t *at_r)
{
	for (size_t i = 0; i < n; i++) {
		struct str rest = form;

		while (!str_absent(rest)) {
			if (str_eq(str_cut(&rest, ' '), words[i])) {
				*at_r = i;
				return true;
			}
		}
	}
	return false;
}

/* Numbers also take e-mail addresses, so a column of both is one of numbers: rows of numbers come
 * last in the table and are tried first. */
static enum csv_field guess_words(const struct csv_words *w, struct str form)
{
	size_t mails = 0, at;

	while (mails < COUNT(keywords) && keywords[mails].field == CSV_FIELD_EMAIL)
		mails++;
	if (has_any(form, w->veto, COUNT(vetoes), &at))
		return CSV_FIELD_CUSTOM;
	if (has_any(form, w->keyword + mails, COUNT(keywords) - mails, &at))
		return CSV_FIELD_PHONE;
	return has_any(form, w->keyword, mails, &at) ? CSV_FIELD_EMAIL : CSV_FIELD_CUSTOM;
}

bool csv_is_vetoed(const struct csv_words *w, struct arena *a, struct str header)
{
	int64_t ignored;
	size_t at;

	return header.len <= HEADER_MAX &&
	       has_any(csv_header_form(a, header, &ignored), w->veto, COUNT(vetoes), &at);
}

enum csv_field csv_guess_header(const struct csv_words *w, struct arena *a, struct str header)
{
	int64_t ignored;
	struct str form;

	if (text_trim_marks(header).len > HEADER_MAX)
		return CSV_FIELD_CUSTOM;
	form = csv_header_form(a, text_trim_marks(header), &ignored);
	if (form.len == 0)
		return CSV_FIELD_CUSTOM;
	for (size_t i = first_slot(form); w->slot[i] != 0; i = (i + 1) % SLOTS) {
		if (str_eq(w->header[w->slot[i] - 1], form))
			return headers[w->slot[i] - 1].field;
	}
	return person_is_fax(header) ? CSV_FIELD_IGNORE : guess_words(w, form);
}

/* ---- contents ---- */

static bool is_email_cell(struct arena *a, struct str cell)
{
	struct person_row r;

	if (!str_find_byte(cell, '@', NULL))
		return false;
	person_row_init(&r, 0);
	return person_add_emails(a, &r, cell);
}

static bool is_phone_cell(struct arena *a, struct str cell, struct str region)
{
	struct person_row r;

	person_row_init(&r, 0);
	person_add_phones(a, &r, cell, region);
	return r.person.phones.n != 0;
}

/* Digits and what stands around them in numbers, nothing else: "021 9990". */
static bool is_number_cell(struct str cell)
{
	const struct str s = text_trim_marks(cell);
	size_t digits = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (strchr("0123456789+-(). /'", s.ptr[i]) == NULL)
			return false;
		digits += s.ptr[i] >= '0' && s.ptr[i] <= '9';
	}
	return digits >= NUMBER_DIGITS_MIN;
}

bool csv_is_data(const struct csv_words *w, struct arena *a, const struct csv_record *r,
                 struct str region)
{
	size_t known = 0, sure = 0, numbers = 0;

	for (size_t i = 0; i < r->n; i++) {
		const struct str cell = r->cells[i];

		known += csv_guess_header(w, a, cell) != CSV_FIELD_CUSTOM;
		sure += is_email_cell(a, cell) || is_phone_cell(a, cell, region);
		numbers += is_number_cell(cell);
	}
	/* A word like "client" among a person's data is no header. */
	return (known == 0 && sure + numbers != 0) || (known == 1 && sure != 0 && r->n > 2);
}

struct contents {
	size_t filled, emails, phones, words;
};

static void count_contents(struct arena *a, struct csv *csv, struct str region, struct contents *c,
                           size_t n)
{
	struct csv_record r;

	for (size_t records = 0; records < SAMPLE_RECORDS && csv_next(csv, a, &r); records++) {
		for (size_t i = 0; i < n && i < r.n; i++) {
			const struct str cell = text_trim_marks(r.cells[i]);
			const bool email = is_email_cell(a, cell);
			const bool phone = !email && is_phone_cell(a, cell, region);

			c[i].filled += cell.len != 0;
			c[i].emails += email;
			c[i].phones += phone;
			c[i].words += cell.len != 0 && !email && !phone && !is_number_cell(cell);
		}
	}
}

static bool is_told(size_t part, size_t whole)
{
	return part != 0 && part * 100 >= whole * TOLD_BY_PERCENT;
}

static bool has_field(const struct csv_column *columns, size_t n, enum csv_field first,
                      enum csv_field second)
{
	for (size_t i = 0; i < n; i++) {
		if (columns[i].field == first || columns[i].field == second)
			return true;
	}
	return false;
}

void csv_guess_content(struct arena *a, struct csv csv, struct str region,
                       struct csv_column *columns, size_t n)
{
	struct contents *c;

	if (has_field(columns, n, CSV_FIELD_PHONE, CSV_FIELD_EMAIL))
		return;
	c = arena_array(a, struct contents, n);
	count_contents(a, &csv, region, c, n);
	for (size_t i = 0; i < n; i++) {
		if (columns[i].field != CSV_FIELD_CUSTOM || columns[i].vetoed)
			continue;
		if (is_told(c[i].emails, c[i].filled))
			columns[i].field = CSV_FIELD_EMAIL;
		else if (is_told(c[i].phones, c[i].filled))
			columns[i].field = CSV_FIELD_PHONE;
	}
	for (size_t i = 0; i < n; i++) {
		if (has_field(columns, n, CSV_FIELD_NAME, CSV_FIELD_FIRST_NAME))
			return;
		if (columns[i].field == CSV_FIELD_CUSTOM && is_told(c[i].words, c[i].filled))
			columns[i].field = CSV_FIELD_NAME;
	}
}

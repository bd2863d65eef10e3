/* tables.c: looking things up in the declarations, and rows taken field by field.
 *
 * Lists are short and names differ in length: a walk that compares lengths first beats hashing. */
#include "record/record.h"

const struct record *const *records_of(enum home home, unsigned *n)
{
	switch (home) {
	case HOME_cell:
		*n = cell_record_count;
		return cell_records;
	case HOME_control:
		*n = control_record_count;
		return control_records;
	case HOME_none:
		*n = form_record_count;
		return form_records;
	case HOME_N:
		break;
	}
	BUG("no such home: %d", (int) home);
}

const struct record *record_by_plural(enum home home, struct str plural)
{
	unsigned n;
	const struct record *const *list = records_of(home, &n);

	/* Forms have none: the empty word must not find one. */
	for (unsigned i = 0; i < n && plural.len != 0; i++) {
		if (str_eq(list[i]->plural, plural))
			return list[i];
	}
	return NULL;
}

const struct record *record_numbered(enum home home, int64_t number)
{
	unsigned n;
	const struct record *const *list = records_of(home, &n);

	return number >= 1 && number <= (int64_t) n ? list[number - 1] : NULL;
}

int field_named(const struct record *rec, struct str name)
{
	for (unsigned i = 0; i < rec->n; i++) {
		if (str_eq(rec->fields[i].name, name))
			return (int) i;
	}
	return -1;
}

int choice_named(const struct choices *c, struct str word)
{
	for (unsigned i = 1; i < c->n; i++) {
		if (str_eq(c->words[i], word))
			return (int) i;
	}
	return 0;
}

const struct part *part_named(const struct record *rec, struct str name)
{
	for (unsigned i = 0; i < part_count; i++) {
		if (parts[i].rec == rec && str_eq(parts[i].name, name))
			return &parts[i];
	}
	return NULL;
}

bool field_same(const struct record *rec, int field, const void *a, const void *b)
{
	const struct field *f = &rec->fields[field];
	const void *x = peek(f, a), *y = peek(f, b);

	if (!has(a, field) || !has(b, field))
		return has(a, field) == has(b, field);
	switch (f->kind) {
	case KIND_uuid:
		return uuid_eq(*(const struct uuid *) x, *(const struct uuid *) y);
	case KIND_text:
	case KIND_bytes:
		return str_eq(*(const struct str *) x, *(const struct str *) y);
	case KIND_int:
		return *(const int64_t *) x == *(const int64_t *) y;
	case KIND_flag:
		return *(const bool *) x == *(const bool *) y;
	case KIND_choice:
		return *(const unsigned *) x == *(const unsigned *) y;
	case KIND_N:
		break;
	}
	BUG("%s.%s has no kind", rec->name.ptr, f->name.ptr);
}

uint64_t row_diff(const struct record *rec, const void *a, const void *b)
{
	uint64_t differ = 0;

	for (unsigned i = 0; i < rec->n; i++) {
		if (!field_same(rec, (int) i, a, b))
			differ |= BIT(i);
	}
	return differ;
}

uint64_t fields_with(const struct record *rec, unsigned rules)
{
	uint64_t fields = 0;

	for (unsigned i = 0; i < rec->n; i++) {
		if (((unsigned) rec->fields[i].rules & rules) != 0)
			fields |= BIT(i);
	}
	return fields;
}

/* The index orders by the field once equality has settled what stands before it. */
static bool index_orders(const struct index *index, int field)
{
	const unsigned last = index->n - 1U;

	if (index->unique || index->n < 2 || index->fields[last] != F_id ||
	    index->fields[last - 1] != field)
		return false;
	for (unsigned i = 0; i + 1 < last; i++) {
		if (((unsigned) index->rec->fields[index->fields[i]].rules & FILTER) == 0)
			return false;
	}
	return true;
}

bool record_sortable(const struct record *rec, int field)
{
	if (rec->shape != SHAPE_record || !not_null(&rec->fields[field]))
		return false;
	if (field == F_id)
		return true;
	for (unsigned i = 0; i < index_count; i++) {
		if (indexes[i].rec == rec && index_orders(&indexes[i], field))
			return true;
	}
	return false;
}

static int field_of_format(const struct record *rec, enum format format)
{
	for (unsigned i = 0; i < rec->n; i++) {
		if (rec->fields[i].format == format)
			return (int) i;
	}
	return -1;
}

int owner_field(const struct record *rec, const void *row)
{
	for (unsigned i = 0; i < rec->n; i++)
		if (rec->fields[i].owned && has(row, (int) i))
			return (int) i;
	return -1;
}

int search_key_of(const struct record *rec)
{
	return field_of_format(rec, FORMAT_search_key);
}

int sources_of(const struct record *rec)
{
	return field_of_format(rec, FORMAT_sources);
}

void *row_copy(struct arena *a, const struct record *rec, const void *row)
{
	void *copy = arena_raw(a, rec->size);

	memcpy(copy, row, rec->size);
	for (unsigned i = 0; i < rec->n; i++) {
		const struct field *f = &rec->fields[i];
		struct str *text = member_of(f, copy);

		if (f->kind != KIND_text && f->kind != KIND_bytes)
			continue;
		/* What a null field last pointed to may be gone. */
		*text = has(row, (int) i) ? arena_str(a, *text) : STR_ABSENT;
	}
	return copy;
}

int64_t field_int(const struct field *f, const void *row)
{
	const void *v = peek(f, row);

	if (!has(row, f->number))
		return 0;
	switch (f->kind) {
	case KIND_int:
		return *(const int64_t *) v;
	case KIND_flag:
		return *(const bool *) v;
	case KIND_choice:
		return *(const unsigned *) v;
	case KIND_uuid:
	case KIND_text:
	case KIND_bytes:
	case KIND_N:
		break;
	}
	BUG("%s is no integer", f->name.ptr);
}

void field_set_int(const struct record *rec, int field, void *row, int64_t v)
{
	const struct field *f = &rec->fields[field];
	void *member = member_of(f, row);

	switch (f->kind) {
	case KIND_int:
		*(int64_t *) member = v;
		break;
	case KIND_flag:
		*(bool *) member = v != 0;
		break;
	case KIND_choice:
		*(unsigned *) member = (unsigned) v;
		break;
	case KIND_uuid:
	case KIND_text:
	case KIND_bytes:
	case KIND_N:
		BUG("%s is no integer", f->name.ptr);
	}
	*has_of(row) |= BIT(field);
}

struct uuid field_uuid(const struct field *f, const void *row)
{
	ENSURE(f->kind == KIND_uuid);
	return has(row, f->number) ? *(const struct uuid *) peek(f, row) : (struct uuid) { 0 };
}

void field_copy(const struct record *rec, int field, void *to, const void *from)
{
	static const size_t sizes[KIND_N] = {
		[KIND_uuid] = sizeof(struct uuid), [KIND_text] = sizeof(struct str),
		[KIND_int] = sizeof(int64_t),      [KIND_flag] = sizeof(bool),
		[KIND_choice] = sizeof(int),       [KIND_bytes] = sizeof(struct str),
	};
	const struct field *f = &rec->fields[field];
	memcpy(member_of(f, to), peek(f, from), sizes[f->kind]);
	*has_of(to) = (*has_of(to) & ~BIT(field)) | (*(const uint64_t *) from & BIT(field));
}

/* cursor_fuzz.c: whatever arrives as a cursor is refused or gives back exactly itself. */
#include "store/cursor.h"

static const struct actor engine = { .role = ROLE_owner };

static void write_back(struct arena *a, const struct query *q, const struct cursor *got)
{
	const struct field *f = &q->rec->fields[q->sort];
	void *row = row_new(a, q->rec);
	if (q->sort == F_id) {
		;
	} else if (f->kind == KIND_text) {
		*(struct str *) member_of(f, row) = got->text;
	} else if (f->kind == KIND_uuid) {
		*(struct uuid *) member_of(f, row) = got->uuid;
	} else {
		field_set_int(q->rec, q->sort, row, got->number);
	}
	((struct head *) row)->id = got->id;
	*has_of(row) = BIT(F_id) | BIT(q->sort);
	ENSURE(str_eq(cursor_write(a, q, row), q->cursor));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct {
		const struct record *rec;
		int sort;
	} lists[] = {
		{ &contact_record, F_id },
		{ &contact_record, F_contact_name },
		{ &contact_record, F_contact_last_message_at },
		{ &contact_tag_record, F_contact_tag_contact_id },
	};
	struct arena a = ARENA_INIT;
	struct cursor got;
	if (size == 0)
		return 0;
	struct query q = {
		.rec = lists[data[0] / 2 % COUNT(lists)].rec,
		.sort = lists[data[0] / 2 % COUNT(lists)].sort,
		.descending = data[0] & 1,
		.actor = &engine,
		.cursor = { (const char *) data + 1, size - 1 },
	};
	if (cursor_read(&a, &q, &got) == OK)
		write_back(&a, &q, &got);
	arena_release(&a);
	return 0;
}

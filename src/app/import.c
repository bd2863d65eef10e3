/* import.c: what an import's importers share: opening, notes about rows, small helpers. */
#include "app/import_impl.h"
#include "base/utf8.h"

void import_note(struct import *im, int64_t line, enum import_reason reason, struct str value)
{
	struct import_note *note;

	if (im->notes_n++ >= NOTES_MAX)
		return;
	note = arena_new(&im->notes_arena, struct import_note);
	*note = (struct import_note) { line, reason, arena_str(&im->notes_arena, value), NULL };
	if (im->notes_end == NULL)
		im->notes_end = &im->notes;
	*im->notes_end = note;
	im->notes_end = &note->next;
}

uint64_t import_hash(const struct import *im, const char *what, struct str data)
{
	uint64_t both[2];

	cell_hash(im->cell, what, data, both, sizeof both);
	return both[0];
}

struct str import_cut(struct str s, size_t points)
{
	size_t at = 0;

	if (s.len <= points)
		return s;
	for (size_t n = 0; n < points && at < s.len; n++)
		utf8_next(s, &at);
	return str_head(s, at);
}

bool import_is_settled(const struct record *rec, const void *row, int field)
{
	const int sources = sources_of(rec);
	unsigned slot = 0;

	if (!has(row, field) || !(rec->fields[field].rules & SOURCED))
		return has(row, field);
	for (int i = 0; i < field; i++)
		slot += (rec->fields[i].rules & SOURCED) != 0;
	return (field_int(&rec->fields[sources], row) >> slot * 4 & 15) >= SOURCE_import;
}

/* -- opening -- */

static enum err open_file(struct import *im)
{
	const enum err e = import_file_open(im->cell, im->run.id, im->run.file_name, &im->arena,
	                                    &im->file, &im->problem);

	if (e == ERR_NOT_FOUND)
		im->problem = S("The file is no longer here; bring it again.");
	if (e == ERR_KEY)
		im->problem = S("The stored file is damaged; bring it again.");
	return e == ERR_NOT_FOUND || e == ERR_KEY ? ERR_INVALID : e;
}

enum err import_prepare(struct import *im, struct db *db)
{
	const struct cell_facts facts = cell_facts(im->cell);

	im->country = has(&im->run, F_import_run_default_country)
	                      ? im->run.default_country
	                      : arena_str(&im->arena, str_of(facts.country));
	TRY(open_file(im));
	im->how = im->file.chat != NULL ? &chat_importer : &people_importer;
	return im->how->open(im, db);
}

void import_release(struct import *im)
{
	if (im->state != NULL)
		im->how->release(im);
	arena_release(&im->notes_arena);
	arena_release(&im->arena);
}

/* note.c: a note remembers who wrote it. */
#include "app/checks.h"
#include "app/tidy.h"

enum err note_check(struct unit *u, const struct write *w)
{
	struct note *row = w->after;

	if (w->what == CREATED && !has(row, F_note_author_id) && !uuid_zero(u->actor.member_id))
		set(row, note, author_id, u->actor.member_id);
	return OK;
}

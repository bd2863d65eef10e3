/* attachment.c: a file belongs to exactly one row, and only to one whose bringer sees the file. */
#include "app/checks.h"
#include "app/tidy.h"
#include "cell/files.h"
#include "core/chat_zip.h"
#include "core/marks.h"

static const int owners[] = { F_attachment_contact_id, F_attachment_note_id, F_attachment_chat_id,
	                      F_attachment_message_id };

static void check_owner(struct unit *u, const struct attachment *row)
{
	unsigned n = 0;

	for (size_t i = 0; i < COUNT(owners); i++)
		n += has(row, owners[i]);
	if (n != 1)
		complain(u->problems, S(""), FLAW_refused,
		         "A file belongs to exactly one contact, note, chat or message.");
}

/* What one does not see is not there. */
static enum err take_file(struct unit *u, struct attachment *row)
{
	struct file file;
	enum err e;

	if (!has(row, F_attachment_file_id))
		return OK;
	e = unit_file(u, row->file_id, &file);
	if (e == ERR_NOT_FOUND) {
		complain(u->problems, S("file_id"), FLAW_no_such_record, "There is no such file.");
		return OK;
	}
	TRY(e);
	attachment_take(row, &file);
	return OK;
}

/* Whatever folders a browser or script puts before it. */
static void tidy_name(struct unit *u, struct attachment *row)
{
	if (!has(row, F_attachment_name))
		return;
	row->name = text_clean(u->arena, chat_zip_base(row->name));
	tidy_line(u, &attachment_record, F_attachment_name, row);
	if (str_eq(row->name, S(".")) || str_eq(row->name, S("..")))
		complain(u->problems, S("name"), FLAW_malformed, "That is the name of a folder.");
}

/* What came with a message is part of what was said. */
static enum err check_removal(struct unit *u, const struct attachment *row)
{
	if (!has(row, F_attachment_message_id) || unit_may(u, message_record.remove))
		return OK;
	complain(u->problems, S(""), FLAW_refused,
	         "What came with a message is removed by admins and owners only.");
	return ERR_CONFLICT;
}

enum err attachment_check(struct unit *u, const struct write *w)
{
	if (w->what == DELETED)
		return check_removal(u, w->before);
	tidy_name(u, w->after);
	if (w->what != CREATED)
		return OK;
	check_owner(u, w->after);
	return take_file(u, w->after);
}

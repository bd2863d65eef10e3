/* contact.c: a contact has a name that can be seen, a source, and an owner who still works here. */
#include "app/checks.h"
#include "app/tidy.h"

/* How they came to us, told from whose word it is. Clients may say it themselves. */
static enum contact_source source_of(const struct unit *u)
{
	if (u->reason == history_reason_import)
		return contact_source_import;
	switch (u->source) {
	case SOURCE_none:
	case SOURCE_person:
		return contact_source_manual;
	case SOURCE_import:
		return contact_source_import;
	case SOURCE_integration:
		return contact_source_api;
	case SOURCE_push_name:
		return contact_source_whatsapp;
	}
	return contact_source_manual;
}

static enum err check_owner(struct unit *u, const struct contact *row)
{
	const struct actor engine = actor_engine();
	struct member m;
	const enum err e =
		row_get(u->db, u->arena, &engine, &member_record, row->owner_id, LIVE_only, &m);

	if (e == ERR_NOT_FOUND) /* complained about as a reference */
		return OK;
	TRY(e);
	if (!m.active || m.role == member_role_viewer)
		complain(u->problems, S("owner_id"), FLAW_refused, "%s",
		         m.active ? "Viewers cannot answer for contacts."
		                  : "This member no longer works here.");
	return OK;
}

enum err contact_check(struct unit *u, const struct write *w)
{
	struct contact *row = w->after;

	if (w->what == DELETED)
		return OK;
	tidy_lines(u, w->rec,
	           BIT(F_contact_name) | BIT(F_contact_push_name) | BIT(F_contact_company) |
	                   BIT(F_contact_job_title),
	           row);
	tidy_language(u, w->rec, F_contact_language, row);
	if (w->what == CREATED && !has(row, F_contact_source))
		set(row, contact, source, source_of(u));
	if (touched(w, F_contact_owner_id) && has(row, F_contact_owner_id))
		TRY(check_owner(u, row));
	return OK;
}

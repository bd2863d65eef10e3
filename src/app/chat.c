/* chat.c: a chat's address fits its kind; only persons have a contact; who works on a chat sees
 * whom it is with. */
#include "app/chat_assign.h"
#include "app/peer.h"
#include "app/tidy.h"

static void check_peer(struct unit *u, struct chat *row)
{
	struct str key;
	const struct str wrong = peer_shape(u->arena, row->peer_kind, row->peer_key, &key);

	if (str_absent(wrong))
		set(row, chat, peer_key, key);
	else
		complain(u->problems, S("peer_key"), FLAW_malformed, "%.*s", PRI_STR(wrong));
}

/* With the workspace's narrowing, an agent sees a contact that is theirs or nobody's. */
static enum err check_assignee(struct unit *u, const struct chat *row)
{
	const struct actor engine = actor_engine();
	struct member m;
	struct contact c;
	enum err e =
		row_get(u->db, u->arena, &engine, &member_record, row->assignee_id, LIVE_only, &m);

	if (e == ERR_NOT_FOUND) /* complained about as a reference */
		return OK;
	TRY(e);
	if (!m.active)
		complain(u->problems, S("assignee_id"), FLAW_refused,
		         "This member no longer works here.");
	if (m.active && m.role == member_role_viewer)
		complain(u->problems, S("assignee_id"), FLAW_refused,
		         "Viewers cannot work on chats.");
	if (!has(row, F_chat_contact_id) || !member_is_narrowed(u, &m))
		return OK;
	e = row_get(u->db, u->arena, &engine, &contact_record, row->contact_id, LIVE_only, &c);
	if (e == ERR_NOT_FOUND)
		return OK;
	TRY(e);
	if (has(&c, F_contact_owner_id) && !uuid_eq(c.owner_id, row->assignee_id))
		complain(
			u->problems, S("assignee_id"), FLAW_refused,
			"They cannot see its contact: hand it over as well, or make them its owner "
			"first.");
	return OK;
}

enum err chat_check(struct unit *u, const struct write *w)
{
	struct chat *row = w->after;

	if (w->what == DELETED)
		return OK;
	if (w->what == CREATED && has(row, F_chat_peer_kind) && has(row, F_chat_peer_key))
		check_peer(u, row);
	tidy_line(u, w->rec, F_chat_title, row);
	if (touched(w, F_chat_contact_id) && has(row, F_chat_contact_id) &&
	    row->peer_kind != peer_kind_person)
		complain(u->problems, S("contact_id"), FLAW_refused,
		         "Only a chat with a person belongs to a contact.");
	if (has(row, F_chat_assignee_id) &&
	    (touched(w, F_chat_assignee_id) || touched(w, F_chat_contact_id)))
		TRY(check_assignee(u, row));
	return OK;
}

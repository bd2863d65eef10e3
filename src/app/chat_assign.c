/* chat_assign.c: giving a chat to somebody, and with it the contact that they could not see
 * otherwise, in one unit: nobody ever works on a chat without seeing whom it is with. */
#include "app/chat_assign.h"

enum { CHATS_AT_ONCE = 200 };

struct assigning {
	struct unit *u;
	const struct member *to;
	struct contact *contact; /* as it was before */
};

bool member_is_narrowed(struct unit *u, const struct member *m)
{
	return m->role == member_role_agent && cell_facts(u->cell).narrow;
}

static enum err refuse(struct unit *u, const char *field, const char *why)
{
	complain(u->problems, str_of(field), FLAW_refused, "%s", why);
	return ERR_INVALID;
}

static enum err find_member(struct unit *u, struct uuid id, struct member *out)
{
	const struct actor engine = actor_engine();
	const enum err e = row_get(u->db, u->arena, &engine, &member_record, id, LIVE_only, out);

	if (e != ERR_NOT_FOUND)
		return e;
	complain(u->problems, S("assignee_id"), FLAW_no_such_record, "There is no such member.");
	return ERR_INVALID;
}

static enum err change_assignee(struct unit *u, const struct chat *before, struct chat *after,
                                const struct member *to)
{
	if (to == NULL)
		unset(after, chat, assignee_id);
	else
		set(after, chat, assignee_id, to->id);
	return unit_change(u, &chat_record, before, after, BIT(F_chat_assignee_id));
}

/* -- the contact goes along -- */

static enum err change_owner(struct assigning *as)
{
	struct contact *after = row_copy(as->u->arena, &contact_record, as->contact);

	set(after, contact, owner_id, as->to->id);
	return unit_change(as->u, &contact_record, as->contact, after, BIT(F_contact_owner_id));
}

/* Whoever works on another chat with this contact and sees it no longer has to let go of that one,
 * too. */
static enum err loses_sight(struct assigning *as, const struct chat *row, bool *yes)
{
	const struct actor engine = actor_engine();
	struct member m;

	*yes = false;
	if (!has(row, F_chat_assignee_id) || uuid_eq(row->assignee_id, as->to->id))
		return OK;
	const enum err e = row_get(as->u->db, as->u->arena, &engine, &member_record,
	                           row->assignee_id, LIVE_only, &m);

	*yes = e == ERR_NOT_FOUND || (e == OK && member_is_narrowed(as->u, &m));
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err move_chats(struct assigning *as)
{
	const struct actor engine = actor_engine();
	struct chat *like = row_new(as->u->arena, &chat_record);
	struct query q = { .rec = &chat_record, .actor = &engine, .limit = CHATS_AT_ONCE };
	struct page page;

	set(like, chat, contact_id, as->contact->id);
	q.filters[q.filter_n++] = (struct filter) { FILTER_eq, F_chat_contact_id, like };
	query_default_order(&q);
	do {
		TRY(query_page(as->u->db, as->u->arena, &q, &page));
		for (unsigned i = 0; i < page.n; i++) {
			const struct chat *row = page.rows[i];
			bool yes;

			TRY(loses_sight(as, row, &yes));
			if (yes)
				TRY(change_assignee(as->u, row,
				                    row_copy(as->u->arena, &chat_record, row),
				                    as->to));
		}
		q.cursor = page.next;
	} while (!str_absent(page.next));
	return OK;
}

/* A contact that they do not see is not theirs to give away. */
static enum err hand_over_contact(struct unit *u, const struct chat *chat, const struct member *to)
{
	struct assigning as = { u, to, row_new(u->arena, &contact_record) };

	if (to == NULL)
		return refuse(u, "hand_over", "Say who is to have the contact.");
	if (!has(chat, F_chat_contact_id))
		return refuse(u, "hand_over", "This chat has no contact to hand over.");
	if (!to->active || to->role == member_role_viewer)
		return refuse(u, "assignee_id",
		              to->active ? "Viewers cannot answer for contacts."
		                         : "This member no longer works here.");
	const enum err e = unit_get(u, &contact_record, chat->contact_id, as.contact);

	if (e == ERR_NOT_FOUND)
		return refuse(u, "hand_over", "The contact is not yours to hand over.");
	TRY(e);
	TRY(change_owner(&as));
	return move_chats(&as);
}

enum err act_chat_assign(struct unit *u, struct action_call *call)
{
	const struct chat_assign *form = call->form->row;
	struct chat *row = row_new(u->arena, &chat_record), before;
	struct member m, *to = NULL;

	TRY(unit_get(u, &chat_record, call->id, row));
	if (has(form, F_chat_assign_assignee_id)) {
		TRY(find_member(u, form->assignee_id, &m));
		to = &m;
	}
	if (has(form, F_chat_assign_hand_over) && form->hand_over) {
		const struct actor engine = actor_engine();

		TRY(hand_over_contact(u, row, to));
		/* Its owner followed the contact's. */
		TRY(row_get(u->db, u->arena, &engine, &chat_record, call->id, LIVE_only, row));
	}
	before = *row;
	call->row = row;
	return change_assignee(u, &before, row, to);
}

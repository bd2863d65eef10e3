/* message.c: a message was sent at a time that WhatsApp existed, from an address in WhatsApp. */
#include "app/checks.h"
#include "app/tidy.h"

enum { DAY_MS = 24 * 60 * 60 * 1000 };

/* 1 January 2009 UTC: WhatsApp is not older. */
static const int64_t first_ms = INT64_C(1230768000000);

static void check_time(struct unit *u, const struct message *row)
{
	if (row->at < first_ms)
		complain(u->problems, S("at"), FLAW_out_of_range,
		         "There was no WhatsApp before 2009.");
	else if (row->at > u->now_ms + DAY_MS)
		complain(u->problems, S("at"), FLAW_out_of_range,
		         "The time lies more than 24 hours ahead: check the clock of the device.");
}

static enum err check_sender(struct unit *u, const struct message *row)
{
	const struct actor engine = actor_engine();
	struct contact_identity who;
	const enum err e = row_get(u->db, u->arena, &engine, &contact_identity_record,
	                           row->sender_id, LIVE_only, &who);

	if (e == ERR_NOT_FOUND) /* complained about as a reference */
		return OK;
	TRY(e);
	if (who.kind == identity_kind_email)
		complain(u->problems, S("sender_id"), FLAW_refused,
		         "Nobody writes on WhatsApp from an e-mail address.");
	return OK;
}

static bool is_complete(const struct message *row)
{
	return has(row, F_message_direction) && has(row, F_message_kind) &&
	       has(row, F_message_at) && has(row, F_message_chat_id);
}

enum err message_check(struct unit *u, const struct write *w)
{
	struct message *row = w->after;

	/* An import has made sure itself, a million times; and old clocks run as they ran. */
	if (w->what == DELETED || u->reason == history_reason_import)
		return OK;
	tidy_line(u, w->rec, F_message_sender_name, row);
	if (w->what != CREATED || !is_complete(row))
		return OK;
	check_time(u, row);
	if (has(row, F_message_sender_id))
		TRY(check_sender(u, row));
	return OK;
}

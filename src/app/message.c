/* message.c: a message went one way, at a time that WhatsApp existed, from an address in WhatsApp;
 * and WhatsApp Web sends only what somebody switched on for the chat. */
#include "app/checks.h"
#include "app/tidy.h"

enum { DAY_MS = 24 * 60 * 60 * 1000 };

/* 1 January 2009 UTC: WhatsApp is not older. */
static const int64_t first_ms = INT64_C(1230768000000);

/* WhatsApp's own lines went no way; calls it may note as its own or as somebody's. */
static void check_direction(struct unit *u, const struct message *row)
{
	const bool none = row->direction == message_direction_none;

	if (none && row->kind != message_kind_system && row->kind != message_kind_call)
		complain(u->problems, S("direction"), FLAW_refused,
		         "Only WhatsApp's own lines go neither in nor out.");
	if (!none && row->kind == message_kind_system)
		complain(u->problems, S("direction"), FLAW_refused,
		         "WhatsApp's own lines go neither in nor out.");
}

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

/* A chat's sync level binds what WhatsApp Web may send here, its history too. */
static enum err check_sync(struct unit *u, const struct message *row)
{
	const struct actor engine = actor_engine();
	struct chat chat;
	const enum err e =
		row_get(u->db, u->arena, &engine, &chat_record, row->chat_id, LIVE_only, &chat);

	if (e == ERR_NOT_FOUND)
		return OK;
	TRY(e);
	if (chat.sync == sync_level_off)
		complain(u->problems, S("origin"), FLAW_refused,
		         "Nobody has switched on syncing for this chat.");
	else if (chat.sync == sync_level_metadata && has(row, F_message_text))
		complain(u->problems, S("text"), FLAW_refused,
		         "This chat syncs without what was said.");
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
	check_direction(u, row);
	check_time(u, row);
	if (has(row, F_message_sender_id))
		TRY(check_sender(u, row));
	if (has(row, F_message_origin) && row->origin == message_origin_sync)
		TRY(check_sync(u, row));
	return OK;
}

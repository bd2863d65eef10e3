/* wa_account.c: our own numbers. One that holds chats is not thrown away from under them. */
#include "app/checks.h"
#include "app/tidy.h"
#include "core/phone.h"

static const struct str sql_chats = STR(
	"SELECT count(*) FROM (SELECT 1 FROM chats WHERE account_id = ?1 AND deleted_at IS NULL "
	"LIMIT 1) AS rows_found");

static void check_phone(struct unit *u, struct wa_account *row)
{
	const struct cell_facts facts = cell_facts(u->cell);
	struct phone p;
	const enum phone_reason r = phone_parse(row->phone, str_of(facts.country), &p);

	if (r == PHONE_OK)
		set(row, wa_account, phone, arena_str(u->arena, phone_e164(&p)));
	else
		complain(u->problems, S("phone"), FLAW_malformed, "%.*s",
		         PRI_STR(phone_reason_sentence(r)));
}

static enum err check_unused(struct unit *u, const struct wa_account *row)
{
	int64_t n;

	TRY(ask_int_of(u, sql_chats, row->id, &n));
	if (n == 0)
		return OK;
	complain(u->problems, S(""), FLAW_refused,
	         "There are chats of this number; delete them first.");
	return ERR_CONFLICT;
}

enum err wa_account_check(struct unit *u, const struct write *w)
{
	struct wa_account *row = w->after;

	if (w->what == DELETED)
		return check_unused(u, w->before);
	tidy_lines(u, w->rec,
	           BIT(F_wa_account_name) | BIT(F_wa_account_phone) | BIT(F_wa_account_my_name),
	           row);
	if (touched(w, F_wa_account_phone) && has(row, F_wa_account_phone))
		check_phone(u, row);
	return OK;
}

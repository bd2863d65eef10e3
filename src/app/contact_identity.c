/* contact_identity.c: an address is stored in its one form, and belongs to one contact only. */
#include "app/checks.h"
#include "app/identity.h"
#include "app/tidy.h"

enum err contact_identity_check(struct unit *u, const struct write *w)
{
	struct contact_identity *row = w->after;
	const struct cell_facts facts = cell_facts(u->cell);
	const enum identity_trust trust = u->source == SOURCE_person ? IDENTITY_TYPED
	                                                             : IDENTITY_KNOWN;
	struct identity_form form;
	struct str wrong;

	/* Kind and value never change later: another address is another row. */
	if (w->what != CREATED || !has(row, F_contact_identity_kind) ||
	    !has(row, F_contact_identity_value))
		return OK;
	wrong = identity_shape(u->arena, row->kind, row->value, str_of(facts.country), trust,
	                       &form);
	if (!str_absent(wrong)) {
		complain(u->problems, S("value"), FLAW_malformed, "%.*s", PRI_STR(wrong));
		return OK;
	}
	set(row, contact_identity, value, form.value);
	set(row, contact_identity, match_key, form.match_key);
	return OK;
}

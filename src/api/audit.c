/* audit.c: what of the reading is audited: opening a row that is about somebody, or what hangs on
 * it (a thread of messages, the notes of a contact), searching, what an import's file says, and
 * looking into the audit itself. Of a list of persons, or of what hangs on many of them, the list
 * is audited, not each row. cell/audit.h says how often. */
#include "cell/audit.h"
#include "api/api_impl.h"
#include "net/loop.h"
#include "net/server.h"
#include "store/select.h"

void call_audit_read(struct call *c, enum audit_action action, const struct record *rec,
                     struct uuid id, int64_t n)
{
	cell_audit_read(c->cell, &(struct audit_event) { .action = action,
	                                                 .rec = rec,
	                                                 .row_id = id,
	                                                 .actor = c->actor.member_id,
	                                                 .n = n });
}

static bool is_about_somebody(const struct record *rec)
{
	for (unsigned i = 0; i < about_count; i++)
		if (abouts[i].rec == rec)
			return true;
	return false;
}

static void audit_through(struct call *c, const struct field *f, const void *row)
{
	call_audit_read(c, audit_action_read, f->ref, field_uuid(f, row), 1);
}

void call_audit_row(struct call *c, const struct record *rec, const void *row)
{
	if (!is_about_somebody(rec))
		return;
	switch (rec->scope.kind) {
	case SCOPE_own:
	case SCOPE_owner:
		call_audit_read(c, audit_action_read, rec, head_of(row)->id, 1);
		return;
	case SCOPE_via:
		audit_through(c, &rec->fields[rec->scope.field], row);
		return;
	case SCOPE_parent:
		for (unsigned i = 0; i < rec->n; i++)
			if (rec->fields[i].owned && has(row, (int) i))
				audit_through(c, &rec->fields[i], row);
		return;
	case SCOPE_everyone:
	case SCOPE_staff:
	case SCOPE_undeclared:
		return;
	}
}

/* A page that came out empty opened nothing. */
void call_audit_page(struct call *c, const struct query *q, unsigned n)
{
	bool through = false;
	if (n == 0 || !is_about_somebody(q->rec))
		return;
	for (unsigned i = 0; i < q->filter_n; i++)
		if (q->filters[i].op == FILTER_eq &&
		    select_names_parent(q->rec, q->filters[i].field)) {
			audit_through(c, &q->rec->fields[q->filters[i].field], q->filters[i].value);
			through = true;
		}
	if (!through)
		call_audit_read(c, audit_action_read, q->rec, AUDIENCE_NOBODY, n);
}

/* -- writing it down -- */

static void flush(void *arg)
{
	const struct api *api = arg;
	cells_audit_flush(api->o.cells);
}

static void start_timer(struct loop *l, void *arg)
{
	loop_timer_start(l, AUDIT_FLUSH_MS, AUDIT_FLUSH_MS, flush, arg);
}

void audit_attach(struct api *api, struct server *server)
{
	(void) !loop_post(server_loop(server, 0), start_timer, api);
}

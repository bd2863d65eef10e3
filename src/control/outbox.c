/* outbox.c: see outbox.h. */
#include "control/outbox.h"

#include "control/control_impl.h"
#include "control/statements.h"
#include "record/decode.h"
#include "record/encode.h"

static struct str bound_to(const struct uuid *id)
{
	return (struct str) { (const char *) id->b, sizeof id->b };
}

/* -- adding -- */

static enum err insert(struct control *c, struct db *db, void *arg)
{
	(void) c;
	return row_insert(db, &mail_record, arg);
}

void mail_fill(const struct control *c, struct arena *a, struct mail_waiting *m, struct mail *row)
{
	struct buf plain = BUF_IN(a), sealed = BUF_IN(a);
	m->id = fresh_row(c, row);
	record_encode(&plain, &mail_words_record, &m->words, m->words.has);
	seal(&sealed, c->seal_key, bound_to(&row->id), buf_str(&plain));
	wipe(plain.ptr, plain.len);
	if (!uuid_zero(m->user_id))
		set(row, mail, user_id, m->user_id);
	set(row, mail, kind, m->kind);
	set(row, mail, address, m->address);
	set(row, mail, words, buf_str(&sealed));
	set(row, mail, due_at, row->created_at);
	set(row, mail, expires_at, m->expires_at);
	set(row, mail, tries, 0);
}

enum err control_mail_add(struct control *c, struct mail_waiting *m)
{
	struct arena a = ARENA_INIT;
	struct mail row = { 0 };
	mail_fill(c, &a, m, &row);
	enum err e = control_write(c, insert, &row);
	arena_release(&a);
	return e;
}

/* -- what is due -- */

struct due_mail {
	struct arena *arena;
	struct mail row;
	bool found;
};

static enum err first_due(struct control *c, struct db *db, void *arg)
{
	struct due_mail *d = arg;
	const struct actor engine = actor_engine();
	struct query q = {
		.rec = &mail_record, .actor = &engine, .sort = F_mail_due_at, .limit = 1
	};
	struct page page;
	(void) c;
	TRY(query_page(db, d->arena, &q, &page));
	d->found = page.n != 0;
	if (d->found)
		d->row = *(const struct mail *) page.rows[0];
	return OK;
}

static enum err drop(struct control *c, struct db *db, void *arg)
{
	(void) c;
	enum err e = row_delete(db, &mail_record, arg);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err open_words(struct control *c, struct arena *a, const struct mail *row,
                           struct mail_words *out)
{
	struct decoded d;
	struct problems ps;
	struct str plain;
	problems_init(&ps, a);
	TRY(seal_open(a, c->seal_key, bound_to(&row->id), row->words, &plain));
	TRY(record_decode(&mail_words_record, OP_form, plain, a, &d, &ps));
	*out = *(const struct mail_words *) d.row;
	return OK;
}

enum err control_mail_due(struct control *c, struct arena *a, struct mail_waiting *out,
                          int64_t *next_at)
{
	const int64_t now_ms = c->now_ms();
	struct due_mail d = { .arena = a };
	for (*next_at = 0;;) {
		TRY(control_read(c, first_due, &d));
		if (!d.found)
			return ERR_NOT_FOUND;
		if (d.row.expires_at > now_ms)
			break;
		TRY(control_write(c, drop, &d.row));
	}
	*next_at = d.row.due_at;
	if (d.row.due_at > now_ms)
		return ERR_NOT_FOUND;
	*out = (struct mail_waiting) {
		.id = d.row.id,
		.user_id = d.row.user_id,
		.kind = d.row.kind,
		.address = d.row.address,
		.expires_at = d.row.expires_at,
		.tries = d.row.tries,
	};
	return open_words(c, a, &d.row, &out->words);
}

/* -- after a try -- */

struct tried {
	struct uuid id;
	const struct egress_call *call;
	struct egress_entry entry;
	int64_t again_at;
};

static enum err settle(struct control *c, struct db *db, void *arg)
{
	struct tried *t = arg;
	struct arena a = ARENA_INIT;
	struct mail row;
	enum err e = row_insert(db, &egress_entry_record, &t->entry);
	if (e == OK)
		e = row_by_id(db, &a, &mail_record, t->id, &row);
	if (e == OK && t->again_at == 0) {
		e = row_delete(db, &mail_record, &row);
	} else if (e == OK) {
		set(&row, mail, due_at, t->again_at);
		set(&row, mail, tries, row.tries + 1);
		set(&row, mail, problem, t->call->problem);
		e = row_update(db, &mail_record, &row,
		               touch_row(c, &row) | BIT(F_mail_due_at) | BIT(F_mail_tries) |
		                       BIT(F_mail_problem));
	}
	arena_release(&a);
	return e == ERR_NOT_FOUND ? OK : e; /* its account went meanwhile */
}

enum err control_mail_tried(struct control *c, struct uuid id, const struct egress_call *call,
                            int64_t again_at)
{
	struct tried t = { .id = id, .call = call, .again_at = again_at };
	fresh_row(c, &t.entry);
	set(&t.entry, egress_entry, recipient, call->recipient);
	set(&t.entry, egress_entry, host, call->host);
	set(&t.entry, egress_entry, purpose, call->purpose);
	set(&t.entry, egress_entry, classes, call->classes);
	set(&t.entry, egress_entry, bytes, call->bytes);
	set(&t.entry, egress_entry, took_ms, call->took_ms);
	if (call->problem == mail_problem_unset) {
		set(&t.entry, egress_entry, result, egress_result_done);
	} else {
		set(&t.entry, egress_entry, result, egress_result_failed);
		set(&t.entry, egress_entry, problem, call->problem);
	}
	if (call->answer > 0 && call->answer <= 999)
		set(&t.entry, egress_entry, answer, call->answer);
	return control_write(c, settle, &t);
}

/* -- the ledger -- */

enum { LEDGER_DAYS = 2 * 365 };

enum err egress_sweep(struct control *c, struct db *db)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(db, egress_old.sql, &s));
	bind_int(s, 1, c->now_ms() - LEDGER_DAYS * DAY_MS);
	return stmt_run(s);
}

struct ledger {
	struct arena *arena;
	struct uuid before;
	unsigned max, n;
	struct egress_listed *v;
};

static struct egress_listed listed(const struct egress_entry *row)
{
	return (struct egress_listed) {
		.id = row->id,
		.at = row->created_at,
		.call = {
			.recipient = row->recipient,
			.host = row->host,
			.purpose = row->purpose,
			.classes = row->classes,
			.bytes = row->bytes,
			.took_ms = row->took_ms,
			.problem = row->problem,
			.answer = (int) row->answer,
		},
	};
}

static enum err read_ledger(struct control *c, struct db *db, void *arg)
{
	struct ledger *l = arg;
	const struct actor engine = actor_engine();
	const struct egress_entry before = { .has = BIT(F_id), .id = l->before };
	struct query q = {
		.rec = &egress_entry_record,
		.actor = &engine,
		.filter_n = uuid_zero(l->before) ? 0 : 1,
		.filters = { { FILTER_lt, F_id, &before } },
		.sort = F_id,
		.descending = true,
		.limit = l->max,
	};
	struct page page;
	(void) c;
	TRY(query_page(db, l->arena, &q, &page));
	l->n = page.n;
	l->v = arena_array(l->arena, struct egress_listed, page.n);
	for (unsigned i = 0; i < page.n; i++)
		l->v[i] = listed(page.rows[i]);
	return OK;
}

enum err control_egress_entries(struct control *c, struct arena *a, struct uuid before,
                                unsigned max, struct egress_listed **out, unsigned *n)
{
	struct ledger l = { .arena = a, .before = before, .max = max };
	TRY(control_read(c, read_ledger, &l));
	*out = l.v;
	*n = l.n;
	return OK;
}

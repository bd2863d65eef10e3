/* attempts.c: slows down guessing. Each try to sign in leaves two rows, one for where it came from
 * and one for the account, before the password is looked at, so that tries in parallel count too.
 * The right password takes its own rows back. The rows hold keyed hashes and go after an hour. */
#include "control/control_impl.h"
#include "control/statements.h"
#include "plat/random.h"

enum { MINUTE_MS = 60 * 1000, KEPT_MS = 60 * MINUTE_MS };

struct limit {
	struct str context;
	int64_t most, within_ms;
};

static const struct limit limits[] = {
	{ STR("attempt.address"), 5, MINUTE_MS },
	{ STR("attempt.account"), 10, 15 * MINUTE_MS },
};

static void fill(const struct control *c, const struct limit *l, struct str whose,
                 uint8_t bucket[16], struct attempt *row)
{
	seal_hash(c->hash_key, l->context, whose, bucket, 16);
	*row = (struct attempt) { 0 };
	set(row, attempt, bucket, ((struct str) { (const char *) bucket, 16 }));
	set(row, attempt, at, c->now_ms());
	set(row, attempt, n, (int64_t) random_below(MAX53));
}

/* How long until another try is allowed; 0: now. */
static enum err wait_for(struct db *db, const struct limit *l, const struct attempt *row,
                         int64_t *wait_ms)
{
	bool any;
	STMT_AUTO s = NULL;
	*wait_ms = 0;
	TRY(db_sql(db, attempts_recent.sql, &s));
	bind_blob(s, 1, row->bucket);
	bind_int(s, 2, row->at - l->within_ms);
	TRY(stmt_step(s, &any));
	if (any && col_int(s, 0) >= l->most)
		*wait_ms = col_int(s, 1) + l->within_ms - row->at;
	if (*wait_ms > l->within_ms) /* the clock was set back */
		*wait_ms = l->within_ms;
	return OK;
}

enum err attempts_sweep(struct control *c, struct db *db)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(db, attempts_old.sql, &s));
	bind_int(s, 1, c->now_ms() - KEPT_MS);
	TRY(stmt_run(s));
	c->attempts_swept_at = c->now_ms();
	return OK;
}

struct beginning {
	struct attempt_made *made;
	int64_t wait_ms;
};

/* A transaction that is refused writes nothing, so whoever goes on trying does not wait longer. */
static enum err begin(struct control *c, struct db *db, void *arg)
{
	struct beginning *b = arg;
	int64_t by_address, by_account, now_ms = b->made->by_address.at;
	if (now_ms < c->attempts_swept_at || now_ms >= c->attempts_swept_at + MINUTE_MS)
		TRY(attempts_sweep(c, db));
	TRY(wait_for(db, &limits[0], &b->made->by_address, &by_address));
	TRY(wait_for(db, &limits[1], &b->made->by_account, &by_account));
	b->wait_ms = by_address > by_account ? by_address : by_account;
	if (b->wait_ms > 0)
		return OK;
	TRY(row_insert(db, &attempt_record, &b->made->by_address));
	return row_insert(db, &attempt_record, &b->made->by_account);
}

enum err attempt_begin(struct control *c, struct str email, struct str address,
                       struct attempt_made *out, int64_t *retry_after_s)
{
	struct beginning b = { .made = out };
	fill(c, &limits[0], address, out->buckets[0], &out->by_address);
	fill(c, &limits[1], email, out->buckets[1], &out->by_account);
	TRY(control_write(c, begin, &b));
	*retry_after_s = (b.wait_ms + 999) / 1000;
	return b.wait_ms > 0 ? ERR_TOO_MANY : OK;
}

static enum err forgive(struct control *c, struct db *db, void *arg)
{
	struct attempt_made *made = arg;
	const struct attempt *rows[] = { &made->by_address, &made->by_account };
	(void) c;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		enum err e = row_delete(db, &attempt_record, rows[i]);
		if (e != OK && e != ERR_NOT_FOUND)
			return e;
	}
	return OK;
}

enum err attempt_forgive(struct control *c, struct attempt_made *made)
{
	return control_write(c, forgive, made);
}

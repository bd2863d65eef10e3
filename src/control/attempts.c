/* attempts.c: slows down guessing. Each try leaves a row per thing that is counted (where it came
 * from, which account), before the secret is looked at, so that tries in parallel count too.
 * Whoever was right takes the rows back. They hold keyed hashes and go after an hour. */
#include "control/control_impl.h"
#include "control/statements.h"
#include "plat/random.h"

enum { MINUTE_MS = 60 * 1000, KEPT_MS = 60 * MINUTE_MS };

struct limit {
	struct str context;
	int64_t most, within_ms;
};

static struct limit limit_of(const struct control *c, enum attempt_of of)
{
	const struct account_options *o = &c->accounts;
	const int64_t quarter = 15 * MINUTE_MS, half_hour = 30 * MINUTE_MS;
	switch (of) {
	case ATTEMPT_address:
		return (struct limit) { S("attempt.address"), o->login_per_minute, MINUTE_MS };
	case ATTEMPT_account:
		return (struct limit) { S("attempt.account"), o->account_per_15_min, quarter };
	case ATTEMPT_device:
		return (struct limit) { S("attempt.device"), o->account_per_15_min, quarter };
	case ATTEMPT_inside:
		return (struct limit) { S("attempt.inside"), o->account_per_15_min, quarter };
	case ATTEMPT_reset_address:
		return (struct limit) { S("attempt.reset.address"), o->resets_per_30_min,
			                half_hour };
	case ATTEMPT_reset_account:
		return (struct limit) { S("attempt.reset.account"), o->resets_per_30_min,
			                half_hour };
	case ATTEMPT_N:
		break;
	}
	BUG("attempt of kind %d", (int) of);
}

static void fill(const struct control *c, struct attempt_bucket of, uint8_t bucket[16],
                 struct attempt *row)
{
	seal_hash(c->hash_key, limit_of(c, of.of).context, of.whose, bucket, 16);
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

static enum err sweep_now_and_then(struct control *c, struct db *db, int64_t now_ms)
{
	bool fresh = now_ms >= c->attempts_swept_at && now_ms < c->attempts_swept_at + MINUTE_MS;
	return fresh ? OK : attempts_sweep(c, db);
}

struct beginning {
	struct attempt_made *made;
	int64_t wait_ms;
};

/* A transaction that is refused writes nothing, so whoever goes on trying does not wait longer. */
static enum err begin(struct control *c, struct db *db, void *arg)
{
	struct beginning *b = arg;
	struct attempt_made *made = b->made;
	TRY(sweep_now_and_then(c, db, made->rows[0].at));
	b->wait_ms = 0;
	for (unsigned i = 0; i < made->n; i++) {
		const struct limit l = limit_of(c, made->of[i].of);
		int64_t wait_ms;
		TRY(wait_for(db, &l, &made->rows[i], &wait_ms));
		if (wait_ms > b->wait_ms)
			b->wait_ms = wait_ms;
	}
	for (unsigned i = 0; i < made->n && b->wait_ms == 0; i++)
		TRY(row_insert(db, &attempt_record, &made->rows[i]));
	return OK;
}

enum err attempt_begin(struct control *c, const struct attempt_bucket *of, unsigned n,
                       struct attempt_made *out, int64_t *retry_after_s)
{
	struct beginning b = { .made = out };
	ENSURE(n > 0 && n <= ATTEMPT_BUCKETS_MAX);
	out->n = n;
	for (unsigned i = 0; i < n; i++) {
		out->of[i] = of[i];
		fill(c, of[i], out->buckets[i], &out->rows[i]);
	}
	TRY(control_write(c, begin, &b));
	*retry_after_s = (b.wait_ms + 999) / 1000;
	return b.wait_ms > 0 ? ERR_TOO_MANY : OK;
}

static enum err forgive(struct control *c, struct db *db, void *arg)
{
	struct attempt_made *made = arg;
	(void) c;
	for (unsigned i = 0; i < made->n; i++) {
		enum err e = row_delete(db, &attempt_record, &made->rows[i]);
		if (e != OK && e != ERR_NOT_FOUND)
			return e;
	}
	return OK;
}

enum err attempt_forgive(struct control *c, struct attempt_made *made)
{
	return control_write(c, forgive, made);
}

enum err attempt_note(struct control *c, struct db *db, struct attempt_bucket of, bool *allowed)
{
	const struct limit l = limit_of(c, of.of);
	uint8_t bucket[16];
	struct attempt row;
	int64_t wait_ms;
	fill(c, of, bucket, &row);
	TRY(wait_for(db, &l, &row, &wait_ms));
	*allowed = wait_ms == 0;
	return *allowed ? row_insert(db, &attempt_record, &row) : OK;
}

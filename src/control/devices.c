/* devices.c: browsers in which an account was used before. Their cookie is no key: it only gives
 * them a count of tries of their own. */
#include "control/account.h"
#include "control/control_impl.h"
#include "control/statements.h"

enum err device_find(struct control *c, struct db *db, struct arena *a, struct str secret,
                     struct device *out)
{
	static const int fields[] = { F_device_secret_hash };
	uint8_t hash[HASH_BYTES];
	struct device like = { 0 };
	if (secret.len != SECRET_TEXT)
		return ERR_NOT_FOUND;
	secret_hash(c, SECRET_device, secret, hash);
	set(&like, device, secret_hash, ((struct str) { (const char *) hash, sizeof hash }));
	TRY(row_find(db, a, index_on(&device_record, 1, fields), &like, out));
	return c->now_ms() < out->seen_at + DEVICE_DAYS * DAY_MS ? OK : ERR_NOT_FOUND;
}

struct knowing {
	struct uuid user_id;
	struct str old;
	struct device fresh;
	bool is_fresh;
};

/* The longest unused ones make room. */
static enum err make_room(struct db *db, struct arena *a, struct uuid user_id)
{
	struct device like = { 0 };
	void **rows;
	unsigned n;
	set(&like, device, user_id, user_id);
	TRY(rows_with(db, a, &device_record, F_device_user_id, &like, &rows, &n));
	for (; n >= DEVICES_MAX; n--) {
		unsigned oldest = 0;
		for (unsigned i = 1; i < n; i++)
			if (((const struct device *) rows[i])->seen_at <
			    ((const struct device *) rows[oldest])->seen_at)
				oldest = i;
		TRY(row_delete(db, &device_record, rows[oldest]));
		rows[oldest] = rows[n - 1];
	}
	return OK;
}

static enum err know_row(struct control *c, struct db *db, struct arena *a, struct knowing *k)
{
	struct device row;
	enum err e = device_find(c, db, a, k->old, &row);
	k->is_fresh = e != OK || !uuid_eq(row.user_id, k->user_id);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	if (k->is_fresh) {
		TRY(make_room(db, a, k->user_id));
		return row_insert(db, &device_record, &k->fresh);
	}
	set(&row, device, seen_at, c->now_ms());
	return row_update(db, &device_record, &row, touch_row(c, &row) | BIT(F_device_seen_at));
}

static enum err know(struct control *c, struct db *db, void *arg)
{
	struct arena a = ARENA_INIT;
	enum err e = know_row(c, db, &a, arg);
	arena_release(&a);
	return e;
}

enum err control_device_know(struct control *c, struct uuid user_id, struct str device,
                             char secret[SECRET_TEXT], bool *fresh)
{
	uint8_t hash[HASH_BYTES];
	struct knowing k = { .user_id = user_id, .old = device };
	fresh_secret(secret);
	secret_hash(c, SECRET_device, (struct str) { secret, SECRET_TEXT }, hash);
	fresh_row(c, &k.fresh);
	set(&k.fresh, device, user_id, user_id);
	set(&k.fresh, device, secret_hash, ((struct str) { (const char *) hash, sizeof hash }));
	set(&k.fresh, device, seen_at, k.fresh.created_at);
	TRY(control_write(c, know, &k));
	*fresh = k.is_fresh;
	return OK;
}

enum err devices_sweep(struct control *c, struct db *db)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(db, devices_old.sql, &s));
	bind_int(s, 1, c->now_ms() - DEVICE_DAYS * DAY_MS);
	return stmt_run(s);
}

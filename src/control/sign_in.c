/* sign_in.c: the way in with password and code. What is slow and tells nothing comes first: tries
 * are counted, then the password is worked out whether there is an account or not; only who knows
 * it learns anything more. */
#include "control/account.h"
#include "control/control_impl.h"
#include "plat/log.h"

enum { PASSWORD_BYTES_MAX = 4000 };

struct entering {
	const struct sign_in_try *t;
	struct arena *arena;
	struct str email;
	struct user row;
	struct str known_hash; /* that the password fitted; absent: none */
	bool from_device;
};

/* -- who it may be -- */

static enum err look(struct control *c, struct db *db, void *arg)
{
	struct entering *in = arg;
	struct device device;
	in->row = (struct user) { 0 };
	in->from_device = false;
	TRY(user_by_email(db, in->arena, in->email, &in->row));
	enum err e = device_find(c, db, in->arena, in->t->device, &device);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	in->from_device = e == OK && uuid_eq(device.user_id, in->row.id);
	return OK;
}

/* A browser that is known for the account counts by itself, whatever happens elsewhere. */
static enum err begin_attempt(struct control *c, const struct entering *in,
                              struct attempt_made *made, int64_t *retry_after_s)
{
	const struct attempt_bucket of[] = {
		{ ATTEMPT_address, in->t->address },
		in->from_device ? (struct attempt_bucket) { ATTEMPT_device, in->t->device }
				: (struct attempt_bucket) { ATTEMPT_account, in->email },
	};
	return attempt_begin(c, of, COUNT(of), made, retry_after_s);
}

/* -- the password -- */

static enum err store_hash(struct control *c, struct db *db, void *arg)
{
	struct user *row = arg;
	(void) c;
	enum err e = row_update(db, &user_record, row, BIT(F_user_password_hash));
	return e == ERR_NOT_FOUND ? OK : e;
}

/* The parameters were raised since it was made; now we know the password for a moment. */
static void renew_hash(struct control *c, struct entering *in)
{
	char hash[PASSWORD_HASH_TEXT];
	struct user row = in->row;
	if (!password_outdated(row.password_hash) || !password_hash(in->t->password, hash))
		return;
	set(&row, user, password_hash, arena_str(in->arena, str_of(hash)));
	enum err e = control_write(c, store_hash, &row);
	if (e == OK)
		in->known_hash = row.password_hash;
	else
		log_event(LOG_WARN, "control.hash-not-renewed", LOG_ERR(e));
}

/* Absent, it costs the same time and is false. */
static bool knows_password(struct entering *in)
{
	in->known_hash = has(&in->row, F_user_password_hash) ? in->row.password_hash : STR_ABSENT;
	return in->t->password.len <= PASSWORD_BYTES_MAX &&
	       password_verify(in->known_hash, in->t->password);
}

/* -- the rest, in one transaction -- */

/* The password may have become another one while it was worked out. */
static enum err enter(struct control *c, struct db *db, void *arg)
{
	struct entering *in = arg;
	TRY(row_by_id(db, in->arena, &user_record, in->row.id, &in->row));
	if (!has(&in->row, F_user_password_hash) || !str_eq(in->row.password_hash, in->known_hash))
		return ERR_BAD_LOGIN;
	if (has(&in->row, F_user_closes_at) && in->row.closes_at <= c->now_ms())
		return ERR_BAD_LOGIN; /* its time has come: it is being taken apart */
	TRY(second_factor_take(c, db, &in->row, in->t->code));
	if (!has(&in->row, F_user_closes_at))
		return OK;
	unset(&in->row, user, closes_at);
	return row_update(db, &user_record, &in->row,
	                  touch_row(c, &in->row) | BIT(F_user_closes_at));
}

enum err control_sign_in(struct control *c, struct arena *a, const struct sign_in_try *t,
                         struct account *out, int64_t *retry_after_s)
{
	struct attempt_made made;
	struct entering in = { .t = t, .arena = a, .email = email_folded(a, t->email) };
	enum err e = control_read(c, look, &in);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	TRY(begin_attempt(c, &in, &made, retry_after_s));
	if (!knows_password(&in))
		return ERR_BAD_LOGIN;
	renew_hash(c, &in);
	e = control_write(c, enter, &in);
	/* Asked for a code, nobody guessed at one. */
	if (e == OK || e == ERR_CODE_NEEDED)
		TRY(attempt_forgive(c, &made));
	if (e == OK)
		*out = account_of(c, &in.row);
	return e == ERR_NOT_FOUND ? ERR_BAD_LOGIN : e;
}

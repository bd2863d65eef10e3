/* passwords.c: which passwords are taken, asking for one again, and setting a new one. */
#include "base/utf8.h"
#include "control/account.h"
#include "control/control_impl.h"

enum { PASSWORD_MAX = 1000, PART_MIN = 4, RUN_KINDS = 3 };

/* -- which are taken -- */

static const struct str commonest[] = {
#define COMMON(text) STR(text),
#include "control/passwords.def"
#undef COMMON
};

/* Rows of a keyboard and the alphabet, each twice so that a run may go on at its beginning. */
static const struct str rows_of_keys[] = {
	STR("01234567890123456789"), STR("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"),
	STR("qwertyuiopqwertyuiop"), STR("asdfghjklasdfghjkl"),
	STR("zxcvbnmzxcvbnm"),
};

static bool same_row(char x, char y)
{
	for (unsigned i = 0; i < COUNT(rows_of_keys); i++) {
		const char pair[] = { x, y };
		if (str_find(rows_of_keys[i], (struct str) { pair, 2 }, NULL))
			return true;
	}
	return false;
}

/* "aaaaaaaaaa", "1234567890", "qwertyuiop12": next to nothing is left when each sign that repeats
 * or follows the one before is taken away. */
static bool is_run(struct str folded)
{
	size_t breaks = 1;
	for (size_t i = 1; i < folded.len; i++) {
		char before = folded.ptr[i - 1], now = folded.ptr[i];
		breaks += before != now && !same_row(before, now) && !same_row(now, before);
	}
	return breaks < RUN_KINDS;
}

static bool is_common(struct str folded)
{
	for (unsigned i = 0; i < COUNT(commonest); i++)
		if (str_eq(folded, commonest[i]))
			return true;
	return is_run(folded);
}

/* The part before the @, or the whole address. */
static bool holds_address(struct str folded, struct str email)
{
	struct str rest = email;
	struct str local = str_cut(&rest, '@');
	return str_find(folded, email, NULL) ||
	       (local.len >= PART_MIN && str_find(folded, local, NULL));
}

static bool fits(struct str name, struct str password, struct problems *ps)
{
	size_t n = utf8_valid(password) ? utf8_count(password) : 0;
	if (n < PASSWORD_MIN)
		complain(ps, name, FLAW_too_short, "At least %d characters.", PASSWORD_MIN);
	else if (n > PASSWORD_MAX)
		complain(ps, name, FLAW_too_long, "At most %d characters.", PASSWORD_MAX);
	return n >= PASSWORD_MIN && n <= PASSWORD_MAX;
}

void password_check(struct str name, struct str password, struct str email, struct problems *ps)
{
	struct arena a = ARENA_INIT;
	if (!fits(name, password, ps))
		return;
	struct str folded = email_folded(&a, password); /* in lower case, without spaces around */
	if (is_common(folded))
		complain(ps, name, FLAW_refused,
		         "Many people use this one, so it is tried first. Take another.");
	else if (holds_address(folded, email))
		complain(ps, name, FLAW_refused,
		         "It holds a part of the e-mail address, so it is tried first. Take "
		         "another.");
	wipe((char *) folded.ptr, folded.len);
	arena_release(&a);
}

uint64_t password_mark(const struct control *c, const struct user *row)
{
	uint64_t mark[2];
	struct str hash = has(row, F_user_password_hash) ? row->password_hash : S("");
	seal_hash(c->hash_key, S("password.mark"), hash, mark, sizeof mark);
	return mark[0] | 1;
}

/* -- asking again -- */

struct asking {
	struct arena *arena;
	struct uuid user_id;
	struct user row;
};

static enum err read_user(struct control *c, struct db *db, void *arg)
{
	struct asking *ask = arg;
	(void) c;
	return row_by_id(db, ask->arena, &user_record, ask->user_id, &ask->row);
}

enum err control_password_ask(struct control *c, struct uuid user_id, struct str password,
                              int64_t *retry_after_s)
{
	struct arena a = ARENA_INIT;
	struct attempt_made made;
	struct asking ask = { .arena = &a, .user_id = user_id };
	const struct attempt_bucket of = { ATTEMPT_inside,
		                           { (const char *) user_id.b, sizeof user_id.b } };
	enum err e = attempt_begin(c, &of, 1, &made, retry_after_s);
	if (e == OK)
		e = control_read(c, read_user, &ask);
	if (e == OK && (password.len > 4 * PASSWORD_MAX || !has(&ask.row, F_user_password_hash) ||
	                !password_verify(ask.row.password_hash, password)))
		e = ERR_BAD_LOGIN;
	if (e == OK)
		e = attempt_forgive(c, &made);
	arena_release(&a);
	return e;
}

/* -- setting -- */

struct new_hash {
	struct uuid user_id, keep;
	struct str hash;
};

enum err password_replace(struct control *c, struct db *db, struct uuid user_id, struct uuid keep,
                          struct str hash)
{
	struct arena a = ARENA_INIT;
	struct user row;
	enum err e = row_by_id(db, &a, &user_record, user_id, &row);
	if (e == OK) {
		set(&row, user, password_hash, hash);
		e = row_update(db, &user_record, &row,
		               touch_row(c, &row) | BIT(F_user_password_hash));
	}
	if (e == OK)
		e = sessions_drop(db, user_id, keep);
	if (e == OK)
		e = rows_of_user_drop(db, &token_record, F_token_user_id, user_id);
	if (e == OK)
		e = rows_of_user_drop(db, &account_code_record, F_account_code_user_id, user_id);
	arena_release(&a);
	return e;
}

static enum err replace(struct control *c, struct db *db, void *arg)
{
	const struct new_hash *to = arg;
	return password_replace(c, db, to->user_id, to->keep, to->hash);
}

enum err control_password_set(struct control *c, struct uuid user_id, struct uuid keep,
                              struct str name, struct str password, struct problems *ps)
{
	struct arena a = ARENA_INIT;
	char hash[PASSWORD_HASH_TEXT];
	struct asking ask = { .arena = &a, .user_id = user_id };
	const size_t before = ps->n;
	enum err e = control_read(c, read_user, &ask);
	if (e == OK)
		password_check(name, password, ask.row.email, ps);
	if (e == OK && ps->n != before)
		e = ERR_INVALID;
	if (e == OK && !password_hash(password, hash))
		e = ERR_BUSY; /* no memory for it just now */
	if (e == OK)
		e = control_write(c, replace, &(struct new_hash) { user_id, keep, str_of(hash) });
	if (e == OK)
		who_cache_drop(c->who, user_id);
	arena_release(&a);
	return e;
}

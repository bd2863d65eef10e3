/* users.c: accounts, and the way in with a password. */
#include "base/utf8.h"
#include "control/control_impl.h"
#include "plat/log.h"
#include "record/decode.h"

enum { PASSWORD_MAX = 1000, EMAIL_LOCAL_MAX = 64 };

/* -- addresses -- */

static bool is_address_byte(char c)
{
	unsigned char b = (unsigned char) c;
	return b > ' ' && b != 0x7f && strchr("()<>,;:\\\"[]", c) == NULL;
}

static bool is_label(struct str s)
{
	if (s.len == 0 || s.len > 63 || s.ptr[0] == '-' || s.ptr[s.len - 1] == '-')
		return false;
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char) s.ptr[i] < 0x80 && strchr("!#$%&'*+/=?^_`{|}~", s.ptr[i]))
			return false;
	return true;
}

/* What mail can be sent to, not all that RFC 5321 allows: no quotes, comments or literal addresses.
 * A host without a dot is fine: the server may be the only one in the house. */
bool email_valid(struct str email)
{
	struct str rest = email;
	const struct str local = str_cut(&rest, '@');
	if (local.len == 0 || local.len > EMAIL_LOCAL_MAX || str_absent(rest) ||
	    str_find_byte(rest, '@', NULL) || local.ptr[0] == '.' || str_ends(local, S(".")) ||
	    str_find(local, S(".."), NULL))
		return false;
	for (size_t i = 0; i < email.len; i++)
		if (!is_address_byte(email.ptr[i]))
			return false;
	while (!str_absent(rest))
		if (!is_label(str_cut(&rest, '.')))
			return false;
	return true;
}

struct str email_folded(struct arena *a, struct str email)
{
	struct str trimmed = str_trim(email);
	char *p = arena_raw(a, trimmed.len + 1);
	for (size_t i = 0; i < trimmed.len; i++) {
		char c = trimmed.ptr[i];
		p[i] = c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
	}
	return (struct str) { p, trimmed.len };
}

/* -- looking up -- */

enum err user_by_email(struct db *db, struct arena *a, struct str email, struct user *out)
{
	static const int fields[] = { F_user_email };
	struct user like = { 0 };
	set(&like, user, email, email);
	return row_find(db, a, index_on(&user_record, 1, fields), &like, out);
}

struct lookup {
	struct arena *arena;
	struct str email;
	struct user *out;
};

static enum err look_up(struct control *c, struct db *db, void *arg)
{
	struct lookup *l = arg;
	(void) c;
	return user_by_email(db, l->arena, l->email, l->out);
}

static struct account account_of(const struct user *u)
{
	return (struct account) { u->id, u->email, u->name, u->locale };
}

enum err control_user_by_email(struct control *c, struct arena *a, struct str email,
                               struct account *out)
{
	struct user row;
	struct lookup l = { a, email_folded(a, email), &row };
	TRY(control_read(c, look_up, &l));
	*out = account_of(&row);
	return OK;
}

struct lookup_id {
	struct arena *arena;
	struct uuid id;
	struct user *out;
};

static enum err look_up_id(struct control *c, struct db *db, void *arg)
{
	const struct lookup_id *l = arg;
	(void) c;
	return row_by_id(db, l->arena, &user_record, l->id, l->out);
}

enum err control_user_get(struct control *c, struct arena *a, struct uuid id, struct account *out)
{
	struct user row;
	TRY(control_read(c, look_up_id, &(struct lookup_id) { a, id, &row }));
	*out = account_of(&row);
	return OK;
}

static enum err count_users(struct db *db, bool *any)
{
	const struct actor engine = actor_engine();
	struct arena a = ARENA_INIT;
	struct query q = { .rec = &user_record, .actor = &engine };
	int64_t n;
	enum err e = query_count(db, &a, &q, 0, &n);
	*any = n > 0;
	arena_release(&a);
	return e;
}

static enum err read_has_users(struct control *c, struct db *db, void *arg)
{
	(void) c;
	return count_users(db, arg);
}

enum err control_has_users(struct control *c, bool *yes)
{
	return control_read(c, read_has_users, yes);
}

/* -- adding -- */

static void check_password(struct str password, struct problems *ps)
{
	size_t n = utf8_valid(password) ? utf8_count(password) : 0;
	if (n < PASSWORD_MIN)
		complain(ps, S("password"), FLAW_too_short, "At least %d characters.",
		         PASSWORD_MIN);
	else if (n > PASSWORD_MAX)
		complain(ps, S("password"), FLAW_too_long, "At most %d characters.", PASSWORD_MAX);
}

static enum err check_user(const struct new_user *u, const struct user *row, struct problems *ps)
{
	size_t before = ps->n;
	if (value_check(&user_record, F_user_email, row, ps) && !email_valid(row->email))
		complain(ps, S("email"), FLAW_malformed, "Not an e-mail address.");
	value_check(&user_record, F_user_name, row, ps);
	if (has(row, F_user_locale))
		value_check(&user_record, F_user_locale, row, ps);
	check_password(u->password, ps);
	if (!u->age_confirmed)
		complain(ps, S("confirm_age"), FLAW_required, "Confirm that you are old enough.");
	return ps->n == before ? OK : ERR_INVALID;
}

struct adding {
	struct user *row;
	bool only_first;
};

static enum err add_user(struct control *c, struct db *db, void *arg)
{
	const struct adding *add = arg;
	bool any = false;
	(void) c;
	if (add->only_first)
		TRY(count_users(db, &any));
	return any ? ERR_FORBIDDEN : row_insert(db, &user_record, add->row);
}

static enum err make_user(struct control *c, struct arena *a, const struct new_user *u,
                          struct problems *ps, struct uuid *id)
{
	char hash[PASSWORD_HASH_TEXT];
	struct user row = { 0 }, taken;
	*id = fresh_row(c, &row);
	set(&row, user, email, email_folded(a, u->email));
	set(&row, user, name, str_trim(u->name));
	if (u->locale.len != 0)
		set(&row, user, locale, u->locale);
	set(&row, user, age_confirmed_at, row.created_at);
	TRY(check_user(u, &row, ps));
	enum err e = control_read(c, look_up, &(struct lookup) { a, row.email, &taken });
	if (e == ERR_NOT_FOUND) {
		if (!password_hash(u->password, hash))
			return ERR_BUSY; /* no memory for it just now */
		set(&row, user, password_hash, str_of(hash));
		e = control_write(c, add_user, &(struct adding) { &row, u->only_first });
	} else if (e == OK) {
		e = u->only_first ? ERR_FORBIDDEN : ERR_CONFLICT;
	}
	if (e == ERR_CONFLICT)
		complain(ps, S("email"), FLAW_not_unique, "There is an account with this address.");
	return e;
}

enum err control_user_add(struct control *c, const struct new_user *u, struct problems *ps,
                          struct uuid *id)
{
	struct arena a = ARENA_INIT;
	enum err e = make_user(c, &a, u, ps, id);
	arena_release(&a);
	return e;
}

/* -- signing in -- */

static enum err store_hash(struct control *c, struct db *db, void *arg)
{
	struct user *row = arg;
	(void) c;
	enum err e = row_update(db, &user_record, row, BIT(F_user_password_hash));
	return e == ERR_NOT_FOUND ? OK : e;
}

/* The parameters were raised since it was made; now we know the password for a moment. */
static void renew_hash(struct control *c, const struct user *known, struct str password)
{
	char hash[PASSWORD_HASH_TEXT];
	struct user row = *known;
	if (!password_outdated(known->password_hash) || !password_hash(password, hash))
		return;
	set(&row, user, password_hash, str_of(hash));
	enum err e = control_write(c, store_hash, &row);
	if (e != OK)
		log_event(LOG_WARN, "control.hash-not-renewed", LOG_ERR(e));
}

enum err control_sign_in(struct control *c, struct arena *a, struct str email, struct str password,
                         struct str address, struct account *out, int64_t *retry_after_s)
{
	struct attempt_made made;
	struct user row = { 0 };
	struct str folded = email_folded(a, email);
	TRY(attempt_begin(c, folded, address, &made, retry_after_s));
	enum err e = control_read(c, look_up, &(struct lookup) { a, folded, &row });
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	/* Absent, it costs the same time and is false. */
	struct str stored = e == OK && has(&row, F_user_password_hash) ? row.password_hash
	                                                               : STR_ABSENT;
	if (password.len > 4 * PASSWORD_MAX || !password_verify(stored, password))
		return ERR_BAD_LOGIN;
	TRY(attempt_forgive(c, &made));
	renew_hash(c, &row, password);
	*out = account_of(&row);
	return OK;
}

/* users.c: accounts: finding them, adding them. */
#include "base/utf8.h"
#include "control/control_impl.h"
#include "control/statements.h"
#include "record/decode.h"

enum { EMAIL_LOCAL_MAX = 64 };

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

struct account account_of(const struct control *c, const struct user *row)
{
	return (struct account) {
		.user_id = row->id,
		.email = row->email,
		.name = row->name,
		.locale = has(row, F_user_locale) ? row->locale : STR_ABSENT,
		.operator= has(row, F_user_operator) && row->operator,
		.totp = has(row, F_user_totp_since),
		.email_verified = has(row, F_user_email_verified_at),
		.created_at = row->created_at,
		.closes_at = has(row, F_user_closes_at) ? row->closes_at : 0,
		.password_mark = password_mark(c, row),
	};
}

enum err control_user_by_email(struct control *c, struct arena *a, struct str email,
                               struct account *out)
{
	struct user row;
	struct lookup l = { a, email_folded(a, email), &row };
	TRY(control_read(c, look_up, &l));
	*out = account_of(c, &row);
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
	*out = account_of(c, &row);
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

static enum err read_has_workspaces(struct control *c, struct db *db, void *arg)
{
	bool *yes = arg;
	int64_t n;
	STMT_AUTO s = NULL;
	(void) c;
	TRY(db_sql(db, any_workspace.sql, &s));
	bind_int(s, 1, cell_state_creating);
	TRY(stmt_int(s, -1, &n));
	*yes = n > 0;
	return OK;
}

enum err control_has_workspaces(struct control *c, bool *yes)
{
	return control_read(c, read_has_workspaces, yes);
}

int64_t control_min_age(const struct control *c)
{
	return c->accounts.min_age;
}

enum err rows_of_user_drop(struct db *db, const struct record *rec, int field, struct uuid user_id)
{
	struct arena a = ARENA_INIT;
	STMT_AUTO s = NULL;
	enum err e = db_sql(db,
	                    arena_printf(&a, "DELETE FROM %.*s WHERE %.*s = ?1",
	                                 PRI_STR(rec->plural), PRI_STR(rec->fields[field].name)),
	                    &s);
	if (e == OK) {
		bind_uuid(s, 1, &user_id);
		e = stmt_run(s);
	}
	arena_release(&a);
	return e;
}

/* -- adding -- */

static enum err check_user(const struct control *c, const struct new_user *u,
                           const struct user *row, struct problems *ps)
{
	size_t before = ps->n;
	if (value_check(&user_record, F_user_email, row, ps) && !email_valid(row->email))
		complain(ps, S("email"), FLAW_malformed, "Not an e-mail address.");
	value_check(&user_record, F_user_name, row, ps);
	if (has(row, F_user_locale))
		value_check(&user_record, F_user_locale, row, ps);
	password_check(S("password"), u->password, row->email, ps);
	if (!u->age_confirmed)
		complain(ps, S("confirm_age"), FLAW_required,
		         "An account is for people of %lld years or more.",
		         (long long) c->accounts.min_age);
	return ps->n == before ? OK : ERR_INVALID;
}

struct adding {
	const struct user *row;
	bool only_first, operator;
};

static enum err add_user(struct control *c, struct db *db, void *arg)
{
	const struct adding *add = arg;
	struct user row = *add->row;
	bool any;
	(void) c;
	TRY(count_users(db, &any));
	if (any && add->only_first)
		return ERR_FORBIDDEN;
	if (!any || add->operator)
		set(&row, user, operator, true); /* somebody must look after the server */
	return row_insert(db, &user_record, &row);
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
	TRY(check_user(c, u, &row, ps));
	enum err e = control_read(c, look_up, &(struct lookup) { a, row.email, &taken });
	if (e == ERR_NOT_FOUND) {
		if (!password_hash(u->password, hash))
			return ERR_BUSY; /* no memory for it just now */
		set(&row, user, password_hash, str_of(hash));
		const struct adding add = { &row, u->only_first, u->operator};
		e = control_write(c, add_user, (void *) &add);
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

/* codes.c: codes that are mailed: they set a new password, or prove an address. A code is 256 bits,
 * lies here as a keyed hash, is good once and not for long, and a new one of its kind voids those
 * before.
 *
 * Whether there is an account shows nowhere: for an address that nobody has, the same rows are
 * written, which nobody can use and which the next sweep takes. */
#include "control/account.h"
#include "control/control_impl.h"
#include "control/outbox.h"
#include "control/statements.h"
#include "plat/random.h"

#define MINUTE_MS (60 * INT64_C(1000))

enum err codes_sweep(struct control *c, struct db *db)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(db, codes_over.sql, &s));
	bind_int(s, 1, c->now_ms());
	return stmt_run(s);
}

/* -- giving one out -- */

struct giving {
	enum code_kind kind;
	struct uuid user_id;
	struct str email; /* of kind email: that it proves */
	struct account_code row;
	struct mail mail; /* has nothing: none is sent */
	char code[SECRET_TEXT];
	uint8_t hash[HASH_BYTES];
};

static void fill_code(const struct control *c, struct giving *g, int64_t minutes)
{
	struct account_code *row = &g->row;
	fresh_secret(g->code);
	secret_hash(c, SECRET_code, (struct str) { g->code, SECRET_TEXT }, g->hash);
	fresh_row(c, row);
	set(row, account_code, user_id, g->user_id);
	set(row, account_code, kind, g->kind);
	set(row, account_code, code_hash, ((struct str) { (const char *) g->hash, HASH_BYTES }));
	set(row, account_code, expires_at, row->created_at + minutes * MINUTE_MS);
	if (g->kind == code_kind_email)
		set(row, account_code, email, g->email);
}

static void fill_mail(const struct control *c, struct arena *a, struct giving *g, struct str to,
                      struct str link)
{
	struct mail_waiting m = {
		.user_id = g->user_id,
		.kind = g->kind == code_kind_reset ? mail_kind_reset : mail_kind_verify,
		.address = to,
		.expires_at = g->row.expires_at,
	};
	set(&m.words, mail_words, link,
	    arena_printf(a, "%.*s%.*s", PRI_STR(link), SECRET_TEXT, g->code));
	set(&m.words, mail_words, address, to);
	set(&m.words, mail_words, until, g->row.expires_at);
	mail_fill(c, a, &m, &g->mail);
}

/* Those of the same kind that were given out before. */
static enum err void_earlier(struct db *db, struct arena *a, const struct giving *g)
{
	struct account_code like = { 0 };
	void **rows;
	unsigned n;
	set(&like, account_code, user_id, g->user_id);
	TRY(rows_with(db, a, &account_code_record, F_account_code_user_id, &like, &rows, &n));
	for (unsigned i = 0; i < n; i++)
		if (((const struct account_code *) rows[i])->kind == g->kind)
			TRY(row_delete(db, &account_code_record, rows[i]));
	return OK;
}

static enum err give(struct db *db, const struct giving *g)
{
	struct arena a = ARENA_INIT;
	enum err e = void_earlier(db, &a, g);
	if (e == OK)
		e = row_insert(db, &account_code_record, &g->row);
	if (e == OK && g->mail.has != 0)
		e = row_insert(db, &mail_record, &g->mail);
	arena_release(&a);
	return e;
}

/* -- a new password -- */

struct asking {
	struct giving code;
	struct str email;
	bool allowed;
};

/* Nobody's: what was filled in for no account is worth nothing from the start. */
static void make_worthless(struct control *c, struct giving *g)
{
	set(&g->row, account_code, expires_at, c->now_ms());
	unset(&g->mail, mail, user_id);
	set(&g->mail, mail, expires_at, c->now_ms());
}

static enum err ask(struct control *c, struct db *db, void *arg)
{
	struct asking *asking = arg;
	struct giving g = asking->code;
	struct arena a = ARENA_INIT;
	struct user user;
	const struct attempt_bucket of = { ATTEMPT_reset_account, asking->email };
	enum err e = attempt_note(c, db, of, &asking->allowed);
	if (e == OK)
		e = user_by_email(db, &a, asking->email, &user);
	bool known = e == OK && asking->allowed;
	if (known) {
		set(&g.row, account_code, user_id, user.id);
		set(&g.mail, mail, user_id, user.id);
		g.user_id = user.id;
	} else {
		make_worthless(c, &g);
	}
	if (e == OK || e == ERR_NOT_FOUND)
		e = give(db, &g);
	arena_release(&a);
	return e;
}

/* Without mail there is nothing to do, for anybody. */
enum err control_reset_ask(struct control *c, const struct reset_asked *r, int64_t *retry_after_s)
{
	struct arena a = ARENA_INIT;
	struct attempt_made made;
	const struct attempt_bucket of = { ATTEMPT_reset_address, r->address };
	struct asking asking = { .email = email_folded(&a, r->email) };
	struct giving *g = &asking.code;
	enum err e = attempt_begin(c, &of, 1, &made, retry_after_s);
	if (e == OK && !str_absent(r->link) && email_valid(asking.email)) {
		g->kind = code_kind_reset;
		g->user_id = uuid_new(c->now_ms());
		fill_code(c, g, RESET_MINUTES);
		fill_mail(c, &a, g, asking.email, r->link);
		e = control_write(c, ask, &asking);
		wipe(g->code, sizeof g->code);
	}
	arena_release(&a);
	return e;
}

static enum err hand_out(struct control *c, struct db *db, void *arg)
{
	const struct giving *g = arg;
	struct arena a = ARENA_INIT;
	struct user user;
	(void) c;
	enum err e = row_by_id(db, &a, &user_record, g->user_id, &user);
	arena_release(&a);
	TRY(e);
	return give(db, g);
}

enum err control_reset_code(struct control *c, struct uuid user_id, char code[SECRET_TEXT],
                            int64_t *expires_at)
{
	struct giving g = { .kind = code_kind_reset, .user_id = user_id };
	fill_code(c, &g, RESET_MINUTES);
	TRY(control_write(c, hand_out, &g));
	memcpy(code, g.code, SECRET_TEXT);
	*expires_at = g.row.expires_at;
	return OK;
}

/* -- taking one -- */

struct taking {
	struct arena *arena;
	uint8_t hash[HASH_BYTES];
	enum code_kind kind;
	struct str hash_to_be; /* of kind reset: the new password's */
	struct account_code row;
	struct user user;
};

static enum err find(struct control *c, struct db *db, void *arg)
{
	static const int fields[] = { F_account_code_code_hash };
	struct taking *t = arg;
	struct account_code like = { 0 };
	set(&like, account_code, code_hash, ((struct str) { (const char *) t->hash, HASH_BYTES }));
	TRY(row_find(db, t->arena, index_on(&account_code_record, 1, fields), &like, &t->row));
	if (t->row.kind != t->kind || c->now_ms() >= t->row.expires_at)
		return ERR_NOT_FOUND;
	return row_by_id(db, t->arena, &user_record, t->row.user_id, &t->user);
}

/* Finds the code's row; wrong ones count. */
static enum err try_code(struct control *c, struct taking *t, struct str code, struct str address,
                         int64_t *retry_after_s)
{
	struct attempt_made made;
	const struct attempt_bucket of = { ATTEMPT_reset_address, address };
	TRY(attempt_begin(c, &of, 1, &made, retry_after_s));
	secret_hash(c, SECRET_code, code, t->hash);
	enum err e = control_read(c, find, t);
	if (e == ERR_NOT_FOUND)
		return ERR_CODE_OVER;
	TRY(e);
	return attempt_forgive(c, &made);
}

/* Of two that come at once with the same code, one finds it gone. */
static enum err use_up(struct control *c, struct db *db, void *arg)
{
	struct taking *t = arg;
	TRY(find(c, db, t));
	return row_delete(db, &account_code_record, &t->row);
}

static enum err take_password(struct control *c, struct db *db, void *arg)
{
	struct taking *t = arg;
	TRY(use_up(c, db, t));
	return password_replace(c, db, t->user.id, AUDIENCE_NOBODY, t->hash_to_be);
}

/* What the code is good for is done, or the code stays good. */
enum err control_reset_finish(struct control *c, struct arena *a, struct str code,
                              struct str password, struct str address, struct problems *ps,
                              struct account *out, int64_t *retry_after_s)
{
	char hash[PASSWORD_HASH_TEXT];
	struct taking t = { .arena = a, .kind = code_kind_reset };
	const size_t before = ps->n;
	TRY(try_code(c, &t, code, address, retry_after_s));
	password_check(S("password"), password, t.user.email, ps);
	if (ps->n != before)
		return ERR_INVALID;
	if (!password_hash(password, hash))
		return ERR_BUSY; /* no memory for it just now */
	t.hash_to_be = str_of(hash);
	enum err e = control_write(c, take_password, &t);
	if (e == ERR_NOT_FOUND)
		return ERR_CODE_OVER;
	TRY(e);
	who_cache_drop(c->who, t.user.id);
	*out = account_of(c, &t.user);
	return OK;
}

/* -- another address -- */

static enum err ask_email(struct control *c, struct db *db, void *arg)
{
	struct giving g = *(const struct giving *) arg;
	struct arena a = ARENA_INIT;
	struct user holder;
	enum err e = user_by_email(db, &a, g.email, &holder);
	if (e == OK && !uuid_eq(holder.id, g.user_id))
		make_worthless(c, &g);
	if (e == OK || e == ERR_NOT_FOUND)
		e = give(db, &g);
	arena_release(&a);
	return e;
}

enum err control_email_ask(struct control *c, struct uuid user_id, struct str email,
                           struct str link, struct problems *ps, int64_t *retry_after_s)
{
	struct arena a = ARENA_INIT;
	struct attempt_made made;
	struct giving g = { .kind = code_kind_email, .user_id = user_id };
	const struct attempt_bucket of = { ATTEMPT_reset_account,
		                           { (const char *) user_id.b, sizeof user_id.b } };
	enum err e = OK;
	g.email = email_folded(&a, email);
	if (!email_valid(g.email)) {
		complain(ps, S("email"), FLAW_malformed, "Not an e-mail address.");
		e = ERR_INVALID;
	}
	if (e == OK)
		e = attempt_begin(c, &of, 1, &made, retry_after_s);
	if (e == OK) {
		fill_code(c, &g, VERIFY_MINUTES);
		fill_mail(c, &a, &g, g.email, link);
		e = control_write(c, ask_email, &g);
		wipe(g.code, sizeof g.code);
	}
	arena_release(&a);
	return e;
}

static enum err take_email(struct control *c, struct db *db, void *arg)
{
	struct taking *t = arg;
	TRY(use_up(c, db, t));
	set(&t->user, user, email, t->row.email);
	set(&t->user, user, email_verified_at, c->now_ms());
	return row_update(db, &user_record, &t->user,
	                  touch_row(c, &t->user) | BIT(F_user_email) |
	                          BIT(F_user_email_verified_at));
}

enum err control_email_verify(struct control *c, struct arena *a, struct str code,
                              struct str address, struct account *out, struct str *was,
                              int64_t *retry_after_s)
{
	struct taking t = { .arena = a, .kind = code_kind_email };
	TRY(try_code(c, &t, code, address, retry_after_s));
	*was = str_eq(t.user.email, t.row.email) ? STR_ABSENT : t.user.email;
	enum err e = control_write(c, take_email, &t);
	if (e == ERR_NOT_FOUND || e == ERR_CONFLICT) /* used meanwhile; or taken by another */
		return ERR_CODE_OVER;
	TRY(e);
	*out = account_of(c, &t.user);
	return OK;
}

/* -- the operator's word for it -- */

struct naming {
	struct uuid user_id;
	struct str email;
};

static enum err name_email(struct control *c, struct db *db, void *arg)
{
	const struct naming *n = arg;
	struct arena a = ARENA_INIT;
	struct user row;
	enum err e = row_by_id(db, &a, &user_record, n->user_id, &row);
	if (e == OK) {
		set(&row, user, email, n->email);
		unset(&row, user, email_verified_at);
		e = row_update(db, &user_record, &row,
		               touch_row(c, &row) | BIT(F_user_email) |
		                       BIT(F_user_email_verified_at));
	}
	arena_release(&a);
	return e;
}

enum err control_email_set(struct control *c, struct uuid user_id, struct str email,
                           struct problems *ps)
{
	struct arena a = ARENA_INIT;
	struct naming n = { user_id, email_folded(&a, email) };
	enum err e = email_valid(n.email) ? control_write(c, name_email, &n) : ERR_INVALID;
	if (e == ERR_INVALID)
		complain(ps, S("to"), FLAW_malformed, "Not an e-mail address.");
	if (e == ERR_CONFLICT)
		complain(ps, S("to"), FLAW_not_unique, "There is an account with this address.");
	arena_release(&a);
	return e == ERR_CONFLICT ? ERR_INVALID : e;
}

/* second_factor.c: codes of an app beside the password, and codes on paper for when the phone
 * is gone. The secret lies sealed and bound to its user; paper codes lie hashed. */
#include "control/account.h"
#include "control/control_impl.h"
#include "control/statements.h"
#include "control/totp.h"
#include "plat/random.h"

static struct str bound_to(const struct uuid *user_id)
{
	return (struct str) { (const char *) user_id->b, sizeof user_id->b };
}

/* -- the app's code -- */

static enum err check_app_code(struct control *c, struct user *row, struct str code)
{
	struct arena a = ARENA_INIT;
	struct str secret;
	int64_t step = 0, last = has(row, F_user_totp_step) ? row->totp_step : -1;
	enum totp_verdict verdict = TOTP_wrong;
	enum err e = seal_open(&a, c->seal_key, bound_to(&row->id), row->totp_sealed, &secret);
	if (e == OK && secret.len != TOTP_SECRET_BYTES)
		e = ERR_KEY;
	if (e == OK) {
		verdict = totp_check((const uint8_t *) secret.ptr, code, c->now_ms(), last, &step);
		wipe((char *) secret.ptr, secret.len);
	}
	arena_release(&a);
	TRY(e);
	if (verdict != TOTP_right)
		return verdict == TOTP_used ? ERR_CODE_USED : ERR_BAD_CODE;
	set(row, user, totp_step, step);
	return OK;
}

static enum err take_app_code(struct control *c, struct db *db, struct user *row, struct str code)
{
	TRY(check_app_code(c, row, code));
	return row_update(db, &user_record, row, BIT(F_user_totp_step));
}

/* -- codes on paper -- */

/* Without 0, 1, l and o nothing is misread; 5 bits a sign, 50 in all. */
static const char alphabet[] = "23456789abcdefghijkmnpqrstuvwxyz";
enum { GROUP = 5, BITS = 5 };

static void fresh_code(char out[RECOVERY_TEXT])
{
	for (unsigned i = 0; i < RECOVERY_TEXT; i++)
		out[i] = i == GROUP ? '-' : alphabet[random_below(1 << BITS)];
}

/* As typed: in any case, with or without dashes and spaces. */
static void hash_paper_code(const struct control *c, const struct uuid *user_id, struct str code,
                            uint8_t out[HASH_BYTES])
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a);
	put(&b, bound_to(user_id));
	struct str folded = email_folded(&a, code);
	for (size_t i = 0; i < folded.len; i++)
		if (folded.ptr[i] != '-' && folded.ptr[i] != ' ')
			put_char(&b, folded.ptr[i]);
	secret_hash(c, SECRET_recovery, buf_str(&b), out);
	wipe(b.ptr, b.len);
	arena_release(&a);
}

static enum err take_paper_code(struct control *c, struct db *db, const struct user *row,
                                struct str code)
{
	uint8_t hash[HASH_BYTES];
	struct recovery_code like = { 0 };
	hash_paper_code(c, &row->id, code, hash);
	set(&like, recovery_code, user_id, row->id);
	set(&like, recovery_code, code_hash, ((struct str) { (const char *) hash, sizeof hash }));
	enum err e = row_delete(db, &recovery_code_record, &like);
	return e == ERR_NOT_FOUND ? ERR_BAD_CODE : e;
}

static enum err put_paper_codes(struct control *c, struct db *db, struct uuid user_id,
                                const struct recovery_codes *codes)
{
	TRY(rows_of_user_drop(db, &recovery_code_record, F_recovery_code_user_id, user_id));
	for (unsigned i = 0; i < RECOVERY_CODES; i++) {
		uint8_t hash[HASH_BYTES];
		struct recovery_code row = { 0 };
		hash_paper_code(c, &user_id, (struct str) { codes->v[i], RECOVERY_TEXT }, hash);
		set(&row, recovery_code, user_id, user_id);
		set(&row, recovery_code, code_hash,
		    ((struct str) { (const char *) hash, sizeof hash }));
		set(&row, recovery_code, at, c->now_ms());
		TRY(row_insert(db, &recovery_code_record, &row));
	}
	return OK;
}

static void fresh_codes(struct recovery_codes *out)
{
	for (unsigned i = 0; i < RECOVERY_CODES; i++)
		fresh_code(out->v[i]);
}

static bool is_digits(struct str code)
{
	for (size_t i = 0; i < code.len; i++)
		if (code.ptr[i] < '0' || code.ptr[i] > '9')
			return false;
	return code.len == TOTP_DIGITS;
}

enum err second_factor_take(struct control *c, struct db *db, struct user *row, struct str code)
{
	if (!has(row, F_user_totp_since))
		return OK;
	if (str_absent(code))
		return ERR_CODE_NEEDED;
	return is_digits(code) ? take_app_code(c, db, row, code)
	                       : take_paper_code(c, db, row, code);
}

/* -- one transaction on the user's row -- */

struct changing {
	struct uuid user_id;
	const uint8_t *secret; /* to begin with */
	struct str code;
	const struct recovery_codes *codes;
	struct str email; /* out, in the arena */
	struct arena *arena;
};

typedef enum err user_fn(struct control *c, struct db *db, struct user *row, struct changing *ch);

static enum err on_user(struct control *c, struct db *db, struct changing *ch, user_fn *fn)
{
	struct arena a = ARENA_INIT;
	struct user row;
	enum err e = row_by_id(db, &a, &user_record, ch->user_id, &row);
	if (e == OK)
		e = fn(c, db, &row, ch);
	arena_release(&a);
	return e;
}

static uint64_t switch_off(struct user *row)
{
	unset(row, user, totp_sealed);
	unset(row, user, totp_since);
	unset(row, user, totp_step);
	return BIT(F_user_totp_sealed) | BIT(F_user_totp_since) | BIT(F_user_totp_step);
}

/* -- beginning -- */

static enum err begin_row(struct control *c, struct db *db, struct user *row, struct changing *ch)
{
	struct arena a = ARENA_INIT;
	struct buf sealed = BUF_IN(&a);
	if (has(row, F_user_totp_since))
		return ERR_CONFLICT;
	uint64_t mask = switch_off(row);
	seal(&sealed, c->seal_key, bound_to(&row->id),
	     (struct str) { (const char *) ch->secret, TOTP_SECRET_BYTES });
	set(row, user, totp_sealed, buf_str(&sealed));
	enum err e = row_update(db, &user_record, row, touch_row(c, row) | mask);
	if (e == OK)
		ch->email = arena_str(ch->arena, row->email);
	arena_release(&a);
	return e;
}

static enum err begin(struct control *c, struct db *db, void *arg)
{
	return on_user(c, db, arg, begin_row);
}

/* The label of the key URI format that apps read: issuer, colon, account; all percent-encoded. */
static void put_escaped(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char ch = s.ptr[i];
		bool plain = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
		             (ch >= '0' && ch <= '9') || strchr("-._~", ch) != NULL;
		if (plain)
			put_char(b, ch);
		else
			putf(b, "%%%02X", (unsigned char) ch);
	}
}

enum err control_totp_begin(struct control *c, struct arena *a, struct uuid user_id,
                            struct totp_setup *out)
{
	uint8_t secret[TOTP_SECRET_BYTES];
	struct changing ch = { .user_id = user_id, .secret = secret, .arena = a };
	struct buf uri = BUF_IN(a);
	random_bytes(secret, sizeof secret);
	TRY(control_write(c, begin, &ch));
	out->secret = totp_base32(a, secret);
	wipe(secret, sizeof secret);
	put(&uri, S("otpauth://totp/Kontor:"));
	put_escaped(&uri, ch.email);
	putf(&uri, "?secret=%.*s&issuer=Kontor", PRI_STR(out->secret));
	out->uri = buf_str(&uri);
	return OK;
}

/* -- turning it on, and off -- */

/* The code that turned it on is taken: it does not sign in as well. */
static enum err confirm_row(struct control *c, struct db *db, struct user *row, struct changing *ch)
{
	if (has(row, F_user_totp_since) || !has(row, F_user_totp_sealed))
		return ERR_CONFLICT;
	TRY(check_app_code(c, row, ch->code));
	set(row, user, totp_since, c->now_ms());
	TRY(row_update(db, &user_record, row,
	               touch_row(c, row) | BIT(F_user_totp_since) | BIT(F_user_totp_step)));
	return put_paper_codes(c, db, row->id, ch->codes);
}

static enum err confirm(struct control *c, struct db *db, void *arg)
{
	return on_user(c, db, arg, confirm_row);
}

static enum err off_row(struct control *c, struct db *db, struct user *row, struct changing *ch)
{
	if (!has(row, F_user_totp_since))
		return ERR_CONFLICT;
	TRY(second_factor_take(c, db, row, ch->code));
	TRY(row_update(db, &user_record, row, switch_off(row) | touch_row(c, row)));
	return rows_of_user_drop(db, &recovery_code_record, F_recovery_code_user_id, row->id);
}

static enum err off(struct control *c, struct db *db, void *arg)
{
	return on_user(c, db, arg, off_row);
}

/* Codes are six digits: tried often enough, one fits. So tries count as for the password. */
static enum err counted(struct control *c, control_fn *fn, struct changing *ch,
                        int64_t *retry_after_s)
{
	struct attempt_made made;
	const struct attempt_bucket of = { ATTEMPT_inside, bound_to(&ch->user_id) };
	TRY(attempt_begin(c, &of, 1, &made, retry_after_s));
	enum err e = control_write(c, fn, ch);
	if (e == OK || e == ERR_CONFLICT)
		TRY(attempt_forgive(c, &made));
	return e;
}

enum err control_totp_confirm(struct control *c, struct uuid user_id, struct str code,
                              struct recovery_codes *out, int64_t *retry_after_s)
{
	struct changing ch = { .user_id = user_id, .code = code, .codes = out };
	fresh_codes(out);
	return counted(c, confirm, &ch, retry_after_s);
}

enum err control_totp_off(struct control *c, struct uuid user_id, struct str code,
                          int64_t *retry_after_s)
{
	struct changing ch = { .user_id = user_id, .code = str_absent(code) ? S("") : code };
	return counted(c, off, &ch, retry_after_s);
}

static enum err drop_row(struct control *c, struct db *db, struct user *row, struct changing *ch)
{
	(void) ch;
	TRY(row_update(db, &user_record, row, switch_off(row) | touch_row(c, row)));
	return rows_of_user_drop(db, &recovery_code_record, F_recovery_code_user_id, row->id);
}

static enum err drop(struct control *c, struct db *db, void *arg)
{
	return on_user(c, db, arg, drop_row);
}

enum err control_totp_drop(struct control *c, struct uuid user_id)
{
	return control_write(c, drop, &(struct changing) { .user_id = user_id });
}

/* -- new paper -- */

static enum err renew_row(struct control *c, struct db *db, struct user *row, struct changing *ch)
{
	return has(row, F_user_totp_since) ? put_paper_codes(c, db, row->id, ch->codes)
	                                   : ERR_CONFLICT;
}

static enum err renew(struct control *c, struct db *db, void *arg)
{
	return on_user(c, db, arg, renew_row);
}

enum err control_recovery_renew(struct control *c, struct uuid user_id, struct recovery_codes *out)
{
	fresh_codes(out);
	return control_write(c, renew, &(struct changing) { .user_id = user_id, .codes = out });
}

struct counting {
	struct uuid user_id;
	int64_t n;
};

static enum err count(struct control *c, struct db *db, void *arg)
{
	struct counting *k = arg;
	STMT_AUTO s = NULL;
	(void) c;
	TRY(db_sql(db, recovery_left.sql, &s));
	bind_uuid(s, 1, &k->user_id);
	return stmt_int(s, -1, &k->n);
}

enum err control_recovery_left(struct control *c, struct uuid user_id, unsigned *n)
{
	struct counting k = { .user_id = user_id };
	TRY(control_read(c, count, &k));
	*n = (unsigned) k.n;
	return OK;
}

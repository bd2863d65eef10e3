/* tidy.c: see tidy.h. */
#include "app/tidy.h"

#include "core/fold.h"
#include "core/marks.h"

static bool is_control(char c)
{
	return (unsigned char) c < ' ' || c == 0x7f;
}

static struct str one_line(struct arena *a, struct str s)
{
	struct buf b = BUF_IN(a);
	bool clean = true;

	s = text_trim_marks(s);
	for (size_t i = 0; i < s.len; i++)
		clean &= !is_control(s.ptr[i]);
	if (clean)
		return s;
	for (size_t i = 0; i < s.len; i++)
		put_char(&b, is_control(s.ptr[i]) ? ' ' : s.ptr[i]);
	return buf_str(&b);
}

void tidy_line(struct unit *u, const struct record *rec, int field, void *row)
{
	const struct field *f = &rec->fields[field];
	struct str *text = member_of(f, row);

	if (!has(row, field))
		return;
	*text = one_line(u->arena, *text);
	if (text->len != 0)
		return;
	if (not_null(f))
		complain(u->problems, f->name, FLAW_too_short, "There is nothing visible in it.");
	else
		*has_of(row) &= ~BIT(field);
}

void tidy_lines(struct unit *u, const struct record *rec, uint64_t mask, void *row)
{
	for (unsigned i = N_head; i < rec->n; i++) {
		if (mask & BIT(i))
			tidy_line(u, rec, (int) i, row);
	}
}

struct str tidy_fold(struct arena *a, struct str name)
{
	struct buf b = BUF_IN(a);

	fold_put(&b, name, NULL);
	return text_squeeze(a, buf_str(&b));
}

struct str tidy_lower(struct arena *a, struct str s)
{
	struct buf b = BUF_IN(a);

	for (size_t i = 0; i < s.len; i++)
		put_char(&b,
		         (char) (s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ? s.ptr[i] + 32 : s.ptr[i]));
	return buf_str(&b);
}

/* The first part is the language; four letters are a script, two a region. */
static void write_part(char *part, size_t n, bool first)
{
	const bool script = !first && n == 4 && part[0] > '9', region = !first && n == 2;

	for (size_t i = 0; i < n; i++) {
		const bool upper = region || (script && i == 0);

		if (part[i] >= 'a' && part[i] <= 'z' && upper)
			part[i] = (char) (part[i] - 32);
		else if (part[i] >= 'A' && part[i] <= 'Z' && !upper)
			part[i] = (char) (part[i] + 32);
	}
}

void tidy_language(struct unit *u, const struct record *rec, int field, void *row)
{
	struct str *tag = member_of(&rec->fields[field], row);
	char *text;

	if (!has(row, field))
		return;
	*tag = arena_str(u->arena, *tag);
	text = (char *) tag->ptr;
	for (size_t at = 0, end; at < tag->len; at = end + 1) {
		end = at;
		while (end < tag->len && text[end] != '-')
			end++;
		write_part(text + at, end - at, at == 0);
	}
}

enum err ask_int_from(struct db *db, struct str sql, int64_t fallback, int64_t *out)
{
	STMT_AUTO s = NULL;

	TRY(db_sql(db, sql, &s));
	return stmt_int(s, fallback, out);
}

enum err ask_int(struct unit *u, struct str sql, int64_t fallback, int64_t *out)
{
	return ask_int_from(u->db, sql, fallback, out);
}

enum err ask_int_of(struct unit *u, struct str sql, struct uuid id, int64_t *out)
{
	STMT_AUTO s = NULL;

	TRY(db_sql(u->db, sql, &s));
	bind_uuid(s, 1, &id);
	return stmt_int(s, 0, out);
}

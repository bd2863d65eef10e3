/* err.c: the table of errors, the list of problems, and the reply made of both. See err.h. */
#include <stdarg.h>
#include <stdio.h>

#include "base/err.h"
#include "base/json.h"
#include "base/utf8.h"

static const struct err_info infos[ERR_N] = {
#define ERR(name, status, word, again, text)                                                       \
	[ERR_##name] = { .code = STR(#name),                                                       \
		         .http = status,                                                           \
		         .slug = STR(word),                                                        \
		         .retry = again,                                                           \
		         .sentence = STR(text) },
#include "base/errors.def"
#undef ERR
};

static const struct str words[FLAW_N] = {
#define FLAW(word) [FLAW_##word] = STR(#word),
#include "base/flaws.def"
#undef FLAW
};

/* Names come from outside too (an unknown member): a reply does not carry more of one than this. */
enum { NAME_MAX_BYTES = 200 };

const struct err_info *err_info(enum err e)
{
	ENSURE(e > OK && e < ERR_N);
	return &infos[e];
}

struct str flaw_word(enum flaw flaw)
{
	ENSURE(flaw < FLAW_N);
	return words[flaw];
}

void problems_init(struct problems *ps, struct arena *arena)
{
	ps->arena = arena;
	ps->within_len = 0;
	ps->n = 0;
}

/* RFC 6901 §3: "~" and "/" inside a name. */
static void put_pointer_name(struct buf *b, struct str name)
{
	name = utf8_head(name, NAME_MAX_BYTES);
	for (size_t i = 0; i < name.len; i++) {
		if (name.ptr[i] == '~')
			put(b, S("~0"));
		else if (name.ptr[i] == '/')
			put(b, S("~1"));
		else
			put_char(b, name.ptr[i]);
	}
}

static struct str pointer_of(const struct problems *ps, struct str name)
{
	struct buf b = BUF_IN(ps->arena);

	if (str_starts(name, S("?"))) {
		put(&b, utf8_head(name, NAME_MAX_BYTES));
		return buf_str(&b);
	}
	put(&b, (struct str) { ps->within, ps->within_len });
	if (name.len != 0) {
		put_char(&b, '/');
		put_pointer_name(&b, name);
	}
	return buf_str(&b);
}

static struct str detail_of(struct arena *a, const char *format, va_list args)
{
	char text[512];
	const int n = vsnprintf(text, sizeof text, format, args);

	ENSURE(n >= 0);
	if ((size_t) n < sizeof text)
		return arena_str(a, (struct str) { text, (size_t) n });
	return arena_str(a, utf8_head((struct str) { text, sizeof text - 1 }, sizeof text - 4));
}

void complain(struct problems *ps, struct str name, enum flaw flaw, const char *format, ...)
{
	struct problem *p;
	va_list args;

	if (ps == NULL)
		return;
	if (ps->n++ >= PROBLEMS_MAX)
		return;
	p = &ps->v[ps->n - 1];
	p->pointer = pointer_of(ps, name);
	p->flaw = flaw;
	va_start(args, format);
	p->detail = detail_of(ps->arena, format, args);
	va_end(args);
}

size_t problems_enter(struct problems *ps, struct str name, int index)
{
	char text[sizeof ps->within + 1];
	size_t mark;
	int n;

	if (ps == NULL)
		return 0;
	mark = ps->within_len;
	if (index < 0)
		n = snprintf(text, sizeof text, "/%.*s", PRI_STR(name));
	else
		n = snprintf(text, sizeof text, "/%.*s/%d", PRI_STR(name), index);
	/* What does not fit is left out whole: the pointer then names the container. */
	if (n > 0 && (size_t) n <= sizeof ps->within - mark) {
		memcpy(ps->within + mark, text, (size_t) n);
		ps->within_len += (size_t) n;
	}
	return mark;
}

void problems_leave(struct problems *ps, size_t mark)
{
	if (ps != NULL)
		ps->within_len = mark;
}

static bool is_named(const struct problems *ps, size_t had, struct str pointer)
{
	for (size_t i = 0; i < had; i++) {
		if (str_eq(ps->v[i].pointer, pointer))
			return true;
	}
	return false;
}

void problems_once(struct problems *ps, size_t had)
{
	size_t n = had;

	if (ps->n > PROBLEMS_MAX) /* there are enough of them */
		return;
	for (size_t i = had; i < ps->n; i++) {
		if (!is_named(ps, had, ps->v[i].pointer))
			ps->v[n++] = ps->v[i];
	}
	ps->n = n;
}

static void put_problems(struct buf *b, const struct problems *ps)
{
	const size_t kept = ps->n < PROBLEMS_MAX ? ps->n : PROBLEMS_MAX;

	json_key(b, S("errors"));
	json_open(b, '[');
	for (size_t i = 0; i < kept; i++) {
		json_open(b, '{');
		json_key(b, S("pointer"));
		json_put_str(b, ps->v[i].pointer);
		json_key(b, S("code"));
		json_put_str(b, flaw_word(ps->v[i].flaw));
		json_key(b, S("detail"));
		json_put_str(b, ps->v[i].detail);
		json_close(b, '}');
	}
	json_close(b, ']');
	if (ps->n > kept) {
		json_key(b, S("errors_left_out"));
		json_put_int(b, (int64_t) (ps->n - kept));
	}
}

void problem_json(struct buf *b, enum err e, struct str detail, struct str request_id,
                  const struct problems *ps)
{
	const struct err_info *info = err_info(e);

	json_open(b, '{');
	json_key(b, S("type"));
	json_put_raw(b, S("\"/problems/"));
	put(b, info->slug);
	put_char(b, '"');
	json_key(b, S("title"));
	json_put_str(b, info->sentence);
	json_key(b, S("status"));
	json_put_int(b, info->http);
	if (!str_absent(detail)) {
		json_key(b, S("detail"));
		json_put_str(b, detail);
	}
	json_key(b, S("request_id"));
	json_put_str(b, request_id);
	if (ps != NULL && ps->n != 0)
		put_problems(b, ps);
	json_close(b, '}');
}

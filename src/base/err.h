/* err.h: results of functions, and the per-field problems that go with a refusal.
 *
 * Three kinds of failure stay apart: the caller's (4xx), the world's (retryable), ours (BUG).
 * errors.def sits here and not in schema/, because everything above base returns enum err. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

enum err {
	OK,
#define ERR(code, http, slug, retry, sentence) ERR_##code,
#include "base/errors.def"
#undef ERR
	ERR_N
};

/* Returns the callee's error, if any. */
#define TRY(call)                                                                                  \
	do {                                                                                       \
		enum err try_err_ = (call);                                                        \
		if (try_err_ != OK)                                                                \
			return try_err_;                                                           \
	} while (0)

struct err_info {
	struct str code;     /* "NOT_FOUND" */
	int http;            /* status */
	struct str slug;     /* last part of the problem's type */
	bool retry;          /* the same request may succeed later */
	struct str sentence; /* for the person */
};

const struct err_info *err_info(enum err e);       /* e must not be OK */

/* What can be wrong with one value. Words in flaws.def; the detail names the reason. */
enum flaw {
#define FLAW(word) FLAW_##word,
#include "base/flaws.def"
#undef FLAW
	FLAW_N
};

struct problem {
	struct str pointer; /* into the body ("/identities/0/value"), or "?name": query parameter */
	enum flaw flaw;
	struct str detail;  /* a sentence */
};

enum { PROBLEMS_MAX = 32 };                        /* further ones are counted, not kept */

/* Flaws of one request, gathered so that all are reported at once. */
struct problems {
	struct arena *arena;
	char within[96];    /* prefix of pointers: "/identities/0" */
	size_t within_len;
	size_t n;           /* may exceed PROBLEMS_MAX */
	struct problem v[PROBLEMS_MAX];
};

void problems_init(struct problems *ps, struct arena *arena);
/* Adds the problem at within + "/" + name (name empty: at within itself; name "?…": the query
 * parameter, as it stands). ps may be NULL: nothing kept. */
void complain(struct problems *ps, struct str name, enum flaw flaw, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* Enters "/name" or "/name/index" (index < 0: none); returns what problems_leave wants back. */
size_t problems_enter(struct problems *ps, struct str name, int index);
void problems_leave(struct problems *ps, size_t mark);
/* Takes out what was added after the first `had` at a place that one of those names already: a
 * value that could not be read is not missing, too. Over PROBLEMS_MAX all stay. */
void problems_once(struct problems *ps, size_t had);
struct str flaw_word(enum flaw flaw);

/* RFC 9457: {"type":"/problems/<slug>","title","status","detail"?,"request_id",
 * "errors":[{pointer,code,detail}]}.
 * detail may be absent; ps may be NULL. "errors" only when there are some; "errors_left_out"
 * counts those over PROBLEMS_MAX. */
void problem_json(struct buf *b, enum err e, struct str detail, struct str request_id,
                  const struct problems *ps);

/* An invariant of ours is broken: prints file, line and the text, then aborts (a core for us, a
 * restart for them; nothing acknowledged is lost). Never for input, never with a
 * person's data in the text. */
_Noreturn void bug(const char *file, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
#define BUG(...) bug(__FILE__, __LINE__, __VA_ARGS__)
#define ENSURE(cond) ((cond) ? (void) 0 : BUG("%s", #cond))

#endif

/* log.h: one JSON object per line, and no room for a person's data.
 *
 *	log_event(LOG_INFO, "http.request", LOG_ID("request", request_id), LOG_INT("status", 200));
 *	{"at":"2026-11-25T00:54:07.000Z","level":"info","event":"http.request","request":"…",…}
 *
 * A value is a number, an id, or text that is part of the program: words from outside have no way
 * in. That is checked where it counts, when the line is written: text whose address is not in the
 * read-only part of the program or a library appears as "?", and so does an id of another form.
 * Whoever wants to log what a person typed finds no function for it.
 *
 * A line is written with one write(2), from any thread; lines of several threads do not mix. */
#ifndef PLAT_LOG_H
#define PLAT_LOG_H

#include "base/err.h"
#include "base/uuid.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

enum log_kind { LOG_KIND_EVENT, LOG_KIND_INT, LOG_KIND_TEXT, LOG_KIND_ID, LOG_KIND_UUID };

struct log_field {
	const char *key;
	enum log_kind kind;
	int64_t number;
	struct str text;
	struct uuid uuid;
};

#define LOG_FIELD(k, t, ...) ((struct log_field) { .key = "" k, .kind = (t), __VA_ARGS__ })

#define LOG_INT(key, v) LOG_FIELD(key, LOG_KIND_INT, .number = (v))
/* const char * of the program or of a library: a literal, a name out of a table, strerror-like. */
#define LOG_TEXT(key, c) LOG_FIELD(key, LOG_KIND_TEXT, .text = log_text(c))
/* The same as struct str: slugs, names of records, patterns of routes. */
#define LOG_SLUG(key, s) LOG_FIELD(key, LOG_KIND_TEXT, .text = (s))
/* An id as text: 16 or 32 hex digits, or a UUID. */
#define LOG_ID(key, s) LOG_FIELD(key, LOG_KIND_ID, .text = (s))
#define LOG_UUID(key, u) LOG_FIELD(key, LOG_KIND_UUID, .uuid = (u))
#define LOG_ERR(e) LOG_FIELD("err", LOG_KIND_TEXT, .text = log_err(e))         /* enum err */
#define LOG_ERRNO(e) LOG_FIELD("errno", LOG_KIND_TEXT, .text = log_errno(e))   /* "ENOSPC" */

/* event is a literal, "room.what"; then any number of fields. */
#define log_event(level, event, ...) log_write((level), \
	(const struct log_field[]) { LOG_FIELD(event, LOG_KIND_EVENT), ##__VA_ARGS__ }, \
	sizeof((const struct log_field[]) { LOG_FIELD(event, LOG_KIND_EVENT), ##__VA_ARGS__ }) \
		/ sizeof(struct log_field))

/* Before the first thread; until then lines from LOG_INFO on go to stderr. */
void log_to(int fd, enum log_level from);
bool log_level_parse(struct str word, enum log_level *out);         /* "debug", "info", … */
/* Lines that could not be written, or not whole, since the start. */
int64_t log_lost(void);

/* For the macros above. The first field is the event. */
void log_write(enum log_level level, const struct log_field *fields, size_t n);
struct str log_text(const char *c);                /* NULL is absent */
struct str log_err(enum err e);
struct str log_errno(int error);

#endif

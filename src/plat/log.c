/* log.c: lines of the log, and the guard in front of their values. See log.h. */
#define _GNU_SOURCE 1 /* dl_iterate_phdr, strerrorname_np */
#include <errno.h>
#include <link.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "plat/clock.h"
#include "plat/log.h"

struct log_state {
	_Atomic int fd;
	_Atomic int from;
	_Atomic int64_t lost;
};

/* Of the process, as stderr is: a line about a failure must not need a way to get there. */
static struct log_state log_sink = { .fd = STDERR_FILENO, .from = LOG_INFO };

static const struct str level_words[] = {
	[LOG_DEBUG] = STR("debug"),
	[LOG_INFO] = STR("info"),
	[LOG_WARN] = STR("warn"),
	[LOG_ERROR] = STR("error"),
};

void log_to(int fd, enum log_level from)
{
	atomic_store(&log_sink.fd, fd);
	atomic_store(&log_sink.from, (int) from);
}

bool log_level_parse(struct str word, enum log_level *out)
{
	for (size_t i = 0; i < COUNT(level_words); i++) {
		if (str_eq(level_words[i], word)) {
			*out = (enum log_level) i;
			return true;
		}
	}
	return false;
}

int64_t log_lost(void)
{
	return atomic_load(&log_sink.lost);
}

/* Is [start, end) within a part of this object that was mapped read-only? */
static int object_holds(struct dl_phdr_info *object, size_t size, void *wanted)
{
	const struct str *text = wanted;
	const uintptr_t start = (uintptr_t) text->ptr, end = start + text->len;

	(void) size;
	for (size_t i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &object->dlpi_phdr[i];
		const uintptr_t at = object->dlpi_addr + part->p_vaddr;

		if (part->p_type == PT_LOAD && (part->p_flags & PF_W) == 0 && start >= at &&
		    end <= at + part->p_memsz)
			return 1;
	}
	return 0;
}

/* Text with such an address was there when the program was built, so nobody's data is in it. */
static bool of_the_program(struct str text)
{
	return dl_iterate_phdr(object_holds, &text) != 0;
}

static bool is_id(struct str s)
{
	struct uuid u;

	if (s.len == UUID_TEXT)
		return uuid_parse(s, &u);
	if (s.len != 16 && s.len != 32)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		const char c = s.ptr[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f'))
			return false;
	}
	return true;
}

struct str log_text(const char *c)
{
	return c == NULL ? STR_ABSENT : str_of(c);
}

struct str log_err(enum err e)
{
	return e == OK ? S("OK") : err_info(e)->code;
}

struct str log_errno(int error)
{
	return log_text(strerrorname_np(error));
}

static void put_field(struct buf *b, const struct log_field *f)
{
	const struct str unknown = S("?");

	json_key(b, str_of(f->key));
	switch (f->kind) {
	case LOG_KIND_INT:
		json_put_int(b, f->number);
		break;
	case LOG_KIND_TEXT:
		json_put_str(b, str_absent(f->text) || of_the_program(f->text) ? f->text : unknown);
		break;
	case LOG_KIND_ID:
		json_put_str(b, str_absent(f->text) || is_id(f->text) ? f->text : unknown);
		break;
	case LOG_KIND_UUID:
		json_put_uuid(b, f->uuid);
		break;
	case LOG_KIND_EVENT:
		BUG("an event inside a line");
	}
}

static void write_line(struct str line)
{
	ssize_t n;

	do
		n = write(atomic_load(&log_sink.fd), line.ptr, line.len);
	while (n < 0 && errno == EINTR);
	/* The rest of a half-written line would land inside another: better lost and counted. */
	if (n != (ssize_t) line.len)
		atomic_fetch_add(&log_sink.lost, 1);
}

void log_write(enum log_level level, const struct log_field *fields, size_t n)
{
	const int before = errno;
	struct buf b = BUF_IN(NULL);

	if ((int) level < atomic_load(&log_sink.from))
		return;
	json_open(&b, '{');
	json_key(&b, S("at"));
	json_put_iso(&b, clock_now_ms(&clock_system));
	json_key(&b, S("level"));
	json_put_str(&b, level_words[level]);
	json_key(&b, S("event"));
	json_put_str(&b, str_of(fields[0].key));
	for (size_t i = 1; i < n; i++)
		put_field(&b, &fields[i]);
	json_close(&b, '}');
	put_char(&b, '\n');
	write_line(buf_str(&b));
	buf_release(&b);
	errno = before; /* whoever logs a failure still has its reason */
}

/* zone.c: reads TZif files and answers from them. See zone.h; the rules that follow a file's last
 * transition are in zone_rule.c. */
#include "plat/zone.h"

#include <errno.h>

#include "plat/files.h"
#include "plat/zone_rule.h"

enum { ZONE_FILE_MAX = 1 << 18, HEAD_BYTES = 44, TYPE_BYTES = 6, TYPES_MAX = 256, DAY_S = 86400 };

static const char folder[] = "/usr/share/zoneinfo";

struct zone {
	size_t n;
	const int64_t *at;       /* instants (s) from which … */
	const int32_t *offset_s; /* … this one holds; [0] is what holds before all, at unused */
	struct zone_rule rule;   /* after the last; when there is none, the last stays */
};

/* -- names -- */

static const struct {
	struct str former, today;
} names[] = {
#define ZONE(former_, today_) { STR(former_), STR(today_) },
#include "plat/zone_names.def"
#undef ZONE
};

struct str zone_current_name(struct str name)
{
	size_t from = 0, to = COUNT(names);

	while (from < to) {
		const size_t mid = (from + to) / 2;
		const int order = str_cmp(names[mid].former, name);

		if (order == 0)
			return names[mid].today;
		if (order < 0)
			from = mid + 1;
		else
			to = mid;
	}
	return name;
}

static bool is_name_char(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '+' || c == '-' || c == '/';
}

/* A name leads to one file below the folder and nowhere else: its parts hold no dots. What lies
 * there beside the zones (posix/, right/, zone.tab) is none. */
static bool is_name(struct str s)
{
	static const struct str others[] = { STR("Factory"), STR("localtime"), STR("posixrules") };

	if (s.len == 0 || s.len > ZONE_NAME_MAX || s.ptr[0] == '/' || s.ptr[s.len - 1] == '/' ||
	    str_find(s, S("//"), NULL) || str_starts(s, S("posix/")) || str_starts(s, S("right/")))
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (!is_name_char(s.ptr[i]))
			return false;
	}
	for (size_t i = 0; i < COUNT(others); i++) {
		if (str_eq(s, others[i]))
			return false;
	}
	return true;
}

/* -- the file -- */

static int64_t big_endian(const char *p, size_t bytes)
{
	uint64_t v = (unsigned char) p[0] >= 0x80 ? UINT64_MAX : 0;

	for (size_t i = 0; i < bytes; i++)
		v = v << 8 | (unsigned char) p[i];
	return (int64_t) v;
}

struct counts {
	size_t isut, isstd, leap, time, type, chars;
};

static bool read_head(struct str *s, struct counts *c)
{
	const char *p = s->ptr;

	if (s->len < HEAD_BYTES || !str_starts(*s, S("TZif")) || p[4] < '2')
		return false;
	c->isut = (size_t) big_endian(p + 20, 4);
	c->isstd = (size_t) big_endian(p + 24, 4);
	c->leap = (size_t) big_endian(p + 28, 4);
	c->time = (size_t) big_endian(p + 32, 4);
	c->type = (size_t) big_endian(p + 36, 4);
	c->chars = (size_t) big_endian(p + 40, 4);
	*s = str_from(*s, HEAD_BYTES);
	return c->type >= 1 && c->type <= TYPES_MAX && c->time <= ZONE_FILE_MAX &&
	       c->leap <= ZONE_FILE_MAX && c->chars <= ZONE_FILE_MAX && c->isut <= TYPES_MAX &&
	       c->isstd <= TYPES_MAX;
}

static size_t body_bytes(const struct counts *c, size_t time_bytes)
{
	return c->time * (time_bytes + 1) + c->type * TYPE_BYTES + c->chars +
	       c->leap * (time_bytes + 4) + c->isstd + c->isut;
}

/* The second body has 64-bit times; the first is for readers of 1985. */
static bool read_body(struct arena *a, struct str s, const struct counts *c, struct zone *z)
{
	const char *times = s.ptr, *kinds = times + c->time * 8, *types = kinds + c->time;
	int64_t *at = arena_array(a, int64_t, c->time + 1);
	int32_t *offset = arena_array(a, int32_t, c->time + 1);

	offset[0] = (int32_t) big_endian(types, 4);
	at[0] = INT64_MIN;
	for (size_t i = 0; i < c->time; i++) {
		const size_t kind = (unsigned char) kinds[i];

		if (kind >= c->type)
			return false;
		at[i + 1] = big_endian(times + i * 8, 8);
		offset[i + 1] = (int32_t) big_endian(types + kind * TYPE_BYTES, 4);
		if (at[i + 1] <= at[i] && i != 0)
			return false;
	}
	*z = (struct zone) { c->time + 1, at, offset, { 0 } };
	return true;
}

static bool read_file(struct arena *a, struct str s, struct zone *z)
{
	struct counts c;
	size_t end;

	if (!read_head(&s, &c) || body_bytes(&c, 4) > s.len)
		return false;
	s = str_from(s, body_bytes(&c, 4));
	if (!read_head(&s, &c) || body_bytes(&c, 8) > s.len || !read_body(a, s, &c, z))
		return false;
	s = str_from(s, body_bytes(&c, 8));
	if (s.len == 0 || s.ptr[0] != '\n' || !str_find_byte(str_from(s, 1), '\n', &end))
		return false;
	return zone_rule_read(str_head(str_from(s, 1), end), &z->rule);
}

static bool is_utc(struct str name)
{
	return str_eq(name, S("Etc/UTC")) || str_eq(name, S("Etc/GMT"));
}

enum err zone_load(struct arena *a, struct str name, const struct zone **out)
{
	static const int64_t always[] = { INT64_MIN };
	static const int32_t none[] = { 0 };
	static const struct zone utc = { 1, always, none, { 0 } };
	struct zone *z;
	struct str text;
	enum err e;

	name = zone_current_name(name);
	if (is_utc(name)) {
		*out = &utc;
		return OK;
	}
	if (!is_name(name))
		return ERR_NOT_FOUND;
	e = file_read(a, path_join(a, folder, name), ZONE_FILE_MAX, &text);
	if (e != OK) /* "Europe" is a folder, "Europe/Paris/x" leads through a file */
		return errno == ENOENT || errno == EISDIR || errno == ENOTDIR ? ERR_NOT_FOUND
		                                                              : ERR_IO;
	z = arena_new(a, struct zone);
	if (!read_file(a, text, z))
		return ERR_IO;
	*out = z;
	return OK;
}

bool zone_exists(struct str name)
{
	struct arena a = ARENA_INIT;
	const struct zone *z;
	const enum err e = zone_load(&a, name, &z);

	arena_release(&a);
	return e == OK;
}

/* -- answers -- */

int32_t zone_offset_s(const struct zone *z, int64_t utc_ms)
{
	const int64_t s = utc_ms >= 0 ? utc_ms / 1000 : -((-utc_ms + 999) / 1000);
	size_t from = 0, to = z->n;

	if (z->rule.there && s >= z->at[z->n - 1])
		return zone_rule_offset_s(&z->rule, s);
	while (to - from > 1) {
		const size_t mid = (from + to) / 2;

		if (z->at[mid] <= s)
			from = mid;
		else
			to = mid;
	}
	return z->offset_s[from];
}

/* Clocks do not change twice within a day of each other, so what held the day before and what holds
 * the day after are the only two answers there can be. */
int64_t zone_to_utc(const struct zone *z, const struct civil *wall)
{
	const int64_t as_utc = civil_to_ms(wall);
	const int32_t before = zone_offset_s(z, as_utc - DAY_S * INT64_C(1000));
	const int32_t after = zone_offset_s(z, as_utc + DAY_S * INT64_C(1000));
	const int64_t first = as_utc - before * INT64_C(1000);
	const int64_t second = as_utc - after * INT64_C(1000);

	if (zone_offset_s(z, first) == before)
		return first;
	return zone_offset_s(z, second) == after ? second : first;
}

struct civil zone_to_wall(const struct zone *z, int64_t utc_ms)
{
	return civil_from_ms(utc_ms + zone_offset_s(z, utc_ms) * INT64_C(1000));
}

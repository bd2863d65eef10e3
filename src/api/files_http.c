/* files_http.c: ranges, names and tags as HTTP writes them; pure. */
#include "api/files.h"

/* -- ranges (RFC 9110, 14.1) -- */

static bool is_digits(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] < '0' || s.ptr[i] > '9')
			return false;
	return s.len != 0;
}

/* More digits than a number holds are a number beyond every file. */
static int64_t number_of(struct str digits)
{
	int64_t n;
	return str_to_int(digits, &n) ? n : MAX63;
}

static enum range last_bytes(int64_t n, int64_t total, struct byte_range *out)
{
	if (n == 0 || total == 0)
		return RANGE_none;
	if (n > total)
		n = total;
	*out = (struct byte_range) { total - n, n };
	return RANGE_part;
}

enum range range_read(struct str header, int64_t total, struct byte_range *out)
{
	const struct str unit = S("bytes=");
	size_t dash;
	if (!str_ieq(str_head(header, unit.len), unit))
		return RANGE_all;
	struct str rest = str_trim(str_from(header, unit.len));
	if (!str_find_byte(rest, '-', &dash))
		return RANGE_all;
	struct str from = str_head(rest, dash), to = str_from(rest, dash + 1);
	if (from.len == 0)
		return is_digits(to) ? last_bytes(number_of(to), total, out) : RANGE_all;
	if (!is_digits(from) || (to.len != 0 && !is_digits(to)))
		return RANGE_all;
	int64_t first = number_of(from), last = to.len == 0 ? total - 1 : number_of(to);
	if (to.len != 0 && last < first)
		return RANGE_all;
	if (first >= total)
		return RANGE_none;
	if (last > total - 1)
		last = total - 1;
	*out = (struct byte_range) { first, last - first + 1 };
	return RANGE_part;
}

/* -- tags -- */

bool tag_among(struct str list, struct str tag)
{
	if (str_eq(str_trim(list), S("*")))
		return true;
	while (!str_absent(list)) {
		struct str one = str_trim(str_cut(&list, ','));
		if (str_starts(one, S("W/")))
			one = str_from(one, 2);
		if (str_eq(one, tag))
			return true;
	}
	return false;
}

/* -- names -- */

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '.' || c == '-' || c == '_';
}

/* What old clients read: everything doubtful is an underscore. */
static void put_plain_name(struct buf *b, struct str name)
{
	for (size_t i = 0; i < name.len; i++) {
		unsigned char c = (unsigned char) name.ptr[i];
		if ((c & 0xc0) != 0x80) /* one for each character */
			put_char(b, is_plain((char) c) || c == ' ' ? (char) c : '_');
	}
}

static void put_coded_name(struct buf *b, struct str name)
{
	for (size_t i = 0; i < name.len; i++) {
		if (is_plain(name.ptr[i]))
			put_char(b, name.ptr[i]);
		else
			putf(b, "%%%02X", (unsigned) (unsigned char) name.ptr[i]);
	}
}

void put_file_name(struct buf *b, struct str name)
{
	put(b, S("; filename=\""));
	put_plain_name(b, name);
	put(b, S("\"; filename*=UTF-8''"));
	put_coded_name(b, name);
}

/* address.c: see address.h. */
#include "core/address.h"

enum { EMAIL_MAX = 320, PORT_MAX = 65535, PORT_DIGITS_MAX = 5 };

static bool has_any(struct str s, const char *bytes)
{
	for (size_t i = 0; i < s.len; i++) {
		if ((unsigned char) s.ptr[i] <= ' ' || s.ptr[i] == 0x7f ||
		    strchr(bytes, s.ptr[i]) != NULL)
			return true;
	}
	return false;
}

bool address_is_email(struct str s)
{
	struct str host = s;
	const struct str who = str_cut(&host, '@');

	return who.len != 0 && s.len <= EMAIL_MAX && !str_absent(host) &&
	       !has_any(s, "<>()[]\",;:\\") && !str_find_byte(host, '@', NULL) &&
	       str_find_byte(host, '.', NULL) && host.ptr[0] != '.' && !str_ends(host, S(".")) &&
	       !str_ends(host, S("-")) && !str_find(host, S(".."), NULL);
}

/* ---- web ---- */

static bool is_one_of(struct str s, const char *marks)
{
	for (size_t i = 0; i < s.len; i++) {
		const char c = s.ptr[i];
		const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		                   (c >= 'A' && c <= 'Z');

		if (!plain && (c == 0 || strchr(marks, c) == NULL))
			return false;
	}
	return true;
}

static bool is_label(struct str s)
{
	if (s.len == 0 || s.ptr[0] == '-' || s.ptr[s.len - 1] == '-')
		return false;
	for (size_t i = 0; i < s.len; i++) {
		const struct str one = { s.ptr + i, 1 };

		if ((unsigned char) s.ptr[i] < 0x80 && !is_one_of(one, "-_"))
			return false;
	}
	return true;
}

static bool is_host(struct str s)
{
	if (s.len > 2 && s.ptr[0] == '[' && s.ptr[s.len - 1] == ']')
		return is_one_of(str_head(str_from(s, 1), s.len - 2), ":.");
	if (str_ends(s, S("."))) /* the root, as it may be written */
		s.len--;
	do {
		if (!is_label(str_cut(&s, '.')))
			return false;
	} while (!str_absent(s));
	return true;
}

static bool is_port(struct str s)
{
	int64_t port;

	return s.len <= PORT_DIGITS_MAX && str_to_int(s, &port) && port > 0 && port <= PORT_MAX;
}

/* Where the port begins; inside [ ] a colon is no such place. */
static size_t host_end(struct str s)
{
	size_t end = s.len;

	while (end > 0 && s.ptr[end - 1] >= '0' && s.ptr[end - 1] <= '9')
		end--;
	return end > 0 && s.ptr[end - 1] == ':' ? end - 1 : s.len;
}

bool address_is_web(struct str s)
{
	size_t end = 0;

	if (has_any(s, "<>\"\\`{}|^"))
		return false;
	if (str_starts(s, S("https://")))
		s = str_from(s, 8);
	else if (str_starts(s, S("http://")))
		s = str_from(s, 7);
	else
		return false;
	while (end < s.len && strchr("/?#", s.ptr[end]) == NULL)
		end++;
	s.len = end;
	end = host_end(s);
	return is_host(str_head(s, end)) && (end == s.len || is_port(str_from(s, end + 1)));
}

/* http_date.c: dates in headers. See http_date.h. */
#include "net/http_date.h"

#include "base/buf.h"
#include "base/date.h"

static const char days[] = "SunMonTueWedThuFriSat";
static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

static void put_two(char *p, int n)
{
	p[0] = (char) ('0' + n / 10 % 10);
	p[1] = (char) ('0' + n % 10);
}

void http_date(int64_t at_ms, char out[HTTP_DATE_BYTES + 1])
{
	const struct civil c = civil_from_ms(at_ms);

	memcpy(out, "Sun, 06 Nov 1994 08:49:37 GMT", HTTP_DATE_BYTES + 1);
	memcpy(out, days + 3 * weekday_of(c.year, c.month, c.day), 3);
	put_two(out + 5, c.day);
	memcpy(out + 8, months + 3 * (c.month - 1), 3);
	put_two(out + 12, c.year / 100);
	put_two(out + 14, c.year);
	put_two(out + 17, c.hour);
	put_two(out + 20, c.minute);
	put_two(out + 23, c.second);
}

static bool number_at(struct str s, size_t at, size_t n, int *out)
{
	int64_t v;

	if (s.ptr[at] == '-' || !str_to_int((struct str) { s.ptr + at, n }, &v))
		return false;
	*out = (int) v;
	return true;
}

bool http_date_parse(struct str s, int64_t *at_ms)
{
	struct civil c = { 0 };
	char again[HTTP_DATE_BYTES + 1];

	if (s.len != HTTP_DATE_BYTES)
		return false;
	for (int m = 1; m <= 12; m++) {
		if (memcmp(s.ptr + 8, months + 3 * (m - 1), 3) == 0)
			c.month = m;
	}
	if (!number_at(s, 5, 2, &c.day) || !number_at(s, 12, 4, &c.year) ||
	    !number_at(s, 17, 2, &c.hour) || !number_at(s, 20, 2, &c.minute) ||
	    !number_at(s, 23, 2, &c.second) || !civil_valid(&c))
		return false;
	*at_ms = civil_to_ms(&c);
	/* The rest (weekday, punctuation) is right when writing it gives the same text. */
	http_date(*at_ms, again);
	return memcmp(again, s.ptr, HTTP_DATE_BYTES) == 0;
}

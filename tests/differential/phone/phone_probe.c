/* phone_probe.c: the phone functions of core behind a pipe, for phone.test.mjs.
 *
 * A line in: region (may be empty), TAB, text. A line out: E.164, region, type, reading, national
 * and international form, match key, with TABs between; or "!" and the name of the reason. */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "core/phone.h"

static const char *const readings[] = { "plus", "national", "international" };

static void answer(struct str line, struct buf *b)
{
	struct str text = line, region = str_cut(&text, '\t');
	struct phone p;
	if (str_absent(text) || !utf8_valid(text)) {
		putf(b, "!MALFORMED\n");
		return;
	}
	enum phone_reason reason = phone_parse(text, region, &p);
	if (reason != PHONE_OK) {
		putf(b, "!%.*s\n", PRI_STR(phone_reason_name(reason)));
		return;
	}
	struct phone_key key = phone_match_key(&p);
	putf(b, "%s\t%s\t%.*s\t%s\t", p.e164, p.region, PRI_STR(phone_type_word(p.type)),
	     readings[p.reading]);
	phone_put_national(b, &p);
	put_char(b, '\t');
	phone_put_international(b, &p);
	putf(b, "\t%.*s\n", (int) key.len, key.text);
}

int main(void)
{
	static char line[4096];
	struct buf b = { 0 };
	while (fgets(line, sizeof line, stdin) != NULL) {
		size_t n = strcspn(line, "\n");
		answer((struct str) { line, n }, &b);
		fwrite(b.ptr, 1, b.len, stdout);
		buf_clear(&b);
	}
	buf_release(&b);
	return 0;
}

/* phone_text.h: what people write around a number's digits. Knows no numbering plan. */
#ifndef CORE_PHONE_TEXT_H
#define CORE_PHONE_TEXT_H

#include "core/phone.h"
#include "core/phone_pattern.h"

/* One symbol of free text as phone numbers see it: ASCII stays (capitals become small), digits of
 * all scripts, white space, dashes and brackets of all kinds become their ASCII forms. */
enum {
	PHONE_MARK = 0,      /* bidi controls and other invisible marks: not there */
	PHONE_LETTER = 0x1f, /* a letter outside ASCII */
};
char phone_symbol(uint32_t cp);

enum phone_source {
	PHONE_SOURCE_PLAIN,  /* no "+": needs a country */
	PHONE_SOURCE_PLUS,
	PHONE_SOURCE_WA,     /* a WhatsApp address: the full number without "+" */
};

struct phone_scan {
	char digits[PHONE_SUBJECT_MAX + 1];
	uint8_t len;
	int8_t zero_at;      /* index of a zero that stood alone in brackets; -1: none */
	enum phone_source source;
};

static inline struct str phone_scan_digits(const struct phone_scan *s)
{
	return (struct str) { s->digits, s->len };
}

/* The digits of the one number in the text, or why there is none. */
NODISCARD enum phone_reason phone_scan(struct str text, struct phone_scan *out);

/* ASCII digits[:device], alone or @s.whatsapp.net or @c.us: a person's WhatsApp address. */
NODISCARD enum phone_reason phone_scan_wa(struct str address, struct phone_scan *out);

#endif

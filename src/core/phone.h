/* phone.h: free text → one telephone line, as people, spreadsheets and address books write it.
 *
 * Numbering plans come from phone_tables.c, generated from libphonenumber's data. A number is
 * accepted only when it is valid for its country, i.e. when a pattern of some type takes it.
 * Nothing guesses: without "+" and without a country a number is refused (PHONE_NO_COUNTRY).
 *
 * One line, one number. These are rewritten to the form that WhatsApp and the networks use today:
 *   Brazil     +55 AA NNNNNNNN with N… beginning 6–9 → +55 AA 9NNNNNNNN (never a landline)
 *   Mexico     +52 1 NNNNNNNNNN → +52 NNNNNNNNNN (the 1 went in 2019)
 *   Argentina  (0)AA 15 NNNNNNNN → +54 9 AA NNNNNNNN
 * Argentina's 9 itself cannot be supplied (11 2345-6789 may be a landline): +54 … and +54 9 … stay
 * two numbers whose phone_match_key agrees. */
#ifndef CORE_PHONE_H
#define CORE_PHONE_H

#include "base/buf.h"
#include "base/str.h"

enum phone_reason {
	PHONE_OK,
#define REASON(name, slug, sentence) PHONE_##name,
#include "core/phone_reasons.def"
#undef REASON
	PHONE_REASON_N
};

enum phone_type {
#define TYPE(name, word) PHONE_TYPE_##name,
#include "core/phone_types.def"
#undef TYPE
	PHONE_TYPE_N
};

/* How the country was found. */
enum phone_reading {
	PHONE_READ_PLUS,          /* it stood there: "+", tel:+…, a WhatsApp address */
	PHONE_READ_NATIONAL,      /* read in the default country */
	PHONE_READ_INTERNATIONAL, /* no valid number of the default country; its digits, after a
	                           * leading 00 or the country's exit code, are valid abroad */
};

enum { PHONE_E164_MAX = 20 };  /* "+", then code and national number (the longest are Japanese) */

struct phone {
	char e164[PHONE_E164_MAX + 1]; /* "+5511987654321", NUL after it */
	uint8_t len;                   /* of e164, with the "+" */
	uint8_t code_len;              /* digits of the country code, 1–3 */
	char region[4];                /* "BR"; "001" for lines of no country (+800 …) */
	enum phone_type type;
	enum phone_reading reading;
};

static inline struct str phone_e164(const struct phone *p)
{
	return (struct str) { p->e164, p->len };
}
static inline struct str phone_digits(const struct phone *p)      /* E.164 without the "+" */
{
	return (struct str) { p->e164 + 1, p->len - 1u };
}
static inline struct str phone_national(const struct phone *p)    /* without code and trunk */
{
	return str_from(phone_e164(p), 1u + p->code_len);
}

/* One number in free text. `region` is the ISO 3166 code (either case) that numbers without "+"
 * belong to; absent or empty: none. Taken in its stride: bidi and other marks, white space of all
 * kinds, digits of all scripts, full-width forms, Excel's ="…" and leading apostrophe, ".0" at the
 * end, scientific notation that has all digits (with point or comma; else PHONE_LOSSY), trunk
 * prefixes also as "(0)" behind a country code, Brazil's carrier codes, "tel:" and "callto:", a
 * label before ("cel: ") or after ("(casa)"), an extension (";ext=12", "x12", "ramal 12": dropped),
 * 5511…@s.whatsapp.net or @c.us. Letters inside the digits are refused, and so is any other
 * address (@lid, @g.us, e-mail). Two numbers in one text are refused: see phone_split.
 * *out is set only when PHONE_OK is returned. */
NODISCARD enum phone_reason phone_parse(struct str text, struct str region, struct phone *out);

/* Exactly "+" and ASCII digits that form a valid number. Stored values and API input. A number that
 * is valid but not in its one form (+52 1 …) is accepted and rewritten. */
NODISCARD enum phone_reason phone_from_e164(struct str text, struct phone *out);

/* The same from a source that knows the line exists, although our tables may be older than its
 * range: accepted when the length is possible in its country; then PHONE_TYPE_UNKNOWN. */
NODISCARD enum phone_reason phone_trusted(struct str text, struct phone *out);

/* A WhatsApp person address: digits of the full number, optionally ":device" and
 * "@s.whatsapp.net" or "@c.us", with which it is trusted; also the value of waid=.
 * LIDs and groups: PHONE_NOT_A_PHONE. */
NODISCARD enum phone_reason phone_from_wa(struct str address, struct phone *out);

struct str phone_reason_name(enum phone_reason r);      /* "TOO_SHORT", "OK" */
struct str phone_reason_slug(enum phone_reason r);      /* "bad_phone", …; "ok" */
struct str phone_reason_sentence(enum phone_reason r);  /* for the person; "" for PHONE_OK */
struct str phone_type_word(enum phone_type t);          /* "mobile" */

/* As it is written at home and abroad: "(11) 98765-4321", "+55 11 98765-4321". */
void phone_put_national(struct buf *b, const struct phone *p);
void phone_put_international(struct buf *b, const struct phone *p);

/* The key on which all spellings of one line agree, also those of WhatsApp and old data: Brazil
 * with and without the ninth digit, Mexico +52 1, Argentina +54 9. "+…" like E.164, but only for
 * comparing: it need not be dialable. Unique per (kind, match_key) in contact_identity. */
struct phone_key {
	char text[PHONE_E164_MAX + 1];
	uint8_t len;
};
struct phone_key phone_match_key(const struct phone *p);

/* All digit strings (no "+") under which WhatsApp or old data may know the line, E.164's own first:
 * 5511987654321, 551187654321. At most PHONE_VARIANTS; returns how many. */
enum { PHONE_VARIANTS = 3 };
struct phone_variant {
	char digits[PHONE_E164_MAX + 1];
	uint8_t len;
	uint8_t code_len;
};
size_t phone_variants(const struct phone *p, struct phone_variant out[PHONE_VARIANTS]);

/* A cell with several numbers, one at a time, as views into the cell that phone_parse takes. Cut
 * at / ; , | & ::: line breaks, at words between two numbers ("ou", "or", "cel:" …), at " - ", and
 * at spaces before a "+". A cell with one number yields it whole; parts without any digit are left
 * out, parts that are no number are yielded (the caller reports them).
 * Walk: struct str rest = cell, part; while (phone_split(&rest, &part)) … */
bool phone_split(struct str *rest, struct str *part);

/* The trunk prefix dialled before national numbers ("0"; "" where there is none). */
struct str phone_trunk(const struct phone *p);

bool phone_region_known(struct str region);             /* two letters, either case */
unsigned phone_region_code(struct str region);          /* 55 for BR; 0 when unknown */
/* Walks all regions in alphabetical order: "AC", "AD" …; absent at the end. */
struct str phone_region_at(size_t i);

#endif

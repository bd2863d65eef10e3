/* sniff.c: see sniff.h. Sources: the formats' own documents and WHATWG MIME Sniffing (2025-11),
 * from which we differ on purpose: a page that hides behind other text is still a page here. */
#include "core/sniff.h"

#include "base/utf8.h"

#define UNKNOWN S("application/octet-stream")
#define OOXML "application/vnd.openxmlformats-officedocument."

static bool stands(struct str s, size_t at, struct str what)
{
	return at <= s.len && str_starts(str_from(s, at), what);
}

static uint32_t big_endian(struct str s, size_t at)
{
	uint32_t v = 0;

	for (size_t i = 0; i < 4; i++)
		v = v << 8 | (uint8_t) s.ptr[at + i];
	return v;
}

static unsigned byte_at(struct str s, size_t at)
{
	return at < s.len ? (uint8_t) s.ptr[at] : 0;
}

/* -- boxes -- */

static const struct {
	struct str brand, type;
} brands[] = {
#define BRAND(brand_, type_) { STR(brand_), STR(type_) },
#define MAGIC(...)
#define SHOWN(...)
#include "core/sniff.def"
#undef BRAND
#undef MAGIC
#undef SHOWN
};

static struct str type_of_brand(struct str brand)
{
	for (size_t i = 0; i < COUNT(brands); i++) {
		if (str_starts(brand, brands[i].brand))
			return brands[i].type;
	}
	return STR_ABSENT;
}

static bool is_general(struct str brand)
{
	return str_eq(brand, S("mif1")) || str_eq(brand, S("msf1"));
}

/* The first brand decides, unless it only says "pictures of some kind". */
static struct str sniff_iso(struct str head)
{
	const uint32_t size = big_endian(head, 0);
	const size_t end = size < head.len ? size : head.len;
	const struct str major = str_head(str_from(head, 8), 4);
	const struct str first = type_of_brand(major);

	for (size_t at = 16; at + 4 <= end && (str_absent(first) || is_general(major)); at += 4) {
		const struct str brand = str_head(str_from(head, at), 4);

		if (!str_absent(type_of_brand(brand)) && !is_general(brand))
			return type_of_brand(brand);
	}
	return str_absent(first) ? UNKNOWN : first;
}

static struct str sniff_riff(struct str head)
{
	if (stands(head, 8, S("WEBP")))
		return S("image/webp");
	if (stands(head, 8, S("WAVE")))
		return S("audio/wav");
	return stands(head, 8, S("AVI ")) ? S("video/x-msvideo") : UNKNOWN;
}

/* The first packet begins behind the 27 bytes of the page's head and its table of one segment. */
static struct str sniff_ogg(struct str head)
{
	enum { PACKET = 28 };

	if (stands(head, PACKET, S("OpusHead")) || stands(head, PACKET, S("\x01vorbis")) ||
	    stands(head, PACKET, S("Speex")) ||
	    stands(head, PACKET,
	           S("\x7f"
	             "FLAC")))
		return S("audio/ogg");
	return stands(head, PACKET, S("\x80theora")) ? S("video/ogg") : S("application/ogg");
}

static struct str sniff_matroska(struct str head)
{
	const struct str first = str_head(head, 64);

	if (str_find(first, S("webm"), NULL))
		return S("video/webm");
	return str_find(first, S("matroska"), NULL) ? S("video/x-matroska") : UNKNOWN;
}

/* -- zips: what their entries are called -- */

static const struct {
	struct str entry, type;
} zips[] = {
	{ STR("word/"), STR(OOXML "wordprocessingml.document") },
	{ STR("xl/"), STR(OOXML "spreadsheetml.sheet") },
	{ STR("ppt/"), STR(OOXML "presentationml.presentation") },
	{ STR("META-INF/"), STR("application/java-archive") },
};

/* Open documents say what they are in their first entry, as it stands. */
static struct str sniff_open_document(struct str content)
{
	static const struct str types[] = {
		STR("application/vnd.oasis.opendocument.text"),
		STR("application/vnd.oasis.opendocument.spreadsheet"),
		STR("application/vnd.oasis.opendocument.presentation"),
		STR("application/epub+zip"),
	};

	for (size_t i = 0; i < COUNT(types); i++) {
		if (str_starts(content, types[i]))
			return types[i];
	}
	return S("application/zip");
}

static struct str sniff_zip(struct str head)
{
	enum { NAME_LENGTH_AT = 26, NAME_AT = 30 };

	if (stands(head, NAME_AT, S("mimetype")))
		return sniff_open_document(str_from(head, NAME_AT + 8));
	for (size_t at; str_find(head, S("PK\3\4"), &at); head = str_from(head, at + 4)) {
		for (size_t i = 0; i < COUNT(zips); i++) {
			if (stands(head, at + NAME_AT, zips[i].entry) &&
			    byte_at(head, at + NAME_LENGTH_AT) >= zips[i].entry.len)
				return zips[i].type;
		}
	}
	return S("application/zip");
}

/* -- sound without a head: a frame that can be one (ISO/IEC 11172-3, 2.4.1.3; 13818-7, 6.2) -- */

static struct str sniff_frame(struct str head)
{
	const unsigned b0 = byte_at(head, 0), b1 = byte_at(head, 1), b2 = byte_at(head, 2);

	if (b0 != 0xff || (b1 & 0xe0) != 0xe0 || head.len < 4)
		return STR_ABSENT;
	if ((b1 & 0xf6) == 0xf0)
		return (b2 >> 2 & 15) < 13 ? S("audio/aac") : STR_ABSENT;
	/* Neither a reserved version nor layer, bit rate or sample rate. */
	return (b1 & 0x18) != 0x08 && (b1 & 0x06) != 0 && b2 >> 4 != 15 && b2 >> 4 != 0 &&
	                       (b2 >> 2 & 3) != 3
	               ? S("audio/mpeg")
	               : STR_ABSENT;
}

/* -- text -- */

static bool is_text_byte(char c)
{
	const uint8_t b = (uint8_t) c;

	return b >= ' ' || b == '\t' || b == '\n' || b == '\r' || b == '\f' || b == 0x1b;
}

/* The last character may be cut where the look ends. */
static struct str without_cut_end(struct str s)
{
	size_t n = s.len;

	for (int i = 0; i < 3 && n > 0 && (s.ptr[n - 1] & 0xc0) == 0x80; i++)
		n--;
	return n > 0 && ((uint8_t) s.ptr[n - 1] & 0xc0) == 0xc0 && s.len >= SNIFF_BYTES
	               ? str_head(s, n - 1)
	               : s;
}

static bool is_text(struct str head)
{
	for (size_t i = 0; i < head.len; i++) {
		if (!is_text_byte(head.ptr[i]))
			return false;
	}
	return utf8_valid(without_cut_end(head));
}

/* Letters of either case; `what` is in lower case. */
static bool holds(struct str s, struct str what)
{
	for (size_t at = 0; at + what.len <= s.len; at++) {
		if (str_ieq(str_head(str_from(s, at), what.len), what))
			return true;
	}
	return false;
}

static bool looks_like_page(struct str text)
{
	static const struct str signs[] = {
		STR("<!doctype html"), STR("<html"),   STR("<head"),  STR("<body"), STR("<script"),
		STR("<iframe"),        STR("<object"), STR("<embed"), STR("<meta"), STR("<style"),
		STR("<link"),          STR("<base"),   STR("<form"),  STR("<img"),
	};

	for (size_t i = 0; i < COUNT(signs); i++) {
		if (holds(text, signs[i]))
			return true;
	}
	return false;
}

/* Wherever it stands: there is nothing a note loses by not being shown as a page. */
static struct str sniff_text(struct str head)
{
	if (holds(head, S("<svg")))
		return S("image/svg+xml");
	if (looks_like_page(head))
		return S("text/html");
	if (holds(head, S("<?xml")))
		return S("text/xml");
	return str_ieq(str_head(str_trim(head), 11), S("begin:vcard")) ? S("text/vcard")
	                                                               : S("text/plain");
}

/* -- all of it -- */

static const struct {
	size_t at;
	struct str bytes, type;
} magics[] = {
#define BRAND(...)
#define MAGIC(at_, bytes_, type_) { at_, STR(bytes_), STR(type_) },
#define SHOWN(...)
#include "core/sniff.def"
#undef BRAND
#undef MAGIC
#undef SHOWN
};

static struct str sniff_box(struct str head)
{
	if (head.len >= 12 && stands(head, 4, S("ftyp")))
		return sniff_iso(head);
	if (str_starts(head, S("RIFF")))
		return sniff_riff(head);
	if (str_starts(head, S("OggS")))
		return sniff_ogg(head);
	if (str_starts(head, S("\x1a\x45\xdf\xa3")))
		return sniff_matroska(head);
	return str_starts(head, S("PK\3\4")) ? sniff_zip(head) : STR_ABSENT;
}

struct str sniff(struct str head)
{
	struct str type;

	head = str_head(head, SNIFF_BYTES);
	for (size_t i = 0; i < COUNT(magics); i++) {
		if (stands(head, magics[i].at, magics[i].bytes))
			return magics[i].type;
	}
	type = sniff_box(head);
	if (str_absent(type))
		type = sniff_frame(head);
	if (!str_absent(type))
		return type;
	if (str_starts(head, S("\xff\xfe")) || str_starts(head, S("\xfe\xff")))
		return S("text/plain");
	return head.len != 0 && is_text(head) ? sniff_text(head) : UNKNOWN;
}

enum sniff_shown sniff_shown(struct str type)
{
	static const struct {
		struct str type;
		enum sniff_shown how;
	} shown[] = {
#define BRAND(...)
#define MAGIC(...)
#define SHOWN(type_, how_) { STR(type_), SNIFF_##how_ },
#include "core/sniff.def"
#undef BRAND
#undef MAGIC
#undef SHOWN
	};

	for (size_t i = 0; i < COUNT(shown); i++) {
		if (str_eq(shown[i].type, type))
			return shown[i].how;
	}
	return SNIFF_not;
}

/* phone_fuzz.c: any bytes as a cell. What is accepted must be a number that reads as itself. */
#include "base/err.h"
#include "base/utf8.h"
#include "core/phone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_number(const struct phone *p)
{
	struct phone again;
	struct buf b = { 0 };
	struct phone_variant variants[PHONE_VARIANTS];
	ENSURE(p->len <= PHONE_E164_MAX && p->e164[p->len] == '\0' && p->code_len + 1u < p->len);
	ENSURE(phone_trusted(phone_e164(p), &again) == PHONE_OK);
	ENSURE(str_eq(phone_e164(p), phone_e164(&again)) && again.type == p->type);
	ENSURE(strcmp(phone_match_key(p).text, phone_match_key(&again).text) == 0);
	ENSURE(str_eq(phone_e164(p), phone_e164(&again)) &&
	       memcmp(p->region, again.region, 4) == 0);
	phone_put_international(&b, p);
	if (p->type != PHONE_TYPE_UNKNOWN) {
		ENSURE(phone_parse(buf_str(&b), S(""), &again) == PHONE_OK);
		ENSURE(str_eq(phone_e164(p), phone_e164(&again)));
	}
	phone_put_national(&b, p);
	buf_release(&b);
	ENSURE(phone_variants(p, variants) <= PHONE_VARIANTS);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = { (const char *) data, size }, part;
	struct phone p;
	if (size < 2 || !utf8_valid(rest))
		return 0;
	struct str region = str_head(rest, phone_region_known(str_head(rest, 2)) ? 2 : 0);
	rest = str_from(rest, region.len);
	if (phone_from_wa(rest, &p) == PHONE_OK)
		check_number(&p);
	if (phone_parse(rest, region, &p) == PHONE_OK)
		check_number(&p);
	const char *end = rest.ptr + rest.len;
	while (phone_split(&rest, &part)) {
		ENSURE(part.len != 0 && part.ptr + part.len <= end);
		ENSURE(str_absent(rest) || (rest.ptr >= part.ptr + part.len && rest.ptr <= end));
		if (phone_parse(part, region, &p) == PHONE_OK)
			check_number(&p);
	}
	return 0;
}

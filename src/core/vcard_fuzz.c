/* vcard_fuzz.c: any bytes as vCards. A card gives a person with an identity, or a reason. */
#include "base/err.h"
#include "base/utf8.h"
#include "core/encoding.h"
#include "core/vcard.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(struct str s)
{
	ENSURE(str_absent(s) || (s.len != 0 && utf8_valid(s)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT, work = ARENA_INIT;
	struct vcard v =
		vcard_open(encoding_text((struct str) { (const char *) data, size }, &a), S("BR"));
	struct person_row row;
	size_t line = 0;

	while (vcard_next(&v, &work, &row)) {
		ENSURE(row.line > line);
		line = row.line;
		check_text(row.person.name);
		check_text(row.person.company);
		check_text(row.person.notes);
		for (size_t i = 0; i < row.person.tags.n; i++)
			check_text(row.person.tags.v[i]);
		ENSURE(row.rejected != PERSON_OK || row.person.phones.n + row.person.emails.n != 0);
		ENSURE(row.person.birthday.month <= 12 && row.person.birthday.day <= 31);
		arena_clear(&work);
	}
	arena_release(&work);
	arena_release(&a);
	return 0;
}

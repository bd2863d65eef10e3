/* json_fuzz.c: no bytes break the reader, its ways of reading agree, and what it took and wrote
 * anew stays the same when it is taken and written again. */
#include "base/err.h"
#include "base/json.h"
#include "base/json_rewrite.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool rewrite(struct str text, struct arena *a, struct str *out)
{
	struct json j = json_of(text, a);
	struct buf b = BUF_IN(a);
	const bool ok = json_rewrite(&j, &b) && json_end(&j);

	*out = buf_str(&b);
	return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	const struct str text = { (const char *) data, size };
	struct json j = json_of(text, &a);
	struct str raw, once, twice;
	const bool taken = json_skip(&j, &raw) && json_end(&j);

	ENSURE(rewrite(text, &a, &once) == taken);
	if (taken) {
		ENSURE(rewrite(once, &a, &twice));
		ENSURE(str_eq(once, twice));
		ENSURE(rewrite(raw, &a, &twice));
		ENSURE(str_eq(once, twice));
	}
	arena_release(&a);
	return 0;
}

/* totp.c: see totp.h. */
#include "control/totp.h"

#include <liboath/oath.h>

#include "base/err.h"
#include "plat/seal.h"

static bool is_code_of(const uint8_t *secret, struct str code, int64_t step)
{
	char want[TOTP_DIGITS + 1];
	time_t at_s = (time_t) (step * TOTP_STEP_MS / 1000);
	int e = oath_totp_generate((const char *) secret, TOTP_SECRET_BYTES, at_s,
	                           OATH_TOTP_DEFAULT_TIME_STEP_SIZE, OATH_TOTP_DEFAULT_START_TIME,
	                           TOTP_DIGITS, want);
	ENSURE(e == OATH_OK);
	bool same = code.len == TOTP_DIGITS && seal_equal(code.ptr, want, TOTP_DIGITS);
	wipe(want, sizeof want);
	return same;
}

/* All three are worked out whichever fits: the time tells nothing. When two steps have the same
 * code, the newest that was not taken counts. */
enum totp_verdict totp_check(const uint8_t secret[TOTP_SECRET_BYTES], struct str code,
                             int64_t now_ms, int64_t last_step, int64_t *step)
{
	const int64_t now = now_ms / TOTP_STEP_MS;
	enum totp_verdict verdict = TOTP_wrong;
	for (int64_t i = now - 1; i <= now + 1; i++) {
		if (i < 0 || !is_code_of(secret, code, i))
			continue;
		if (i > last_step) {
			verdict = TOTP_right;
			*step = i;
		} else if (verdict == TOTP_wrong) {
			verdict = TOTP_used;
		}
	}
	return verdict;
}

struct str totp_base32(struct arena *a, const uint8_t secret[TOTP_SECRET_BYTES])
{
	char *text = NULL;
	size_t n = 0;
	int e = oath_base32_encode((const char *) secret, TOTP_SECRET_BYTES, &text, &n);
	ENSURE(e == OATH_OK);
	struct str copy = arena_str(a, (struct str) { text, n });
	wipe(text, n);
	mem_free(text);
	return copy;
}

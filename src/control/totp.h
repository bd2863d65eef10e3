/* totp.h: six digits that follow from a secret and the time (RFC 6238, HMAC-SHA-1, steps of 30
 * seconds): what every app on a phone understands. Pure; the only file that knows liboath. */
#ifndef CONTROL_TOTP_H
#define CONTROL_TOTP_H

#include "base/arena.h"

enum { TOTP_SECRET_BYTES = 20, TOTP_STEP_MS = 30 * 1000, TOTP_DIGITS = 6 };

enum totp_verdict { TOTP_right, TOTP_wrong, TOTP_used };

/* The step of `now_ms` or one next to it, so that clocks may differ by half a minute. A step up to
 * last_step was taken before: used. *step is set when it is right. */
enum totp_verdict totp_check(const uint8_t secret[TOTP_SECRET_BYTES], struct str code,
                             int64_t now_ms, int64_t last_step, int64_t *step);
struct str totp_base32(struct arena *a, const uint8_t secret[TOTP_SECRET_BYTES]);

#endif

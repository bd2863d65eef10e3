/* digit.c: see digit.h. */
#include "core/digit.h"

int digit_value(uint32_t cp)
{
	if (cp < 0x80)
		return cp >= '0' && cp <= '9' ? (int) (cp - '0') : -1;
	size_t low = 0, high = digit_zeros_n;
	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;
		if (digit_zeros[mid] <= cp)
			low = mid;
		else
			high = mid;
	}
	uint32_t value = cp - digit_zeros[low];
	return cp >= digit_zeros[low] && value <= 9 ? (int) value : -1;
}

/* fold_probe.c: fold_put behind a pipe, for fold.test.mjs. A line of text in, its folded form
 * out. */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "core/fold.h"

int main(void)
{
	static char line[1 << 16];
	struct buf b = { 0 };
	while (fgets(line, sizeof line, stdin) != NULL) {
		struct str text = { line, strcspn(line, "\n") };
		if (!utf8_valid(text))
			return 1;
		fold_put(&b, text, NULL);
		put_char(&b, '\n');
		fwrite(b.ptr, 1, b.len, stdout);
		buf_clear(&b);
	}
	buf_release(&b);
	return 0;
}

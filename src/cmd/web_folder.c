/* web_folder.c: see web_folder.h. */
#include "cmd/web_folder.h"

#include <unistd.h>

#include "plat/files.h"

struct str web_folder(struct arena *a, struct str named)
{
	/* As installed, as unpacked from an archive, as built in build/release/src. */
	static const char *const beside[] = { "/../share/kontor/web", "/web",
		                              "/../../../web/apps/dashboard/dist" };
	char self[512];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	if (!str_absent(named))
		return arena_str(a, named);
	if (n <= 0)
		return STR_ABSENT;
	while (n > 0 && self[n - 1] != '/')
		n--;
	for (size_t i = 0; i < COUNT(beside); i++) {
		struct str dir = arena_printf(a, "%.*s%s", (int) n - 1, self, beside[i]);
		if (file_exists(arena_join(a, dir, S("/index.html")).ptr))
			return dir;
	}
	return STR_ABSENT;
}

/* keep.c: the backups that lie in a folder: which is the newest, which may go. */
#include "backup/impl.h"
#include "base/date.h"

static const int64_t week_ms = INT64_C(7) * 24 * 60 * 60 * 1000;

static bool is_complete(struct arena *a, const char *folder)
{
	return file_exists(path_join(a, folder, S(MANIFEST_FILE)));
}

/* "kontor-20261125T043000Z", and "-2" and so on behind it. */
static bool name_time(struct str name, int64_t *at_ms)
{
	static const struct {
		size_t at, len;
	} part[] = { { 0, 4 }, { 4, 2 }, { 6, 2 }, { 9, 2 }, { 11, 2 }, { 13, 2 } };
	int64_t v[COUNT(part)];
	if (!str_starts(name, S(BACKUP_PREFIX)) || str_ends(name, S(PARTIAL)))
		return false;
	struct str text = str_from(name, sizeof BACKUP_PREFIX - 1);
	if (text.len < 16 || text.ptr[8] != 'T' || text.ptr[15] != 'Z')
		return false;
	for (size_t i = 0; i < COUNT(part); i++)
		if (!str_to_int((struct str) { text.ptr + part[i].at, part[i].len }, &v[i]))
			return false;
	struct civil c = {
		(int) v[0], (int) v[1], (int) v[2], (int) v[3], (int) v[4], (int) v[5], 0
	};
	if (!civil_valid(&c))
		return false;
	*at_ms = civil_to_ms(&c);
	return true;
}

struct found {
	const char *path;
	int64_t at_ms;
};

/* Oldest first: their names sort by time. */
static enum err list(struct arena *a, const char *folder, struct found **out, size_t *n)
{
	struct file_entry *v;
	size_t entries, found = 0;
	TRY(folder_list(a, folder, &v, &entries));
	*out = arena_array(a, struct found, entries + 1);
	for (size_t i = 0; i < entries; i++) {
		struct found one = { .path = path_join(a, folder, v[i].name) };
		if (v[i].kind == FILE_FOLDER && name_time(v[i].name, &one.at_ms) &&
		    is_complete(a, one.path))
			(*out)[found++] = one;
	}
	*n = found;
	return OK;
}

enum err backup_newest(struct arena *a, const char *folder, const char **out)
{
	struct found *v;
	size_t n;
	*out = folder;
	if (is_complete(a, folder))
		return OK;
	TRY(list(a, folder, &v, &n));
	if (n == 0)
		return ERR_NOT_FOUND;
	*out = v[n - 1].path;
	return OK;
}

const char *backup_later(struct arena *a, const char *path)
{
	struct str whole = str_of(path_resolve(a, path));
	struct found *v;
	size_t n, slash = whole.len;
	while (slash > 0 && whole.ptr[slash - 1] != '/')
		slash--;
	if (slash <= 1 || list(a, arena_str(a, str_head(whole, slash)).ptr, &v, &n) != OK || n == 0)
		return NULL;
	return str_cmp(str_of(v[n - 1].path), whole) > 0 ? v[n - 1].path : NULL;
}

/* Without its manifest first: what is left when we are interrupted is no backup. */
static enum err drop(struct arena *a, const char *path)
{
	const char *partial = arena_printf(a, "%s" PARTIAL, path).ptr;
	TRY(path_move(path, partial));
	return folder_remove(partial);
}

enum err backup_prune(const char *folder, unsigned keep, unsigned keep_weekly, unsigned *dropped)
{
	struct arena a = ARENA_INIT;
	struct found *v = NULL;
	size_t n = 0;
	int64_t week = INT64_MAX;
	unsigned weeks = 0;
	*dropped = 0;
	enum err e = list(&a, folder, &v, &n);
	for (size_t i = n; i-- > 0 && e == OK;) {
		bool newest = n - i <= (keep == 0 ? 1 : keep);
		bool opens_week = v[i].at_ms / week_ms < week;
		if (newest || (opens_week && weeks < keep_weekly)) {
			weeks += !newest;
			week = v[i].at_ms / week_ms;
			continue;
		}
		e = drop(&a, v[i].path);
		*dropped += e == OK;
	}
	arena_release(&a);
	return e;
}

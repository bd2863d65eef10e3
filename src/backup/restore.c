/* restore.c: brings a backup back as a new data folder. See backup.h. */
#include "backup/impl.h"
#include "plat/log.h"

#define RESTORING ".kontor-restoring"

struct restore {
	const struct restore_options *o;
	struct restore_result *r;
	struct arena *a;
	struct keyring ring;
	struct way way;
	struct manifest m;
	const char *from, *tmp;
	const char *receipts_from; /* a newer control; NULL: none is known of */
};

static enum err refuse(struct restore *s, const char *what, const char *why)
{
	s->r->problem = arena_printf(s->a, "%s %s", what, why);
	return ERR_CONFLICT;
}

/* -- where it goes -- */

/* Nobody else calls a folder so: what one that was broken off left goes. */
static enum err clear_tmp(struct restore *s)
{
	enum err e = folder_remove(s->tmp);
	if (e == OK || e == ERR_NOT_FOUND)
		return OK;
	return refuse(s, s->tmp, "is in the way.");
}

static enum err check_target(struct restore *s)
{
	bool empty = true;
	enum err e = folder_is_empty(s->o->to, &empty);
	if (e == ERR_NOT_FOUND)
		return OK;
	if (e != OK)
		return refuse(s, s->o->to, "is no folder that can be restored into.");
	if (empty)
		return OK;
	return refuse(
		s, s->o->to,
		folder_is_served(s->o->to)
			? "is served at this moment: restore into a folder of its own."
			: "holds files already: restore into a folder that is not there yet.");
}

static enum err check_room(struct restore *s)
{
	int64_t left, needed = manifest_bytes(&s->m);
	TRY(disk_free(s->tmp, &left));
	if (left > needed)
		return OK;
	s->r->problem = arena_printf(s->a, "%lld bytes are needed, and %lld are free.",
	                             (long long) needed, (long long) left);
	return ERR_FULL;
}

/* -- copying -- */

static enum err make_parent(struct restore *s, struct str rel)
{
	size_t slash = rel.len;
	while (slash > 0 && rel.ptr[slash - 1] != '/')
		slash--;
	return slash == 0 ? OK : folder_make(path_join(s->a, s->tmp, str_head(rel, slash - 1)));
}

static enum err copy_one(struct restore *s, const struct manifest_file *f)
{
	struct copy_options o = copy_options(&s->way);
	uint8_t sum[FILE_SUM_BYTES];
	int64_t bytes;
	enum err e = make_parent(s, f->path);
	if (e == OK)
		e = file_copy(path_join(s->a, s->from, f->path), path_join(s->a, s->tmp, f->path),
		              &o, sum, &bytes);
	if (e == OK && (bytes != f->bytes || !seal_equal(sum, f->sum, sizeof sum)))
		e = ERR_STORAGE;
	if (e != OK && e != ERR_CANCELLED)
		s->r->problem = arena_printf(s->a, "%.*s could not be copied (%s).",
		                             PRI_STR(f->path), err_info(e)->slug.ptr);
	return e;
}

static enum err copy_all(struct restore *s)
{
	for (unsigned i = 0; i < s->m.n; i++) {
		struct arena_mark mark = arena_mark(s->a);
		TRY(copy_one(s, &s->m.files[i]));
		arena_rewind(s->a, mark);
	}
	return OK;
}

/* Durable as a tree before it gets the name under which it is served. */
static enum err sync_folders(struct arena *a, const char *path)
{
	struct file_entry *v;
	size_t n;
	TRY(folder_list(a, path, &v, &n));
	for (size_t i = 0; i < n; i++)
		if (v[i].kind == FILE_FOLDER)
			TRY(sync_folders(a, path_join(a, path, v[i].name)));
	return folder_sync(path);
}

static enum err fill(struct restore *s)
{
	TRY(file_write(path_join(s->a, s->tmp, S(RESTORE_MARK)), S("")));
	TRY(check_room(s));
	s->way.progress.step = BACKUP_copying;
	TRY(copy_all(s));
	s->way.progress.step = BACKUP_checking;
	TRY(stores_check(s->a, s->tmp, &s->ring, &s->m, &s->way, &s->r->cells, &s->r->problem));
	TRY(restored_renew(&(struct renewal) {
		.a = s->a,
		.dir = s->tmp,
		.receipts_from = s->receipts_from,
		.o = s->o,
		.ring = &s->ring,
		.m = &s->m,
		.r = s->r,
	}));
	TRY(sync_folders(s->a, s->tmp));
	/* From here on it is whole, under whatever name. */
	TRY(file_remove(path_join(s->a, s->tmp, S(RESTORE_MARK))));
	return path_move(s->tmp, s->o->to);
}

static enum err bring(struct restore *s)
{
	struct str parent = str_of(s->tmp);
	size_t slash = parent.len;
	while (slash > 1 && parent.ptr[slash - 1] != '/')
		slash--;
	if (slash > 1)
		TRY(folder_make(arena_str(s->a, str_head(parent, slash - 1)).ptr));
	TRY(clear_tmp(s));
	enum err e = folder_make(s->tmp);
	if (e == OK)
		e = fill(s);
	if (e != OK && file_exists(s->tmp) && folder_remove(s->tmp) != OK)
		log_event(LOG_ERROR, "restore.partial-left");
	return e;
}

/* -- checking -- */

static enum err read_manifest(struct restore *s)
{
	enum err e = manifest_read(s->a, s->from, s->way.sums, &s->m);
	if (e == OK)
		return OK;
	s->r->problem = arena_printf(s->a, "The manifest in %s is damaged.", s->from);
	return ERR_STORAGE;
}

static enum err find_from(struct restore *s)
{
	enum err e = backup_newest(s->a, s->o->from, &s->from);
	if (e == OK)
		return OK;
	s->r->problem = arena_printf(s->a, "There is no complete backup in %s.", s->o->from);
	return ERR_NOT_FOUND;
}

static enum err run(struct restore *s)
{
	TRY(check_target(s));
	TRY(find_from(s));
	s->r->from = s->from;
	s->receipts_from = s->o->receipts_from != NULL ? s->o->receipts_from
	                                               : backup_later(s->a, s->from);
	TRY(ring_read(s->a, s->from, s->o->master, &s->ring, &s->r->problem));
	s->way = (struct way) { .watch = s->o->watch, .sums = sum_key(&s->ring) };
	TRY(read_manifest(s));
	s->r->made_at = s->m.made_at;
	s->r->bytes = manifest_bytes(&s->m);
	s->r->files = s->m.n;
	s->way.progress = (struct backup_progress) { BACKUP_checking, 0, 3 * s->r->bytes };
	TRY(files_check(s->a, s->from, &s->m, &s->way, &s->r->problem));
	return bring(s);
}

enum err backup_restore(struct arena *a, const struct restore_options *o, struct restore_result *r)
{
	struct restore s = { .o = o, .r = r, .a = a };
	struct str to = str_of(o->to);
	*r = (struct restore_result) { .problem = STR_ABSENT };
	while (to.len > 1 && to.ptr[to.len - 1] == '/')
		to.len--;
	s.tmp = arena_printf(a, "%.*s" RESTORING, PRI_STR(to)).ptr;
	enum err e = run(&s);
	key_free(s.way.sums);
	keyring_release(&s.ring);
	return e;
}

/* upload.c: a file on its way in: sealed and hashed as it comes, then looked at, then an
 * import_run. */
#include "app/import.h"
#include "app/import_impl.h"
#include "base/utf8.h"
#include "core/csv_map.h"
#include "core/marks.h"
#include "core/vcard.h"
#include "plat/files.h"
#include "plat/random.h"
#include "plat/sealed_file.h"

enum {
	NAME_MAX_POINTS = 255,
	HASH = 32,
	TIDY_S = 24 * 60 * 60,
	DISK_KEPT_BYTES = 64 << 20, /* uploads leave so much for everything else */
	LOOK_EVERY_BYTES = 4 << 20, /* at how much is left */
};

static const struct str sql_same =
	STR("SELECT id FROM import_runs WHERE file_hash = ?1 AND member_id = ?2 AND state = ?3 AND "
            "file_name = ?4 AND deleted_at IS NULL ORDER BY id DESC");

struct upload {
	struct cell_task task; /* first: the writer hands it back */
	struct cell *cell;
	struct actor actor;
	struct arena arena;
	struct uuid run_id;
	struct str name;
	struct key *key;
	struct sealed_writer *writer;
	const char *path;
	int64_t look_at; /* bytes */
	/* The hash is chained over blocks of a fixed size, however the bytes come. */
	struct {
		uint8_t hash[HASH];
		char block[SEALED_CHUNK];
		size_t used;
	} sum;
	struct import_file file;
	struct import_run *run;
	bool made;
};

/* -- taking bytes -- */

static void sum_block(struct upload *up)
{
	struct arena a = ARENA_INIT;
	const struct str before = { (const char *) up->sum.hash, HASH };
	const struct str both =
		arena_join(&a, before, (struct str) { up->sum.block, up->sum.used });

	cell_hash(up->cell, "upload", both, up->sum.hash, HASH);
	up->sum.used = 0;
	arena_release(&a);
}

static void sum_bytes(struct upload *up, struct str bytes)
{
	while (bytes.len != 0) {
		const size_t room = sizeof up->sum.block - up->sum.used;
		const size_t n = bytes.len < room ? bytes.len : room;

		memcpy(up->sum.block + up->sum.used, bytes.ptr, n);
		up->sum.used += n;
		bytes = str_from(bytes, n);
		if (up->sum.used == sizeof up->sum.block)
			sum_block(up);
	}
}

static void upload_free(struct upload *up)
{
	sealed_drop(up->writer);
	key_free(up->key);
	arena_release(&up->arena);
	mem_free(up);
}

/* Whatever folders a browser or script puts before it. */
static bool take_name(struct upload *up, struct str name, struct problems *ps)
{
	up->name = arena_str(&up->arena, text_clean(&up->arena, chat_zip_base(name)));
	if (up->name.len != 0 && utf8_count(up->name) <= NAME_MAX_POINTS)
		return true;
	complain(ps, S("?name"), up->name.len == 0 ? FLAW_required : FLAW_too_long,
	         "Say what the file is called, in at most %d characters.", NAME_MAX_POINTS);
	return false;
}

enum err upload_begin(struct cell *c, const struct actor *actor, struct str file_name,
                      struct problems *ps, struct upload **out)
{
	struct upload *up = mem_alloc(sizeof *up);
	enum err e;

	up->cell = c;
	up->actor = *actor;
	up->run_id = uuid_new(cell_now(c));
	up->key = cell_key(c, S("uploads"));
	if (!take_name(up, file_name, ps)) {
		upload_free(up);
		return ERR_INVALID;
	}
	e = import_file_path(c, up->run_id, &up->arena, &up->path);
	if (e == OK)
		e = sealed_create(up->path, up->key, &up->writer);
	if (e != OK) {
		upload_free(up);
		return e;
	}
	*out = up;
	return OK;
}

/* Whoever may bring files could fill the disk with them, and then nobody could write anything. */
static enum err look_at_disk(struct upload *up)
{
	const char *folder;
	int64_t left;

	if (sealed_written(up->writer) < up->look_at)
		return OK;
	up->look_at += LOOK_EVERY_BYTES;
	TRY(cell_folder(up->cell, S("uploads"), &up->arena, &folder));
	TRY(disk_free(folder, &left));
	return left > DISK_KEPT_BYTES ? OK : ERR_FULL;
}

enum err upload_put(struct upload *up, struct str bytes)
{
	if (sealed_written(up->writer) + (int64_t) bytes.len > UPLOAD_MAX_BYTES)
		return ERR_TOO_LARGE;
	TRY(look_at_disk(up));
	sum_bytes(up, bytes);
	return sealed_put(up->writer, bytes);
}

void upload_abort(struct upload *up)
{
	upload_free(up);
}

/* -- the run -- */

static int64_t count_rows(const struct import_file *f, struct arena *a)
{
	const struct csv_options none = { .region = S("") };
	struct vcard cards = vcard_open(f->text, S(""));
	struct person_row row;
	struct csv_map map;
	struct csv_record r;
	int64_t n = 0;

	if (f->chat != NULL)
		return (int64_t) f->chat->messages;
	if (f->kind == import_kind_vcard) {
		for (; vcard_next(&cards, a, &row); n++)
			arena_clear(a);
		return n;
	}
	if (!csv_map_open(&map, f->text, &none, a))
		return 0;
	for (struct csv csv = map.start; csv_next(&csv, a, &r);) {
		bool any = false;

		for (size_t i = 0; i < r.n; i++)
			any |= r.cells[i].len != 0;
		n += any;
	}
	return n;
}

static void fill_run(struct upload *up, struct import_run *run, int64_t rows, int64_t bytes)
{
	*run = (struct import_run) { 0 };
	set(run, import_run, id, up->run_id);
	set(run, import_run, file_name, up->name);
	set(run, import_run, file_hash, ((struct str) { (const char *) up->sum.hash, HASH }));
	set(run, import_run, bytes, bytes);
	set(run, import_run, kind, up->file.kind);
	set(run, import_run, state, import_state_uploaded);
	set(run, import_run, dry, false);
	set(run, import_run, total_rows, rows);
	if (!uuid_zero(up->actor.member_id))
		set(run, import_run, member_id, up->actor.member_id);
}

static enum err find_same(struct upload *up, struct unit *u, struct uuid *id, bool *found)
{
	STMT_AUTO s = NULL;

	TRY(db_sql(u->db, sql_same, &s));
	bind_blob(s, 1, (struct str) { (const char *) up->sum.hash, HASH });
	bind_uuid(s, 2, &up->actor.member_id);
	bind_int(s, 3, import_state_uploaded);
	bind_text(s, 4, up->name);
	TRY(stmt_step(s, found));
	if (*found)
		*id = col_uuid(s, 0);
	return OK;
}

static enum err make_run(struct cell_task *t, struct unit *u)
{
	struct upload *up = (struct upload *) t;
	struct uuid id;
	bool found;

	TRY(find_same(up, u, &id, &found));
	up->made = !found;
	if (found)
		return unit_get(u, &import_run_record, id, up->run);
	TRY(unit_insert(u, &import_run_record, up->run));
	return import_ask_tidy(u);
}

static enum err look(struct upload *up, struct problems *ps)
{
	struct str why = STR_ABSENT;
	const enum err e =
		import_file_open(up->cell, up->run_id, up->name, &up->arena, &up->file, &why);

	if (e == ERR_INVALID)
		complain(ps, S(""), FLAW_malformed, "%.*s", PRI_STR(why));
	return e;
}

static enum err keep(struct upload *up)
{
	enum err e;

	if (up->sum.used != 0)
		sum_block(up);
	e = sealed_keep(up->writer);
	up->writer = NULL;
	return e;
}

static enum err end(struct upload *up, struct arena *a, struct problems *ps, struct import_run *run)
{
	struct arena scratch = ARENA_INIT;
	const int64_t bytes = sealed_written(up->writer);
	enum err e = keep(up);

	if (e == OK)
		e = look(up, ps);
	if (e == OK) {
		fill_run(up, run, count_rows(&up->file, &scratch), bytes);
		up->run = run;
		cell_task_init(&up->task, up->cell, &up->actor, a, ps);
		up->task.body = make_run;
		e = cell_task_run(&up->task);
	}
	arena_release(&scratch);
	return e;
}

enum err upload_end(struct upload *up, struct arena *a, struct problems *ps, struct import_run *run,
                    bool *made)
{
	const enum err e = end(up, a, ps, run);

	if (e == OK) {
		struct import_run *copy = row_copy(a, &import_run_record, run);

		*run = *copy;
		*made = up->made;
	}
	if (e != OK || !up->made)
		(void) !file_remove(up->path); /* may not have got that far */
	upload_free(up);
	return e;
}

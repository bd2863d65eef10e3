/* files_in.c: bytes on their way in: sealed and hashed as they come, then durable, then a row. */
#include "cell/files_impl.h"

#include "core/sniff.h"
#include "plat/files.h"
#include "plat/random.h"
#include "plat/sealed_file.h"

enum {
	DISK_KEPT_BYTES = 64 << 20, /* files leave so much for everything else */
	LOOK_EVERY_BYTES = 4 << 20, /* at how much is left */
};

struct file_intake {
	struct cell *cell;
	struct file_limits limits;
	struct arena arena;
	struct key *key;
	struct sealed_writer *writer;
	struct seal_sum sum;
	const char *path;
	int64_t bytes, look_at;
	uint8_t place[FILE_PLACE_BYTES], hash[FILE_HASH_BYTES];
	struct str seal, type;
	size_t head_n;
	bool kept;  /* the bytes are durable … */
	bool taken; /* … and a row names them */
	char head[SNIFF_BYTES];
};

static struct str place_of(const struct file_intake *f)
{
	return (struct str) { (const char *) f->place, FILE_PLACE_BYTES };
}

static struct str hash_of(const struct file_intake *f)
{
	return (struct str) { (const char *) f->hash, FILE_HASH_BYTES };
}

/* -- taking bytes -- */

enum err file_begin(struct cell *c, const struct file_limits *limits, struct file_intake **out)
{
	struct file_intake *f = mem_alloc(sizeof *f);
	f->cell = c;
	f->limits = *limits;
	f->key = key_new();
	random_bytes(f->place, sizeof f->place);
	file_sum_begin(c, &f->sum);
	enum err e = file_path(c, place_of(f), &f->arena, &f->path);
	if (e == OK)
		e = sealed_create(f->path, f->key, &f->writer);
	if (e != OK) {
		file_free(f);
		return e;
	}
	*out = f;
	return OK;
}

/* Whoever may bring files could fill the disk with them, and then nobody could write anything. */
static enum err look_at_disk(struct file_intake *f)
{
	int64_t left;
	if (f->bytes < f->look_at)
		return OK;
	f->look_at = f->bytes + LOOK_EVERY_BYTES;
	TRY(disk_free(f->cell->home->o.dir, &left));
	return left > DISK_KEPT_BYTES ? OK : ERR_FULL;
}

enum err file_put(struct file_intake *f, struct str bytes)
{
	if ((int64_t) bytes.len > f->limits.file_bytes - f->bytes)
		return ERR_TOO_LARGE;
	TRY(look_at_disk(f));
	if (f->head_n < sizeof f->head) {
		struct str some = str_head(bytes, sizeof f->head - f->head_n);
		memcpy(f->head + f->head_n, some.ptr, some.len);
		f->head_n += some.len;
	}
	f->bytes += (int64_t) bytes.len;
	seal_sum_add(&f->sum, bytes);
	return sealed_put(f->writer, bytes);
}

int64_t file_taken(const struct file_intake *f)
{
	return f->bytes;
}

void file_free(struct file_intake *f)
{
	if (f == NULL)
		return;
	sealed_drop(f->writer);
	if (f->kept && !f->taken)
		(void) !file_remove(f->path); /* what stays is swept */
	key_free(f->key);
	arena_release(&f->arena);
	mem_free(f);
}

/* -- keeping them -- */

enum err files_total(struct db *db, int64_t *bytes)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(db, S("SELECT sum(bytes) FROM files"), &s));
	return stmt_int(s, 0, bytes);
}

/* Bytes that are there already take no room. */
static enum err check_room(struct file_intake *f, struct db *db)
{
	struct file row;
	int64_t total;
	enum err e = file_known(db, &f->arena, f->hash, &row);
	if (e != ERR_NOT_FOUND)
		return e;
	TRY(files_total(db, &total));
	return f->bytes <= f->limits.total_bytes - total ? OK : ERR_QUOTA;
}

static enum err look_for_room(struct file_intake *f)
{
	struct db *db;
	TRY(cell_reader(f->cell, &db));
	enum err e = check_room(f, db);
	cell_reader_give(f->cell, db);
	return e;
}

enum err file_keep(struct file_intake *f)
{
	struct buf seal = BUF_IN(&f->arena);
	seal_sum_end(&f->sum, f->hash, sizeof f->hash);
	f->type = sniff((struct str) { f->head, f->head_n });
	TRY(look_for_room(f));
	file_key_seal(f->cell, f->key, place_of(f), &seal);
	f->seal = buf_str(&seal);
	struct sealed_writer *w = f->writer;
	f->writer = NULL;
	TRY(sealed_keep(w));
	f->kept = true;
	return OK;
}

/* -- a row for them -- */

static enum err claim(struct unit *u, struct uuid file_id)
{
	struct file_claim row = { 0 };
	set(&row, file_claim, file_id, file_id);
	set(&row, file_claim, member_id, u->actor.member_id);
	set(&row, file_claim, at, u->now_ms);
	enum err e = row_insert(u->db, &file_claim_record, &row);
	return e == ERR_CONFLICT ? row_update(u->db, &file_claim_record, &row, BIT(F_file_claim_at))
	                         : e;
}

static void fill_bytes(const struct file_intake *f, struct file *row)
{
	set(row, file, place, place_of(f));
	set(row, file, seal, f->seal);
	set(row, file, type, f->type);
}

static enum err make(struct unit *u, struct file_intake *f, struct file *row)
{
	*row = (struct file) { 0 };
	set(row, file, id, unit_new_id(u));
	set(row, file, hash, hash_of(f));
	set(row, file, bytes, f->bytes);
	set(row, file, created_at, u->now_ms);
	fill_bytes(f, row);
	f->taken = true;
	return row_insert(u->db, &file_record, row);
}

/* Whoever brings bytes again that were lost makes them good. */
static enum err mend(struct unit *u, struct file_intake *f, struct file *row)
{
	const char *path;
	TRY(file_path(f->cell, row->place, u->arena, &path));
	if (file_exists(path))
		return OK;
	fill_bytes(f, row);
	f->taken = true;
	return row_update(u->db, &file_record, row,
	                  BIT(F_file_place) | BIT(F_file_seal) | BIT(F_file_type));
}

enum err file_adopt(struct unit *u, struct file_intake *f, struct file *row, bool *made)
{
	ENSURE(f->kept);
	f->taken = false;
	enum err e = file_known(u->db, u->arena, f->hash, row);
	*made = e == ERR_NOT_FOUND;
	if (*made)
		e = make(u, f, row);
	else if (e == OK)
		e = mend(u, f, row);
	TRY(e);
	return claim(u, row->id);
}

/* -- all of it -- */

struct ending {
	struct cell_task task;
	struct file_intake *f;
	struct file *row;
	bool made;
};

static enum err adopt(struct cell_task *t, struct unit *u)
{
	struct ending *end = (struct ending *) t;
	return file_adopt(u, end->f, end->row, &end->made);
}

enum err file_end(struct file_intake *f, const struct actor *actor, struct arena *a,
                  struct file *row, bool *made)
{
	struct ending end = { .f = f, .row = row };
	enum err e = file_keep(f);
	if (e == OK) {
		cell_task_init(&end.task, f->cell, actor, a, NULL);
		end.task.body = adopt;
		e = cell_task_run(&end.task);
	}
	if (e == OK) {
		struct file *own = row_copy(a, &file_record, row);
		*row = *own;
		*made = end.made;
	}
	file_free(f);
	return e;
}

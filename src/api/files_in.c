/* files_in.c: files come in: as a streamed body, and small pictures of them that browsers made. */
#include "api/files.h"

#include "core/sniff.h"
#include "record/encode.h"

static void put_row(struct call *c, const struct file *row)
{
	json_open(&c->out, '{');
	record_encode_members(&c->out, &file_record, row, readable_fields(&file_record));
	json_close(&c->out, '}');
}

static enum err too_large(struct call *c)
{
	return call_say(c, ERR_TOO_LARGE, "A file may have at most %lld bytes.",
	                (long long) c->api->o.files.file_bytes);
}

/* -- a file -- */

static enum err put_piece(struct call *c, struct str piece)
{
	enum err e = file_put(c->upload, piece);
	return e == ERR_TOO_LARGE ? too_large(c) : e;
}

static enum err end_file(struct call *c)
{
	struct file row;
	bool made = false;
	TRY(file_end(c->upload, &c->actor, c->arena, &row, &made));
	c->status = made ? 201 : 200;
	put_row(c, &row);
	return OK;
}

static void drop_file(struct call *c)
{
	file_free(c->upload);
}

static const struct taker file_taker = { put_piece, end_file, drop_file };

/* What the body may have beyond the limit: enough for its end to be read and the answer to be seen.
 */
enum { GRACE_BYTES = 1 << 20 };

enum err route_file_put(struct call *c)
{
	const struct file_limits *limits = &c->api->o.files;
	if (c->request->content_length > limits->file_bytes)
		return too_large(c);
	TRY(call_take_cell(c));
	c->taker = &file_taker;
	c->body_max = (uint64_t) limits->file_bytes + GRACE_BYTES;
	return file_begin(c->cell, limits, (struct file_intake **) &c->upload);
}

/* -- its small picture -- */

struct picture {
	struct cell_task task;
	struct call *c;
	struct buf bytes;
	struct file of, row;
	struct file_intake *kept;
	struct file_measured measured;
};

static enum err put_picture(struct call *c, struct str piece)
{
	struct picture *p = c->upload;
	if (p->bytes.len + piece.len > FILE_THUMBNAIL_BYTES)
		return call_say(c, ERR_TOO_LARGE, "A small picture may have at most %d bytes.",
		                FILE_THUMBNAIL_BYTES);
	put(&p->bytes, piece);
	return OK;
}

static void drop_picture(struct call *c)
{
	struct picture *p = c->upload;
	file_free(p->kept);
}

static enum err take_number(struct call *c, const char *name, int64_t most, int64_t *out)
{
	struct str text = call_query(c, str_of(name));
	*out = 0;
	if (str_absent(text) || (str_to_int(text, out) && *out >= 0 && *out <= most))
		return OK;
	return call_say(c, ERR_BAD_QUERY, "%s is a number from 0 to %lld.", name, (long long) most);
}

static enum err take_measures(struct call *c, struct file_measured *m)
{
	TRY(take_number(c, "width", 1000000, &m->width));
	TRY(take_number(c, "height", 1000000, &m->height));
	return take_number(c, "duration_ms", MAX53, &m->duration_ms);
}

static enum err note_measures(struct cell_task *t, struct unit *u)
{
	struct picture *p = (struct picture *) t;
	struct file_measured m = p->measured;
	struct file small;
	bool made;
	TRY(unit_file(u, p->c->id, &p->of));
	if (p->kept != NULL && !has(&p->of, F_file_thumbnail_id)) {
		TRY(file_adopt(u, p->kept, &small, &made));
		m.thumbnail_id = small.id;
	}
	TRY(file_measure(u, &p->of, &m));
	return file_known(u->db, u->arena, (const uint8_t *) p->of.hash.ptr, &p->row);
}

static bool is_small_picture(struct str bytes)
{
	struct str type = sniff(bytes);
	return str_eq(type, S("image/webp")) || str_eq(type, S("image/jpeg")) ||
	       str_eq(type, S("image/png")) || str_eq(type, S("image/avif"));
}

/* No body: there is nothing to show small, such as of a voice, but it was measured. */
static enum err keep_picture(struct picture *p)
{
	struct call *c = p->c;
	if (p->bytes.len == 0)
		return OK;
	if (!is_small_picture(buf_str(&p->bytes)))
		return call_say(c, ERR_MEDIA_TYPE, "A small picture is WebP, JPEG, PNG or AVIF.");
	TRY(file_begin(c->cell, &c->api->o.files, &p->kept));
	TRY(file_put(p->kept, buf_str(&p->bytes)));
	return file_keep(p->kept);
}

static enum err end_picture(struct call *c)
{
	struct picture *p = c->upload;
	enum err e = keep_picture(p);
	if (e == OK) {
		cell_task_init(&p->task, c->cell, &c->actor, c->arena, &c->problems);
		p->task.body = note_measures;
		e = cell_task_run(&p->task);
	}
	if (e == OK)
		put_row(c, &p->row);
	drop_picture(c);
	return e;
}

static const struct taker picture_taker = { put_picture, end_picture, drop_picture };

/* Who sees the file is asked before a byte is taken, and once more in the unit. */
enum err route_file_thumbnail_put(struct call *c)
{
	struct picture *p = arena_new(c->arena, struct picture);
	struct str name;
	struct db *db;
	p->c = c;
	p->bytes = BUF_IN(c->arena);
	TRY(take_measures(c, &p->measured));
	TRY(call_take_cell(c));
	TRY(cell_reader(c->cell, &db));
	db_budget(db, LOOP_STEPS);
	enum err e = call_see_file(c, db, &p->of, &name);
	cell_reader_give(c->cell, db);
	TRY(e);
	c->taker = &picture_taker;
	c->upload = p;
	return OK;
}

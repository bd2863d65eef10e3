/* files.c: files go out: whole, in ranges, or not at all when the client has them already. What a
 * browser could run as a page is a download, and nothing of it runs anyhow. */
#include "api/files.h"

#include "core/sniff.h"

/* -- the body: opened pieces of a sealed file, made while it is sent -- */

struct outgoing {
	struct kept_file *file;
	int64_t at, left;
};

static enum pull pull(void *user, struct buf *out)
{
	struct outgoing *o = user;
	/* Slices that end where chunks do: each is opened once. */
	int64_t some = SOURCE_SLICE - o->at % SOURCE_SLICE;
	if (some > o->left)
		some = o->left;
	if (some != 0 &&
	    kept_read(o->file, o->at, buf_room(out, (size_t) some), (size_t) some) != OK)
		return PULL_FAILED;
	out->len += (size_t) some;
	o->at += some;
	o->left -= some;
	return o->left != 0 ? PULL_MORE : PULL_END;
}

static void close_file(void *user)
{
	struct outgoing *o = user;
	kept_close(o->file);
}

static void send_range(struct call *c, struct kept_file *file, struct byte_range range)
{
	struct outgoing *o = arena_new(c->arena, struct outgoing);
	*o = (struct outgoing) { file, range.from, range.bytes };
	c->source = (struct body_source) {
		.bytes = range.bytes, .pull = pull, .close = close_file, .user = o
	};
}

/* -- headers -- */

static bool is_page(struct str type)
{
	return str_eq(type, S("text/html")) || str_eq(type, S("text/xml")) ||
	       str_eq(type, S("image/svg+xml"));
}

static struct str type_sent(const struct file *f)
{
	if (is_page(f->type))
		return S("application/octet-stream");
	return str_eq(f->type, S("text/plain")) ? S("text/plain; charset=utf-8") : f->type;
}

static void put_disposition(struct call *c, const struct file *f, struct str name)
{
	struct buf b = BUF_IN(c->arena);
	bool wanted = str_eq(call_query(c, S("inline")), S("1"));
	put(&b, wanted && sniff_shown(f->type) != SNIFF_not ? S("inline") : S("attachment"));
	put_file_name(&b, str_absent(name) ? S("file") : name);
	call_header(c, S("Content-Disposition"), buf_str(&b));
}

/* The same id always has the same bytes. */
static struct str tag_of(struct call *c, const struct file *f)
{
	char id[UUID_TEXT];
	uuid_text(f->id, id);
	return arena_printf(c->arena, "\"%.*s\"", UUID_TEXT, id);
}

/* The browser may keep it, and asks each time whether the member still may see it. */
static void put_facts(struct call *c, const struct file *f, struct str name)
{
	c->content_type = type_sent(f);
	c->cache = S("private, no-cache");
	call_header(c, S("ETag"), tag_of(c, f));
	call_header(c, S("Accept-Ranges"), S("bytes"));
	put_disposition(c, f, name);
}

/* -- what is wanted of it -- */

static enum range wanted_range(struct call *c, const struct file *f, struct byte_range *out)
{
	struct str only_if = request_header(c->request, S("If-Range"));
	struct str range = request_header(c->request, S("Range"));
	*out = (struct byte_range) { 0, f->bytes };
	if (str_absent(range) || (!str_absent(only_if) && !str_eq(only_if, tag_of(c, f))))
		return RANGE_all;
	return range_read(range, f->bytes, out);
}

static enum err refuse_range(struct call *c, const struct file *f)
{
	c->status = 416;
	c->content_type = S("application/problem+json");
	problem_json(&c->out, ERR_RANGE, STR_ABSENT, c->request->id, NULL);
	call_header(c, S("Content-Range"),
	            arena_printf(c->arena, "bytes */%lld", (long long) f->bytes));
	return OK;
}

static enum err send_file(struct call *c, const struct file *f, struct str name)
{
	struct byte_range range;
	struct kept_file *file;
	enum range which = wanted_range(c, f, &range);
	if (which == RANGE_none)
		return refuse_range(c, f);
	enum err e = kept_open(c->cell, f, &file);
	if (e != OK)
		return call_say(c, ERR_STORAGE,
		                "The bytes of this file are lost or damaged; bringing it again "
		                "makes it whole.");
	put_facts(c, f, name);
	if (which == RANGE_part) {
		c->status = 206;
		call_header(c, S("Content-Range"),
		            arena_printf(c->arena, "bytes %lld-%lld/%lld", (long long) range.from,
		                         (long long) (range.from + range.bytes - 1),
		                         (long long) f->bytes));
	}
	send_range(c, file, range);
	return OK;
}

static enum err answer(struct call *c, const struct file *f, struct str name)
{
	struct str known = request_header(c->request, S("If-None-Match"));
	if (str_absent(known) || !tag_among(known, tag_of(c, f)))
		return send_file(c, f, name);
	c->status = 304;
	c->cache = S("private, no-cache");
	call_header(c, S("ETag"), tag_of(c, f));
	return OK;
}

/* -- which -- */

static enum err take_attachment(struct call *c, struct uuid *out)
{
	struct str text = call_query(c, S("attachment"));
	*out = AUDIENCE_NOBODY;
	return str_absent(text) || uuid_parse(text, out) ? OK : ERR_NOT_FOUND;
}

enum err call_see_file(struct call *c, struct db *db, struct file *f, struct str *name)
{
	struct uuid attachment;
	TRY(take_attachment(c, &attachment));
	return file_see(db, c->arena, &c->actor, c->api->o.now_ms(), c->id, attachment, f, name);
}

static enum err see(struct call *c, bool thumbnail, struct file *f, struct str *name)
{
	struct db *db;
	struct file of;
	TRY(call_take_cell(c));
	TRY(cell_reader(c->cell, &db));
	db_budget(db, POOL_STEPS);
	enum err e = call_see_file(c, db, thumbnail ? &of : f, name);
	if (e == OK && thumbnail)
		e = file_thumbnail(db, c->arena, &of, f);
	cell_reader_give(c->cell, db);
	return e;
}

enum err route_file(struct call *c)
{
	struct file f;
	struct str name;
	TRY(see(c, false, &f, &name));
	return answer(c, &f, name);
}

enum err route_file_thumbnail(struct call *c)
{
	struct file f;
	struct str name;
	TRY(see(c, true, &f, &name));
	return answer(c, &f, S("thumbnail"));
}

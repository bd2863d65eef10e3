/* import_chat_message.c: one message of an export as a row. Its natural key is what two exports of
 * one chat share: the minute on the phone's clock, the sender's name, what was said, and which of
 * equal ones it is. File names are no part of it: an export without media names none. The minute
 * stands in front, not only in the hash, so that keys of one chat are stored in the order of time:
 * a million random places would dirty a page each. */
#include "app/import_chat.h"
#include "base/utf8.h"

enum { TEXT_POINTS = 65536, NAME_POINTS = 200, FILE_POINTS = 255 };
enum { MINUTE_BYTES = 4, NATURAL_KEY_BYTES = 16, SEEN_MAX = 4096 };

static struct str name_of(const struct chat_message *m)
{
	return m->sender == NULL ? S("") : m->sender->name;
}

static void put_minute(int64_t minute, uint8_t out[MINUTE_BYTES])
{
	for (int i = 0; i < MINUTE_BYTES; i++)
		out[i] = (uint8_t) (minute >> 8 * (MINUTE_BYTES - 1 - i));
}

/* Equal messages stand in one minute. Where a file is in order a minute that is over does not come
 * again, and what was said in it need not be remembered: a million messages take nothing. */
static void forget_others(struct chat_import *x, int64_t minute)
{
	if (x->c->in_order && x->minute != minute && x->same.n > SEEN_MAX)
		table_clear(&x->same);
	x->minute = minute;
}

void import_natural_key(struct import *im, struct chat_import *x, unsigned i)
{
	const struct chat_message *m = &x->batch[i];
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a);
	uint32_t *seen, ordinal = 0;
	uint8_t hash[NATURAL_KEY_BYTES];
	uint64_t key;
	const int64_t minute = civil_to_ms(&m->at) / 60000;

	forget_others(x, minute);
	putf(&b, "%04d-%02d-%02dT%02d:%02d", m->at.year, m->at.month, m->at.day, m->at.hour,
	     m->at.minute);
	put_char(&b, '\0');
	put(&b, name_of(m));
	put_char(&b, '\0');
	put(&b, m->text);
	put_char(&b, '\0');
	key = import_hash(im, "message seen", buf_str(&b));
	seen = table_find(&x->same, key);
	if (seen != NULL)
		ordinal = ++*seen;
	else
		table_add(&x->same, key, 0);
	put_int(&b, ordinal);
	put_minute(minute, x->natural_keys[i]);
	cell_hash(im->cell, "message", buf_str(&b), hash, sizeof hash);
	memcpy(x->natural_keys[i] + MINUTE_BYTES, hash, NATURAL_KEY_BYTES - MINUTE_BYTES);
	arena_release(&a);
}

/* -- kinds -- */

static const struct {
	struct str ending;
	enum message_kind kind;
} endings[] = {
	{ STR(".jpg"), message_kind_image },    { STR(".jpeg"), message_kind_image },
	{ STR(".png"), message_kind_image },    { STR(".gif"), message_kind_image },
	{ STR(".heic"), message_kind_image },   { STR(".mp4"), message_kind_video },
	{ STR(".mov"), message_kind_video },    { STR(".3gp"), message_kind_video },
	{ STR(".opus"), message_kind_audio },   { STR(".ogg"), message_kind_audio },
	{ STR(".oga"), message_kind_audio },    { STR(".m4a"), message_kind_audio },
	{ STR(".mp3"), message_kind_audio },    { STR(".aac"), message_kind_audio },
	{ STR(".amr"), message_kind_audio },    { STR(".wav"), message_kind_audio },
	{ STR(".webp"), message_kind_sticker }, { STR(".vcf"), message_kind_contact },
};

static enum message_kind kind_of_file(struct str name)
{
	for (size_t i = 0; i < COUNT(endings); i++) {
		const struct str ending = endings[i].ending;

		if (name.len > ending.len && str_ieq(str_from(name, name.len - ending.len), ending))
			return endings[i].kind;
	}
	return message_kind_document;
}

static bool flag(const struct chat_message *m, enum chat_flag f)
{
	return (m->flags & CHAT_BIT(f)) != 0;
}

static enum message_kind kind_of(const struct chat_message *m)
{
	if (flag(m, CHAT_CALL))
		return message_kind_call;
	if (m->sender == NULL)
		return message_kind_system;
	if (flag(m, CHAT_POLL))
		return message_kind_poll;
	if (flag(m, CHAT_LOCATION))
		return message_kind_location;
	if (flag(m, CHAT_CONTACT))
		return message_kind_contact;
	if (!str_absent(m->attachment))
		return kind_of_file(m->attachment);
	if (flag(m, CHAT_VIEW_ONCE))
		return message_kind_image;
	return flag(m, CHAT_MEDIA_OMITTED) ? message_kind_document : message_kind_text;
}

static int64_t marks_of(const struct chat_message *m)
{
	int64_t marks = 0;

	if (flag(m, CHAT_EDITED))
		marks |= BIT(message_mark_edited);
	if (flag(m, CHAT_DELETED))
		marks |= BIT(message_mark_revoked);
	if (flag(m, CHAT_MEDIA_OMITTED))
		marks |= BIT(message_mark_media_omitted);
	if (flag(m, CHAT_VIEW_ONCE))
		marks |= BIT(message_mark_view_once);
	if (m->sender != NULL && m->sender->pushname)
		marks |= BIT(message_mark_pushname);
	return marks;
}

static enum message_direction direction_of(const struct chat_import *x,
                                           const struct chat_message *m)
{
	if (m->sender == NULL)
		return message_direction_none;
	return m->sender == x->cast.me ? message_direction_out : message_direction_in;
}

/* -- the row -- */

static void fill_row(const struct chat_import *x, unsigned i, struct message *row)
{
	const struct chat_message *m = &x->batch[i];

	*row = (struct message) { 0 };
	set(row, message, chat_id, x->chat_id);
	set(row, message, at, zone_to_utc(x->zone, &m->at));
	set(row, message, direction, direction_of(x, m));
	set(row, message, kind, kind_of(m));
	set(row, message, marks, marks_of(m));
	set(row, message, origin, message_origin_import);
	set(row, message, natural_key, ((struct str) { (const char *) x->natural_keys[i], 16 }));
	if (m->text.len != 0)
		set(row, message, text, import_cut(m->text, TEXT_POINTS));
	if (!str_absent(m->attachment))
		set(row, message, media_name, import_cut(m->attachment, FILE_POINTS));
	if (!str_absent(m->attachment_title) && m->attachment_title.len != 0)
		set(row, message, media_title, import_cut(m->attachment_title, FILE_POINTS));
	if (m->sender == NULL)
		return;
	set(row, message, sender_name, import_cut(m->sender->name, NAME_POINTS));
	if (!uuid_zero(x->sender_ids[m->sender->index]))
		set(row, message, sender_id, x->sender_ids[m->sender->index]);
}

/* -- those that are there -- */

static enum err find_stored(struct import *im, const struct message *like, struct message *out)
{
	static const int key[] = { F_message_chat_id, F_message_natural_key };

	return row_find(im->u->db, im->u->arena, index_on(&message_record, 2, key), like, out);
}

/* What an earlier export did not tell: the file's name, who is who. What was said stays as it
 * is. */
static enum err improve(struct import *im, const struct chat_import *x,
                        const struct message *stored, const struct message *row)
{
	struct message after = *stored;

	if (im->dry || stored->origin != message_origin_import)
		return OK;
	if (has(row, F_message_media_name) && !has(stored, F_message_media_name)) {
		set(&after, message, media_name, row->media_name);
		set(&after, message, kind, row->kind);
		set(&after, message, marks, row->marks);
	}
	if (x->cast.me_known)
		set(&after, message, direction, row->direction);
	if (has(row, F_message_sender_id) && !has(stored, F_message_sender_id))
		set(&after, message, sender_id, row->sender_id);
	return unit_change(im->u, &message_record, stored, &after, UINT64_MAX);
}

static enum err put_new(struct import *im, struct chat_import *x, struct message *row)
{
	enum err e;

	if (im->dry) {
		im->run.messages_new++;
		return OK;
	}
	e = unit_insert(im->u, &message_record, row);
	if (e == ERR_CONFLICT) { /* another import of the same chat was quicker */
		import_forgive(im);
		im->run.messages_known++;
		x->fresh = false;
		return OK;
	}
	im->run.messages_new += e == OK;
	return e;
}

enum err import_put_message(struct import *im, struct chat_import *x, unsigned i)
{
	struct message row, stored;
	enum err e = ERR_NOT_FOUND;

	fill_row(x, i, &row);
	if (!x->fresh)
		e = find_stored(im, &row, &stored);
	if (e == ERR_NOT_FOUND)
		return put_new(im, x, &row);
	TRY(e);
	im->run.messages_known++;
	return improve(im, x, &stored, &row);
}

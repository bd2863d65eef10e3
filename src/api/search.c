/* search.c: one box over contacts, notes, chats and messages. */
#include "api/api_impl.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "cell/search.h"
#include "core/query.h"
#include "core/snippet.h"

enum { SEARCH_DEFAULT = 20, SEARCH_MAX = 100 };

struct finding {
	struct call *c;
	struct db *db;
	const struct text_query *q;
};

static bool searched(const struct call *c, const struct record *rec)
{
	return search_key_of(rec) >= 0 && rec->read <= c->actor.role;
}

/* ?records=contacts,notes; absent: all that are searched. */
static enum err take_records(struct call *c, uint64_t *out)
{
	struct str names = call_query(c, S("records"));
	*out = 0;
	for (unsigned i = 0; i < cell_record_count && str_absent(names); i++)
		if (searched(c, cell_records[i]))
			*out |= BIT(i);
	while (!str_absent(names)) {
		const struct record *rec =
			record_by_plural(HOME_cell, str_trim(str_cut(&names, ',')));
		if (rec == NULL || !searched(c, rec))
			return call_say(c, ERR_BAD_QUERY,
			                "records are contacts, notes, chats, messages.");
		*out |= BIT(rec->number - 1);
	}
	return OK;
}

static int newest_first(const void *x, const void *y)
{
	const struct search_hit *a = x, *b = y;
	return (a->key < b->key) - (a->key > b->key);
}

/* The contact's name, as far as the actor may see it. */
static struct str contact_name(struct finding *f, struct uuid id)
{
	struct contact row;
	if (uuid_zero(id) || row_get_fields(f->db, f->c->arena, &f->c->actor, &contact_record, id,
	                                    BIT(F_contact_name), &row) != OK)
		return S("");
	return row.name;
}

static void put_marked(struct finding *f, struct str key, struct str text)
{
	struct buf b = BUF_IN(f->c->arena);
	snippet_put(&b, f->c->arena, text, f->q);
	json_key(&f->c->out, key);
	json_put_str(&f->c->out, buf_str(&b));
}

static void put_ref(struct finding *f, struct str key, struct uuid id)
{
	if (uuid_zero(id))
		return;
	json_key(&f->c->out, key);
	json_put_uuid(&f->c->out, id);
}

/* Of what a hit belongs to: nothing was found in it. */
static void put_title(struct finding *f, struct str title)
{
	json_key(&f->c->out, S("title"));
	json_put_str(&f->c->out, title);
}

/* What a contact is found by beside its name: company, number, e-mail … as one line. */
static struct str contact_line(struct finding *f, const struct contact *row)
{
	struct arena *a = f->c->arena;
	struct str text;
	if (index_text_for(f->db, a, &contact_record, row, &text) != OK)
		return S("");
	size_t at;
	return str_find_byte(text, '\n', &at) ? str_from(text, at + 1) : S("");
}

static void put_contact(struct finding *f, const struct contact *row)
{
	put_marked(f, S("title"), row->name);
	put_marked(f, S("snippet"), contact_line(f, row));
	put_ref(f, S("contact_id"), row->id);
}

static void put_note(struct finding *f, const struct note *row)
{
	put_title(f, contact_name(f, row->contact_id));
	put_marked(f, S("snippet"), row->text);
	put_ref(f, S("contact_id"), row->contact_id);
}

static struct str chat_title(struct finding *f, const struct chat *row)
{
	struct str name =
		contact_name(f, has(row, F_chat_contact_id) ? row->contact_id : AUDIENCE_NOBODY);
	return name.len != 0 || !has(row, F_chat_title) ? name : row->title;
}

static void put_chat(struct finding *f, const struct chat *row)
{
	put_marked(f, S("title"), chat_title(f, row));
	put_marked(f, S("snippet"), has(row, F_chat_title) ? row->title : S(""));
	put_ref(f, S("chat_id"), row->id);
	put_ref(f, S("contact_id"),
	        has(row, F_chat_contact_id) ? row->contact_id : AUDIENCE_NOBODY);
}

static struct str title_of_chat(struct finding *f, struct uuid id)
{
	struct chat row;
	if (row_get_fields(f->db, f->c->arena, &f->c->actor, &chat_record, id,
	                   BIT(F_chat_contact_id) | BIT(F_chat_title), &row) != OK)
		return S("");
	return chat_title(f, &row);
}

static void put_message(struct finding *f, const struct message *row)
{
	put_title(f, title_of_chat(f, row->chat_id));
	struct buf b = BUF_IN(f->c->arena);
	if (has(row, F_message_media_title))
		put(&b, row->media_title);
	if (has(row, F_message_media_title) && has(row, F_message_text))
		put_char(&b, '\n');
	if (has(row, F_message_text))
		put(&b, row->text);
	put_marked(f, S("snippet"), buf_str(&b));
	put_ref(f, S("chat_id"), row->chat_id);
}

static void put_hit(struct finding *f, const struct search_hit *h)
{
	struct buf *b = &f->c->out;
	json_open(b, '{');
	json_key(b, S("record"));
	json_put_str(b, h->rec->plural);
	json_key(b, S("id"));
	json_put_uuid(b, head_of(h->row)->id);
	json_key(b, S("at"));
	json_put_int(b, h->rec == &message_record ? ((const struct message *) h->row)->at
	                                          : head_of(h->row)->created_at);
	if (h->rec == &contact_record)
		put_contact(f, h->row);
	else if (h->rec == &note_record)
		put_note(f, h->row);
	else if (h->rec == &chat_record)
		put_chat(f, h->row);
	else
		put_message(f, h->row);
	json_close(b, '}');
}

enum err route_search(struct call *c, struct db *db)
{
	struct str text = call_query(c, S("q")), limit_text = call_query(c, S("limit"));
	int64_t limit = SEARCH_DEFAULT;
	if (str_absent(text) || !utf8_valid(text))
		return call_say(c, ERR_BAD_QUERY, "Say what to find: ?q=…");
	if (!str_absent(limit_text) &&
	    (!str_to_int(limit_text, &limit) || limit < 1 || limit > SEARCH_MAX))
		return call_say(c, ERR_BAD_QUERY, "A limit is a number from 1 to %d.", SEARCH_MAX);
	uint64_t wanted;
	TRY(take_records(c, &wanted));
	struct text_query q = query_parse(c->arena, text);
	struct finding f = { c, db, &q };
	struct search_hit *hits =
		arena_array(c->arena, struct search_hit, (size_t) limit * cell_record_count);
	unsigned n = 0, more;
	for (unsigned i = 0; i < cell_record_count && q.n != 0; i++)
		if (wanted & BIT(i)) {
			TRY(search_rows(db, c->arena, &c->actor, cell_records[i], &q,
			                (unsigned) limit, hits + n, &more));
			n += more;
		}
	call_audit_read(c, audit_action_searched, NULL, AUDIENCE_NOBODY, n);
	qsort(hits, n, sizeof *hits, newest_first);
	put(&c->out, S("{\"items\":["));
	for (unsigned i = 0; i < n && i < (unsigned) limit; i++)
		put_hit(&f, &hits[i]);
	put(&c->out, S("]}"));
	return OK;
}

/* changes.c: what changed since a position: current rows, the last state of each, as the reader may
 * see. */
#include "api/api_impl.h"

#include "cell/expand.h"

enum { PAGE_DEFAULT = 200, PAGE_MAX = 500 };

bool audience_sees(const struct actor *actor, struct uuid audience)
{
	return !actor->narrowed || uuid_zero(audience) || uuid_eq(audience, AUDIENCE_EVERYONE) ||
	       uuid_eq(audience, actor->member_id);
}

bool change_concerns(const struct actor *actor, const struct change_out *n)
{
	bool of_whole = n->op == change_op_put && n->mask != 0 &&
	                (n->mask & ~fields_of_whole(n->rec)) == 0;
	return n->rec->read != ROLE_nobody && actor->role >= n->rec->read &&
	       !(actor->narrowed && of_whole);
}

void change_fields_json(struct buf *b, const struct record *rec, uint64_t mask)
{
	json_key(b, S("fields"));
	json_open(b, '[');
	for (unsigned i = 0; i < rec->n; i++)
		if (mask & BIT(i))
			json_put_str(b, rec->fields[i].name);
	for (unsigned i = 0; i < part_count; i++)
		if (parts[i].rec == rec && mask & BIT(PARTS_BIT))
			json_put_str(b, parts[i].name);
	if (mask & BIT(CUSTOM_BIT))
		json_put_str(b, S("custom"));
	json_close(b, ']');
}

enum err change_json(struct buf *b, struct db *db, struct arena *a, const struct actor *actor,
                     const struct change_out *n, bool gone)
{
	uint64_t shown = fields_shown(actor, n->rec);
	void *row = row_new(a, n->rec);
	if (!gone && n->op == change_op_put) {
		enum err e = row_get(db, a, actor, n->rec, n->id, LIVE_only, row);
		if (e != ERR_NOT_FOUND)
			TRY(e);
		gone = e == ERR_NOT_FOUND;
	} else {
		gone = true;
	}
	json_open(b, '{');
	json_key(b, S("seq"));
	json_put_int(b, n->seq);
	json_key(b, S("record"));
	json_put_str(b, n->rec->plural);
	json_key(b, S("id"));
	json_put_uuid(b, n->id);
	json_key(b, S("op"));
	json_put_str(b, gone ? S("gone") : S("put"));
	if (!gone) {
		change_fields_json(b, n->rec, n->mask & (shown | BIT(PARTS_BIT) | BIT(CUSTOM_BIT)));
		json_key(b, S("row"));
		TRY(row_json(b, db, a, n->rec, row, shown, EXPAND_ALL));
	}
	json_close(b, '}');
	return OK;
}

static enum err read_changes(struct db *db, struct arena *a, int64_t since, unsigned max,
                             struct change_out **out, unsigned *n)
{
	bool row;
	STMT_AUTO s = NULL;
	TRY(db_sql(db,
	           S("SELECT seq, record, row_id, op, mask, scope_before, scope_after FROM changes "
	             "WHERE seq > ?1 ORDER BY seq LIMIT ?2"),
	           &s));
	bind_int(s, 1, since);
	bind_int(s, 2, max);
	*out = arena_array(a, struct change_out, max);
	for (*n = 0;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			return OK;
		struct change_out *c = &(*out)[*n];
		*c = (struct change_out) {
			.seq = col_int(s, 0),
			.rec = record_numbered(HOME_cell, col_int(s, 1)),
			.id = col_uuid(s, 2),
			.op = (enum change_op) col_int(s, 3),
			.mask = (uint64_t) col_int(s, 4),
			.before = col_uuid(s, 5),
			.after = col_uuid(s, 6),
		};
		*n += c->rec != NULL;
	}
}

/* The last change of a row stands for all; its fields are those of all. */
static void compact(struct change_out *v, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		for (unsigned k = i + 1; k < n; k++)
			if (v[k].rec == v[i].rec && uuid_eq(v[k].id, v[i].id)) {
				v[k].mask |= v[i].mask;
				v[k].before = v[i].before;
				v[i].rec = NULL;
				break;
			}
}

static enum err oldest(struct db *db, int64_t *out)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(db, S("SELECT min(seq) FROM changes"), &s));
	return stmt_int(s, 0, out);
}

enum err changes_json(struct cell *cell, struct db *db, struct arena *a, const struct actor *actor,
                      int64_t since, unsigned max, struct buf *b, int64_t *last, bool *too_old)
{
	struct change_out *v;
	unsigned n;
	int64_t first;
	TRY(oldest(db, &first));
	*last = since;
	*too_old = since < 0 || since > cell_seq(cell) || (first > 1 && since + 1 < first);
	json_open(b, '[');
	if (!*too_old) {
		TRY(read_changes(db, a, since, max, &v, &n));
		if (n > 0)
			*last = v[n - 1].seq;
		compact(v, n);
		for (unsigned i = 0; i < n; i++) {
			if (v[i].rec == NULL || !change_concerns(actor, &v[i]))
				continue;
			bool sees = audience_sees(actor, v[i].after);
			if (sees || audience_sees(actor, v[i].before)) {
				if (b->ptr[b->len - 1] != '[')
					put_char(b, ',');
				TRY(change_json(b, db, a, actor, &v[i], !sees));
			}
			if (b->len > PAGE_BYTES) { /* what comes later is the next page's */
				*last = v[i].seq;
				break;
			}
		}
	}
	json_close(b, ']');
	return OK;
}

enum err route_changes(struct call *c, struct db *db)
{
	struct str since_text = call_query(c, S("since")), epoch = call_query(c, S("epoch")),
		   limit = call_query(c, S("limit"));
	int64_t since = 0, max = PAGE_DEFAULT, last;
	struct uuid id;
	bool too_old;
	char text[UUID_TEXT];
	if (!str_absent(since_text) && !str_to_int(since_text, &since))
		return call_say(c, ERR_BAD_QUERY, "since is a position of the feed: a number.");
	if (!str_absent(limit) && (!str_to_int(limit, &max) || max < 1 || max > PAGE_MAX))
		return call_say(c, ERR_BAD_QUERY, "A limit is a number from 1 to %d.", PAGE_MAX);
	if (!str_absent(epoch) && (!uuid_parse(epoch, &id) || !uuid_eq(id, cell_epoch(c->cell))))
		return ERR_GONE;
	struct buf items = BUF_IN(c->arena);
	TRY(changes_json(c->cell, db, c->arena, &c->actor, since, (unsigned) max, &items, &last,
	                 &too_old));
	if (too_old)
		return ERR_GONE;
	uuid_text(cell_epoch(c->cell), text);
	putf(&c->out, "{\"epoch\":\"%.*s\",\"seq\":%lld,\"items\":", UUID_TEXT, text,
	     (long long) last);
	put(&c->out, buf_str(&items));
	put_char(&c->out, '}');
	return OK;
}

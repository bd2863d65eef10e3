/* cells.c: the directory of workspaces and the keyring. A data key lies here sealed, bound to its
 * cell, and is opened anew whenever a cell is. */
#include "control/control_impl.h"
#include "control/sources.h"
#include "plat/random.h"

/* -- making -- */

struct making {
	struct cell_entry *cell;
	struct cell_key *key;
	struct membership *owner;
	unsigned owned_max; /* 0: as many as they like */
};

static enum err insert(struct control *c, struct db *db, void *arg)
{
	const struct making *m = arg;
	struct arena a = ARENA_INIT;
	struct user user;
	unsigned owned = 0;
	(void) c;
	enum err e = row_by_id(db, &a, &user_record, m->owner->user_id, &user);
	if (e == OK)
		e = workspaces_owned(db, &a, m->owner->user_id, &owned);
	arena_release(&a);
	TRY(e);
	if (m->owned_max != 0 && owned >= m->owned_max)
		return ERR_LIMIT;
	TRY(row_insert(db, &cell_entry_record, m->cell));
	TRY(row_insert(db, &cell_key_record, m->key));
	return row_insert(db, &membership_record, m->owner);
}

static void fill_key(const struct control *c, struct arena *a, const struct cell_entry *cell,
                     struct cell_key *out)
{
	struct key *fresh = key_new();
	struct cell_source source = { .id = cell->id, .store = fresh, .base = fresh };
	struct buf sealed = BUF_IN(a);
	source_seal(&sealed, &source, c->seal_key);
	key_free(fresh);
	set(out, cell_key, cell_id, cell->id);
	set(out, cell_key, sealed, buf_str(&sealed));
	set(out, cell_key, at, cell->created_at);
}

enum err control_cell_add(struct control *c, struct uuid owner_user_id, struct str name,
                          unsigned owned_max, struct uuid *cell_id, struct uuid *member_id)
{
	struct arena a = ARENA_INIT;
	struct cell_entry cell = { 0 };
	struct cell_key key = { 0 };
	struct membership owner = { 0 };
	*cell_id = fresh_row(c, &cell);
	set(&cell, cell_entry, name, name);
	set(&cell, cell_entry, state, cell_state_creating);
	fill_key(c, &a, &cell, &key);
	membership_fill(c, &owner, owner_user_id, cell.id, member_role_owner);
	set(&owner, membership, state, membership_state_settled); /* the cell is made with them */
	*member_id = owner.member_id;
	enum err e = control_write(c, insert, &(struct making) { &cell, &key, &owner, owned_max });
	arena_release(&a);
	return e;
}

/* -- changing -- */

struct changing {
	struct uuid id;
	int field; /* that takes its value from `to` */
	struct cell_entry to;
};

static uint64_t take_over(struct control *c, const struct changing *ch, struct cell_entry *row)
{
	switch (ch->field) {
	case F_cell_entry_state:
		set(row, cell_entry, state, ch->to.state);
		break;
	case F_cell_entry_next_due_at: /* TRANSIENT: raises no version */
		set(row, cell_entry, next_due_at, ch->to.next_due_at);
		return BIT(ch->field);
	default:
		BUG("field %d of a cell", ch->field);
	}
	return touch_row(c, row) | BIT(ch->field);
}

static enum err change(struct control *c, struct db *db, void *arg)
{
	const struct changing *ch = arg;
	struct arena a = ARENA_INIT;
	struct cell_entry row;
	enum err e = row_by_id(db, &a, &cell_entry_record, ch->id, &row);
	if (e == OK)
		e = row_update(db, &cell_entry_record, &row, take_over(c, ch, &row));
	arena_release(&a);
	return e;
}

enum err control_cell_ready(struct control *c, struct uuid cell_id)
{
	struct changing ch = { .id = cell_id, .field = F_cell_entry_state };
	ch.to.state = cell_state_ready;
	return control_write(c, change, &ch);
}

enum err control_cell_due(struct control *c, struct uuid cell_id, int64_t next_due_at)
{
	struct changing ch = { .id = cell_id, .field = F_cell_entry_next_due_at };
	if (due_is(&c->due, cell_id, next_due_at))
		return OK;
	ch.to.next_due_at = next_due_at;
	TRY(control_write(c, change, &ch));
	due_put(&c->due, cell_id, next_due_at);
	return OK;
}

/* -- reading -- */

struct listing {
	struct arena *arena;
	struct cell_listed *v;
	unsigned n;
};

static enum err list(struct control *c, struct db *db, void *arg)
{
	struct listing *l = arg;
	void **rows;
	(void) c;
	TRY(rows_with(db, l->arena, &cell_entry_record, -1, NULL, &rows, &l->n));
	l->v = arena_array(l->arena, struct cell_listed, l->n);
	for (unsigned i = 0; i < l->n; i++) {
		const struct cell_entry *row = rows[i];
		l->v[i] = (struct cell_listed) {
			.id = row->id,
			.name = row->name,
			.state = row->state,
			.next_due_at = row->next_due_at,
			.copied = has(row, F_cell_entry_time_zone),
		};
	}
	return OK;
}

enum err control_cells(struct control *c, struct arena *a, struct cell_listed **out, unsigned *n)
{
	struct listing l = { .arena = a };
	TRY(control_read(c, list, &l));
	*out = l.v;
	*n = l.n;
	return OK;
}

struct opening {
	struct uuid id;
	uint8_t *store, *base; /* either may be NULL */
};

static enum err open_key(struct control *c, struct db *db, void *arg)
{
	const struct opening *o = arg;
	struct arena a = ARENA_INIT;
	struct cell_key like = { 0 }, row;
	struct cell_source source = { .id = o->id };
	set(&like, cell_key, cell_id, o->id);
	enum err e = row_find_key(db, &a, &cell_key_record, &like, &row);
	if (e == OK)
		e = source_open(&source, c->seal_key, row.sealed);
	if (e == OK && o->store != NULL)
		memcpy(o->store, source.store->b, KEY_BYTES);
	if (e == OK && o->base != NULL)
		memcpy(o->base, source.base->b, KEY_BYTES);
	sources_free(&source, 1);
	arena_release(&a);
	return e;
}

enum err control_cell_key(struct control *c, struct uuid cell_id, uint8_t key[32])
{
	return control_read(c, open_key, &(struct opening) { cell_id, NULL, key });
}

enum err control_cell_store_key(struct control *c, struct uuid cell_id, uint8_t key[32])
{
	return control_read(c, open_key, &(struct opening) { cell_id, key, NULL });
}

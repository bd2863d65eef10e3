/* scope.c: which rows an actor sees, as one predicate. SCOPE rows say it, decisions.md why. */
#include "store/store.h"

static void put_alias(struct buf *b, struct str alias, struct str column)
{
	put(b, alias);
	put_char(b, '.');
	put(b, column);
}

/* owner and own: "mine", and for owner "or nobody's" */
static bool put_mine(struct buf *b, enum dialect d, const struct record *rec, struct str alias,
                     unsigned member)
{
	struct str column = rec->fields[rec->scope.field].name;
	bool or_nobody = rec->scope.kind == SCOPE_owner;
	put(b, or_nobody ? S(" AND (") : S(" AND "));
	put_alias(b, alias, column);
	put(b, S(" = "));
	sql_place(b, d, member);
	if (or_nobody) {
		put(b, S(" OR "));
		put_alias(b, alias, column);
		put(b, S(" IS NULL)"));
	}
	return true;
}

/* EXISTS (…): the row that `f` names is there, and seen */
static bool put_owner(struct buf *b, enum dialect d, const struct field *f,
                      const struct actor *actor, struct str alias, unsigned member)
{
	char next[8] = { 0 };
	ENSURE(alias.len + 1 < sizeof next);
	memcpy(next, alias.ptr, alias.len);
	next[alias.len] = 'p'; /* t, tp, tpp: one letter more a step up */
	struct str parent = { next, alias.len + 1 };
	put(b, S("EXISTS (SELECT 1 FROM "));
	put(b, f->ref->plural);
	put_char(b, ' ');
	put(b, parent);
	put(b, S(" WHERE "));
	put_alias(b, parent, S("id"));
	put(b, S(" = "));
	put_alias(b, alias, f->name);
	put(b, S(" AND "));
	put_alias(b, parent, S("deleted_at"));
	put(b, S(" IS NULL"));
	bool used = scope_sql(b, d, f->ref, actor, parent, member);
	put_char(b, ')');
	return used;
}

static bool put_via(struct buf *b, enum dialect d, const struct record *rec,
                    const struct actor *actor, struct str alias, unsigned member)
{
	put(b, S(" AND "));
	return put_owner(b, d, &rec->fields[rec->scope.field], actor, alias, member);
}

/* Each belongs to one of several: whichever names its owner. Of a table the route asks first. */
static bool put_parents(struct buf *b, enum dialect d, const struct record *rec,
                        const struct actor *actor, struct str alias, unsigned member)
{
	bool used = false;
	unsigned n = 0;
	for (unsigned i = 0; i < rec->n && rec->shape == SHAPE_record; i++) {
		if (!rec->fields[i].owned)
			continue;
		put(b, n++ == 0 ? S(" AND (") : S(" OR "));
		used |= put_owner(b, d, &rec->fields[i], actor, alias, member);
	}
	if (n != 0)
		put_char(b, ')');
	return used;
}

bool scope_sql(struct buf *b, enum dialect d, const struct record *rec, const struct actor *actor,
               struct str alias, unsigned member)
{
	switch (rec->scope.kind) {
	case SCOPE_everyone:
	case SCOPE_staff:
		return false;
	case SCOPE_own:
		return uuid_zero(actor->member_id) ? false : put_mine(b, d, rec, alias, member);
	case SCOPE_owner:
		return actor->narrowed ? put_mine(b, d, rec, alias, member) : false;
	case SCOPE_via:
		return put_via(b, d, rec, actor, alias, member);
	case SCOPE_parent:
		return put_parents(b, d, rec, actor, alias, member);
	case SCOPE_undeclared:
		break;
	}
	BUG("scope of %.*s", PRI_STR(rec->name));
}

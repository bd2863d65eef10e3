/* settings.c: facts about the server itself, by name. */
#include "control/control_impl.h"

struct reading {
	struct arena *arena;
	struct str name, value;
};

static enum err read_value(struct control *c, struct db *db, void *arg)
{
	struct reading *r = arg;
	struct control_setting like = { 0 }, row;
	(void) c;
	set(&like, control_setting, name, r->name);
	TRY(row_find_key(db, r->arena, &control_setting_record, &like, &row));
	r->value = row.value;
	return OK;
}

enum err control_setting(struct control *c, struct arena *a, struct str name, struct str *value)
{
	struct reading r = { a, name, STR_ABSENT };
	TRY(control_read(c, read_value, &r));
	*value = r.value;
	return OK;
}

static enum err write_value(struct control *c, struct db *db, void *arg)
{
	const struct control_setting *row = arg;
	(void) c;
	enum err e = row_update(db, &control_setting_record, row, BIT(F_control_setting_value));
	return e == ERR_NOT_FOUND ? row_insert(db, &control_setting_record, row) : e;
}

enum err control_setting_put(struct control *c, struct str name, struct str value)
{
	struct control_setting row = { 0 };
	set(&row, control_setting, name, name);
	set(&row, control_setting, value, value);
	return control_write(c, write_value, &row);
}

static enum err check(struct control *c, struct db *db, void *arg)
{
	struct reading *r = arg;
	(void) c;
	return db_integrity(db, r->arena, &r->value);
}

enum err control_integrity(struct control *c, struct arena *a, struct str *report)
{
	struct reading r = { .arena = a };
	TRY(control_read(c, check, &r));
	*report = r.value;
	return OK;
}

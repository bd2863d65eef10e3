/* import_people_columns.c: which column of a list fills which field: as the person chose, else as
 * guessed. A column that is none of ours is kept only where the workspace has a field of its name,
 * or the person wants one. */
#include "app/import_people.h"
#include "app/tidy.h"

static const struct str sql_mapping =
	STR("SELECT header, field FROM import_mappings WHERE run_id = ?1 ORDER BY header");
static const struct str sql_fields =
	STR("SELECT id FROM custom_fields WHERE deleted_at IS NULL "
            "AND archived = 0 ORDER BY position, id");

enum { NAME_MAX_POINTS = 80 };

struct chosen {
	struct str header, field;
};

static enum err read_mapping(struct import *im, struct db *db, struct chosen **out, size_t *n)
{
	size_t cap = 16;
	bool row;
	STMT_AUTO s = NULL;

	*out = arena_array(&im->arena, struct chosen, cap);
	*n = 0;
	TRY(db_sql(db, sql_mapping, &s));
	bind_uuid(s, 1, &im->run.id);
	for (;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			return OK;
		if (*n == cap) {
			struct chosen *more = arena_array(&im->arena, struct chosen, cap *= 2);

			memcpy(more, *out, *n * sizeof *more);
			*out = more;
		}
		(*out)[(*n)++] = (struct chosen) { arena_str(&im->arena, col_text(s, 0)),
			                           arena_str(&im->arena, col_text(s, 1)) };
	}
}

/* Room for those that will be made, too: one a column. */
static enum err read_fields(struct import *im, struct db *db, struct people *p, size_t more)
{
	const struct actor engine = actor_engine();
	int64_t n;
	size_t cap;
	bool row;
	STMT_AUTO s = NULL;

	TRY(ask_int_from(db, S("SELECT count(*) FROM custom_fields"), 0, &n));
	cap = (size_t) n + more;
	p->fields = arena_array(&im->arena, struct own_field, cap + 1);
	TRY(db_sql(db, sql_fields, &s));
	for (;;) {
		struct own_field *f = &p->fields[p->field_n];

		TRY(stmt_step(s, &row));
		if (!row || p->field_n == cap)
			return OK;
		TRY(row_get(db, &im->arena, &engine, &custom_field_record, col_uuid(s, 0),
		            LIVE_only, &f->row));
		f->fold_key = tidy_fold(&im->arena, f->row.name);
		p->field_n++;
	}
}

struct own_field *people_field(const struct people *p, struct arena *a, struct str header)
{
	const struct str key = tidy_fold(a, header);

	for (size_t i = 0; i < p->field_n; i++) {
		if (str_eq(p->fields[i].fold_key, key))
			return &p->fields[i];
	}
	return NULL;
}

/* "Own field" for a column whose name no field has: the run will make one, of text. */
static enum err want_field(struct import *im, struct people *p, struct str header)
{
	const struct str name = import_cut(header, NAME_MAX_POINTS);
	struct own_field *f = &p->fields[p->field_n];

	if (people_field(p, &im->arena, name) != NULL)
		return OK;
	if (im->w->actor.role < ROLE_admin) {
		im->problem = S("A column needs a field of its own, which only admins can add.");
		return ERR_INVALID;
	}
	*f = (struct own_field) { .fold_key = tidy_fold(&im->arena, name) };
	set(&f->row, custom_field, name, name);
	set(&f->row, custom_field, kind, custom_kind_text);
	set(&f->row, custom_field, data_class, custom_class_identity);
	p->field_n++;
	return OK;
}

static const struct chosen *chosen_for(const struct chosen *v, size_t n, struct arena *a,
                                       struct str header)
{
	const struct str key = tidy_fold(a, header);

	for (size_t i = 0; i < n; i++) {
		if (str_eq(tidy_fold(a, v[i].header), key))
			return &v[i];
	}
	return NULL;
}

/* What a column is to be when it is not to be what was guessed; CSV_FIELD_N: leave it. */
static enum err decide(struct import *im, struct people *p, const struct csv_column *column,
                       const struct chosen *said, enum csv_field *out)
{
	enum csv_field field;

	*out = CSV_FIELD_N;
	if (said == NULL) {
		if (column->field == CSV_FIELD_CUSTOM &&
		    people_field(p, &im->arena, column->header) == NULL)
			*out = CSV_FIELD_IGNORE;
		return OK;
	}
	if (!csv_field_parse(said->field, &field)) {
		im->problem = arena_printf(&im->arena, "There is no field \"%.*s\".",
		                           PRI_STR(said->field));
		return ERR_INVALID;
	}
	if (field == CSV_FIELD_CUSTOM)
		TRY(want_field(im, p, column->header));
	/* Several companies in a cell are a guess that "company" does not mean to undo. */
	if (!(column->field == CSV_FIELD_COMPANIES && field == CSV_FIELD_COMPANY))
		*out = field;
	return OK;
}

enum err people_columns(struct import *im, struct db *db, struct people *p)
{
	struct csv_options o = { .region = im->country };
	struct csv_choice *choices;
	struct chosen *said;
	size_t said_n;

	if (!csv_map_open(&p->map, im->file.text, &o, &im->arena)) {
		im->problem = S("There is no row in this file, or it has too many columns.");
		return ERR_INVALID;
	}
	TRY(read_mapping(im, db, &said, &said_n));
	TRY(read_fields(im, db, p, p->map.n));
	o.choices = choices = arena_array(&im->arena, struct csv_choice, p->map.n);
	for (size_t i = 0; i < p->map.n; i++) {
		const struct csv_column *column = &p->map.columns[i];
		struct csv_choice *choice = &choices[o.choices_n];

		TRY(decide(im, p, column, chosen_for(said, said_n, &im->arena, column->header),
		           &choice->field));
		choice->header = column->header;
		o.choices_n += choice->field != CSV_FIELD_N;
	}
	return csv_map_open(&p->map, im->file.text, &o, &im->arena) ? OK : ERR_INTERNAL;
}

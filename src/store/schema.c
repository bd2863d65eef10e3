/* schema.c: the schema that the declarations ask for, and how a live store differs from it. A
 * migration holds the same by hand, so that it never changes afterwards. */
#include "store/migrate.h"

/* -- what the declarations ask for -- */

void store_schema(struct buf *b, enum dialect d, enum home home)
{
	unsigned n;
	const struct record *const *records = records_of(home, &n);
	for (unsigned i = 0; i < n; i++)
		sql_create(b, d, records[i]);
}

static bool is_searched(const struct record *rec)
{
	return search_key_of(rec) >= 0;
}

static void put_search_tables(struct buf *b, struct str plural)
{
	putf(b,
	     "CREATE VIRTUAL TABLE %.*s_index USING fts5(text, content='', contentless_delete=1,"
	     " tokenize='kontor');\n",
	     PRI_STR(plural));
	/* Its words, so that search can spell prefixes out. */
	putf(b, "CREATE VIRTUAL TABLE %.*s_index_terms USING fts5vocab(%.*s_index, instance);\n",
	     PRI_STR(plural), PRI_STR(plural));
}

void store_search_schema(struct buf *b, enum home home)
{
	unsigned n;
	const struct record *const *records = records_of(home, &n);
	for (unsigned i = 0; i < n; i++)
		if (is_searched(records[i]))
			put_search_tables(b, records[i]->plural);
}

/* -- tables -- */

struct comparison {
	struct db *db;
	enum home home;
	struct arena *arena;
	struct buf report;
};

/* The index of a record, or one of its own tables: messages_index, messages_index_data … */
static bool is_search_table(const struct record *rec, struct str name)
{
	return is_searched(rec) && str_starts(name, rec->plural) &&
	       str_starts(str_from(name, rec->plural.len), S("_index"));
}

static bool is_declared(enum home home, struct str name)
{
	unsigned n;
	const struct record *const *records = records_of(home, &n);
	for (unsigned i = 0; i < n; i++)
		if (str_eq(records[i]->plural, name) || is_search_table(records[i], name))
			return true;
	return str_starts(name, S("sqlite_"));
}

static enum err compare_tables(struct comparison *c)
{
	bool row;
	STMT_AUTO s = NULL;
	TRY(db_sql(
		c->db,
		S("SELECT name, type FROM sqlite_schema WHERE type IN ('table', 'view', 'trigger')"
	          " ORDER BY name"),
		&s));
	for (;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			return OK;
		if (!str_eq(col_text(s, 1), S("table")) || !is_declared(c->home, col_text(s, 0)))
			putf(&c->report, "%.*s %.*s is not declared\n", PRI_STR(col_text(s, 1)),
			     PRI_STR(col_text(s, 0)));
	}
}

static enum err compare_search(struct comparison *c, const struct record *rec)
{
	static const struct str endings[] = { STR("_index"), STR("_index_terms") };
	if (!is_searched(rec))
		return OK;
	for (unsigned i = 0; i < COUNT(endings); i++) {
		struct str name = arena_join(c->arena, rec->plural, endings[i]);
		bool there;
		STMT_AUTO s = NULL;
		TRY(db_sql(c->db, S("SELECT 1 FROM sqlite_schema WHERE name = ?1"), &s));
		bind_text(s, 1, name);
		TRY(stmt_step(s, &there));
		if (!there)
			putf(&c->report, "%.*s is missing in the store\n", PRI_STR(name));
	}
	return OK;
}

/* -- columns -- */

static void compare_column(struct comparison *c, const struct record *rec, int field,
                           struct str type, bool never_null)
{
	const struct field *f = &rec->fields[field];
	struct str want = sql_type(DIALECT_sqlite, f->kind);
	if (!str_eq(type, want))
		putf(&c->report, "%.*s.%.*s is %.*s instead of %.*s\n", PRI_STR(rec->plural),
		     PRI_STR(f->name), PRI_STR(type), PRI_STR(want));
	if (never_null != sql_not_null(f))
		putf(&c->report, "%.*s.%.*s %s be null\n", PRI_STR(rec->plural), PRI_STR(f->name),
		     never_null ? "should" : "should not");
}

static enum err compare_columns(struct comparison *c, const struct record *rec)
{
	uint64_t seen = 0;
	bool row;
	STMT_AUTO s = NULL;
	TRY(db_sql(c->db, S("SELECT name, type, \"notnull\" FROM pragma_table_xinfo(?1)"), &s));
	bind_text(s, 1, rec->plural);
	for (;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			break;
		struct str name = col_text(s, 0);
		int f = field_named(rec, name);
		if (f >= 0) {
			seen |= BIT(f);
			compare_column(c, rec, f, col_text(s, 1), col_int(s, 2) != 0);
		} else {
			putf(&c->report, "%.*s.%.*s is not declared\n", PRI_STR(rec->plural),
			     PRI_STR(name));
		}
	}
	for (unsigned i = 0; i < rec->n; i++)
		if (!(seen & BIT(i)))
			putf(&c->report, "%.*s.%.*s is missing in the store\n",
			     PRI_STR(rec->plural), PRI_STR(rec->fields[i].name));
	return OK;
}

/* -- indexes -- */

/* The statement that makes an index, one space where there is white space. */
static struct str spaced(struct arena *a, struct str sql)
{
	struct buf b = BUF_IN(a);
	bool gap = false;
	for (size_t i = 0; i < sql.len; i++) {
		char ch = sql.ptr[i];
		bool white = ch == ' ' || ch == '\t' || ch == '\n';
		if (gap && !white)
			put_char(&b, ' ');
		gap = white;
		if (!white)
			put_char(&b, ch);
	}
	return buf_str(&b);
}

/* Those of a record in the order of their declaration: the next one, or absent. */
static struct str next_index(struct str *rest)
{
	while (!str_absent(*rest)) {
		struct str line = str_cut(rest, '\n');
		if (str_starts(line, S("CREATE ")) && !str_starts(line, S("CREATE TABLE")))
			return str_head(line, line.len - 1); /* without the ; */
	}
	return STR_ABSENT;
}

static bool holds_index(struct str created, struct str sql)
{
	for (struct str want; !str_absent(want = next_index(&created));)
		if (str_eq(want, sql))
			return true;
	return false;
}

static enum err live_indexes(struct comparison *c, const struct record *rec, struct buf *lines)
{
	bool row;
	STMT_AUTO s = NULL;
	TRY(db_sql(c->db,
	           S("SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?1"
	             " AND sql IS NOT NULL ORDER BY name"),
	           &s));
	bind_text(s, 1, rec->plural);
	for (;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			return OK;
		put(lines, spaced(c->arena, col_text(s, 0)));
		put(lines, S(";\n"));
	}
}

static enum err compare_indexes(struct comparison *c, const struct record *rec)
{
	struct buf wanted = BUF_IN(c->arena), live = BUF_IN(c->arena);
	sql_create(&wanted, DIALECT_sqlite, rec);
	TRY(live_indexes(c, rec, &live));
	struct str rest = buf_str(&live), sql;
	while (!str_absent(sql = next_index(&rest)))
		if (!holds_index(buf_str(&wanted), sql))
			putf(&c->report, "not declared: %.*s\n", PRI_STR(sql));
	rest = buf_str(&wanted);
	while (!str_absent(sql = next_index(&rest)))
		if (!holds_index(buf_str(&live), sql))
			putf(&c->report, "missing in the store: %.*s\n", PRI_STR(sql));
	return OK;
}

enum err store_check_schema(struct db *db, enum home home, struct arena *a, struct str *report)
{
	struct comparison c = { .db = db, .home = home, .arena = a, .report = BUF_IN(a) };
	unsigned n;
	const struct record *const *records = records_of(home, &n);
	TRY(compare_tables(&c));
	for (unsigned i = 0; i < n; i++) {
		TRY(compare_columns(&c, records[i]));
		TRY(compare_indexes(&c, records[i]));
		TRY(compare_search(&c, records[i]));
	}
	*report = buf_str(&c.report);
	return c.report.len == 0 ? OK : ERR_SCHEMA;
}

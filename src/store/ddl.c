/* ddl.c: tables and indexes that follow from a declaration. A migration holds the same by hand, so
 * that it never changes afterwards; a test compares the two. */
#include "store/sql.h"

struct str sql_type(enum dialect d, enum kind kind)
{
	static const struct str words[][KIND_N] = {
		[DIALECT_sqlite] = {
			[KIND_uuid] = STR("BLOB"),
			[KIND_text] = STR("TEXT"),
			[KIND_int] = STR("INTEGER"),
			[KIND_flag] = STR("INTEGER"),
			[KIND_choice] = STR("INTEGER"),
			[KIND_bytes] = STR("BLOB"),
		},
		[DIALECT_postgres] = {
			[KIND_uuid] = STR("uuid"),
			[KIND_text] = STR("text COLLATE \"C\""),
			[KIND_int] = STR("bigint"),
			[KIND_flag] = STR("bigint"),
			[KIND_choice] = STR("bigint"),
			[KIND_bytes] = STR("bytea"),
		},
	};
	return words[d][kind];
}

bool sql_not_null(const struct field *f)
{
	return not_null(f) || f->format == FORMAT_search_key;
}

bool sql_lacks_null(const struct index *ix)
{
	const struct field *f = &ix->rec->fields[ix->fields[0]];
	return ix->n == 1 && !ix->unique && !sql_not_null(f) &&
	       ix->fields[0] != ix->rec->scope.field;
}

static void put_columns(struct buf *b, enum dialect d, const struct record *rec)
{
	for (unsigned i = 0; i < rec->n; i++) {
		const struct field *f = &rec->fields[i];
		putf(b, "\t%.*s ", PRI_STR(f->name));
		put(b, sql_type(d, f->kind));
		if (sql_not_null(f))
			put(b, S(" NOT NULL"));
		put(b, S(",\n"));
	}
}

/* A rowid table when its key is one whole number, else clustered by its key. */
static bool is_rowid_table(const struct record *rec)
{
	int key[INDEX_FIELDS_MAX];
	return record_key(rec, key) == 1 && rec->fields[key[0]].kind == KIND_int;
}

static void put_table(struct buf *b, enum dialect d, const struct record *rec)
{
	int key[INDEX_FIELDS_MAX];
	unsigned n = record_key(rec, key);
	putf(b, "CREATE TABLE %.*s (\n", PRI_STR(rec->plural));
	put_columns(b, d, rec);
	put(b, S("\tPRIMARY KEY ("));
	for (unsigned i = 0; i < n; i++) {
		if (i != 0)
			put(b, S(", "));
		put(b, rec->fields[key[i]].name);
	}
	put(b, S(")\n)"));
	if (d == DIALECT_sqlite)
		put(b, is_rowid_table(rec) ? S(" STRICT") : S(" STRICT, WITHOUT ROWID"));
	put(b, S(";\n"));
}

/* Only live rows, and only those that have the nullable members of a unique key, or the only one of
 * a plain index. */
static void put_condition(struct buf *b, const struct index *ix)
{
	const char *glue = " WHERE ";
	if (has_head(ix->rec)) {
		put(b, S(" WHERE deleted_at IS NULL"));
		glue = " AND ";
	}
	for (unsigned i = 0; i < ix->n; i++) {
		const struct field *f = &ix->rec->fields[ix->fields[i]];
		if (sql_not_null(f) || (!ix->unique && !sql_lacks_null(ix)))
			continue;
		put(b, str_of(glue));
		put(b, f->name);
		put(b, S(" IS NOT NULL"));
		glue = " AND ";
	}
}

static void put_index(struct buf *b, const struct index *ix)
{
	put(b, ix->unique ? S("CREATE UNIQUE INDEX ") : S("CREATE INDEX "));
	sql_index_name(b, ix);
	put(b, S(" ON "));
	put(b, ix->rec->plural);
	put(b, S(" ("));
	for (unsigned i = 0; i < ix->n; i++) {
		if (i != 0)
			put(b, S(", "));
		put(b, ix->rec->fields[ix->fields[i]].name);
	}
	put_char(b, ')');
	put_condition(b, ix);
	put(b, S(";\n"));
}

void sql_create(struct buf *b, enum dialect d, const struct record *rec)
{
	put_table(b, d, rec);
	if (has_head(rec) && rec->key_n != 0)
		putf(b, "CREATE UNIQUE INDEX %.*s_one_id ON %.*s (id);\n", PRI_STR(rec->plural),
		     PRI_STR(rec->plural));
	for (unsigned i = 0; i < index_count; i++)
		if (indexes[i].rec == rec)
			put_index(b, &indexes[i]);
	if (!has_head(rec) || rec->home != HOME_cell)
		return;
	/* Rows of one import, and the bin: few rows each, found without walking the others. */
	putf(b, "CREATE INDEX %.*s_by_run_id ON %.*s (run_id) WHERE run_id IS NOT NULL;\n",
	     PRI_STR(rec->plural), PRI_STR(rec->plural));
	putf(b,
	     "CREATE INDEX %.*s_by_deleted_at ON %.*s (deleted_at) WHERE deleted_at IS NOT NULL;\n",
	     PRI_STR(rec->plural), PRI_STR(rec->plural));
}

static bool put_word(struct buf *b, enum dialect d, struct str name)
{
	static const struct {
		struct str name, sqlite, postgres;
	} words[] = {
		{ STR("uuid"), STR("BLOB"), STR("uuid") },
		{ STR("int"), STR("INTEGER"), STR("bigint") },
		{ STR("text"), STR("TEXT"), STR("text COLLATE \"C\"") },
		{ STR("bytes"), STR("BLOB"), STR("bytea") },
		{ STR("rows"), STR("STRICT"), STR("") },
		{ STR("clustered"), STR("STRICT, WITHOUT ROWID"), STR("") },
	};
	for (unsigned i = 0; i < COUNT(words); i++)
		if (str_eq(words[i].name, name)) {
			put(b, d == DIALECT_sqlite ? words[i].sqlite : words[i].postgres);
			return true;
		}
	return false;
}

static void translate_words(struct buf *b, enum dialect d, struct str text)
{
	size_t open, close;
	while (str_find_byte(text, '{', &open) &&
	       str_find_byte(str_from(text, open), '}', &close)) {
		put(b, str_head(text, open));
		struct str word = str_head(str_from(text, open + 1), close - 1);
		ENSURE(put_word(b, d, word));
		text = str_from(text, open + close + 1);
	}
	put(b, text);
}

void sql_translate(struct buf *b, enum dialect d, struct str text)
{
	const struct str sqlite_only = S("{sqlite}");
	for (struct str rest = text; !str_absent(rest);) {
		struct str line = str_cut(&rest, '\n');
		bool marked = str_starts(line, sqlite_only);
		if (marked && d != DIALECT_sqlite)
			continue;
		translate_words(b, d, marked ? str_from(line, sqlite_only.len) : line);
		if (!str_absent(rest))
			put_char(b, '\n');
	}
}

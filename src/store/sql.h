/* sql.h: the texts of statements about one record, and what differs between SQLite and
 * PostgreSQL. All generated SQL comes from here and from select.c; `kontor sql` prints it,
 * tests/golden keeps it. */
#ifndef STORE_SQL_H
#define STORE_SQL_H

#include "record/record.h"

enum dialect { DIALECT_sqlite, DIALECT_postgres };

/* "?7" or "$7" */
void sql_place(struct buf *b, enum dialect d, unsigned at);
/* "id, version, …" with an optional table alias in front of each ("t"; empty: none) */
void sql_columns(struct buf *b, const struct record *rec, struct str alias);
/* " INDEXED BY name" on SQLite, nothing on PostgreSQL */
void sql_hint(struct buf *b, enum dialect d, const struct index *ix);
/* contacts_by_name_id, contact_identities_one_kind_match_key */
void sql_index_name(struct buf *b, const struct index *ix);

/* INSERT of every column, in order; places 1 … n. A row in the way makes it write nothing: a failed
 * statement would end the whole transaction on PostgreSQL. */
void sql_insert(struct buf *b, enum dialect d, const struct record *rec);
/* UPDATE of the fields in mask (in order, places 1 …), then the key's places. With returning: every
 * column of the row as it is now. */
void sql_update(struct buf *b, enum dialect d, const struct record *rec, uint64_t mask,
                bool returning);
void sql_delete(struct buf *b, enum dialect d, const struct record *rec);
/* SELECT of the fields in mask WHERE id = place 1; live: not deleted, where rows can be. */
void sql_fields_by_id(struct buf *b, enum dialect d, const struct record *rec, uint64_t mask,
                      bool live);
/* The same of all columns. */
void sql_by_id(struct buf *b, enum dialect d, const struct record *rec, bool live);
/* SELECT of all columns by the primary key, places in its order. */
void sql_by_key(struct buf *b, enum dialect d, const struct record *rec);
/* SELECT of all columns by the fields of an index, places in its order; live rows. */
void sql_by_index(struct buf *b, enum dialect d, const struct index *ix);

/* "TEXT", "bigint" … */
struct str sql_type(enum dialect d, enum kind kind);
bool sql_not_null(const struct field *f);
/* Whether rows that lack the only field of the index have no entry in it, since nobody looks for
 * them by it. Rows without an owner are looked for: a scope's field keeps them. */
bool sql_lacks_null(const struct index *ix);
/* CREATE TABLE and CREATE INDEX of a record, one statement each, ';' and a line break after
 * each. */
void sql_create(struct buf *b, enum dialect d, const struct record *rec);
/* Text of a migration for a dialect: {uuid} {int} {text} {bytes} {rows} {clustered} become its
 * words; a line that begins with {sqlite} is for SQLite alone. */
void sql_translate(struct buf *b, enum dialect d, struct str text);

/* Fields of the primary key, id when none is declared. */
unsigned record_key(const struct record *rec, int key[INDEX_FIELDS_MAX]);
static inline bool has_head(const struct record *rec) { return rec->shape == SHAPE_record; }

#endif

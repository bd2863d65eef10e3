/* plan_test.c: a slow statement confesses. Each generated statement is asked for its plan in a
 * store with the real schema: lists walk an index in their order, nothing reads a table whole. */
#include "store/golden.h"
#include "store/test_store.h"

struct looking {
	struct place *p;
	struct db *db;
	unsigned looked, merged, flaws;
};

static bool says(struct str text, const char *words)
{
	return str_find(text, str_of(words), NULL);
}

/* What a count reads is bounded by its limit, and it runs where slow things may. */
static bool may_read_all(struct str name)
{
	return says(name, ".count");
}

/* Lists that sort the few rows that one filter or the scope leaves: the tags of a contact, the
 * contacts of a tag, the workspaces of a user, the chats of a contact, the files of
 * whatever they belong to. */
static const struct {
	const char *begins, *says;
} sorted[] = {
	{ "contact_tag.page.id", ", contact_id" },
	{ "contact_tag.page.id", ", tag_id" },
	{ "membership.page.id", ", member" },
	{ "chat.page.last_message_at", ", contact_id" },
	{ "attachment.page.file_id", ", contact_id" },
	{ "attachment.page.file_id", ", note_id" },
	{ "attachment.page.file_id", ", chat_id" },
	{ "attachment.page.file_id", ", message_id" },
};

/* A filter that drives has at most POSTINGS_CAP rows, which are sorted. */
static bool may_sort(struct str name)
{
	for (unsigned i = 0; i < COUNT(sorted); i++)
		if (str_starts(name, str_of(sorted[i].begins)) && says(name, sorted[i].says))
			return true;
	return says(name, " driving");
}

static void judge_step(struct looking *l, struct str name, struct str step)
{
	bool reads_all = str_starts(step, S("SCAN")) &&
	                 !str_eq(step, S("SCAN n")); /* n: what was counted */
	bool sorts = says(step, "TEMP B-TREE");
	if ((reads_all && !may_read_all(name)) || (sorts && !may_sort(name))) {
		print_error("%.*s: %.*s\n", PRI_STR(name), PRI_STR(step));
		l->flaws++;
	}
}

static void judge(void *ctx, struct str name, struct str sql)
{
	struct looking *l = ctx;
	struct str explain = arena_join(&l->p->a, S("EXPLAIN QUERY PLAN "), sql);
	bool row;
	STMT_AUTO s = NULL;
	assert_int_equal(db_sql(l->db, explain, &s), OK);
	for (;;) {
		assert_int_equal(stmt_step(s, &row), OK);
		if (!row)
			break;
		judge_step(l, name, col_text(s, 3));
		l->merged += str_eq(col_text(s, 3), S("MERGE (UNION ALL)"));
	}
	l->looked++;
}

static void no_statement_reads_a_table_whole(void **state)
{
	struct place *p = *state;
	struct buf schema = BUF_IN(&p->a);
	struct looking l = { .p = p };
	/* Both homes in one file: their tables have different names. */
	assert_int_equal(open_db(p, "both.db", DB_create, &p->cell), OK);
	store_schema(&schema, DIALECT_sqlite, HOME_cell);
	store_schema(&schema, DIALECT_sqlite, HOME_control);
	assert_int_equal(exec_text(p, p->cell, buf_str(&schema)), OK);
	l.db = p->cell;
	store_each_statement(DIALECT_sqlite, BREADTH_all, judge, &l);
	assert_true(l.looked > 1000);
	assert_true(l.merged > 100); /* mine and nobody's, each walked in order */
	assert_int_equal(l.flaws, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(no_statement_reads_a_table_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

-- 002_company.sql: organisations.
CREATE TABLE companies (
	id {uuid} NOT NULL,
	version {int} NOT NULL,
	created_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	deleted_at {int},
	run_id {uuid},
	name {text} NOT NULL,
	country {text},
	search_key {int} NOT NULL,
	PRIMARY KEY (search_key)
) {rows};
CREATE UNIQUE INDEX companies_one_id ON companies (id);
CREATE INDEX companies_by_name_id ON companies (name, id) WHERE deleted_at IS NULL;
CREATE INDEX companies_by_run_id ON companies (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX companies_by_deleted_at ON companies (deleted_at) WHERE deleted_at IS NOT NULL;
{sqlite}CREATE VIRTUAL TABLE companies_index USING fts5(text, content='', contentless_delete=1, tokenize='kontor');
{sqlite}CREATE VIRTUAL TABLE companies_index_terms USING fts5vocab(companies_index, instance);

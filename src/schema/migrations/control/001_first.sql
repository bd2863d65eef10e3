-- 001_first.sql: the schema of step 1. Never changed again: what comes later is another migration.
CREATE TABLE users (
	id {uuid} NOT NULL,
	version {int} NOT NULL,
	created_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	deleted_at {int},
	run_id {uuid},
	email {text} NOT NULL,
	name {text} NOT NULL,
	password_hash {text},
	locale {text},
	age_confirmed_at {int},
	PRIMARY KEY (id)
) {clustered};
CREATE UNIQUE INDEX users_one_email ON users (email) WHERE deleted_at IS NULL;
CREATE TABLE memberships (
	id {uuid} NOT NULL,
	version {int} NOT NULL,
	created_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	deleted_at {int},
	run_id {uuid},
	user_id {uuid} NOT NULL,
	workspace_id {uuid} NOT NULL,
	member_id {uuid} NOT NULL,
	role {int} NOT NULL,
	PRIMARY KEY (id)
) {clustered};
CREATE UNIQUE INDEX memberships_one_user_id_workspace_id ON memberships (user_id, workspace_id) WHERE deleted_at IS NULL;
CREATE INDEX memberships_by_workspace_id ON memberships (workspace_id) WHERE deleted_at IS NULL;
CREATE TABLE sessions (
	id {uuid} NOT NULL,
	version {int} NOT NULL,
	created_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	deleted_at {int},
	run_id {uuid},
	user_id {uuid} NOT NULL,
	secret_hash {bytes},
	csrf_hash {bytes},
	expires_at {int} NOT NULL,
	seen_at {int} NOT NULL,
	agent {text},
	PRIMARY KEY (id)
) {clustered};
CREATE UNIQUE INDEX sessions_one_secret_hash ON sessions (secret_hash) WHERE deleted_at IS NULL AND secret_hash IS NOT NULL;
CREATE INDEX sessions_by_user_id ON sessions (user_id) WHERE deleted_at IS NULL;
CREATE TABLE tokens (
	id {uuid} NOT NULL,
	version {int} NOT NULL,
	created_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	deleted_at {int},
	run_id {uuid},
	user_id {uuid} NOT NULL,
	workspace_id {uuid} NOT NULL,
	secret_hash {bytes},
	scope {int} NOT NULL,
	name {text},
	seen_at {int},
	PRIMARY KEY (id)
) {clustered};
CREATE UNIQUE INDEX tokens_one_secret_hash ON tokens (secret_hash) WHERE deleted_at IS NULL AND secret_hash IS NOT NULL;
CREATE INDEX tokens_by_user_id ON tokens (user_id) WHERE deleted_at IS NULL;
CREATE TABLE attempts (
	bucket {bytes} NOT NULL,
	at {int} NOT NULL,
	n {int} NOT NULL,
	PRIMARY KEY (bucket, at, n)
) {clustered};
CREATE TABLE cell_entries (
	id {uuid} NOT NULL,
	version {int} NOT NULL,
	created_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	deleted_at {int},
	run_id {uuid},
	name {text} NOT NULL,
	state {int} NOT NULL,
	next_due_at {int} NOT NULL,
	PRIMARY KEY (id)
) {clustered};
CREATE INDEX cell_entries_by_next_due_at_id ON cell_entries (next_due_at, id) WHERE deleted_at IS NULL;
CREATE TABLE cell_keys (
	cell_id {uuid} NOT NULL,
	sealed {bytes} NOT NULL,
	at {int} NOT NULL,
	PRIMARY KEY (cell_id)
) {clustered};
CREATE TABLE control_settings (
	name {text} NOT NULL,
	value {text} NOT NULL,
	PRIMARY KEY (name)
) {clustered};
CREATE TABLE control_migrations (
	number {int} NOT NULL,
	checksum {bytes} NOT NULL,
	at {int} NOT NULL,
	PRIMARY KEY (number)
) {rows};

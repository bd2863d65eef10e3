-- 004_backups.sql: the journal of backups, and receipts of erasures.
CREATE TABLE backups (
	id {uuid} NOT NULL,
	version {int} NOT NULL,
	created_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	deleted_at {int},
	run_id {uuid},
	started_at {int} NOT NULL,
	finished_at {int},
	state {int} NOT NULL,
	path {text} NOT NULL,
	bytes {int},
	bytes_copied {int},
	files {int},
	problem {text},
	verified_at {int},
	scheduled {int} NOT NULL,
	PRIMARY KEY (id)
) {clustered};
CREATE INDEX backups_by_started_at_id ON backups (started_at, id) WHERE deleted_at IS NULL;
CREATE TABLE erasure_receipts (
	cell_id {uuid} NOT NULL,
	identity_hash {bytes} NOT NULL,
	at {int} NOT NULL,
	PRIMARY KEY (cell_id, identity_hash)
) {clustered};
CREATE TABLE account_receipts (
	user_id {uuid} NOT NULL,
	at {int} NOT NULL,
	PRIMARY KEY (user_id)
) {clustered};

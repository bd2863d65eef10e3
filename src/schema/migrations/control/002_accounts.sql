-- 002_accounts.sql: the second factor, codes, known browsers, mail, the ledger of what leaves.
ALTER TABLE users ADD COLUMN operator {int};
ALTER TABLE users ADD COLUMN email_verified_at {int};
ALTER TABLE users ADD COLUMN totp_sealed {bytes};
ALTER TABLE users ADD COLUMN totp_since {int};
ALTER TABLE users ADD COLUMN totp_step {int};
ALTER TABLE users ADD COLUMN closes_at {int};
CREATE INDEX users_by_closes_at ON users (closes_at) WHERE deleted_at IS NULL;
-- Whoever came first looks after the server: ids rise with time.
UPDATE users SET operator = 1 WHERE id = (SELECT id FROM users WHERE deleted_at IS NULL ORDER BY id LIMIT 1);
CREATE TABLE recovery_codes (
	user_id {uuid} NOT NULL,
	code_hash {bytes} NOT NULL,
	at {int} NOT NULL,
	PRIMARY KEY (user_id, code_hash)
) {clustered};
CREATE TABLE account_codes (
	id {uuid} NOT NULL,
	version {int} NOT NULL,
	created_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	deleted_at {int},
	run_id {uuid},
	user_id {uuid} NOT NULL,
	kind {int} NOT NULL,
	code_hash {bytes},
	email {text},
	expires_at {int} NOT NULL,
	PRIMARY KEY (id)
) {clustered};
CREATE UNIQUE INDEX account_codes_one_code_hash ON account_codes (code_hash) WHERE deleted_at IS NULL AND code_hash IS NOT NULL;
CREATE INDEX account_codes_by_user_id ON account_codes (user_id) WHERE deleted_at IS NULL;
CREATE TABLE devices (
	id {uuid} NOT NULL,
	version {int} NOT NULL,
	created_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	deleted_at {int},
	run_id {uuid},
	user_id {uuid} NOT NULL,
	secret_hash {bytes},
	seen_at {int} NOT NULL,
	PRIMARY KEY (id)
) {clustered};
CREATE UNIQUE INDEX devices_one_secret_hash ON devices (secret_hash) WHERE deleted_at IS NULL AND secret_hash IS NOT NULL;
CREATE INDEX devices_by_user_id ON devices (user_id) WHERE deleted_at IS NULL;
CREATE TABLE mails (
	id {uuid} NOT NULL,
	version {int} NOT NULL,
	created_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	deleted_at {int},
	run_id {uuid},
	user_id {uuid},
	kind {int} NOT NULL,
	address {text} NOT NULL,
	words {bytes},
	due_at {int} NOT NULL,
	expires_at {int} NOT NULL,
	tries {int} NOT NULL,
	problem {int},
	PRIMARY KEY (id)
) {clustered};
CREATE INDEX mails_by_due_at_id ON mails (due_at, id) WHERE deleted_at IS NULL;
CREATE INDEX mails_by_user_id ON mails (user_id) WHERE deleted_at IS NULL;
CREATE TABLE egress_entries (
	id {uuid} NOT NULL,
	version {int} NOT NULL,
	created_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	deleted_at {int},
	run_id {uuid},
	recipient {int} NOT NULL,
	host {text} NOT NULL,
	purpose {int} NOT NULL,
	classes {int} NOT NULL,
	bytes {int} NOT NULL,
	result {int} NOT NULL,
	problem {int},
	answer {int},
	took_ms {int} NOT NULL,
	PRIMARY KEY (id)
) {clustered};

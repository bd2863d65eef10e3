-- 006_files.sql: files that are kept, and what they belong to.
CREATE TABLE attachments (
	id {uuid} NOT NULL,
	version {int} NOT NULL,
	created_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	deleted_at {int},
	run_id {uuid},
	contact_id {uuid},
	note_id {uuid},
	chat_id {uuid},
	message_id {uuid},
	file_id {uuid} NOT NULL,
	name {text} NOT NULL,
	type {text},
	bytes {int},
	width {int},
	height {int},
	duration_ms {int},
	has_thumbnail {int},
	PRIMARY KEY (id)
) {clustered};
CREATE UNIQUE INDEX attachments_one_contact_id_file_id ON attachments (contact_id, file_id) WHERE deleted_at IS NULL AND contact_id IS NOT NULL;
CREATE UNIQUE INDEX attachments_one_note_id_file_id ON attachments (note_id, file_id) WHERE deleted_at IS NULL AND note_id IS NOT NULL;
CREATE UNIQUE INDEX attachments_one_chat_id_file_id ON attachments (chat_id, file_id) WHERE deleted_at IS NULL AND chat_id IS NOT NULL;
CREATE UNIQUE INDEX attachments_one_message_id_file_id ON attachments (message_id, file_id) WHERE deleted_at IS NULL AND message_id IS NOT NULL;
CREATE INDEX attachments_by_contact_id ON attachments (contact_id) WHERE deleted_at IS NULL AND contact_id IS NOT NULL;
CREATE INDEX attachments_by_note_id ON attachments (note_id) WHERE deleted_at IS NULL AND note_id IS NOT NULL;
CREATE INDEX attachments_by_chat_id ON attachments (chat_id) WHERE deleted_at IS NULL AND chat_id IS NOT NULL;
CREATE INDEX attachments_by_message_id ON attachments (message_id) WHERE deleted_at IS NULL AND message_id IS NOT NULL;
CREATE INDEX attachments_by_file_id ON attachments (file_id) WHERE deleted_at IS NULL;
CREATE INDEX attachments_by_run_id ON attachments (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX attachments_by_deleted_at ON attachments (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE TABLE files (
	id {uuid} NOT NULL,
	hash {bytes} NOT NULL,
	place {bytes} NOT NULL,
	seal {bytes} NOT NULL,
	type {text} NOT NULL,
	bytes {int} NOT NULL,
	width {int},
	height {int},
	duration_ms {int},
	thumbnail_id {uuid},
	created_at {int} NOT NULL,
	PRIMARY KEY (id)
) {clustered};
CREATE UNIQUE INDEX files_one_hash ON files (hash);
CREATE UNIQUE INDEX files_one_place ON files (place);
CREATE INDEX files_by_thumbnail_id ON files (thumbnail_id) WHERE thumbnail_id IS NOT NULL;
CREATE TABLE file_claims (
	file_id {uuid} NOT NULL,
	member_id {uuid} NOT NULL,
	at {int} NOT NULL,
	PRIMARY KEY (file_id, member_id)
) {clustered};
CREATE INDEX file_claims_by_at ON file_claims (at);

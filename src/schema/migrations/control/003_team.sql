-- 003_team.sql: invitations, tokens that end, members that leave, workspaces that close.
ALTER TABLE memberships ADD COLUMN state {int};
ALTER TABLE memberships ADD COLUMN seen_at {int};
ALTER TABLE memberships ADD COLUMN hand_to {uuid};
ALTER TABLE tokens ADD COLUMN expires_at {int};
CREATE INDEX tokens_by_workspace_id ON tokens (workspace_id) WHERE deleted_at IS NULL;
CREATE TABLE invites (
	id {uuid} NOT NULL,
	version {int} NOT NULL,
	created_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	deleted_at {int},
	run_id {uuid},
	workspace_id {uuid} NOT NULL,
	made_by {uuid} NOT NULL,
	role {int} NOT NULL,
	email {text},
	code_hash {bytes},
	expires_at {int} NOT NULL,
	taken_by {uuid},
	taken_at {int},
	PRIMARY KEY (id)
) {clustered};
CREATE UNIQUE INDEX invites_one_code_hash ON invites (code_hash) WHERE deleted_at IS NULL AND code_hash IS NOT NULL;
CREATE INDEX invites_by_workspace_id ON invites (workspace_id) WHERE deleted_at IS NULL;
ALTER TABLE cell_entries ADD COLUMN closes_at {int};
ALTER TABLE cell_entries ADD COLUMN closed_by {uuid};
ALTER TABLE cell_entries ADD COLUMN country {text};
ALTER TABLE cell_entries ADD COLUMN locale {text};
ALTER TABLE cell_entries ADD COLUMN time_zone {text};
CREATE TABLE cell_receipts (
	cell_id {uuid} NOT NULL,
	closed_by {uuid},
	key_gone_at {int} NOT NULL,
	files_gone_at {int},
	PRIMARY KEY (cell_id)
) {clustered};

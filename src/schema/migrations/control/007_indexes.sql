-- 007_indexes.sql: rows that lack a link have no entry under it.
DROP INDEX mails_by_user_id;
CREATE INDEX mails_by_user_id ON mails (user_id) WHERE deleted_at IS NULL AND user_id IS NOT NULL;
DROP INDEX users_by_closes_at;
CREATE INDEX users_by_closes_at ON users (closes_at) WHERE deleted_at IS NULL AND closes_at IS NOT NULL;

-- 009_indexes.sql: a message dirties a page less: a contact's chats are few and sorted when asked
-- for, and rows that lack a link have no entry under it.
DROP INDEX chats_by_contact_id_last_message_at_id;
CREATE INDEX chats_by_contact_id ON chats (contact_id) WHERE deleted_at IS NULL AND contact_id IS NOT NULL;
DROP INDEX messages_by_sender_id;
CREATE INDEX messages_by_sender_id ON messages (sender_id) WHERE deleted_at IS NULL AND sender_id IS NOT NULL;

-- 010_media_title.sql: a document's own name is no text that somebody wrote.
ALTER TABLE messages ADD COLUMN media_title {text};

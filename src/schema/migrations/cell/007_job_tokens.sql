-- 007_job_tokens.sql: a job ends with the token that asked for it.
ALTER TABLE jobs ADD COLUMN token_id {uuid};

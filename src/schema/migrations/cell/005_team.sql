-- 005_team.sql: members who leave.
ALTER TABLE members ADD COLUMN left_at {int};
ALTER TABLE members ADD COLUMN owned_left {int};

-- 004_audit.sql: the audit chain may begin later than at its first entry.
ALTER TABLE audit_entries ADD COLUMN anchor {bytes};

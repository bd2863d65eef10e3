/* statements.h: the few statements of control that are more than one row or one list. */
#ifndef CONTROL_STATEMENTS_H
#define CONTROL_STATEMENTS_H

#include "base/str.h"

struct statement { struct str name, sql; };

/* bucket, since: how many tries, and when the oldest of them was */
static const struct statement attempts_recent = {
	STR("control.attempts-recent"),
	STR("SELECT count(*), min(at) FROM attempts WHERE bucket = ?1 AND at > ?2"),
};

/* before: reads the whole table, which holds an hour; at most once a minute */
static const struct statement attempts_old = {
	STR("control.attempts-old"),
	STR("DELETE FROM attempts WHERE at < ?1"),
};

/* now, idle since: reads the whole table; once a start */
static const struct statement sessions_over = {
	STR("control.sessions-over"),
	STR("DELETE FROM sessions WHERE expires_at <= ?1 OR seen_at <= ?2"),
};

/* user, now, idle since */
static const struct statement sessions_over_of = {
	STR("control.sessions-over-of"),
	STR("DELETE FROM sessions WHERE user_id = ?1 AND deleted_at IS NULL"
	    " AND (expires_at <= ?2 OR seen_at <= ?3)"),
};

/* 1: there is a workspace that was made, or there was one */
static const struct statement any_workspace = {
	STR("control.any-workspace"),
	STR("SELECT count(*) FROM (SELECT 1 FROM cell_entries WHERE state <> ?1 UNION ALL"
	    " SELECT 1 FROM cell_receipts LIMIT 1) AS there"),
};

/* user */
static const struct statement recovery_left = {
	STR("control.recovery-left"),
	STR("SELECT count(*) FROM recovery_codes WHERE user_id = ?1"),
};

/* unseen since: reads the whole table; once a start */
static const struct statement devices_old = {
	STR("control.devices-old"),
	STR("DELETE FROM devices WHERE seen_at < ?1"),
};

/* now: reads the whole table; once a start */
static const struct statement codes_over = {
	STR("control.codes-over"),
	STR("DELETE FROM account_codes WHERE expires_at <= ?1"),
};

/* now: accounts whose time has come */
static const struct statement accounts_over = {
	STR("control.accounts-over"),
	STR("SELECT id FROM users WHERE closes_at <= ?1 AND deleted_at IS NULL"
	    " ORDER BY closes_at LIMIT 200"),
};

/* made before: reads the whole table; once a start */
static const struct statement egress_old = {
	STR("control.egress-old"),
	STR("DELETE FROM egress_entries WHERE created_at < ?1"),
};

/* user, session that stays */
static const struct statement sessions_of = {
	STR("control.sessions-of"),
	STR("DELETE FROM sessions WHERE user_id = ?1 AND deleted_at IS NULL AND id <> ?2"),
};

#endif

/* seen.h: tells which statements a test run prepared, so that PostgreSQL can be asked about each
 * of them (tools/check-statements). Only db/ includes it; without the option `faults` it is
 * nothing. */
#ifndef DB_SEEN_H
#define DB_SEEN_H

#include "base/str.h"

#ifdef KONTOR_FAULTS

/* Appends the statement as one line to the file that KONTOR_STATEMENTS names, once a process. */
void statement_seen(struct str sql);

#else

static inline void statement_seen(struct str sql)
{
	(void) sql;
}

#endif
#endif

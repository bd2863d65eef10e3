/* test_postgres.h: a throw-away PostgreSQL 15 on a socket in a folder of its own, to try
 * statements on. */
#ifndef DB_TEST_POSTGRES_H
#define DB_TEST_POSTGRES_H

#include "base/arena.h"
#include "base/test.h"

struct pg_conn;                                    /* libpq's */

struct postgres {
	struct arena a;
	char folder[40];
	struct pg_conn *conn;
};

/* Once for a group of tests; *state becomes a struct postgres. Takes some seconds. */
int postgres_start(void **state);
int postgres_stop(void **state);

/* Any number of statements; fails the test when one fails. */
void postgres_run(struct postgres *pg, struct str sql);
/* Places may be ?1 or $1. *why: what the server has against it; absent: nothing. */
struct str postgres_refusal(struct postgres *pg, struct str sql);
/* All rows and columns in one text. */
struct str postgres_ask(struct postgres *pg, const char *sql);

#endif

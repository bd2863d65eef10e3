/* faults.h: lets tests make SQLite's Nth write, sync, open or allocation fail (plat/fault.h). Only
 * db/ includes it; without the option `faults` it is nothing. */
#ifndef DB_FAULTS_H
#define DB_FAULTS_H

#ifdef KONTOR_FAULTS

/* Before sqlite3_initialize: memory. */
void db_faults_memory(void);
/* After it: the name of the VFS that reaches the system's files. */
const char *db_faults_files(void);

#else

static inline void db_faults_memory(void)
{
}

static inline const char *db_faults_files(void)
{
	return "unix";
}

#endif
#endif

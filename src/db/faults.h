/* faults.h: lets tests make SQLite's Nth write, sync, open or allocation fail (plat/fault.h). Only
 * db/ includes it; without the option `faults` it is nothing. */
#ifndef DB_FAULTS_H
#define DB_FAULTS_H

/* The system's files, held by this process alone (the data folder's lock says so anyway): the log's
 * index then lies in our memory, and a reader comes and goes without a system call. */
#define DB_SYSTEM_FILES "unix-excl"

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
	return DB_SYSTEM_FILES;
}

#endif
#endif

/* faults.h: lets tests make SQLite's Nth write, sync, open or allocation fail (plat/fault.h). Only
 * db/ includes it; without the option `faults` it is nothing. */
#ifndef DB_FAULTS_H
#define DB_FAULTS_H

#ifdef KONTOR_FAULTS

/* Before sqlite3_initialize: memory. */
void db_faults_memory(void);
/* After it: files of every connection that is opened from then on. */
void db_faults_files(void);

#else

static inline void db_faults_memory(void)
{
}

static inline void db_faults_files(void)
{
}

#endif
#endif

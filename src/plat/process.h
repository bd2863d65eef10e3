/* process.h: what the kernel is asked to do with this process, and what it says about it. */
#ifndef PLAT_PROCESS_H
#define PLAT_PROCESS_H

#include "base/err.h"

/* No core files and no debugger (memory holds keys), no new rights through exec, files made from
 * now on are nobody else's (umask 077). */
void process_harden(void);
/* Raises the limit of open files to the hard limit; says what it is now. */
int64_t process_raise_files(void);
int64_t process_rss_bytes(void);                   /* resident memory now; 0 when not to be had */
/* Memory that this process may fill: the box's, or less when its control group says so. */
int64_t process_memory_bytes(void);
int64_t process_id(void);
int process_cpus(void);                            /* that this process may use; ≥ 1 */

#endif

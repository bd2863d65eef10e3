/* doctor.h: what kontor doctor's files share: findings, and where they come from. */
#ifndef CMD_DOCTOR_H
#define CMD_DOCTOR_H

#include "cmd/config.h"

enum finding { FOUND_ok, FOUND_warn, FOUND_bad, FOUND_N };

struct doctor {
	struct args *args;
	struct config config;
	const char *dir;
	unsigned n[FOUND_N];
	bool json, first;
};

/* Prints it at once; how: what mends it, a sentence; NULL when there is nothing to mend. */
void found(struct doctor *d, enum finding level, const char *name, const char *how,
           const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Files, rights, keys, disk, clock, certificate. False: no use in asking the stores. */
bool doctor_folder(struct doctor *d);
/* Stores, audits, counters, backups: by a server that runs, or one that is begun for it. */
void doctor_server(struct doctor *d);

#endif

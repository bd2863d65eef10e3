/* seen.c: see seen.h. */
#include "db/seen.h"

#ifdef KONTOR_FAULTS

#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

enum { SEEN_SLOTS = 4096, SEEN_TRIES = 8, LINE_MAX_BYTES = 16384 };

/* Hashes of those that were told; when there is no room, some are told twice. */
static atomic_ullong told[SEEN_SLOTS];

static unsigned long long hash_of(struct str sql)
{
	unsigned long long h = 14695981039346656037u;

	for (size_t i = 0; i < sql.len; i++)
		h = (h ^ (unsigned char) sql.ptr[i]) * 1099511628211u;
	return h != 0 ? h : 1;
}

static bool is_new(struct str sql)
{
	const unsigned long long hash = hash_of(sql);

	for (unsigned i = 0; i < SEEN_TRIES; i++) {
		atomic_ullong *slot = &told[(hash + i) % SEEN_SLOTS];
		unsigned long long was = 0;

		if (atomic_compare_exchange_strong(slot, &was, hash))
			return true;
		if (was == hash)
			return false;
	}
	return true;
}

/* Without memory of its own: sweeps count what is allocated. */
void statement_seen(struct str sql)
{
	const char *path = getenv("KONTOR_STATEMENTS");
	char line[LINE_MAX_BYTES];
	int fd;

	if (path == NULL || sql.len >= sizeof line || !is_new(sql))
		return;
	for (size_t i = 0; i < sql.len; i++)
		line[i] = (char) ((unsigned char) sql.ptr[i] <= ' ' ? ' ' : sql.ptr[i]);
	line[sql.len] = '\n';
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	/* What is lost here is only not asked about; the check says when there is too little. */
	const ssize_t n = write(fd, line, sql.len + 1);
	(void) n;
	close(fd);
}

#endif

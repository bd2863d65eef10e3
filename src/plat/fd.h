/* fd.h: descriptors, as this room opens and closes them; only plat/ includes it. */
#ifndef PLAT_FD_H
#define PLAT_FD_H

/* Never inherited; what it makes is for its owner alone. -1 with errno. */
int fd_open(const char *path, int flags);
/* Closed without a word: errno stays what it was before. */
void fd_close_quietly(int fd);

#endif

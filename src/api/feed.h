/* feed.h: sockets that follow a cell. Only api/feed*.c include it.
 *
 * feed.c keeps the sockets, feed_open.c takes them in, feed_post.c brings them what was committed.
 * */
#ifndef API_FEED_H
#define API_FEED_H

#include "api/api_impl.h"
#include "net/loop.h"
#include "net/ws.h"
#include "plat/thread.h"

struct feed_socket {
	struct ws *ws;
	struct feed *feed;
	struct cell *cell;             /* held as long as the socket lives */
	struct actor actor;
	struct identity who;           /* as the ticket said */
	uint64_t checked;              /* control's generation when it was last found alive … */
	int64_t checked_ms;            /* … and the time */
	unsigned loop;
	struct feed_socket *next, **back;   /* on its loop's list; loop thread only */
};

struct feed {
	struct api *api;
	struct mutex lock;
	unsigned sockets[LOOPS_MAX];   /* guarded by lock */
	unsigned total;
	struct feed_socket *lists[LOOPS_MAX]; /* each its loop's own */
	struct loop *loops[LOOPS_MAX];
	struct feed_loop { struct feed *feed; struct loop *loop; } per_loop[LOOPS_MAX];
	unsigned n_loops;
};

/* Into the list of its loop, and out. Loop thread. */
void feed_add(struct feed_socket *s);
void feed_remove(struct feed_socket *s);
/* How many of them a session or token has on this loop. */
unsigned feed_sockets_of(const struct feed *f, unsigned loop, struct uuid credential_id);
/* Whether the session or token is still what the ticket said. What cannot be read now is asked
 * again. */
bool feed_socket_alive(struct feed_socket *s);

/* feed_post.c: after a commit, on the cell's writer. */
void feed_publish(void *self, struct cell *c, struct db *db, const struct change_out *v,
                  unsigned n);

#endif

/* mail.h: how other threads reach a loop: a queue of small letters and one wake-up. */
#ifndef NET_MAIL_H
#define NET_MAIL_H

#include "plat/thread.h"

#include <uv.h>

struct mail {                        /* inside what is sent; in one queue at a time */
	struct mail *next;
	void (*open)(struct mail *m);
};

struct mailbox {
	struct mutex lock;           /* guards the rest */
	struct mail *first, **last;
	bool closed;
	uv_async_t wake;
};

/* 0 or a libuv error. */
int mailbox_init(struct mailbox *box, uv_loop_t *uv);
/* Any thread. From first to the one `last` is (they are linked). False: closed. */
bool mailbox_put(struct mailbox *box, struct mail *first, struct mail *last);
void mailbox_open(struct mailbox *box);            /* runs what is in it. Loop thread */
/* Closes it when it is empty: nothing can come any more. Loop thread. */
bool mailbox_close(struct mailbox *box);
void mailbox_release(struct mailbox *box);

#endif

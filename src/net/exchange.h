/* exchange.h: a request as net sees it: its parser, its reply, whose it is. Pooled per loop: an
 * idle connection owns none.
 *
 * An exchange belongs to its loop's thread except while a handler on another thread holds it (from
 * on_request to the reply's mail). It outlives its connection until the handler has replied. */
#ifndef NET_EXCHANGE_H
#define NET_EXCHANGE_H

#include "net/mail.h"
#include "net/parser.h"
#include "net/request.h"

#include <stdatomic.h>

struct conn;
struct loop;

enum { CHUNK_LINE = 20 };            /* 16 hex digits and CR LF fit */

enum stage {
	STAGE_HEAD,                  /* arriving */
	STAGE_BODY,                  /* arriving; the handler knows the head */
	STAGE_HANDLED,               /* the handler's, until it replies */
	STAGE_REPLIED,               /* the reply is known and not yet being written */
	STAGE_SENDING,               /* it is being written */
};

struct exchange {
	struct request pub;          /* first, so that one pointer means both */
	struct conn *conn;           /* NULL: the connection is gone */
	struct loop *loop;
	struct exchange *next;       /* in the pool or in a batch */
	struct mail replied, ready;  /* in the loop's mailbox */
	atomic_bool gone;            /* what request_gone tells */

	enum stage stage;
	struct parser parser;
	struct intake intake;
	struct buf body;             /* of a buffered one */
	size_t counted;              /* bytes in the loop's buffered_bytes */
	bool head_given;             /* on_head was called: on_done is owed */
	bool discard;                /* the reply waits while a short unwanted body runs out */
	bool paused;                 /* by the handler */
	bool resumed;                /* and no longer, which the parser is still to be told */
	bool waiting;                /* for request_source_ready, or for its next turn */
	bool dead;                   /* released, but a letter about it is on its way */
	atomic_bool mailed;          /* such a letter is */
	bool source_ended;
	bool keep;                   /* the connection, after the reply */
	bool sent;
	int told;                    /* status of a reply of ours that went instead; 0: none */

	struct reply reply;
	struct body_source source;   /* reply.source, copied */
	int64_t source_left;         /* of its promised length; -1: none was promised */
	struct buf slice;            /* what it made last */
	char chunk_head[CHUNK_LINE];
	bool chunked;
	struct str reply_head, reply_body;
	uint64_t started_ns;
	uint64_t bytes_out;
	char id[16];
	char client[ADDR_TEXT];
};

static inline struct exchange *exchange_of(struct request *r)
{
	return (struct exchange *) (void *) r;
}
static inline const struct exchange *exchange_of_const(const struct request *r)
{
	return (const struct exchange *) (const void *) r;
}

struct exchange *exchange_take(struct loop *l, struct conn *c);
void exchange_release(struct exchange *x);
void exchange_free_pool(struct loop *l);
/* Keeps the loop's count of buffered bytes at what x holds; false when the loop holds too much. */
bool exchange_count(struct exchange *x);
/* Calls on_done (when it is owed), closes the source and releases x. */
void exchange_finish(struct exchange *x, int status);
/* The connection is gone, or goes on without x: tells the handler as far as it must know, and
 * releases x or leaves it to the handler. status: what the client was told (0: nothing). */
void exchange_detach(struct exchange *x, int status);
/* A reply or source_ready for a detached exchange. */
void exchange_settle(struct exchange *x);
/* Tells x on its loop that the source has more, the body may come, or it is its turn. Any
 * thread. */
void exchange_mail(struct exchange *x);
void exchange_unpause(struct exchange *x);         /* loop thread */

#endif

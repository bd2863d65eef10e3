/* feed.h: sockets that follow a cell. Only api/ includes it. */
#ifndef API_FEED_H
#define API_FEED_H

#include "api/api_impl.h"
#include "net/loop.h"
#include "net/ws.h"

struct feed_socket {
	struct ws *ws;
	struct feed *feed;
	struct cell *cell;             /* held as long as the socket lives */
	struct actor actor;
	struct uuid credential_id;     /* the session or token that asked for the ticket */
	unsigned loop;
	struct feed_socket *next, **back;   /* on its loop's list; loop thread only */
};

#endif

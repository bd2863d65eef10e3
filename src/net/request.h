/* request.h: one HTTP request and how it is answered.
 *
 * Knows nothing about routes, sessions or records. All callbacks run on the thread of the loop that
 * owns the connection; whoever got a request may answer it from any thread, once.
 *
 * Life of a request
 *   on_head     the head has arrived and passed every check. The handler says how it wants the
 *               body, or replies at once (the body is then never read).
 *   on_body     a piece of a streamed body.
 *   on_request  all of it is here: the request now belongs to the handler until it replies.
 *   reply       exactly one of request_reply, request_refuse, reply_batch_add, ws_accept.
 *   on_done     the reply was sent, or could not be.
 * When the connection dies before on_request, or the body turns out malformed, too large or too
 * slow: on_abort. A request that was handed out stays valid until its reply was posted, however
 * long the connection has been gone.
 *
 * Queries and cookies hold secrets: they are never logged. */
#ifndef NET_REQUEST_H
#define NET_REQUEST_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "net/addr.h"

struct loop;

enum method {
	METHOD_GET,                  /* HEAD too: is_head is set and the reply's body is not sent */
	METHOD_POST,
	METHOD_PUT,
	METHOD_PATCH,
	METHOD_DELETE,
	METHOD_N                     /* OPTIONS is answered by net; others are refused with 405 */
};

struct request {
	enum method method;
	struct str path;             /* as sent: starts with '/', escapes well formed, no %00 */
	struct str query;            /* as sent, after '?'; absent without one */
	struct str host;             /* "name" or "name:port"; absent: HTTP/1.0 without one */
	struct str content_type;     /* absent: none */
	int64_t content_length;      /* 0: no body; -1: not announced (chunked) */
	struct str body;             /* of a buffered body, from on_request on */
	struct str id;               /* 16 random hex digits; also the reply's X-Request-Id */
	struct str client;           /* address, after trusted proxies; "" on the admin socket */
	struct net_addr client_addr; /* the same for rate limits; family 0 on the admin socket */
	bool is_tls;                 /* here, or at the trusted proxy */
	bool is_head;
	bool from_admin_socket;
	unsigned loop_index;
	struct arena arena;          /* lives until the reply is sent; one thread at a time */
	void *user;                  /* the handler's */
};

/* ---- what arrived ---- */

struct str method_name(enum method m);             /* "GET" */
/* The value of the first header of that name (any case), without white space around it; absent
 * when there is none. net refuses requests that repeat a header which may come only once (Host,
 * Authorization, Content-Type, Content-Length, Cookie, Origin, If-Match, Idempotency-Key, ...). */
struct str request_header(const struct request *r, struct str name);
/* The cookie's raw value; absent when there is none, or when two of that name differ (another
 * host of the site may have planted one). */
struct str request_cookie(const struct request *r, struct str name);
/* The decoded value of the first query parameter of that name; absent when there is none or its
 * escapes are broken. To see all of them and their order: query_next in net/query.h. */
struct str request_query(struct request *r, struct str name);

/* Where the request says it was made: the Origin header against scheme and Host (threat: requests
 * made by foreign pages). Opaque ("null") counts as foreign. */
enum origin { ORIGIN_ABSENT, ORIGIN_OWN, ORIGIN_FOREIGN };
enum origin request_origin(const struct request *r);

struct loop *request_loop(const struct request *r);
void *request_handler_self(const struct request *r);       /* handler.self of the config */
/* The peer has gone: nobody will read the reply. Any thread that holds the request may ask. */
bool request_gone(const struct request *r);

/* ---- the body ---- */

enum intake_kind { INTAKE_BUFFER, INTAKE_STREAM };

struct intake {                      /* preset to INTAKE_BUFFER and the server's default limit */
	enum intake_kind kind;
	uint64_t max_bytes;          /* more is refused with 413, unread when announced */
};

/* Back-pressure of a streamed body. From inside on_body: neither on_body nor on_request comes again
 * before request_resume, which any thread may call, once for each pause. (on_abort may come: the
 * reply that lets the request go must then follow the resume.) */
void request_pause(struct request *r);
void request_resume(struct request *r);

/* ---- the reply ---- */

struct header {
	struct str name, value;      /* control characters in a value are sent as spaces */
};

enum compress { COMPRESS_AUTO, COMPRESS_NEVER };   /* NEVER: holds secrets beside input of others */
enum connection { CONNECTION_KEEP, CONNECTION_CLOSE };

/* A body that is made while it is sent; the socket sets the pace. Runs on the loop thread. */
enum pull {
	PULL_MORE,                   /* appended something; call again when it is sent */
	PULL_LATER,                  /* nothing yet: request_source_ready will be called, once */
	PULL_END,                    /* appended the last of it, or nothing */
	PULL_FAILED,                 /* cannot go on: the connection is cut, the client sees it */
};
enum { SOURCE_SLICE = 64 * 1024 };                 /* what one pull should append at most */
struct body_source {
	int64_t bytes;               /* the exact length; -1: unknown, sent chunked */
	enum pull (*pull)(void *user, struct buf *out);
	void (*close)(void *user);   /* exactly once, whether sent or not; may be NULL */
	void *user;
};

struct reply {
	int status;                  /* 200–599 */
	struct str content_type;     /* absent: no such header */
	const struct header *headers; /* in the request's arena or immortal, like every str here */
	size_t n_headers;            /* never Date, Content-Length, Connection, Transfer-Encoding */
	struct str body;
	struct str encoding;         /* of a body that is encoded already: "gzip", "br" */
	enum compress compress;
	enum connection connection;
	const struct body_source *source;  /* instead of body; copied */
};

/* Answers. From any thread once on_request was called; before that only on the loop thread. The
 * request is net's again: touch neither it nor its arena afterwards. */
void request_reply(struct request *r, const struct reply *reply);
/* The same with a problem (application/problem+json) for e; detail may be absent. Retry-After is
 * added when trying again may help. */
void request_refuse(struct request *r, enum err e, struct str detail);
/* After PULL_LATER, from any thread, exactly once. */
void request_source_ready(struct request *r);

/* Replies collected by one thread and posted together: one wake-up per loop, however many. */
enum { LOOPS_MAX = 64 };
struct reply_batch {
	struct exchange *first[LOOPS_MAX], *last[LOOPS_MAX];
};
#define REPLY_BATCH_INIT { 0 }
void reply_batch_add(struct reply_batch *b, struct request *r, const struct reply *reply);
void reply_batch_post(struct reply_batch *b);      /* the batch is empty again */

/* Sends [offset, offset + bytes) of an open file as the body; the fd is closed in the end. The
 * source lives in the request's arena: put it into reply.source. */
const struct body_source *file_source(struct request *r, int fd, uint64_t offset, uint64_t bytes);

/* ---- the handler ---- */

struct outcome {
	int status;                  /* 0: the connection died before there was one */
	uint64_t bytes_in, bytes_out; /* of the bodies */
	int64_t took_us;             /* from the first byte of the head to the last of the reply */
	bool complete;               /* the reply was given to the kernel as a whole */
};

struct handler {
	void *self;                  /* whatever the callbacks need: request_handler_self */
	void (*on_head)(struct request *r, struct intake *intake);   /* may be NULL */
	void (*on_body)(struct request *r, struct str piece);        /* of streams */
	void (*on_request)(struct request *r);
	/* After on_head: on_request will not come. A buffered request is gone when this returns; a
	 * streamed one stays until replied to, now or later (the reply goes nowhere). */
	void (*on_abort)(struct request *r);                         /* may be NULL */
	/* The value of Allow for an OPTIONS of r->path, "GET, POST"; absent: there is no such
	 * path. */
	struct str (*allow)(struct request *r);                      /* may be NULL */
	/* Last look at every request that reached on_head, for the log and for freeing what `user`
	 * holds. The arena still stands. */
	void (*on_done)(struct request *r, const struct outcome *o); /* may be NULL */
};

#endif

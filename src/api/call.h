/* call.h: one request on its way through a route. Handlers get this and nothing of net but the
 * body.
 *
 * Three shapes of handler: read (→ JSON, on a loop or the read pool), unit (on the cell's writer),
 * and plain (control and whatever may wait, on the CPU pool). Who may call, lane, limits, CSRF and
 * idempotency stand in the route's row; the dispatcher enforces them, handlers never ask. */
#ifndef API_CALL_H
#define API_CALL_H

#include "api/limits.h"
#include "cell/unit.h"
#include "control/control.h"
#include "net/request.h"

struct api;
struct route;
struct call;

/* person: a member in a browser, no program with a token; steward: who looks after the server, by
 * the socket in the data folder or in a browser; operator: by that socket only;
 * watcher: by that socket, or from where metrics are read */
enum who {
	WHO_anyone, WHO_user, WHO_member, WHO_person, WHO_steward, WHO_operator, WHO_watcher
};
enum lane {
	LANE_now, LANE_loop, LANE_pool, LANE_unit, LANE_cpu, LANE_hash, LANE_file, LANE_upload,
	LANE_upgrade
};
enum area { AREA_none, AREA_any, AREA_all, AREA_contacts, AREA_messages, AREA_imports };
enum idem { IDEM_none, IDEM_stored, IDEM_natural, IDEM_never };
enum { IDEM_KEY_MAX = 200, HEADERS_MAX = 16, LOOP_STEPS = 200000, POOL_STEPS = 100000000 };

typedef enum err read_fn(struct call *c, struct db *db);
typedef enum err unit_fn(struct call *c, struct unit *u);
typedef enum err plain_fn(struct call *c);

struct route {
	enum method method;
	struct str pattern;            /* /api/v1/session; generic ones: /api/v1/{records}/{id} */
	enum who who;
	enum role least;               /* for WHO_member; generic routes: the record's ACCESS */
	enum lane lane;
	enum idem idem;
	uint64_t body_max;
	unsigned cost;                 /* see limits.h */
	enum area area;                /* of fixed routes; see route_area() */
	read_fn *read;
	unit_fn *unit;
	plain_fn *plain;
	const char *doc;
};

struct call {
	struct cell_task task;         /* LANE_unit; first, so that the writer's pointer is ours */
	struct api *api;
	struct request *request;
	struct arena *arena;           /* the request's */
	const struct route *route;
	const struct record *rec;      /* of generic routes */
	const struct action *action;
	struct uuid id;                /* of the path */
	bool has_id;

	struct identity who;
	bool limited;                  /* its caller has a budget … */
	struct limits_state budget;    /* … of which so much is left */
	int64_t extra_cost;            /* beyond the route's, known after its handler */
	struct actor actor;
	struct str credential;         /* cookie or token, for session routes */
	struct cell *cell;             /* held until the answer */
	struct problems problems;
	struct decoded body;           /* of records and forms, decoded before the handler */
	const struct record *form;     /* what the body was decoded as */
	int64_t if_version;
	bool has_reply_key, replayed;
	struct reply_key reply_key;

	/* the answer */
	int status;
	struct buf out;
	struct buf brief;              /* what is remembered of an answer too long to keep */
	struct body_source source;     /* instead of out; pull NULL: none */
	struct str content_type, detail;
	struct str cache;              /* Cache-Control; absent: no-store */
	struct header headers[HEADERS_MAX];
	unsigned header_n;
	struct uuid subject;
	int64_t retry_after_s;
	bool refused;                  /* on_head has answered already */
	const struct taker *taker;     /* LANE_upload: whose the body is */
	void *upload;                  /* … and what it made of it; NULL: none, or given up … */
	enum err upload_error;         /* … with this */
	uint64_t body_max;             /* in place of the route's; 0: as that says */
	/* What must follow the commit before the answer leaves; on the CPU pool. May be NULL. */
	enum err (*after)(struct call *c);
	struct call *next;             /* in a pool's queue */
	void (*run)(struct call *c);   /* what the pool runs */
};

/* Whether the sender may read the metrics; for others they are not there. In who.c. */
bool call_may_watch(const struct call *c);

/* Takes a body piece by piece. The handler of an UPLOAD route begins: it sets c->taker and
 * c->upload, on the loop. */
struct taker {
	/* On the loop. An error: dropped, and answered with it. */
	enum err (*put)(struct call *c, struct str piece);
	/* In the file pool: the answer; c->upload is no more. */
	enum err (*end)(struct call *c);
	void (*drop)(struct call *c);
};

/* Adds a reply header; both strings immortal or in the arena. */
void call_header(struct call *c, struct str name, struct str value);
/* The answer of e: the row that was encoded, or a problem. Any thread; the call is gone then. */
void call_finish(struct call *c, enum err e);
/* The decoded value of a query parameter, absent when there is none. */
struct str call_query(struct call *c, struct str name);
/* Says in words why e was returned (with ERR_BAD_QUERY and the like). */
enum err call_say(struct call *c, enum err e, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif

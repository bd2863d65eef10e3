/* api.h: the HTTP interface: routes, who may call them, lanes. The handler that net calls. */
#ifndef API_API_H
#define API_API_H

#include "cell/cell.h"
#include "cell/files.h"
#include "control/control.h"
#include "net/server.h"

struct api;
struct backups;
struct egress;
struct key;
struct imports;

/* What teams are allowed, and for how long. */
struct team_options {
	unsigned members_max, invites_max;     /* of a workspace; invites: open ones */
	unsigned tokens_max;                   /* of a member in a workspace */
	unsigned workspaces_max;               /* that an account owns */
	int64_t invite_days;                   /* how long an invitation is good at most */
	int64_t grace_days;                    /* from closing a workspace to destroying its key */
};

struct api_options {
	struct control *control;
	struct cells *cells;
	int64_t (*now_ms)(void);
	struct str version;
	struct str web_dir;            /* the built dashboard; absent: API only */
	struct str data_dir;
	struct str public_url;         /* absent: none set; public_url_valid */
	const struct str *listen;      /* as given: names of ours are among them */
	unsigned listen_n;
	const struct str *metrics_from;        /* networks that may read /metrics */
	unsigned metrics_from_n;
	bool has_proxy;                /* some proxy is trusted */
	int64_t disk_reserve_bytes;    /* less is free: not ready */
	bool quiet;                    /* nothing listens but the socket in the data folder */
	bool secure_cookies;           /* not on loopback without TLS */
	unsigned read_threads, cpu_threads;
	struct egress *egress;         /* NULL: nothing leaves */
	struct backups *backups;
	/* The master key as it is now; the caller frees it. Any thread. */
	struct key *(*master)(void *ctx);
	void *master_ctx;
	bool key_beside_data;          /* the master key lies in the data folder */
	struct team_options team;
	struct file_limits files;
	struct str setup_code;         /* that the first visitor must know; absent: none */
	int64_t account_grace_days;    /* from closing an account to its end */
	int64_t cost_per_minute;       /* of a token; 0: no limit. See limits.h */
	const struct record_hooks *hooks;
	unsigned hook_n;
	action_fn *const *action_fns;  /* in the order of actions[] */
};

NODISCARD enum err api_new(const struct api_options *o, struct api **out);
/* What net calls. */
struct handler api_handler(struct api *api);
/* loops are known now: the feed can post */
void api_attach(struct api *api, struct server *server);
/* The server is about to be drained: it is no longer ready. Any thread. */
void api_stopping(struct api *api);
/* Ends sockets, waits for the pools. After server_join. */
void api_free(struct api *api);

/* The workspace is no more: its sockets and tickets end. Any thread. */
void api_end_workspace(struct api *api, struct uuid id);

/* http://NAME or https://NAME, with a port or not. */
bool public_url_valid(struct str url);

/* Documents that follow from the tables; also for commands. */
void api_openapi(struct buf *b);
void api_metrics(struct buf *b);     /* a table of all metrics, in Markdown */
void api_routes(struct buf *b);      /* a line each: METHOD /path who least-role */

#endif

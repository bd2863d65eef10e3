/* api_impl.h: what the files of api/ share. Only api/ includes it. */
#ifndef API_API_IMPL_H
#define API_API_IMPL_H

#include <stdatomic.h>

#include "api/api.h"
#include "api/call.h"
#include "api/pool.h"
#include "api/route.h"
#include "base/json.h"
#include "record/encode.h"

struct feed;
struct limits;
struct member_news;
struct team_actor;
struct tickets;
struct site;

struct api {
	struct api_options o;
	struct pool *reads, *cpus, *passwords;
	/* where looking at what was brought keeps nobody else waiting */
	struct pool *files;
	struct feed *feed;
	struct tickets *tickets;
	struct limits *limits;         /* NULL: none */
	struct site *site;             /* static files; NULL: none */
	struct server *server;
	struct str meta, openapi, policy;      /* documents, made once */
	struct str public_origin, public_name; /* of the public address; absent: none */
	struct arena documents;
	int64_t started_at;
	atomic_bool setting_up;        /* the first owner is being made */
	atomic_bool stopping;
};

/* who.c */
NODISCARD enum err call_identify(struct call *c);
/* For routes of anyone: who is signed in, when somebody is. ERR_UNAUTHORIZED: nobody. To find out
 * is enough for what changes nothing; identifying asks for the CSRF token, too. */
NODISCARD enum err call_find_session(struct call *c);
NODISCARD enum err call_identify_session(struct call *c);
struct str session_cookie_name(const struct call *c);

/* host.c */
void public_url_take(struct api *api);
/* Whether the request was sent to us by a name of ours. */
bool host_is_ours(const struct api *api, struct str host);
/* The address under which people find us, without a slash at its end: the public one, else the one
 * that the request was sent to. */
struct str call_public_url(struct call *c);
/* The operator says that the public address is one of https. */
bool is_always_tls(const struct api *api);
#define HSTS "max-age=31536000"
/* As request_origin, but our own pages are also those of the public address. */
enum origin call_origin(const struct call *c);

/* dispatch.c */
void call_to_pool(struct call *c, struct pool *p, void (*run)(struct call *c));
/* Holds the workspace's cell until the answer; from then on the actor sees what the workspace's
 * rules let them see. May have to open it: not on a loop. */
NODISCARD enum err call_take_cell(struct call *c);
/* Decodes the body as this form or record; flaws are in c->problems. */
NODISCARD enum err call_decode(struct call *c, const struct record *rec, enum op op);

/* records.c */
enum err parse_list_query(struct call *c, struct query *q, unsigned *with, uint64_t *fields);

/* setup.c */
struct workspace_wish {
	struct str name, country, zone, locale;
	unsigned owned_max;            /* of one account, or ERR_LIMIT; 0: any number */
};
/* Makes a workspace that the account owns: directory, cell, first rows. */
NODISCARD enum err call_make_workspace(struct call *c, const struct account *a,
				       const struct workspace_wish *w, struct uuid *workspace_id);

/* session.c */
/* Pages of other sites may do nothing that needs no session, either. ERR_CSRF. */
NODISCARD enum err call_own_origin(const struct call *c);
/* The account as an object of the answer. */
NODISCARD enum err call_put_account(struct call *c, const struct account *a);
void call_drop_session_cookie(struct call *c);
/* Ends the session that the browser had, begins another; sets its cookies, answers with it.
 * joined: the workspace that the account came into by this request, which is told; zero: none. */
NODISCARD enum err call_begin_session(struct call *c, const struct account *a, struct uuid joined);
/* Answers with the session that the request came with. */
NODISCARD enum err call_put_session(struct call *c, struct uuid joined);
/* What counts as one place that a request comes from: of IPv6 the first 64 bits. */
struct str call_place(struct call *c);
/* The session, token, member or workspace is no longer what it was: its tickets and sockets end. */
void call_end_feeds(struct call *c, struct uuid whose);
/* The same, or whose user it is; but not those of that one session. */
void call_end_feeds_but(struct call *c, struct uuid whose, struct uuid but);

/* account.c */
/* The password of whoever is signed in, out of the field of that name. ERR_INVALID: it is wrong,
 * and is told there; they stay signed in. */
NODISCARD enum err call_ask_password(struct call *c, struct str name, struct str password);
/* Mails the account what happened to it, where mail is sent. until 0: the text names no time. */
void call_notice(struct call *c, const struct account *to, enum mail_kind kind, int64_t until);

/* resets.c: the page that sets a new password; code empty: what stands before it. */
struct str call_reset_link(struct call *c, struct str code);

/* workspaces.c: complains about a country or zone that there is none of; absent: fine. */
NODISCARD enum err call_check_place(struct call *c, struct str country, struct str time_zone);

/* tokens.c: makes one and answers with its secret. */
struct token_new;
NODISCARD enum err call_make_token(struct call *c, const struct team_actor *whose,
                                   const struct token_new *t);

/* team.c */
struct team_actor call_team_actor(const struct call *c);
/* Tells the cell what was decided about a member, and ends what was opened with other rights. */
void call_tell_team(struct call *c, const struct member_news *news);

/* uploads.c */
void call_upload_body(struct request *r, struct str piece);
void call_upload_end(struct call *c);
void call_upload_abort(struct request *r);

/* audit.c: reading leaves an entry in the audit */
void call_audit_read(struct call *c, enum audit_action action, const struct record *rec,
                     struct uuid id, int64_t n);
void call_audit_row(struct call *c, const struct record *rec, const void *row);
void call_audit_page(struct call *c, const struct query *q, unsigned n);
void audit_attach(struct api *api, struct server *server);

/* site.c */
struct site *site_load(struct str dir);
void site_free(struct site *s);
void site_reply(const struct api *api, struct request *r);

/* tickets.c */
struct tickets *tickets_new(void);
void tickets_free(struct tickets *t);
struct str ticket_make(struct tickets *t, const struct identity *who, int64_t now_ms,
		       char out[SECRET_TEXT]);
/* Tickets of a session, token or member are worth nothing any more. */
void tickets_end(struct tickets *t, struct uuid whose, struct uuid but);
bool ticket_take(struct tickets *t, struct str text, int64_t now_ms, struct identity *who);

/* feed.c */
struct feed *feed_new(struct api *api);
void feed_attach(struct feed *f, struct server *server);
void feed_free(struct feed *f);
int64_t feed_sockets(struct feed *f);
/* Closes the sockets of a session or token that ended, or of a member whose role changed. Any
 * thread. */
void feed_end(struct feed *f, struct uuid whose, struct uuid but);
/* {"seq","record","id","op","fields","row"} of a change, as the actor sees the row now: gone when
 * they do not. */
NODISCARD enum err change_json(struct buf *b, struct db *db, struct arena *a,
			       const struct actor *actor, const struct change_out *n, bool gone);
/* "fields":[names] of a mask. */
void change_fields_json(struct buf *b, const struct record *rec, uint64_t mask);
/* Whether their role may read such rows, and it says anything that they are told. */
bool change_concerns(const struct actor *actor, const struct change_out *n);
bool audience_sees(const struct actor *actor, struct uuid audience);

/* changes.c: *last: up to where it tells; the page ends early when it grows too large. */
NODISCARD enum err changes_json(struct cell *cell, struct db *db, struct arena *a,
				const struct actor *actor,
                                int64_t since, unsigned max, struct buf *b, int64_t *last,
                                bool *too_old);

#endif

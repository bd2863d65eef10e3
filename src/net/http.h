/* http.h: HTTP/1.1 on one connection: one request at a time, in; its reply, out. */
#ifndef NET_HTTP_H
#define NET_HTTP_H

#include "base/err.h"
#include "base/str.h"

struct conn;
struct exchange;

void http_input(struct conn *c, struct str bytes);
void http_writable(struct conn *c);                /* all that was written is out */
/* Ends the request in progress, if any, with an error reply of our own, and the connection after
 * it. */
void http_fail(struct conn *c, enum err e, struct str detail);
void http_gone(struct conn *c);                    /* the socket is closed */
bool http_owes_reply(const struct conn *c);        /* a complete request is not answered in full */
bool http_is_paused(const struct conn *c);         /* the handler takes no more of the body now */
void http_upgraded(struct conn *c);                /* it left HTTP: lets the request go */

/* ---- http_reply.c, on the loop thread ---- */

void http_reply(struct exchange *x);               /* x->reply was set */
void http_send(struct exchange *x);                /* begins writing it */
void http_send_more(struct exchange *x);           /* goes on: what was written is out */
/* Sets x->reply to the problem e. detail may be absent. */
void http_problem(struct exchange *x, enum err e, struct str detail);

#endif

/* client.h: a command's way to the server: the socket in the data folder. When no server holds the
 * folder, the engine starts inside this process, without any other listener, and answers there: one
 * way of doing things, never two writers. */
#ifndef CMD_CLIENT_H
#define CMD_CLIENT_H

#include "cmd/config.h"

struct client;

/* config: config_take_place has read it. */
struct client_options { struct config config; struct str workspace; };

NODISCARD enum err client_open(const struct client_options *o, struct client **out);
void client_close(struct client *c);

struct answer_in { int status; struct str body; };
/* One request; body absent: none. ERR_IO when the connection broke. The answer lies in the arena.
 * */
NODISCARD enum err client_ask(struct client *c, struct arena *a, const char *method,
			      struct str path,
                              struct str type, struct str body, struct answer_in *out);
/* Until the connection has something to say (its end), or the time has passed. */
void client_pause(struct client *c, int ms);
/* Says the problem's title, detail and errors on stderr; EXIT_failed. */
int client_refused(struct arena *a, const struct answer_in *in);
/* The same, beginning with what it is about, such as a file. */
int client_refused_for(struct arena *a, struct str about, const struct answer_in *in);
/* The value of a text or number member of a flat JSON object; absent: not there or null. */
struct str client_member(struct arena *a, struct str object, struct str name);

#endif

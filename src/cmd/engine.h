/* engine.h: everything in one process, put together and taken apart again. */
#ifndef CMD_ENGINE_H
#define CMD_ENGINE_H

#include "cmd/config.h"

struct engine_options {
	const struct config *config;                   /* outlives the engine */
	/* for a command: no listener but the socket */
	bool quiet;
	/* sockets that a service manager opened: in place of the addresses in config */
	const int *inherited;
	unsigned inherited_n;
};

struct cells;
struct engine;

/* Locks the data folder, opens or makes what is in it, listens. ERR_BUSY: another process holds the
 * folder. Says on stderr what is wrong. */
NODISCARD enum err engine_start(const struct engine_options *o, struct engine **out);
void engine_drain(struct engine *e);               /* stops taking requests; any thread */
void engine_stop(struct engine *e);                /* waits for what runs, closes everything */
/* What whoever sets the server up must know; absent: nothing. */
struct str engine_setup_code(const struct engine *e);
unsigned engine_port(const struct engine *e, unsigned nth);
struct cells *engine_cells(struct engine *e);      /* for commands that work in cells themselves */
void engine_reload_tls(struct engine *e);
/* Now and then, on the main thread: closes idle cells, looks at due jobs. */
void engine_tick(struct engine *e);

#endif

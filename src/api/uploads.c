/* uploads.c: bodies that are taken while they arrive: on the loop, piece by piece; what came of
 * them is worked out in a pool of their own. Whose they are says the call's `taker`. */
#include "api/api_impl.h"

/* After a failure the rest is read and dropped: the answer stands already. */
void call_upload_body(struct request *r, struct str piece)
{
	struct call *c = r->user;
	if (c->upload == NULL)
		return;
	enum err e = c->taker->put(c, piece);
	if (e == OK)
		return;
	c->taker->drop(c);
	c->upload = NULL;
	c->upload_error = e;
}

static void finish(struct call *c)
{
	enum err e = c->taker->end(c);
	c->upload = NULL;
	call_finish(c, e);
}

void call_upload_end(struct call *c)
{
	if (c->upload == NULL)
		call_finish(c, c->upload_error != OK ? c->upload_error : ERR_INTERNAL);
	else
		call_to_pool(c, c->api->files, finish);
}

/* The connection died half-way: nothing stays. */
void call_upload_abort(struct request *r)
{
	struct call *c = r->user;
	if (c == NULL || c->route == NULL || c->route->lane != LANE_upload)
		return;
	if (c->upload != NULL)
		c->taker->drop(c);
	c->upload = NULL;
	call_finish(c, ERR_TIMEOUT);
}

/* mail.c: the mailbox of a loop. See mail.h. */
#include "net/mail.h"

static void on_wake(uv_async_t *wake)
{
	mailbox_open(wake->data);
}

int mailbox_init(struct mailbox *box, uv_loop_t *uv)
{
	*box = (struct mailbox) { .last = &box->first };
	mutex_init(&box->lock);
	const int e = uv_async_init(uv, &box->wake, on_wake);
	box->wake.data = box;
	box->closed = e != 0;
	return e;
}

bool mailbox_put(struct mailbox *box, struct mail *first, struct mail *last)
{
	mutex_lock(&box->lock);
	const bool open = !box->closed;
	if (open) {
		/* Whoever finds letters in the box knows that the loop has been called already. */
		const bool call = box->first == NULL;

		last->next = NULL;
		*box->last = first;
		box->last = &last->next;
		if (call)
			uv_async_send(&box->wake);
	}
	mutex_unlock(&box->lock);
	return open;
}

void mailbox_open(struct mailbox *box)
{
	mutex_lock(&box->lock);
	struct mail *m = box->first;
	box->first = NULL;
	box->last = &box->first;
	mutex_unlock(&box->lock);

	while (m != NULL) {
		struct mail *next = m->next; /* open may free or re-send m */

		m->open(m);
		m = next;
	}
}

bool mailbox_close(struct mailbox *box)
{
	mutex_lock(&box->lock);
	if (!box->closed && box->first == NULL) {
		box->closed = true;
		uv_close((uv_handle_t *) &box->wake, NULL);
	}
	const bool closed = box->closed;
	mutex_unlock(&box->lock);
	return closed;
}

void mailbox_release(struct mailbox *box)
{
	mutex_release(&box->lock);
}

/* list.h: doubly linked rings inside the things they link. A zeroed link is in no list. */
#ifndef NET_LIST_H
#define NET_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct link {
	struct link *prev, *next;
};

#define CONTAINER_OF(ptr, type, member)                                                            \
	((type *) (void *) ((char *) (ptr) - offsetof(type, member)))

static inline void list_init(struct link *head)
{
	head->prev = head->next = head;
}
static inline bool list_empty(const struct link *head)
{
	return head->next == head;
}
static inline bool link_listed(const struct link *l)
{
	return l->next != NULL;
}
static inline void list_append(struct link *head, struct link *l)
{
	l->prev = head->prev;
	l->next = head;
	head->prev->next = l;
	head->prev = l;
}
static inline void link_remove(struct link *l)     /* of one that may be in no list */
{
	if (l->next == NULL)
		return;
	l->prev->next = l->next;
	l->next->prev = l->prev;
	l->prev = l->next = NULL;
}

#endif

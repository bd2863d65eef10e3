/* import_chat.h: an exported chat being imported: whose it is, and its messages. Only
 * app/import_chat*.c and the preview include it. */
#ifndef APP_IMPORT_CHAT_H
#define APP_IMPORT_CHAT_H

#include "app/import_impl.h"
#include "app/table.h"
#include "plat/zone.h"

/* Who is who in a chat, as far as the file, its name and the workspace tell. */
struct chat_cast {
	const struct chat_sender *me;      /* NULL: none of them, or not known */
	bool me_known;                     /* NULL is an answer, too */
	bool group;
	const struct chat_sender *other;   /* of a chat of two: who is not me; NULL: silent */
	struct str title;                  /* the chat's name; never empty */
	bool named;                        /* the title is one that WhatsApp gave */
};

/* my_names: what we are called, absent ones are skipped. said: who the person chose; absent: nobody
 * was asked, empty: none of them. */
void import_cast(struct chat_cast *out, const struct chat_export *c, struct str file_name,
               struct str said, const struct str *my_names, size_t my_name_n, struct arena *a);

enum { CHAT_KEYS_MAX = 6, MY_NAMES_MAX = 16 };

struct chat_import {
	struct chat_export *c;
	struct chat_cast cast;
	const struct zone *zone;
	/* Addresses under which the chat may be there already; the first is for a new one. */
	struct str keys[CHAT_KEYS_MAX];
	unsigned key_n;

	bool ready;                        /* what follows is known */
	struct uuid account_id, chat_id, contact_id;   /* zero: only in a rehearsal, or none */
	bool fresh;                        /* no message of the chat can be there */
	struct uuid *sender_ids;           /* by index of the sender; zero: none */

	struct chat_message batch[BATCH_ROWS];
	uint8_t natural_keys[BATCH_ROWS][16];
	struct table same;                 /* how often a message was seen: its ordinal */
	int64_t minute;                    /* of those in there, when the file is in order */
};

/* import_chat.c: what we are called, in other exports and here. */
NODISCARD enum err import_my_names(struct import *im, struct db *db, struct str names[MY_NAMES_MAX],
                                 size_t *n);
/* import_chat_keys.c: addresses */
void import_chat_keys(struct import *im, struct chat_import *x);
/* import_chat_place.c: the account, chat, contact and senders; made when missing. */
NODISCARD enum err import_chat_place(struct import *im, struct chat_import *x);
/* import_chat_message.c */
void import_natural_key(struct import *im, struct chat_import *x, unsigned i);
NODISCARD enum err import_put_message(struct import *im, struct chat_import *x, unsigned i);

#endif

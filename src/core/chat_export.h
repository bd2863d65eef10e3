/* chat_export.h: reading WhatsApp's "Export chat" text, of Android and iOS, in any language. The
 * text is valid UTF-8 (encoding.h) and must outlive the reader; nothing of it is copied but what
 * has to change. Memory grows with the number of different names, not with the number of
 * messages.
 *
 * Opening reads the whole file a few times: first what a head of a message looks like here, then
 * the order of the dates, where names end, and what there is of everything. Then messages are
 * handed out one by one, in the order of the file, also where times run backwards.
 *
 * Times are local wall-clock times: a zone is the caller's business, and so are zips
 * (chat_zip.h). */
#ifndef CORE_CHAT_EXPORT_H
#define CORE_CHAT_EXPORT_H

#include "base/arena.h"
#include "core/chat_names.h"
#include "core/chat_walk.h"

enum chat_flag {
#define FLAG(name, word) CHAT_##name,
#include "core/chat_flags.def"
#undef FLAG
	CHAT_FLAG_N
};
#define CHAT_BIT(flag) (1u << (flag))
struct str chat_flag_word(enum chat_flag flag);    /* "media_omitted" */

struct chat_sender {
	struct str name;         /* without marks; of "~ Ravi" only "Ravi" */
	struct str phone;        /* E.164 where the name is a number; else absent */
	bool pushname;           /* "~ " stood before it: in no address book */
	size_t messages;
	size_t index;            /* in order of the first message */
	struct chat_sender *next;
};

struct chat_option {
	struct str text;
	int64_t votes;
};

struct chat_message {
	size_t line;                         /* physical line of its head, from 1 */
	struct civil at;
	const struct chat_sender *sender;    /* NULL: WhatsApp itself */
	struct str text;                     /* line ends are LF; may be empty */
	unsigned flags;                      /* CHAT_BIT of each */
	struct str attachment;               /* file name as in the chat; absent: none */
	struct str attachment_title;         /* a document's own name; absent: none */
	struct str question;                 /* of a poll; absent: none */
	const struct chat_option *options;
	size_t options_n;
	struct str latitude, longitude;      /* decimal degrees, ASCII; absent: none */
};

struct chat_export {
	/* What the file is, from chat_export_open. */
	enum chat_order order;
	bool ambiguous;                      /* nothing decides the order: ask the person */
	enum chat_order alternative;         /* the other order, when ambiguous */
	bool seconds;                        /* times have seconds */
	bool ios;                            /* WhatsApp's own words are part of a name's lines */
	bool marked;                         /* and have marks: the same words unmarked are typed */
	size_t messages;                     /* of all kinds, system lines included */
	size_t system_messages;
	struct civil first, last;            /* earliest and latest time */
	bool in_order;                       /* no minute lies before the one above it */
	const struct chat_sender *senders;   /* list in order of the first message, by ->next */
	size_t senders_n;
	const struct chat_sender *me;        /* who exported the chat; NULL: it cannot be told */
	struct str title;                    /* the chat's name as iOS gives it; absent: unknown */

	/* The reader's own. */
	struct arena *arena;
	struct str text;
	struct chat_shape shape;
	struct chat_words *words;
	struct chat_names *names;
	struct chat_people *people;
	struct chat_tails *tails;
	struct chat_walk walk;
};

/* False: this is no chat export. What the reader keeps is in the arena. */
NODISCARD bool chat_export_open(struct chat_export *c, struct str text, struct arena *a);

/* Reads the dates in another order than the one found (the person was asked). False: no line has a
 * date in that order, and nothing changes. Starts over. */
NODISCARD bool chat_export_use_order(struct chat_export *c, enum chat_order order);

/* The next message, or false at the end. What had to be copied is in `a`, which the caller may
 * clear after each message. */
bool chat_export_next(struct chat_export *c, struct arena *a, struct chat_message *m);
void chat_export_rewind(struct chat_export *c);

#endif

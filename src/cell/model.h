/* model.h: for tests only: a cell as plain arrays, to hold the real one against. Ops are chosen at
 * random by two members, one of them narrowed; the model says what each must come to, and how the
 * rows lie afterwards. */
#ifndef CELL_MODEL_H
#define CELL_MODEL_H

#include "cell/test_cell.h"

enum { ROWS_MAX = 400, WORDS = 10, ACTORS = 2 };
enum who { WHO_nobody, WHO_owner, WHO_agent };     /* as owners and assignees */

struct m_contact { struct uuid id; unsigned gone, name, company; enum who owner; };
/* id zero: made as a part in the running group, not known yet */
struct m_identity { struct uuid id; unsigned gone, contact, value; };
struct m_tag { struct uuid id; unsigned gone, name; };
struct m_link { struct uuid id; unsigned gone, contact, tag; };
struct m_note { struct uuid id; unsigned gone, contact, word; };
struct m_chat {
	struct uuid id;
	unsigned gone, title, key;
	int contact;                   /* -1: none */
	enum who assignee;
	enum who seen_by;              /* in the bin: whose it was when it went there */
	int64_t unread;
};
struct m_message { struct uuid id; unsigned gone, chat, word; int64_t at; };

/* gone: 0 for a live row, else the number of the deletion that took it. */
#define ROWS(type) struct { struct type v[ROWS_MAX]; unsigned n; }
struct model {
	uint64_t random;
	unsigned deletions, keys;
	struct uuid account_id;
	ROWS(m_contact) contacts;
	ROWS(m_identity) identities;
	ROWS(m_tag) tags;
	ROWS(m_link) links;
	ROWS(m_note) notes;
	ROWS(m_chat) chats;
	ROWS(m_message) messages;
};

extern const char *const model_words[WORDS];
unsigned model_below(struct model *m, unsigned n);

/* -- who sees what; actor 0 is the owner, 1 the narrowed agent -- */

bool sees_contact(const struct model *m, unsigned actor, unsigned i);      /* a live one */
bool sees_owner(unsigned actor, enum who owner);
enum who chat_owner(const struct model *m, unsigned i);
bool sees_chat(const struct model *m, unsigned actor, unsigned i);
bool sees_note(const struct model *m, unsigned actor, unsigned i);
bool sees_message(const struct model *m, unsigned actor, unsigned i);

/* One move: the step to run, and what it must come to. Drawn by model_ops.h. */
struct move { struct step *step; enum err want; const char *what; };

/* -- comparing -- */

void model_learn_ids(struct model *m, struct place *p);          /* of parts, after each group */
void model_compare_rows(struct model *m, struct place *p);
void model_compare_search(struct model *m, struct place *p);

/* What a client of each actor holds who follows the feed. */
struct replica;
struct replica *replica_new(unsigned actor);
void replica_free(struct replica *r);
void replica_follow(struct replica *r, struct model *m, struct place *p);
void replica_compare(struct replica *r, struct model *m, struct place *p);

#endif

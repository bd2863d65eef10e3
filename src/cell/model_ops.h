/* model_ops.h: for tests only: how ops are drawn; see model.h. */
#ifndef CELL_MODEL_OPS_H
#define CELL_MODEL_OPS_H

#include "cell/model.h"
#include "plat/random.h"

struct draw {
	struct model *m;
	struct place *p;
	unsigned actor;
	struct move *op;
};

/* Each draws one op of its kind, changes the model as it must come out, and says true; false:
 * there is nothing to do it with. */
typedef bool move_fn(struct draw *d);

move_fn contact_create, contact_patch, contact_delete, contact_restore;
move_fn identity_create, identity_move, identity_delete, identity_restore;
move_fn tag_create, tag_rename, tag_delete, tag_restore;
move_fn link_create, link_delete, link_restore;
move_fn note_create, note_patch, note_delete, note_restore;
move_fn chat_create, chat_link, chat_assign, chat_unread, chat_delete, chat_restore;
move_fn message_create, message_patch, message_delete, message_restore;

/* The step of an op, by the drawn actor. */
bool draw_step(struct draw *d, const char *what, step_fn *fn, const struct record *rec,
               struct uuid id, struct str json, enum err want);
const char *draw_member(struct draw *d, enum who who);           /* 'id' or null, for JSON */
static inline unsigned draw_word(struct draw *d) { return model_below(d->m, WORDS); }
static inline enum who draw_who(struct draw *d) { return (enum who) model_below(d->m, 3); }
/* Any row of a kind, live or not; false: there are none. */
#define DRAW(d_, rows_, i_)                                                               \
	((d_)->m->rows_.n != 0 && ((*(i_) = model_below((d_)->m, (d_)->m->rows_.n)), true))
#define ROOM(d_, rows_, n_) ((d_)->m->rows_.n + (n_) <= ROWS_MAX)

/* What somebody may write at both ends of an address: kind and value of a number. */
const char *value_json(struct draw *d, unsigned value);

#endif

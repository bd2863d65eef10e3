/* import_title.h: the name of a chat, as far as the name of its file tells it. Pure but for the
 * arena. */
#ifndef APP_IMPORT_TITLE_H
#define APP_IMPORT_TITLE_H

#include "base/arena.h"

/* "WhatsApp Chat with Maria (1).txt" → "Maria"; absent when the name is none of WhatsApp's. */
struct str import_title(struct arena *a, struct str file_name);
/* The file's name without ending and without a copy's number: what else to call it. */
struct str import_stem(struct arena *a, struct str file_name);

#endif

/* chat_zip.h: which entry of a WhatsApp export zip is the chat, and which are its files. Names
 * only: the caller reads the zip. Folders and the litter of systems (__MACOSX, ._x, .DS_Store …)
 * are normal. */
#ifndef CORE_CHAT_ZIP_H
#define CORE_CHAT_ZIP_H

#include "base/arena.h"
#include "base/str.h"

/* The entry's name without its folders. */
struct str chat_zip_base(struct str entry);
/* A folder, or what systems put into zips by themselves. */
bool chat_zip_is_litter(struct str entry);

/* The chat: _chat.txt, or the .txt that WhatsApp named after the chat; other .txt files are
 * documents people sent. `zip` is the zip's own file name, or absent. Returns the index, or n
 * when there is no .txt or several none of which can be told apart. */
size_t chat_zip_pick(const struct str *entries, size_t n, struct str zip);

/* Entries by their names without folders; compared by canonical equivalence (NFC and NFD are
 * one). */
struct chat_zip_index;
struct chat_zip_index *chat_zip_index_new(const struct str *entries, size_t n, struct arena *a);
/* The entry that holds an attachment named in the chat; false: it is missing. */
bool chat_zip_find(const struct chat_zip_index *index, struct str attachment, size_t *entry_r);

#endif

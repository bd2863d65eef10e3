/* import_file.h: a file that somebody brought, opened: what it is, and its text. Zips are looked
 * into for the chat; of their other entries only the names are known. */
#ifndef APP_IMPORT_FILE_H
#define APP_IMPORT_FILE_H

#include "cell/cell.h"
#include "core/chat_export.h"
#include "core/chat_zip.h"
#include "core/encoding.h"
#include "plat/files.h"

enum { IMPORT_TEXT_MAX = 256 << 20 };

struct import_file {
	enum import_kind kind;         /* csv, chat, chat_zip or vcard */
	struct str name;               /* as it was called */
	struct str text;               /* UTF-8, in the arena */
	enum encoding encoding;
	struct str *entries;           /* of a zip */
	size_t entry_n;
	struct chat_zip_index *index;  /* NULL: no zip */
	struct chat_export *chat;      /* of a chat: opened; NULL: none */
};

/* Where the upload of a run lies. */
NODISCARD enum err import_file_path(const struct cell *c, struct uuid run_id, struct arena *a,
                                    const char **out);
/* ERR_NOT_FOUND: it is gone. ERR_INVALID: *why says what is wrong with it, for the person. Reads
 * the whole file into the arena. */
NODISCARD enum err import_file_open(const struct cell *c, struct uuid run_id, struct str name,
                                    struct arena *a, struct import_file *out, struct str *why);

#endif

/* import_zip.h: the zip of a chat export, read from a sealed upload without unpacking more than the
 * chat. Only this pair knows libzip. */
#ifndef APP_IMPORT_ZIP_H
#define APP_IMPORT_ZIP_H

#include "base/arena.h"
#include "plat/sealed_file.h"

enum { ZIP_ENTRIES_MAX = 100000, ZIP_RATIO_MAX = 200 };

/* Names of all entries; absent at an index whose name is not text. ERR_INVALID with *why: damaged,
 * too many entries, encrypted. */
struct zip_file;
NODISCARD enum err zip_file_open(struct sealed_reader *r, struct arena *a, struct zip_file **out,
                                 struct str **names, size_t *n, struct str *why);
/* The whole entry, at most max bytes; one that swells more than ZIP_RATIO_MAX times is refused. */
NODISCARD enum err zip_file_entry(struct zip_file *z, size_t index, size_t max, struct arena *a,
                                  struct str *out, struct str *why);
void zip_file_close(struct zip_file *z);           /* before the reader is closed; NULL is fine */

#endif

/* encoding.h: bytes of unknown encoding → UTF-8. First a byte order mark, then what is valid
 * UTF-8, then Windows-1252, of which Latin-1 is the harmless part.
 *
 * Two leniencies: UTF-16 without a mark is recognised by its zero bytes (no text has them), and
 * UTF-8 that breaks off inside its very last character is still UTF-8 when another character
 * shows that it is: such files were cut by a transfer. */
#ifndef CORE_ENCODING_H
#define CORE_ENCODING_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

enum encoding { ENCODING_UTF8, ENCODING_UTF16LE, ENCODING_UTF16BE, ENCODING_CP1252 };

/* *bom_len_r: bytes of the mark at the start. Reads all bytes only where no mark and no zero
 * decides. */
enum encoding encoding_find(struct str bytes, size_t *bom_len_r);

/* The whole as valid UTF-8 without mark and without U+0000. A view where the bytes are that
 * already, else in the arena; what cannot be read is U+FFFD. */
struct str encoding_text(struct str bytes, struct arena *a);

/* Piecewise, for what should not be in memory at once: appends the UTF-8 of `in` (mark already
 * skipped) and returns how many bytes were used. With ENCODING_MORE up to 3 bytes at the end stay
 * unused when they are the begin of a character. */
enum encoding_end { ENCODING_MORE, ENCODING_LAST };
size_t encoding_convert(enum encoding e, struct str in, enum encoding_end end, struct buf *out);

#endif

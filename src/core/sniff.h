/* sniff.h: what bytes are, by what they begin with: never by a name, nor by what somebody says. */
#ifndef CORE_SNIFF_H
#define CORE_SNIFF_H

#include "base/str.h"

enum { SNIFF_BYTES = 4096 };         /* of the beginning are looked at */

/* A media type that lives forever; application/octet-stream when nothing is known. Text that a
 * browser might take for a page is text/html, image/svg+xml or text/xml. */
struct str sniff(struct str head);

/* How a browser may show it without any of it running as a page or a program. */
enum sniff_shown { SNIFF_not, SNIFF_picture, SNIFF_voice, SNIFF_film };
enum sniff_shown sniff_shown(struct str type);

#endif

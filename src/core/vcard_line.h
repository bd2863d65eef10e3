/* vcard_line.h: the lines of vCards as properties: unfolded, taken apart, decoded. Knows no
 * property's meaning. */
#ifndef CORE_VCARD_LINE_H
#define CORE_VCARD_LINE_H

#include "base/arena.h"
#include "core/lines.h"

struct vcard_line {
	struct str group;        /* "item1"; empty: none */
	struct str name;         /* as written; compare with str_ieq */
	struct str params;       /* ";TYPE=cell;PREF", or empty */
	struct str value;        /* as it stands: still escaped and encoded */
	size_t number;           /* physical line, from 1 */
};

/* The next line that is a property. Folded lines and the soft line breaks of quoted-printable are
 * joined (in `a`); lines that are none, like the inside of old base64, are left out. */
bool vcard_line_next(struct lines *lines, struct arena *a, struct vcard_line *out);

/* Walks the parameters: *name_r and *value_r; "CELL" alone has an empty name. Quotes are taken
 * off. Begin with *rest = params. */
bool vcard_param_next(struct str *rest, struct str *name_r, struct str *value_r);
/* The value of a parameter; absent: it is not there. */
struct str vcard_param(const struct vcard_line *l, struct str name);
/* Whether one of the types (TYPE=a,b or just a) is this one. */
bool vcard_has_type(const struct vcard_line *l, struct str type);

/* Walks the parts of the value, cut at `separator` where it is not escaped; decoded and
 * unescaped. *at begins as 0. With separator 0 the whole is one part. */
bool vcard_part_next(const struct vcard_line *l, char separator, size_t *at, struct arena *a,
                     struct str *part);
/* The i-th part; absent when there are not so many. */
struct str vcard_part(const struct vcard_line *l, char separator, size_t i, struct arena *a);

#endif

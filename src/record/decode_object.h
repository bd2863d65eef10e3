/* decode_object.h: one JSON object on its way into a row; between decode.c and decode_parts.c only.
 *
 * The functions return OK, ERR_INVALID after complaining, or ERR_BAD_JSON when the text itself is
 * broken and reading must end. */
#ifndef RECORD_DECODE_OBJECT_H
#define RECORD_DECODE_OBJECT_H

#include "record/decode.h"

struct object {
	const struct record *rec;
	enum op op;
	int link;                     /* of a part: the field that names its owner; else -1 */
	struct json *j;
	struct decoded *out;
	struct problems *ps;
	unsigned guess;               /* the field that is likely to come next */
	bool base_version_sent;
};

enum err object_read(struct object *o);
enum err object_read_part(struct object *o, const struct part *part);
enum err object_read_custom(struct object *o);

#endif

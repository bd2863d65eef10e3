/* json_rewrite.h: reads a document with every function of the reader and writes it anew.
 *
 * For the fuzz target and the differential probe only: both must walk, not just skip. */
#ifndef BASE_JSON_REWRITE_H
#define BASE_JSON_REWRITE_H

#include "base/json.h"

static inline bool json_rewrite(struct json *j, struct buf *out);

static inline bool json_rewrite_number(struct json *j, struct buf *out)
{
	struct json again = *j;
	struct str text;
	int64_t v;
	bool whole;

	if (!json_number(j, &text) || !json_int(&again, &v, &whole))
		return false;
	if (whole)
		json_put_int(out, v);
	else
		json_put_raw(out, text);
	return true;
}

static inline bool json_rewrite_members(struct json *j, struct buf *out)
{
	struct str name;
	int more;

	json_open(out, '{');
	for (bool first = true; (more = json_member(j, &name, &first)) > 0;) {
		json_key(out, name);
		if (!json_rewrite(j, out))
			return false;
	}
	json_close(out, '}');
	return more == 0;
}

static inline bool json_rewrite_elements(struct json *j, struct buf *out)
{
	int more;

	json_open(out, '[');
	for (bool first = true; (more = json_element(j, &first)) > 0;) {
		if (!json_rewrite(j, out))
			return false;
	}
	json_close(out, ']');
	return more == 0;
}

/* The value that follows, without white space, escapes only where needed, whole numbers plain. */
static inline bool json_rewrite(struct json *j, struct buf *out)
{
	struct str s;
	bool truth;

	switch (json_peek(j)) {
	case JSON_NULL:
		json_put_null(out);
		return json_null(j);
	case JSON_BOOL:
		if (!json_bool(j, &truth))
			return false;
		json_put_bool(out, truth);
		return true;
	case JSON_NUMBER:
		return json_rewrite_number(j, out);
	case JSON_STRING:
		if (!json_string(j, &s))
			return false;
		json_put_str(out, s);
		return true;
	case JSON_ARRAY:
		return json_rewrite_elements(j, out);
	case JSON_OBJECT:
		return json_rewrite_members(j, out);
	case JSON_BAD:
		break;
	}
	return false;
}

#endif

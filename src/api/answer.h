/* answer.h: members of an answer that is no record. Absent text and the time 0 are null. */
#ifndef API_ANSWER_H
#define API_ANSWER_H

#include "base/json.h"
#include "record/record.h"

static inline void answer_id(struct buf *b, struct str key, struct uuid id)
{
	json_key(b, key);
	json_put_uuid(b, id);
}

static inline void answer_text(struct buf *b, struct str key, struct str text)
{
	json_key(b, key);
	if (str_absent(text))
		json_put_null(b);
	else
		json_put_str(b, text);
}

static inline void answer_time(struct buf *b, struct str key, int64_t at)
{
	json_key(b, key);
	if (at == 0)
		json_put_null(b);
	else
		json_put_int(b, at);
}

static inline void answer_flag(struct buf *b, struct str key, bool yes)
{
	json_key(b, key);
	json_put_bool(b, yes);
}

static inline struct str role_word(enum member_role role)
{
	return member_role_choices.words[role];
}

#endif

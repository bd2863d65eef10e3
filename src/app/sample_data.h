/* sample_data.h: the sample's tables as C. Only sample*.c include it. */
#ifndef APP_SAMPLE_DATA_H
#define APP_SAMPLE_DATA_H

#include "record/record.h"

struct sample_person { struct str key, name, company, job, tags, phone, email, note; };
struct sample_tag { char letter; struct str name; int64_t colour; };
struct sample_line { char who; int64_t after_min; enum message_kind kind; struct str text, file; };
/* lines: first … first + n - 1 of sample_lines */
struct sample_chat { struct str person, title; int64_t ago_hours; unsigned first, n; };

extern const struct sample_person sample_people[];
extern const struct sample_tag sample_tags[];
extern const struct sample_line sample_lines[];
extern const unsigned sample_person_count, sample_tag_count;

/* The chats in order; false after the last. */
bool sample_chat_at(unsigned i, struct sample_chat *out);

#endif

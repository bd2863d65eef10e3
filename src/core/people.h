/* people.h: the people of one import, each once: a record with an identity that an earlier one
 * has merges into it. The first record's name stays, lists are united, empty fields are filled. */
#ifndef CORE_PEOPLE_H
#define CORE_PEOPLE_H

#include "core/person.h"

struct people;
struct people *people_new(struct arena *a);        /* all is kept in the arena */

/* Adds a record that was not rejected (copied). Returns the line of the record it merged into; 0:
 * it is new. When its identities belong to several, all of them become the first. */
size_t people_add(struct people *p, const struct person_row *row);

size_t people_count(const struct people *p);
/* Walks those that did not merge into another, in the order of the file. *at begins as 0; NULL at
 * the end. */
const struct person *people_next(const struct people *p, size_t *at);

#endif

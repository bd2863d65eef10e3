/* describe_words.h: the declarations' words as people read them; for the data map only. */
#ifndef RECORD_DESCRIBE_WORDS_H
#define RECORD_DESCRIBE_WORDS_H

#include "record/record.h"

/* In the middle of a sentence: "kept as long as the contact". */
extern const char *const class_phrases[CLASS_N], *const purpose_phrases[PURPOSE_N],
	*const shared_phrases[SHARED_N], *const kept_phrases[KEPT_N],
	*const at_rest_phrases[AT_REST_N], *const export_phrases[EXPORT_N],
	*const erase_phrases[ERASE_N], *const restrict_phrases[RESTRICT_N];
/* "Kept as long as the contact." */
struct str as_sentence(struct arena *a, const char *phrase);

/* What happens to values of this kind, in a few sentences; the policy's doc is their heading. */
struct str treated_sentences(struct arena *a, const struct policy *p);
/* "About the person behind chat_id, and the person behind sender_id." */
struct str about_sentence(struct arena *a, const struct record *rec);
/* Who sees which rows. */
struct str seen_sentence(struct arena *a, const struct record *rec);

/* The ways in which these fields are treated, each once: what serves people before what serves the
 * program, else in the order of declaration. Returns how many. */
unsigned treatments_of(const struct record *rec, uint64_t fields, enum privacy out[PRIVACY_N]);
/* A record's fields without the head that every RECORD has. */
uint64_t own_fields(const struct record *rec);

/* The map is read in chapters, since nobody starts with the journal of migrations. */
enum chapter { CHAPTER_people, CHAPTER_workspace, CHAPTER_server, CHAPTER_N };
struct chapter_words { const char *title, *doc; };
extern const struct chapter_words chapters[CHAPTER_N];
extern const char map_introduction[], map_head_title[], map_head_doc[];
enum chapter chapter_of(const struct record *rec);
void chapter_walk(enum chapter which, struct buf *b,
                  void (*put_one)(struct buf *b, const struct record *rec));

#endif

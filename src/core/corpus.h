/* corpus.h: reading tests/corpus/import for tests: files, zips, and the right answers as a tree.
 * Only tests use it. */
#ifndef CORE_CORPUS_H
#define CORE_CORPUS_H

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"

/* A JSON value; members and elements are its children. */
struct node {
	enum json_type type;
	struct str name;         /* of a member */
	struct str text;         /* of a string, decoded; of a number, as written */
	bool truth;
	size_t n;                /* children */
	struct node *child, *next;
};

/* expected.json. Fails the test when it cannot be read. */
const struct node *corpus_expected(struct arena *a);
/* Members by name; a missing one is NULL, absent (as null is), false. */
const struct node *corpus_get(const struct node *object, const char *name);
struct str corpus_text(const struct node *object, const char *name);
bool corpus_truth(const struct node *object, const char *name);

struct str corpus_file(struct arena *a, struct str name);

struct corpus_zip {
	size_t n;
	struct str *names, *bytes;
};
struct corpus_zip corpus_unzip(struct arena *a, struct str name);

/* The form in which texts are compared: without marks, spaces plain, line ends LF, canonical. */
struct str corpus_plain(struct arena *a, struct str text);

/* Fails naming file, place and both values. An absent `expected` needs an absent `got`. */
void corpus_same(struct arena *a, struct str file, const char *what, size_t at, struct str expected,
                 struct str got);

/* A chat in short, for comparing: its order ("dmy", with "?" when ambiguous), then a line for each
 * message: "2026-01-31T23:05:09 sender flags {attachment} (title) |text", "-" for WhatsApp itself,
 * line ends inside texts as "/". "no chat" when it is none. */
struct str corpus_read_chat(struct str text, struct arena *a);

#endif

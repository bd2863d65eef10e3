/* chat_parts.h: the parts of a chat message that carry data, told by their structure in any
 * language: attachments, titles of documents, places, polls. */
#ifndef CORE_CHAT_PARTS_H
#define CORE_CHAT_PARTS_H

#include "core/chat_export.h"

/* "… <inner>" at the very end. */
struct chat_tail {
	struct str before;           /* trimmed */
	struct str inner;            /* trimmed, without marks around it */
	bool marked;                 /* WhatsApp's mark stands before the bracket or in it */
};
bool chat_tail_of(struct str text, struct chat_tail *t);

/* The file of iOS's "attached: NAME" (of some languages "NAME attached"), as it stands between <
 * >. */
bool chat_attached(struct str inner, struct str *name_r);

/* The file and the words of Android's "NAME (file attached)". */
bool chat_file_note(struct str line, struct str *name_r, struct str *words_r);
/* IMG-20260405-WA0001.jpg and its like. */
bool chat_is_own_file_name(struct str name);
/* A short extension at the end: "Quote 12.pdf". */
bool chat_has_extension(struct str name);

/* Before an attachment or its placeholder: "Quote.pdf • 2 pages" or just the file's name is a
 * title, all else a caption. `file`: the attachment's name, or absent: then anything with an
 * extension is a title. *caption_r: what is left. */
bool chat_title(struct str before, struct str file, struct arena *a, struct str *title_r,
                struct str *caption_r);

/* "Location: https://maps.google.com/?q=1.5,-2.5" and nothing else. */
bool chat_place(struct str text, struct str *latitude_r, struct str *longitude_r);

/* POLL: / question / OPTION: text (2 votes) … Fills question and options. *marked_r: the counts
 * have WhatsApp's mark. */
bool chat_poll(struct str text, const struct chat_words *words, struct arena *a,
               struct chat_message *m, bool *marked_r);

#endif

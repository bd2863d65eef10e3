/* mail_text.h: what a mail says: the texts of mails.def with their words filled in. Pure. */
#ifndef EGRESS_MAIL_TEXT_H
#define EGRESS_MAIL_TEXT_H

#include "record/record.h"

/* The subject, one line, and the text, lines ending in a line feed; both are plain text. Control
 * characters and line ends in the words become spaces. */
void mail_put_subject(struct buf *b, enum mail_kind kind, const struct mail_words *words);
void mail_put_text(struct buf *b, enum mail_kind kind, const struct mail_words *words);
/* The subject as a header takes it (RFC 2047): ASCII as it is, anything else as encoded words of
 * at most 75 characters. */
void mail_put_encoded(struct buf *b, struct str subject);
/* Text as a body takes it (RFC 2045, quoted-printable): lines of at most 76 ASCII characters that
 * end with CR LF. */
void mail_put_quoted(struct buf *b, struct str text);

/* What the ledger says of such a mail. */
enum egress_purpose mail_purpose(enum mail_kind kind);
int64_t mail_classes(enum mail_kind kind);         /* a set of egress_class */

#endif

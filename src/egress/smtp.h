/* smtp.h: one mail over one connection to the mail server; the only file that knows libcurl. */
#ifndef EGRESS_SMTP_H
#define EGRESS_SMTP_H

#include <stdatomic.h>

#include "record/record.h"

struct smtp_server {
	struct str url;                /* NUL-terminated, as all of them */
	struct str host;               /* of the url */
	struct str user, password;     /* absent: none is asked for */
	struct str ca_file;            /* absent: whom the system trusts */
	struct str from;
	bool local;                    /* this machine: may do without TLS */
};

/* Takes the url apart. ERR_INVALID: it is none of smtp: or smtps:, or names no host, or holds more
 * than host and port. */
NODISCARD enum err smtp_server_of(struct arena *a, struct str url, struct smtp_server *out);

struct smtp_mail {
	struct str to;
	struct str subject;            /* as a header takes it */
	struct str text;
	struct str message_id;         /* without brackets */
	int64_t at;
};

struct smtp_result {
	enum mail_problem problem;     /* unset: the server took it */
	int answer;                    /* its last number; 0: none came */
	int64_t bytes, took_ms;
};

/* Once a process, before and after all others. */
NODISCARD enum err smtp_begin(void);
void smtp_end(void);

/* Blocks until it is known what became of the mail, at most about a minute; ends early when
 * *stopping becomes true (problem later). */
void smtp_send(const struct smtp_server *s, const struct smtp_mail *m,
               const atomic_bool *stopping, struct smtp_result *out);

#endif

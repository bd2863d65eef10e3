/* reply_head.h: the status line and headers of a reply, as a pure function. */
#ifndef NET_REPLY_HEAD_H
#define NET_REPLY_HEAD_H

#include "base/buf.h"
#include "net/request.h"

enum framing {
	FRAMING_LENGTH,              /* Content-Length: length */
	FRAMING_CHUNKED,
	FRAMING_NONE,                /* 204, 304, or a body that ends with the connection */
};

struct reply_facts {
	const struct reply *reply;
	struct str date, request_id;
	struct str encoding;         /* of the body as sent; absent: none */
	bool varies;                 /* another client might get another encoding */
	enum framing framing;
	uint64_t length;
	bool keep;
};

void put_reply_head(struct buf *b, const struct reply_facts *f);
struct str status_reason(int status);

#endif

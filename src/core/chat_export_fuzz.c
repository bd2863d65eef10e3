/* chat_export_fuzz.c: any bytes as a chat export. What is read must hang together: every message
 * lies in the text, times exist, counts agree, and all is the same the second time and with other
 * line ends. */
#include "base/err.h"
#include "base/utf8.h"
#include "core/chat_export.h"
#include "core/encoding.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(struct str s)
{
	ENSURE(str_absent(s) || utf8_valid(s));
	ENSURE(!str_find_byte(s, '\r', NULL));
}

static void check_message(const struct chat_export *c, const struct chat_message *m)
{
	struct civil at = m->at;

	ENSURE(civil_valid(&at));
	ENSURE((m->sender == NULL) == ((m->flags & CHAT_BIT(CHAT_SYSTEM)) != 0));
	ENSURE(m->sender == NULL || m->sender->index < c->senders_n);
	ENSURE(!str_absent(m->text));
	ENSURE(m->options_n == 0 || (m->flags & CHAT_BIT(CHAT_POLL)));
	ENSURE(str_absent(m->latitude) == str_absent(m->longitude));
	check_text(m->text);
	check_text(m->attachment);
	check_text(m->attachment_title);
	check_text(m->question);
}

static size_t read_all(struct chat_export *c, struct arena *a)
{
	struct chat_message m;
	size_t n = 0, line = 0;

	while (chat_export_next(c, a, &m)) {
		check_message(c, &m);
		ENSURE(m.line > line);
		line = m.line;
		n++;
		arena_clear(a);
	}
	return n;
}

static struct str with_crlf(struct str text, struct arena *a)
{
	struct buf b = BUF_IN(a);

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\n' && (i == 0 || text.ptr[i - 1] != '\r'))
			put_char(&b, '\r');
		put_char(&b, text.ptr[i]);
	}
	return buf_str(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT, work = ARENA_INIT;
	const struct str text = encoding_text((struct str) { (const char *) data, size }, &a);
	struct chat_export c, other;
	size_t senders = 0, sent = 0;

	ENSURE(utf8_valid(text));
	if (chat_export_open(&c, text, &a)) {
		ENSURE(read_all(&c, &work) == c.messages);
		chat_export_rewind(&c);
		ENSURE(read_all(&c, &work) == c.messages);
		for (const struct chat_sender *s = c.senders; s != NULL; s = s->next, senders++)
			sent += s->messages;
		ENSURE(senders == c.senders_n && sent + c.system_messages == c.messages);
		ENSURE(chat_export_open(&other, with_crlf(text, &a), &a));
		ENSURE(other.messages == c.messages && other.senders_n == c.senders_n);
		if (chat_export_use_order(&c, c.alternative))
			ENSURE(read_all(&c, &work) == c.messages);
	}
	arena_release(&work);
	arena_release(&a);
	return 0;
}

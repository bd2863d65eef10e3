/* frame.c: WebSocket frames, made once and shared by reference between sockets and threads. */
#include "net/ws_impl.h"

#include "base/arena.h"

enum { FIN = 0x80 };

static size_t header_bytes(size_t n)
{
	return n < 126 ? 2 : n <= UINT16_MAX ? 4 : 10;
}

static void put_header(unsigned char *p, enum opcode opcode, size_t n)
{
	const size_t extra = header_bytes(n) - 2;

	p[0] = (unsigned char) (FIN | (unsigned) opcode);
	p[1] = (unsigned char) (extra == 0 ? n : extra == 2 ? 126 : 127);
	for (size_t i = 0; i < extra; i++)
		p[2 + i] = (unsigned char) ((uint64_t) n >> 8 * (extra - 1 - i));
}

struct frame *frame_of(enum opcode opcode, struct str payload)
{
	const size_t head = header_bytes(payload.len);
	struct frame *f = mem_alloc(sizeof(*f) + head + payload.len);

	atomic_init(&f->references, 1);
	f->len = head + payload.len;
	put_header((unsigned char *) f->bytes, opcode, payload.len);
	if (payload.len != 0)
		memcpy(f->bytes + head, payload.ptr, payload.len);
	return f;
}

struct frame *frame_raw(struct str bytes)
{
	struct frame *f = mem_alloc(sizeof(*f) + bytes.len);

	atomic_init(&f->references, 1);
	f->len = bytes.len;
	memcpy(f->bytes, bytes.ptr, bytes.len);
	return f;
}

struct frame *frame_text(struct str text)
{
	return frame_of(OPCODE_TEXT, text);
}

struct frame *frame_retain(struct frame *f)
{
	atomic_fetch_add_explicit(&f->references, 1, memory_order_relaxed);
	return f;
}

void frame_release(struct frame *f)
{
	if (atomic_fetch_sub_explicit(&f->references, 1, memory_order_acq_rel) == 1)
		mem_free(f);
}

/* import_chat_keys.c: the address of an imported chat. WhatsApp's own when the file shows the
 * other's number; else one made of the names, so that later exports of the chat find it again. */
#include "app/import_chat.h"
#include "app/peer.h"
#include "core/phone.h"

static void add_key(struct chat_import *x, struct str key)
{
	for (unsigned i = 0; i < x->key_n; i++) {
		if (str_eq(x->keys[i], key))
			return;
	}
	if (x->key_n < CHAT_KEYS_MAX)
		x->keys[x->key_n++] = key;
}

static void add_phone(struct import *im, struct chat_import *x, struct str e164)
{
	struct phone_variant variants[PHONE_VARIANTS];
	struct phone p;
	size_t n;

	if (str_absent(e164) || phone_trusted(e164, &p) != PHONE_OK)
		return;
	n = phone_variants(&p, variants);
	for (size_t i = 0; i < n; i++)
		add_key(x,
		        arena_join(&im->arena, (struct str) { variants[i].digits, variants[i].len },
		                   S("@s.whatsapp.net")));
}

/* A chat named after a number is with that number. */
static void add_title_phone(struct import *im, struct chat_import *x)
{
	struct phone p;

	if (x->cast.title.ptr[0] == '+' && phone_parse(x->cast.title, S(""), &p) == PHONE_OK)
		add_phone(im, x, arena_str(&im->arena, phone_e164(&p)));
}

static void add_name(struct import *im, struct chat_import *x, const char *what, struct str name)
{
	struct buf b = BUF_IN(&im->arena);
	uint8_t hash[16];

	cell_hash(im->cell, what, name, hash, sizeof hash);
	put(&b, S("file:"));
	put_hex(&b, hash, sizeof hash);
	add_key(x, buf_str(&b));
}

/* Of two nobody knows which is us: until somebody says it, both names are the chat's. */
static void add_pair(struct import *im, struct chat_import *x)
{
	struct str one = x->c->senders->name, two = x->c->senders->next->name;
	struct buf b = BUF_IN(&im->arena);

	if (str_cmp(one, two) > 0) {
		const struct str swap = one;

		one = two;
		two = swap;
	}
	put(&b, one);
	put_char(&b, '\n');
	put(&b, two);
	add_name(im, x, "chat pair", buf_str(&b));
}

void import_chat_keys(struct import *im, struct chat_import *x)
{
	const struct chat_cast *cast = &x->cast;

	if (cast->group) {
		add_name(im, x, "chat group", cast->title);
		return;
	}
	if (cast->other != NULL)
		add_phone(im, x, cast->other->phone);
	if (cast->named)
		add_title_phone(im, x);
	if (cast->other != NULL)
		add_name(im, x, "chat person", cast->other->name);
	if (cast->named)
		add_name(im, x, "chat person", cast->title);
	if (x->c->senders_n == 2)
		add_pair(im, x);
	if (x->key_n == 0)
		add_name(im, x, "chat person", cast->title);
}

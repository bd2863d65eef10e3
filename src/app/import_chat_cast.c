/* import_chat_cast.c: who is who in an exported chat. A group's file looks like a chat of two when
 * only one other spoke; then its name tells: a chat of two is named after the other. */
#include "app/import_chat.h"
#include "app/import_title.h"
#include "app/tidy.h"
#include "core/fold.h"

/* A group tells that it was made and who came; a chat of two only that it is encrypted. */
enum { GROUP_SYSTEM_LINES = 2 };

/* File systems forbid some characters, so files are named after chats without them. */
static struct str only_letters(struct arena *a, struct str name)
{
	const struct str folded = tidy_fold(a, name);
	struct buf b = BUF_IN(a);

	for (size_t i = 0; i < folded.len; i++) {
		const unsigned char c = (unsigned char) folded.ptr[i];

		if (c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'))
			put_char(&b, (char) c);
	}
	return buf_str(&b);
}

static const struct chat_sender *sender_titled(const struct chat_export *c, struct str title)
{
	struct arena a = ARENA_INIT;
	const struct str key = only_letters(&a, title);
	const struct chat_sender *s = c->senders;

	while (s != NULL && !str_eq(only_letters(&a, s->name), key))
		s = s->next;
	arena_release(&a);
	return s;
}

static const struct chat_sender *sender_named(const struct chat_export *c, struct str name)
{
	for (const struct chat_sender *s = c->senders; s != NULL; s = s->next) {
		if (str_eq(s->name, name))
			return s;
	}
	for (const struct chat_sender *s = c->senders; s != NULL; s = s->next) {
		if (fold_eq(s->name, name))
			return s;
	}
	return NULL;
}

/* The only other one; NULL: there is none, or several. */
static const struct chat_sender *other_than(const struct chat_export *c,
                                            const struct chat_sender *me)
{
	const struct chat_sender *other = NULL;

	for (const struct chat_sender *s = c->senders; s != NULL; s = s->next) {
		if (s == me)
			continue;
		if (other != NULL)
			return NULL;
		other = s;
	}
	return other;
}

static size_t others(const struct chat_export *c, const struct chat_sender *me)
{
	return c->senders_n - (me != NULL);
}

static const struct chat_sender *guess_me(const struct chat_export *c, struct str title,
                                          const struct str *my_names, size_t n)
{
	const struct chat_sender *found = c->me;

	for (size_t i = 0; i < n && found == NULL; i++) {
		if (!str_absent(my_names[i]) && my_names[i].len != 0)
			found = sender_named(c, my_names[i]);
	}
	if (found != NULL || str_absent(title) || c->senders_n != 2)
		return found;
	found = sender_titled(c, title);
	return found == NULL ? NULL : other_than(c, found);
}

void import_cast(struct chat_cast *out, const struct chat_export *c, struct str file_name,
                 struct str said, const struct str *my_names, size_t my_name_n, struct arena *a)
{
	const struct str title = !str_absent(c->title) ? c->title : import_title(a, file_name);

	*out = (struct chat_cast) { .title = title, .named = !str_absent(title) };
	if (str_absent(said))
		out->me = guess_me(c, title, my_names, my_name_n);
	else if (said.len != 0)
		out->me = sender_named(c, said);
	out->me_known = out->me != NULL || (!str_absent(said) && said.len == 0);
	/* Two who spoke, none of them known as me: still two, when their chat has no other name. */
	out->group = others(c, out->me) > (out->me_known ? 1 : 2);
	if (!out->group && others(c, out->me) == 1)
		out->other = other_than(c, out->me);
	if (out->named && c->senders_n >= 2 && c->system_messages >= GROUP_SYSTEM_LINES &&
	    sender_titled(c, title) == NULL)
		out->group = true;
	if (out->group)
		out->other = NULL;
	if (!out->named)
		out->title = out->other != NULL ? out->other->name : import_stem(a, file_name);
	if (out->title.len == 0)
		out->title = S("Chat");
}

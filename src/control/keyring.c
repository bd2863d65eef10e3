/* keyring.c: see keyring.h. */
#include "control/keyring.h"

#include "plat/files.h"

enum {
	FILE_MAX = 4096,
	KEYS_MAX = 4,
	PLAIN_MAX = KEYS_MAX * KEY_BYTES,
	BOUND_MAX = 64,
};

static const struct str title = STR("kontor keyring 1");

/* -- keys -- */

void keyring_make(struct keyring *r)
{
	*r = (struct keyring) { key_new(), key_new(), key_new(), NULL };
}

void keyring_of_master(struct keyring *r, const struct key *master)
{
	*r = (struct keyring) {
		.store = key_derive(master, S("control.store"), S("")),
		.hash = key_derive(master, S("control.hash"), S("")),
		.seal = key_derive(master, S("control.seal"), S("")),
	};
}

void keyring_release(struct keyring *r)
{
	key_free(r->store);
	key_free(r->hash);
	key_free(r->seal);
	key_free(r->next_store);
	*r = (struct keyring) { 0 };
}

static size_t pack(const struct keyring *r, uint8_t out[PLAIN_MAX])
{
	const struct key *keys[KEYS_MAX] = { r->store, r->hash, r->seal, r->next_store };
	size_t n = 0;
	for (size_t i = 0; i < KEYS_MAX && keys[i] != NULL; i++, n += KEY_BYTES)
		memcpy(out + n, keys[i]->b, KEY_BYTES);
	return n;
}

static bool unpack(struct str plain, struct keyring *r)
{
	struct key **keys[KEYS_MAX] = { &r->store, &r->hash, &r->seal, &r->next_store };
	size_t n = plain.len / KEY_BYTES;
	*r = (struct keyring) { 0 };
	if (plain.len % KEY_BYTES != 0 || n < KEYS_MAX - 1 || n > KEYS_MAX)
		return false;
	for (size_t i = 0; i < n; i++)
		*keys[i] = key_of((const uint8_t *) plain.ptr + i * KEY_BYTES);
	return true;
}

/* A sealed ring opens only as one, and only under the fingerprint that stands beside it. */
static struct str bound_to(const struct fingerprint *f, char out[BOUND_MAX])
{
	size_t n = sizeof KEYRING_FILE - 1;
	memcpy(out, KEYRING_FILE, n);
	memcpy(out + n, f->text, FINGERPRINT_TEXT);
	return (struct str) { out, n + FINGERPRINT_TEXT };
}

/* -- reading -- */

struct entry {
	struct fingerprint of;
	struct str sealed;
};

static bool read_line(struct str line, struct entry *out)
{
	struct str rest = line, name = str_cut(&rest, ' ');
	if (name.len != FINGERPRINT_TEXT || str_absent(rest) || rest.len == 0)
		return false;
	*out = (struct entry) { .sealed = rest };
	memcpy(out->of.text, name.ptr, name.len);
	return true;
}

static enum err read_entries(struct arena *a, const char *dir, struct entry v[KEYRING_MASTERS],
                             unsigned *n)
{
	struct str text;
	TRY(file_read(a, path_join(a, dir, S(KEYRING_FILE)), FILE_MAX, &text));
	*n = 0;
	if (!str_ends(text, S("\n")) || !str_eq(str_cut(&text, '\n'), title))
		return ERR_STORAGE;
	while (text.len != 0) {
		if (*n == KEYRING_MASTERS || !read_line(str_cut(&text, '\n'), &v[*n]))
			return ERR_STORAGE;
		++*n;
	}
	return *n == 0 ? ERR_STORAGE : OK;
}

static enum err open_entry(struct arena *a, const struct entry *e, const struct key *master,
                           struct keyring *out)
{
	char raw[PLAIN_MAX + SEAL_EXTRA], bound[BOUND_MAX];
	struct str plain = STR_ABSENT;
	size_t n;
	if (!base64url_decode(e->sealed, raw, sizeof raw, &n) ||
	    seal_open(a, master, bound_to(&e->of, bound), (struct str) { raw, n }, &plain) != OK)
		return ERR_STORAGE;
	bool right = unpack(plain, out);
	wipe((char *) plain.ptr, plain.len);
	return right ? OK : ERR_STORAGE;
}

enum err keyring_read(const char *dir, const struct key *master, struct keyring *out)
{
	struct fingerprint ours = key_fingerprint(master);
	struct entry v[KEYRING_MASTERS];
	struct arena a = ARENA_INIT;
	unsigned n;
	enum err e = read_entries(&a, dir, v, &n);
	*out = (struct keyring) { 0 };
	if (e == OK) {
		e = ERR_KEY;
		for (unsigned i = 0; i < n && e == ERR_KEY; i++)
			if (strcmp(v[i].of.text, ours.text) == 0)
				e = open_entry(&a, &v[i], master, out);
	}
	arena_release(&a);
	return e;
}

enum err keyring_needs(const char *dir, struct keyring_masters *out)
{
	struct entry v[KEYRING_MASTERS];
	struct arena a = ARENA_INIT;
	enum err e = read_entries(&a, dir, v, &out->n);
	for (unsigned i = 0; e == OK && i < out->n; i++)
		out->v[i] = v[i].of;
	arena_release(&a);
	return e;
}

struct str keyring_needs_text(struct arena *a, const struct keyring_masters *m)
{
	return m->n == 1 ? arena_printf(a, "%s", m->v[0].text)
	                 : arena_printf(a, "%s or %s", m->v[0].text, m->v[1].text);
}

/* -- writing -- */

static void put_entry(struct buf *b, const struct keyring *r, const struct key *master)
{
	struct fingerprint f = key_fingerprint(master);
	struct buf sealed = { 0 };
	uint8_t plain[PLAIN_MAX];
	char bound[BOUND_MAX];
	size_t n = pack(r, plain);
	seal(&sealed, master, bound_to(&f, bound), (struct str) { (const char *) plain, n });
	wipe(plain, sizeof plain);
	putf(b, "%s ", f.text);
	put_base64url(b, sealed.ptr, sealed.len);
	put_char(b, '\n');
	buf_release(&sealed);
}

enum err keyring_write(const char *dir, const struct keyring *r, const struct key *const masters[],
                       unsigned n)
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a);
	ENSURE(n >= 1 && n <= KEYRING_MASTERS);
	put(&b, title);
	put_char(&b, '\n');
	for (unsigned i = 0; i < n; i++)
		put_entry(&b, r, masters[i]);
	enum err e = file_write(path_join(&a, dir, S(KEYRING_FILE)), buf_str(&b));
	arena_release(&a);
	return e;
}

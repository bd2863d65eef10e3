/* manifest.c: see manifest.h. */
#include "backup/manifest.h"

#include <stdlib.h>

#include "base/date.h"

enum { TEXT_MAX = 1 << 28 };

static const struct str title = STR("kontor backup 1");

/* -- in memory -- */

static void *grow(struct arena *a, void *v, unsigned n, unsigned *cap, size_t size)
{
	if (n < *cap)
		return v;
	*cap = n == 0 ? 16 : 2 * n;
	void *more = arena_alloc(a, mem_product(size, *cap));
	if (n != 0)
		memcpy(more, v, n * size);
	return more;
}

void manifest_add(struct manifest *m, struct str path, int64_t bytes,
                  const uint8_t sum[FILE_SUM_BYTES])
{
	m->files = grow(m->arena, m->files, m->n, &m->cap, sizeof *m->files);
	struct manifest_file *f = &m->files[m->n++];
	*f = (struct manifest_file) { .path = arena_str(m->arena, path), .bytes = bytes };
	memcpy(f->sum, sum, sizeof f->sum);
}

void manifest_add_gone(struct manifest *m, struct uuid cell_id)
{
	m->gone = grow(m->arena, m->gone, m->gone_n, &m->gone_cap, sizeof *m->gone);
	m->gone[m->gone_n++] = cell_id;
}

static int by_path(const void *a, const void *b)
{
	const struct manifest_file *x = a, *y = b;
	return str_cmp(x->path, y->path);
}

const struct manifest_file *manifest_find(const struct manifest *m, struct str path)
{
	struct manifest_file like = { .path = path };
	return m->n == 0 ? NULL : bsearch(&like, m->files, m->n, sizeof like, by_path);
}

int64_t manifest_bytes(const struct manifest *m)
{
	int64_t bytes = 0;
	for (unsigned i = 0; i < m->n; i++)
		bytes += m->files[i].bytes;
	return bytes;
}

/* -- writing -- */

static void put_end(struct buf *b, const struct key *key)
{
	uint8_t sum[FILE_SUM_BYTES];
	seal_hash(key, S("manifest"), buf_str(b), sum, sizeof sum);
	put(b, S("end "));
	put_hex(b, sum, sizeof sum);
	put_char(b, '\n');
}

enum err manifest_write(const char *folder, const struct manifest *m, const struct key *key)
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a);
	put(&b, title);
	put(&b, S("\nmade "));
	put_iso(&b, m->made_at);
	putf(&b, "\nprogram %.*s\n", PRI_STR(m->program));
	for (unsigned i = 0; i < m->gone_n; i++) {
		put(&b, S("gone "));
		put_uuid(&b, m->gone[i]);
		put_char(&b, '\n');
	}
	for (unsigned i = 0; i < m->n; i++) {
		putf(&b, "file %lld ", (long long) m->files[i].bytes);
		put_hex(&b, m->files[i].sum, sizeof m->files[i].sum);
		putf(&b, " %.*s\n", PRI_STR(m->files[i].path));
	}
	put_end(&b, key);
	enum err e = file_write(path_join(&a, folder, S(MANIFEST_FILE)), buf_str(&b));
	arena_release(&a);
	return e;
}

/* -- reading -- */

/* Everything up to the last line is what that line vouches for. */
static bool is_whole(struct str text, const struct key *key, struct str *body)
{
	static const size_t end_len = 4 + 2 * FILE_SUM_BYTES + 1;
	uint8_t said[FILE_SUM_BYTES], sum[FILE_SUM_BYTES];
	if (text.len < end_len)
		return false;
	*body = str_head(text, text.len - end_len);
	struct str end = str_from(text, text.len - end_len);
	if (!str_starts(end, S("end ")) || !str_ends(end, S("\n")) ||
	    !hex_decode((struct str) { end.ptr + 4, 2 * FILE_SUM_BYTES }, said, sizeof said))
		return false;
	seal_hash(key, S("manifest"), *body, sum, sizeof sum);
	return seal_equal(said, sum, sizeof sum);
}

/* Every step a plain name, so that it leads nowhere else: it is joined to folders of ours. */
static bool path_ok(struct str path)
{
	struct str rest = path;
	while (!str_absent(rest))
		if (!file_name_ok(str_cut(&rest, '/')))
			return false;
	return path.len != 0;
}

static bool read_file_line(struct manifest *m, struct str rest)
{
	uint8_t sum[FILE_SUM_BYTES];
	int64_t bytes;
	if (!str_to_int(str_cut(&rest, ' '), &bytes) || bytes < 0 || str_absent(rest))
		return false;
	struct str hex = str_cut(&rest, ' ');
	if (!hex_decode(hex, sum, sizeof sum) || str_absent(rest) || !path_ok(rest))
		return false;
	manifest_add(m, rest, bytes, sum);
	return true;
}

static bool read_line(struct manifest *m, struct str line)
{
	struct str rest = line, word = str_cut(&rest, ' ');
	struct uuid id;
	if (str_absent(rest))
		return false;
	if (str_eq(word, S("file")))
		return read_file_line(m, rest);
	if (str_eq(word, S("made")))
		return iso_parse(rest, &m->made_at);
	if (str_eq(word, S("program"))) {
		m->program = arena_str(m->arena, rest);
		return true;
	}
	if (!str_eq(word, S("gone")) || !uuid_parse(rest, &id))
		return false;
	manifest_add_gone(m, id);
	return true;
}

enum err manifest_read(struct arena *a, const char *folder, const struct key *key,
                       struct manifest *m)
{
	struct str text, body;
	*m = (struct manifest) { .arena = a };
	TRY(file_read(a, path_join(a, folder, S(MANIFEST_FILE)), TEXT_MAX, &text));
	if (!is_whole(text, key, &body) || !str_eq(str_cut(&body, '\n'), title))
		return ERR_STORAGE;
	while (!str_absent(body) && body.len != 0)
		if (!read_line(m, str_cut(&body, '\n')))
			return ERR_STORAGE;
	if (m->n > 1)
		qsort(m->files, m->n, sizeof *m->files, by_path);
	return OK;
}

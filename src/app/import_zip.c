/* import_zip.c: see import_zip.h. */
#include "app/import_zip.h"

#include <zip.h>

#include "base/utf8.h"

enum { RATIO_FROM_BYTES = 1 << 20 };

struct zip_file {
	struct sealed_reader *reader;
	struct zip *zip;
	int64_t at; /* where libzip reads next */
	struct zip_error error;
};

/* -- libzip reads through this -- */

static zip_int64_t fail(struct zip_file *z, int error)
{
	zip_error_set(&z->error, error, 0);
	return -1;
}

static zip_int64_t source_read(struct zip_file *z, void *data, zip_uint64_t n)
{
	const int64_t left = sealed_bytes(z->reader) - z->at;
	const size_t some = (uint64_t) left < n ? (size_t) left : (size_t) n;

	if (sealed_read(z->reader, z->at, data, some) != OK)
		return fail(z, ZIP_ER_READ);
	z->at += (int64_t) some;
	return (zip_int64_t) some;
}

static zip_int64_t source_seek(struct zip_file *z, void *data, zip_uint64_t n)
{
	const zip_int64_t at = zip_source_seek_compute_offset(
		(zip_uint64_t) z->at, (zip_uint64_t) sealed_bytes(z->reader), data, n, &z->error);

	if (at < 0)
		return -1;
	z->at = at;
	return 0;
}

static zip_int64_t source_stat(struct zip_file *z, void *data)
{
	struct zip_stat *st = data;

	zip_stat_init(st);
	st->size = (zip_uint64_t) sealed_bytes(z->reader);
	st->valid |= ZIP_STAT_SIZE;
	return sizeof *st;
}

static zip_int64_t source(void *self, void *data, zip_uint64_t n, zip_source_cmd_t what)
{
	struct zip_file *z = self;

	if (what == ZIP_SOURCE_OPEN) {
		z->at = 0;
		return 0;
	}
	if (what == ZIP_SOURCE_READ)
		return source_read(z, data, n);
	if (what == ZIP_SOURCE_CLOSE || what == ZIP_SOURCE_FREE)
		return 0;
	if (what == ZIP_SOURCE_STAT)
		return source_stat(z, data);
	if (what == ZIP_SOURCE_ERROR)
		return zip_error_to_data(&z->error, data, n);
	if (what == ZIP_SOURCE_SEEK)
		return source_seek(z, data, n);
	if (what == ZIP_SOURCE_TELL)
		return z->at;
	if (what == ZIP_SOURCE_SUPPORTS)
		return ZIP_SOURCE_SUPPORTS_SEEKABLE;
	return fail(z, ZIP_ER_OPNOTSUPP);
}

/* -- ours -- */

static enum err refuse(struct str *why, struct str sentence)
{
	*why = sentence;
	return ERR_INVALID;
}

static enum err list(struct zip_file *z, struct arena *a, struct str **names, size_t *n,
                     struct str *why)
{
	const zip_int64_t count = zip_get_num_entries(z->zip, 0);

	if (count < 0 || count > ZIP_ENTRIES_MAX)
		return refuse(why, S("The zip has too many entries."));
	*n = (size_t) count;
	*names = arena_array(a, struct str, *n + 1);
	for (size_t i = 0; i < *n; i++) {
		const char *name = zip_get_name(z->zip, i, ZIP_FL_ENC_GUESS);

		if (name != NULL && utf8_valid(str_of(name)))
			(*names)[i] = arena_str(a, str_of(name));
	}
	return OK;
}

enum err zip_file_open(struct sealed_reader *r, struct arena *a, struct zip_file **out,
                       struct str **names, size_t *n, struct str *why)
{
	struct zip_file *z = mem_alloc(sizeof *z);
	struct zip_source *from;
	enum err e;

	z->reader = r;
	zip_error_init(&z->error);
	from = zip_source_function_create(source, z, NULL);
	z->zip = from == NULL ? NULL : zip_open_from_source(from, ZIP_RDONLY, NULL);
	if (z->zip == NULL) {
		if (from != NULL)
			zip_source_free(from);
		zip_file_close(z);
		return refuse(why, S("The zip is damaged or not whole."));
	}
	e = list(z, a, names, n, why);
	if (e != OK)
		zip_file_close(z);
	else
		*out = z;
	return e;
}

static bool swells(const struct zip_stat *st)
{
	return st->size > RATIO_FROM_BYTES && st->size / ZIP_RATIO_MAX > st->comp_size;
}

enum err zip_file_entry(struct zip_file *z, size_t index, size_t max, struct arena *a,
                        struct str *out, struct str *why)
{
	struct zip_stat st;
	zip_file_t *f;
	char *text;
	zip_int64_t got;

	if (zip_stat_index(z->zip, index, 0, &st) != 0 || !(st.valid & ZIP_STAT_SIZE) ||
	    !(st.valid & ZIP_STAT_COMP_SIZE))
		return refuse(why, S("The zip is damaged or not whole."));
	if (st.valid & ZIP_STAT_ENCRYPTION_METHOD && st.encryption_method != ZIP_EM_NONE)
		return refuse(why, S("The zip is protected by a password."));
	if (st.size > max || swells(&st))
		return refuse(why, S("The chat in the zip is too large."));
	f = zip_fopen_index(z->zip, index, 0);
	if (f == NULL)
		return refuse(why, S("The zip is damaged or not whole."));
	text = arena_raw(a, (size_t) st.size + 1);
	got = zip_fread(f, text, st.size);
	/* One more: the entry must end there, and libzip compares its sum only at the end. */
	if (got >= 0 && (zip_uint64_t) got == st.size && zip_fread(f, text + st.size, 1) != 0)
		got = -1;
	zip_fclose(f);
	if (got < 0 || (zip_uint64_t) got != st.size)
		return refuse(why, S("The zip is damaged or not whole."));
	*out = (struct str) { text, (size_t) st.size };
	return OK;
}

void zip_file_close(struct zip_file *z)
{
	if (z == NULL)
		return;
	if (z->zip != NULL)
		zip_discard(z->zip);
	zip_error_fini(&z->error);
	mem_free(z);
}

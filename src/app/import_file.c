/* import_file.c: see import_file.h. What a file is shows its content first, its name only where the
 * content leaves it open: people rename files, and some systems take their endings away. */
#include "app/import_file.h"

#include "app/import_zip.h"
#include "core/csv_guess.h"

static enum err refuse(struct str *why, struct str sentence)
{
	*why = sentence;
	return ERR_INVALID;
}

static bool has_ending(struct str name, struct str ending)
{
	return name.len > ending.len && str_ieq(str_from(name, name.len - ending.len), ending);
}

enum err import_file_path(const struct cell *c, struct uuid run_id, struct arena *a,
                          const char **out)
{
	const char *folder;
	char text[UUID_TEXT];

	TRY(cell_folder(c, S("uploads"), a, &folder));
	uuid_text(run_id, text);
	*out = path_join(a, folder, (struct str) { text, UUID_TEXT });
	return OK;
}

/* -- what it is -- */

/* A table somebody can make contacts of: some column is known for what it holds. */
static bool looks_like_contacts(struct str text)
{
	const struct csv_options none = { .region = S("") };
	struct arena a = ARENA_INIT;
	struct csv_map map;
	bool known = false;

	if (csv_map_open(&map, text, &none, &a)) {
		for (size_t i = 0; i < map.n; i++)
			known |= map.columns[i].field == CSV_FIELD_PHONE ||
			         map.columns[i].field == CSV_FIELD_EMAIL;
		known &= map.n > 1;
	}
	arena_release(&a);
	return known;
}

static bool is_binary(struct str bytes)
{
	return str_starts(bytes, S("%PDF-")) || str_starts(bytes, S("\xd0\xcf\x11\xe0")) ||
	       str_starts(bytes, S("\x89PNG")) || str_starts(bytes, S("\xff\xd8\xff")) ||
	       str_starts(bytes, S("OggS")) || str_starts(bytes, S("\x1f\x8b"));
}

static bool is_card(const struct import_file *f)
{
	return has_ending(f->name, S(".vcf")) ||
	       str_ieq(str_head(str_trim(f->text), 11), S("BEGIN:VCARD"));
}

static enum err tell_text(struct import_file *f, struct arena *a, struct str *why)
{
	struct chat_export *chat;

	if (is_card(f)) {
		f->kind = import_kind_vcard;
		return OK;
	}
	chat = arena_new(a, struct chat_export);
	if (!has_ending(f->name, S(".csv")) && !has_ending(f->name, S(".tsv")) &&
	    chat_export_open(chat, f->text, a)) {
		f->kind = import_kind_chat;
		f->chat = chat;
		return OK;
	}
	if (has_ending(f->name, S(".csv")) || has_ending(f->name, S(".tsv")) ||
	    looks_like_contacts(f->text)) {
		f->kind = import_kind_csv;
		return OK;
	}
	return refuse(why, S("This is neither a chat that WhatsApp exported nor a list of "
	                     "contacts (not_a_chat)."));
}

static enum err read_text(struct import_file *f, struct str bytes, struct arena *a, struct str *why)
{
	size_t bom;

	if (is_binary(bytes))
		return refuse(why, S("This kind of file cannot be read; bring a chat export or "
		                     "a list of contacts as CSV."));
	f->encoding = encoding_find(bytes, &bom);
	f->text = encoding_text(bytes, a);
	if (str_trim(f->text).len == 0)
		return refuse(why, S("The file is empty."));
	return tell_text(f, a, why);
}

/* -- zips -- */

static enum err read_chat_of(struct import_file *f, struct zip_file *z, struct arena *a,
                             struct str *why)
{
	const size_t at = chat_zip_pick(f->entries, f->entry_n, f->name);
	struct str bytes;
	size_t bom;

	if (at >= f->entry_n)
		return refuse(why, S("There is no chat in this zip."));
	TRY(zip_file_entry(z, at, IMPORT_TEXT_MAX, a, &bytes, why));
	f->encoding = encoding_find(bytes, &bom);
	f->text = encoding_text(bytes, a);
	f->chat = arena_new(a, struct chat_export);
	if (!chat_export_open(f->chat, f->text, a))
		return refuse(why, S("The text in this zip is no chat that WhatsApp exported."));
	f->kind = import_kind_chat_zip;
	f->index = chat_zip_index_new(f->entries, f->entry_n, a);
	return OK;
}

/* Names that are no text stand for nothing, but keep their place. */
static void name_all(struct import_file *f)
{
	for (size_t i = 0; i < f->entry_n; i++) {
		if (str_absent(f->entries[i]))
			f->entries[i] = S("");
	}
}

static enum err read_zip(struct import_file *f, struct sealed_reader *r, struct arena *a,
                         struct str *why)
{
	struct zip_file *z;
	enum err e;

	TRY(zip_file_open(r, a, &z, &f->entries, &f->entry_n, why));
	name_all(f);
	e = read_chat_of(f, z, a, why);
	zip_file_close(z);
	return e;
}

/* -- opening -- */

static enum err read_any(struct import_file *f, struct sealed_reader *r, struct arena *a,
                         struct str *why)
{
	const int64_t n = sealed_bytes(r);
	char magic[4] = { 0 };
	char *bytes;

	TRY(sealed_read(r, 0, magic, n < 4 ? (size_t) n : 4));
	if (memcmp(magic, "PK\3\4", 4) == 0 || memcmp(magic, "PK\5\6", 4) == 0)
		return read_zip(f, r, a, why);
	if (n > IMPORT_TEXT_MAX)
		return refuse(why, S("The file is too large for a text."));
	bytes = arena_raw(a, (size_t) n + 1);
	TRY(sealed_read(r, 0, bytes, (size_t) n));
	return read_text(f, (struct str) { bytes, (size_t) n }, a, why);
}

enum err import_file_open(const struct cell *c, struct uuid run_id, struct str name,
                          struct arena *a, struct import_file *out, struct str *why)
{
	struct key *key = cell_key(c, S("uploads"));
	struct sealed_reader *r = NULL;
	const char *path;
	enum err e;

	*out = (struct import_file) { .name = name };
	e = import_file_path(c, run_id, a, &path);
	if (e == OK)
		e = sealed_open(path, key, &r);
	if (e == OK)
		e = read_any(out, r, a, why);
	sealed_close(r);
	key_free(key);
	return e;
}

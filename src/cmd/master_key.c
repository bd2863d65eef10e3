/* master_key.c: see master_key.h. */
#include "cmd/master_key.h"

#include "cmd/cmd.h"
#include "control/keyring.h"
#include "plat/files.h"

enum { HEX_DIGITS = 2 * KEY_BYTES, FILE_MAX = 1024 };

enum err master_key_write(const char *path, const struct key *key)
{
	struct buf text = { 0 };
	put_hex(&text, key->b, sizeof key->b);
	put_char(&text, '\n');
	enum err e = file_write(path, buf_str(&text));
	if (e != OK)
		say(EXIT_failed, "the master key could not be written to %s.", path);
	wipe(text.ptr, text.len);
	buf_release(&text);
	return e;
}

static enum err make(const char *path, struct key **out)
{
	struct key *fresh = key_new();
	enum err e = master_key_write(path, fresh);
	if (e == OK)
		*out = fresh;
	else
		key_free(fresh);
	return e;
}

static enum err read_key(struct arena *a, const char *path, struct key **out)
{
	uint8_t raw[KEY_BYTES];
	struct str text;
	enum err e = file_read(a, path, FILE_MAX, &text);
	if (e != OK)
		return e;
	bool right = hex_decode(str_trim(text), raw, sizeof raw);
	if (right)
		*out = key_of(raw);
	wipe((char *) text.ptr, text.len);
	wipe(raw, sizeof raw);
	if (!right)
		say(EXIT_failed, "%s does not hold a master key: %d hex digits.", path, HEX_DIGITS);
	return right ? OK : ERR_KEY;
}

/* Whether anything lies there that a key was needed for: no new one is made beside it. */
static bool holds_data(struct arena *a, struct str dir)
{
	static const struct str signs[] = { STR("/control.db"), STR("/" KEYRING_FILE),
		                            STR("/cells") };
	for (size_t i = 0; i < COUNT(signs); i++)
		if (file_exists(arena_join(a, dir, signs[i]).ptr))
			return true;
	return false;
}

static void say_missing(struct arena *a, struct str path, struct str dir)
{
	struct keyring_masters needed;
	const char *folder = arena_str(a, dir).ptr;
	if (keyring_needs(folder, &needed) != OK)
		say(EXIT_failed, "%s is not there, and the data in %s can be read only with it.",
		    path.ptr, folder);
	else
		say(EXIT_failed,
		    "%s is not there, and the data in %s opens only with the master key %s.",
		    path.ptr, folder, keyring_needs_text(a, &needed).ptr);
}

struct str master_key_place(struct arena *a, struct str dir, struct str file)
{
	return str_absent(file) ? arena_join(a, dir, S("/master.key")) : arena_str(a, file);
}

enum err master_key_load(struct str dir, struct str file, struct key **out)
{
	struct arena a = ARENA_INIT;
	struct str path = master_key_place(&a, dir, file);
	enum err e = read_key(&a, path.ptr, out);
	if (e == ERR_NOT_FOUND && holds_data(&a, dir)) {
		say_missing(&a, path, dir);
		e = ERR_KEY;
	} else if (e == ERR_NOT_FOUND) {
		e = make(path.ptr, out);
	} else if (e != OK && e != ERR_KEY) {
		say(EXIT_failed, "%s could not be read.", path.ptr);
	}
	arena_release(&a);
	return e;
}

enum err master_key_read(struct str file, struct key **out)
{
	struct arena a = ARENA_INIT;
	const char *path = arena_str(&a, file).ptr;
	enum err e = read_key(&a, path, out);
	if (e == ERR_NOT_FOUND)
		say(EXIT_failed, "%s is not there.", path);
	else if (e != OK && e != ERR_KEY)
		say(EXIT_failed, "%s could not be read.", path);
	arena_release(&a);
	return e;
}

bool master_key_is_within(struct str dir, struct str file)
{
	struct arena a = ARENA_INIT;
	const char *folder = path_resolve(&a, arena_str(&a, dir).ptr);
	const char *key = str_absent(file) ? NULL : path_resolve(&a, arena_str(&a, file).ptr);
	bool within = str_absent(file);
	if (folder != NULL && key != NULL)
		within = str_starts(str_of(key), arena_printf(&a, "%s/", folder));
	arena_release(&a);
	return within;
}

enum err master_key_look(struct str dir, struct str file, struct key **out)
{
	struct arena a = ARENA_INIT;
	enum err e = read_key(&a, master_key_place(&a, dir, file).ptr, out);
	arena_release(&a);
	return e;
}

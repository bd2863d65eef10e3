/* key.c: kontor key.
 *
 * rotate: the ring opens with the old master key, then with either, then with the new one alone;
 * in between, the key's file is replaced by a rename. So whenever it is broken off, the file that
 * is there opens the data. The old key stays in a file of its own, since backups from before need
 * it. A server may go on meanwhile: it asks for the key anew when it needs it. */
#include <stdio.h>
#include <unistd.h>

#include "backup/reencrypt.h"
#include "base/json.h"
#include "cmd/client.h"
#include "cmd/cmd.h"
#include "cmd/master_key.h"
#include "cmd/progress.h"
#include "control/keyring.h"
#include "db/db.h"
#include "plat/clock.h"
#include "plat/copy.h"
#include "plat/files.h"
#include "plat/signals.h"

struct rotation {
	struct args *args;
	struct config config;
	const char *dir, *path, *fresh_path, *old_path; /* of the key's files */
	struct key *old, *fresh;
	struct keyring ring;
};

static int fail(const char *what, enum err e)
{
	return say(EXIT_failed, "%s (%s). The key that was there is still the one.", what,
	           err_info(e)->slug.ptr);
}

/* -- the ring -- */

static enum err seal_with(struct rotation *r, const struct key *one, const struct key *other)
{
	const struct key *masters[KEYRING_MASTERS] = { one, other };
	return keyring_write(r->dir, &r->ring, masters, other == NULL ? 1 : 2);
}

static int read_ring(struct rotation *r)
{
	struct fingerprint given = key_fingerprint(r->old);
	struct keyring_masters needed;
	enum err e = keyring_read(r->dir, r->old, &r->ring);
	if (e == OK)
		return EXIT_done;
	if (e == ERR_KEY && keyring_needs(r->dir, &needed) == OK)
		return say(EXIT_failed,
		           "the data in %s opens with the master key %s; the one given is %s.",
		           r->dir, keyring_needs_text(r->args->arena, &needed).ptr, given.text);
	return say(EXIT_failed, "%s/%s %s.", r->dir, KEYRING_FILE,
	           e == ERR_NOT_FOUND ? "is not there: start the server once" : "is damaged");
}

static int replace(struct rotation *r)
{
	if (master_key_write(r->old_path, r->old) != OK ||
	    master_key_write(r->fresh_path, r->fresh) != OK)
		return EXIT_failed;
	enum err e = seal_with(r, r->old, r->fresh);
	if (e == OK)
		e = path_move(r->fresh_path, r->path);
	if (e == OK)
		e = seal_with(r, r->fresh, NULL);
	return e == OK ? EXIT_done : fail("the key could not be changed", e);
}

static void say_rotated(struct rotation *r)
{
	struct fingerprint now = key_fingerprint(r->fresh);
	fprintf(stderr,
	        "The master key is another one now: %s, in %s. Print a new recovery sheet.\n"
	        "The one before is in %s. Backups from before open with that one only: keep it "
	        "as long as you keep them, apart from them.\n",
	        now.text, r->path, r->old_path);
	printf("%s\n", now.text);
}

/* -- all stores -- */

static bool goes_on(void *ctx, const struct backup_progress *at)
{
	progress_show(ctx, "Writing anew", at->done_bytes, at->all_bytes);
	return signals_wait(0) == 0;
}

static int reencrypt(struct rotation *r)
{
	struct reencrypt_result done;
	struct progress p = PROGRESS_INIT;
	const struct reencrypt_options o = { .dir = r->dir,
		                             .master = r->old,
		                             .now_ms = clock_now_ms(&clock_system),
		                             .watch = { goes_on, &p } };
	enum err e = db_start(0);
	if (e == OK)
		e = stores_reencrypt(r->args->arena, &o, &done);
	progress_end(&p);
	if (e != OK)
		return say(
			EXIT_failed, "not all was written anew: %.*s Everything opens as before.",
			PRI_STR(str_absent(done.problem) ? err_info(e)->sentence : done.problem));
	fprintf(stderr, "Written anew under new keys: workspaces %u, bytes %lld.\n", done.cells,
	        (long long) done.bytes);
	return EXIT_done;
}

static int reencrypt_locked(struct rotation *r)
{
	struct file_lock lock;
	enum err e = file_lock(path_join(r->args->arena, r->dir, S("lock")), &lock);
	if (e == ERR_BUSY)
		return say(EXIT_failed, "a server holds %s: stop it before all is written anew.",
		           r->dir);
	if (e != OK)
		return say(EXIT_failed, "%s could not be locked.", r->dir);
	int code = reencrypt(r);
	file_unlock(&lock);
	return code;
}

/* -- kontor key rotate -- */

/* Stores first: who was to be locked out has seen their keys, and the ring holds the new ones. */
static int rotate(struct rotation *r, bool all)
{
	int code = all ? reencrypt_locked(r) : EXIT_done;
	if (code == EXIT_done)
		code = read_ring(r);
	if (code != EXIT_done)
		return code;
	struct arena *a = r->args->arena;
	struct fingerprint before = key_fingerprint(r->old);
	r->fresh = key_new();
	r->fresh_path = arena_printf(a, "%s.new", r->path).ptr;
	r->old_path = arena_printf(a, "%s.%s", r->path, before.text).ptr;
	code = replace(r);
	if (code == EXIT_done)
		say_rotated(r);
	key_free(r->fresh);
	return code;
}

/* Two that rotate at once would each keep a key that the other one's ring does not know. */
static int rotate_alone(struct rotation *r, bool all)
{
	struct file_lock lock;
	enum err e = file_lock(path_join(r->args->arena, r->dir, S("key.lock")), &lock);
	if (e == ERR_BUSY)
		return say(EXIT_failed, "the key of %s is being changed at this moment.", r->dir);
	if (e != OK)
		return say(EXIT_failed, "%s could not be locked.", r->dir);
	int code = master_key_read(str_of(r->path), &r->old) == OK ? read_ring(r) : EXIT_failed;
	keyring_release(&r->ring);
	if (code == EXIT_done)
		code = rotate(r, all);
	keyring_release(&r->ring);
	key_free(r->old);
	file_unlock(&lock);
	return code;
}

static int key_rotate(struct args *a, const struct config *c)
{
	bool all = arg_flag(a, "--re-encrypt");
	struct rotation r = { .args = a, .config = *c, .dir = arena_str(a->arena, c->data).ptr };
	int code = arg_end(a);
	if (code != EXIT_done)
		return code;
	if (!file_exists(path_join(a->arena, r.dir, S("control.db"))))
		return say(EXIT_failed, "%s holds no data of Kontor.", r.dir);
	r.path = master_key_place(a->arena, c->data, c->master_key_file).ptr;
	return rotate_alone(&r, all);
}

/* -- what the key is called, and the sheet -- */

static int key_fingerprint_say(struct args *a, const struct config *c)
{
	struct key *key;
	int code = arg_end(a);
	if (code != EXIT_done)
		return code;
	if (master_key_read(master_key_place(a->arena, c->data, c->master_key_file), &key) != OK)
		return EXIT_failed;
	printf("%s\n", key_fingerprint(key).text);
	key_free(key);
	return EXIT_done;
}

static void print_sheet(struct arena *a, struct str sheet)
{
	static const struct {
		const char *title;
		struct str member;
	} lines[] = {
		{ "Master key", STR("master_key") },
		{ "Called", STR("fingerprint") },
		{ "Server", STR("instance_id") },
		{ "Address", STR("address") },
	};
	struct json how = json_of(client_member(a, sheet, S("how")), a);
	struct str one;
	bool first = true;
	printf("Kontor: recovery sheet\n\n");
	for (size_t i = 0; i < COUNT(lines); i++)
		printf("%-12s %.*s\n", lines[i].title,
		       PRI_STR(client_member(a, sheet, lines[i].member)));
	putchar('\n');
	for (int n = 1; json_element(&how, &first) > 0 && json_string(&how, &one); n++)
		printf("%d. %.*s\n", n, PRI_STR(one));
}

static int key_sheet(struct args *a, const struct config *c)
{
	struct client_options o = { .config = *c };
	struct client *client;
	struct answer_in in;
	int code = arg_end(a);
	if (code != EXIT_done)
		return code;
	if (client_open(&o, &client) != OK)
		return say(EXIT_failed, "the data folder could not be opened.");
	enum err e = client_ask(client, a->arena, "POST", S("/api/v1/recovery_sheet"),
	                        S("application/json"), S("{}"), &in);
	client_close(client);
	if (e != OK)
		return say(EXIT_failed, "the server did not answer.");
	if (in.status >= 300)
		return client_refused(a->arena, &in);
	print_sheet(a->arena, in.body);
	wipe((char *) in.body.ptr, in.body.len);
	return EXIT_done;
}

int cmd_key(struct args *a)
{
	static const struct {
		struct str word;
		int (*run)(struct args *a, const struct config *c);
	} words[] = {
		{ STR("rotate"), key_rotate },
		{ STR("sheet"), key_sheet },
		{ STR("fingerprint"), key_fingerprint_say },
	};
	struct config c;
	struct str word = arg_word(a);
	for (size_t i = 0; i < COUNT(words); i++)
		if (str_eq(word, words[i].word))
			return config_take_place(a, &c) == EXIT_done ? words[i].run(a, &c)
			                                             : EXIT_usage;
	return EXIT_usage;
}

/* doctor_folder.c: what shows without opening a store, or by opening it for reading. */
#include "backup/pending.h"
#include "cmd/doctor.h"
#include "cmd/master_key.h"
#include "control/keyring.h"
#include "net/tls.h"
#include "plat/clock.h"
#include "plat/copy.h"
#include "plat/files.h"

enum { OTHERS_MASK = 077, SOON_DAYS = 14 };
static const int64_t day_ms = INT64_C(24) * 60 * 60 * 1000;
static const int64_t little_bytes = INT64_C(1) << 30, nothing_bytes = INT64_C(64) << 20;
static const int64_t clock_ms = 5 * 60 * 1000;

static const char *in_dir(struct doctor *d, struct str name)
{
	return path_join(d->args->arena, d->dir, name);
}

static void check_mode(struct doctor *d, const char *name, const char *path, enum finding level)
{
	unsigned mode;
	if (path_mode(path, &mode) != OK)
		found(d, FOUND_bad, name, NULL, "%s could not be looked at.", path);
	else if ((mode & OTHERS_MASK) != 0)
		found(d, level, name, "Take the rights of others with chmod go=.",
		      "%s is open to others (%03o).", path, mode);
	else
		found(d, FOUND_ok, name, NULL, "%s is for its owner alone.", path);
}

static void check_disk(struct doctor *d)
{
	int64_t left;
	if (disk_free(d->dir, &left) != OK) {
		found(d, FOUND_bad, "disk", NULL, "The room on the disk could not be found out.");
		return;
	}
	enum finding level = left < nothing_bytes  ? FOUND_bad
	                     : left < little_bytes ? FOUND_warn
	                                           : FOUND_ok;
	found(d, level, "disk", level == FOUND_ok ? NULL : "Make room, or move to a larger disk.",
	      "%lld MB are free.", (long long) (left >> 20));
}

/* Data from the future: whatever is ordered or ends by time would go wrong. */
static void check_clock(struct doctor *d)
{
	struct file_entry *v;
	size_t n;
	int64_t newest = 0, now_ms = clock_now_ms(&clock_system);
	if (folder_list(d->args->arena, d->dir, &v, &n) == OK)
		for (size_t i = 0; i < n; i++)
			if (v[i].changed_ms > newest)
				newest = v[i].changed_ms;
	if (newest > now_ms + clock_ms)
		found(d, FOUND_bad, "clock", "Set the clock; let NTP keep it.",
		      "The clock stands %lld minutes before the newest file.",
		      (long long) ((newest - now_ms) / 60000));
	else
		found(d, FOUND_ok, "clock", NULL, "The clock agrees with the files.");
}

static void check_certificate(struct doctor *d)
{
	int64_t ends_at, now_ms = clock_now_ms(&clock_system);
	if (str_absent(d->config.tls_cert))
		return;
	if (tls_certificate_ends(d->config.tls_cert.ptr, &ends_at) != OK) {
		found(d, FOUND_bad, "certificate", NULL, "%s holds no certificate.",
		      d->config.tls_cert.ptr);
		return;
	}
	long long days = (ends_at - now_ms) / day_ms;
	enum finding level = ends_at <= now_ms  ? FOUND_bad
	                     : days < SOON_DAYS ? FOUND_warn
	                                        : FOUND_ok;
	found(d, level, "certificate",
	      level == FOUND_ok ? NULL : "Renew it: the server takes up the new file by itself.",
	      level == FOUND_bad ? "The certificate is over." : "It is good for %lld days.", days);
}

static void check_left_over(struct doctor *d)
{
	if (file_exists(in_dir(d, S("reencrypting"))))
		found(d, FOUND_warn, "unfinished", "Run kontor key rotate --re-encrypt again.",
		      "Writing all stores anew was broken off.");
	else if (file_exists(in_dir(d, S("restoring"))))
		found(d, FOUND_bad, "unfinished", "Restore once more, into another folder.",
		      "This is what a restore left that was broken off.");
	else
		found(d, FOUND_ok, "unfinished", NULL, "Nothing was broken off half way.");
}

/* -- keys -- */

static bool check_ring(struct doctor *d, const struct key *master)
{
	struct keyring_masters needed;
	struct keyring ring;
	struct fingerprint given = key_fingerprint(master);
	enum err e = keyring_read(d->dir, master, &ring);
	keyring_release(&ring);
	if (e == OK && keyring_needs(d->dir, &needed) == OK && needed.n == 2)
		found(d, FOUND_warn, "keys", "Run kontor key rotate again.",
		      "Changing the master key was broken off: two open the data.");
	else if (e == OK)
		found(d, FOUND_ok, "keys", NULL, "The master key %s opens the data.", given.text);
	else if (e == ERR_KEY && keyring_needs(d->dir, &needed) == OK)
		found(d, FOUND_bad, "keys", "Name its file with --master-key-file.",
		      "The data opens with the master key %s; the one given is %s.",
		      keyring_needs_text(d->args->arena, &needed).ptr, given.text);
	else
		found(d, FOUND_bad, "keys", "Put it back from a backup.", "%s is %s.",
		      in_dir(d, S(KEYRING_FILE)), e == ERR_NOT_FOUND ? "missing" : "damaged");
	return e == OK;
}

static bool check_pending(struct doctor *d, const struct key *master)
{
	struct str problem = STR_ABSENT;
	unsigned n;
	if (folder_is_served(d->dir)) {
		found(d, FOUND_ok, "version", NULL, "The server that runs sees to that.");
		return true;
	}
	enum err e = stores_pending(d->args->arena, d->dir, master, &n, &problem);
	if (e != OK)
		found(d, FOUND_bad, "version", "Bring it back from a backup.", "%.*s",
		      PRI_STR(str_absent(problem) ? err_info(e)->sentence : problem));
	else if (n != 0)
		found(d, FOUND_bad, "version", "Run kontor upgrade.",
		      "%u stores were written by an earlier version.", n);
	else
		found(d, FOUND_ok, "version", NULL, "All stores are what this version needs.");
	return e == OK && n == 0;
}

static bool check_keys(struct doctor *d)
{
	struct arena *a = d->args->arena;
	struct str path = master_key_place(a, d->config.data, d->config.master_key_file);
	struct key *master = NULL;
	enum err e = master_key_look(d->config.data, d->config.master_key_file, &master);
	if (e != OK) {
		found(d, FOUND_bad, "keys", "Without it nothing can be read: bring it from paper.",
		      "The master key in %s could not be read.", path.ptr);
		return false;
	}
	check_mode(d, "key file", path.ptr, FOUND_bad);
	if (master_key_is_within(d->config.data, d->config.master_key_file))
		found(d, FOUND_warn, "key place",
		      "Move it elsewhere, and name it with --master-key-file.",
		      "The master key lies beside the data: whoever copies the folder has both.");
	bool right = check_ring(d, master);
	if (right)
		right = check_pending(d, master);
	key_free(master);
	return right;
}

bool doctor_folder(struct doctor *d)
{
	if (!file_exists(in_dir(d, S("control.db")))) {
		found(d, FOUND_bad, "folder", "Name the folder that holds it.",
		      "%s holds no data of Kontor.", d->dir);
		return false;
	}
	check_mode(d, "folder", d->dir, FOUND_warn);
	check_disk(d);
	check_clock(d);
	check_certificate(d);
	check_left_over(d);
	return check_keys(d);
}

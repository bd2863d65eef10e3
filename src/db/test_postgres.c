/* test_postgres.c: see test_postgres.h. The server refuses to run as root; then it runs as the user
 * that its package made. */
#include "db/test_postgres.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "plat/files.h"

#define PROGRAMS "/usr/lib/postgresql/15/bin/"

enum { ARGS_MAX = 20 };

/* Runs to its end, silently; its exit status. */
static int run(const char *const *args, unsigned n)
{
	static const char *const as_postgres[] = { "setpriv", "--reuid",  "postgres",
		                                   "--regid", "postgres", "--clear-groups" };
	const char *all[ARGS_MAX];
	unsigned k = 0;
	posix_spawn_file_actions_t to_nowhere;
	static const char *const env[] = { "LC_ALL=C", "PATH=/usr/bin:/bin", NULL };
	pid_t pid;
	int status;
	for (unsigned i = 0; geteuid() == 0 && i < COUNT(as_postgres); i++)
		all[k++] = as_postgres[i];
	for (unsigned i = 0; i < n; i++)
		all[k++] = args[i];
	all[k] = NULL;
	posix_spawn_file_actions_init(&to_nowhere);
	posix_spawn_file_actions_addopen(&to_nowhere, 1, "/dev/null", O_WRONLY, 0);
	int rc = posix_spawnp(&pid, all[0], &to_nowhere, NULL, (char *const *) all,
	                      (char *const *) env);
	posix_spawn_file_actions_destroy(&to_nowhere);
	if (rc != 0 || waitpid(pid, &status, 0) != pid)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static const char *in(struct postgres *pg, const char *name)
{
	return path_join(&pg->a, pg->folder, str_of(name));
}

static bool make_cluster(struct postgres *pg)
{
	const char *args[] = {
		PROGRAMS "initdb", "-D", in(pg, "data"), "-U",         "kontor",   "-A",
		"trust",           "-E", "UTF8",         "--locale=C", "--no-sync"
	};
	return run(args, COUNT(args)) == 0;
}

static bool start_server(struct postgres *pg)
{
	struct str how = arena_printf(&pg->a, "-k %s -h '' -F", pg->folder);
	const char *args[] = {
		PROGRAMS "pg_ctl", "-D",   in(pg, "data"), "-l", in(pg, "log"), "-w", "-o",
		how.ptr,           "start"
	};
	return run(args, COUNT(args)) == 0;
}

static void quiet(void *arg, const char *message)
{
	(void) arg, (void) message;
}

int postgres_start(void **state)
{
	static const char name[] = "/tmp/kontor-pg-XXXXXX";
	struct postgres *pg = mem_alloc(sizeof *pg);
	memcpy(pg->folder, name, sizeof name);
	*state = pg;
	/* Anybody may enter: the server is somebody else. */
	if (mkdtemp(pg->folder) == NULL || chmod(pg->folder, 0777) != 0)
		return -1;
	if (!make_cluster(pg) || !start_server(pg)) {
		print_error("PostgreSQL 15 does not start: is it installed?\n");
		return -1;
	}
	struct str where = arena_printf(&pg->a, "host=%s user=kontor dbname=postgres", pg->folder);
	pg->conn = PQconnectdb(where.ptr);
	PQsetNoticeProcessor(pg->conn, quiet, NULL);
	return PQstatus(pg->conn) == CONNECTION_OK ? 0 : -1;
}

int postgres_stop(void **state)
{
	struct postgres *pg = *state;
	const char *args[] = { PROGRAMS "pg_ctl", "-D", in(pg, "data"), "-m",
		               "immediate",       "-w", "stop" };
	const char *remove[] = { "rm", "-rf", in(pg, "data"), in(pg, "log") };
	PQfinish(pg->conn);
	int rc = run(args, COUNT(args));
	if (run(remove, COUNT(remove)) != 0 || folder_remove(pg->folder) != OK)
		rc = -1;
	arena_release(&pg->a);
	mem_free(pg);
	return rc;
}

void postgres_run(struct postgres *pg, struct str sql)
{
	PGresult *r = PQexec(pg->conn, arena_str(&pg->a, sql).ptr);
	ExecStatusType status = PQresultStatus(r);
	PQclear(r);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		fail_msg("%s", PQerrorMessage(pg->conn));
}

/* "?7" → "$7": no statement of ours has a ? of its own. */
static const char *translated(struct postgres *pg, struct str sql)
{
	char *p = arena_raw(&pg->a, sql.len + 1);
	for (size_t i = 0; i < sql.len; i++)
		p[i] = sql.ptr[i] == '?' ? '$' : sql.ptr[i];
	p[sql.len] = '\0';
	return p;
}

struct str postgres_refusal(struct postgres *pg, struct str sql)
{
	PGresult *r = PQprepare(pg->conn, "", translated(pg, sql), 0, NULL);
	struct str why = STR_ABSENT;
	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		why = arena_str(&pg->a, str_of(PQerrorMessage(pg->conn)));
	PQclear(r);
	return why;
}

struct str postgres_ask(struct postgres *pg, const char *sql)
{
	struct buf b = BUF_IN(&pg->a);
	PGresult *r = PQexec(pg->conn, sql);
	for (int i = 0; i < PQntuples(r); i++)
		for (int k = 0; k < PQnfields(r); k++)
			putf(&b, "%s%c", PQgetvalue(r, i, k), k + 1 < PQnfields(r) ? ' ' : '\n');
	PQclear(r);
	return buf_str(&b);
}

/* log_test.c: lines are JSON, whole, in order of levels, and carry nothing from outside. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/date.h"
#include "base/json.h"
#include "base/test.h"
#include "plat/log.h"
#include "plat/thread.h"

/* A pipe that the log writes into. */
struct capture {
	int fds[2];
	struct arena a;
};

static void begin(struct capture *c, enum log_level from)
{
	*c = (struct capture) { .a = ARENA_INIT };
	assert_int_equal(pipe(c->fds), 0);
	log_to(c->fds[1], from);
}

static struct str end(struct capture *c)
{
	struct buf b = BUF_IN(&c->a);
	ssize_t n;

	log_to(STDERR_FILENO, LOG_INFO);
	close(c->fds[1]);
	while ((n = read(c->fds[0], buf_room(&b, 4096), 4096)) > 0)
		b.len += (size_t) n;
	close(c->fds[0]);
	return buf_str(&b);
}

/* What follows the time, which is checked here. */
static struct str after_time(struct str line)
{
	int64_t ms;

	assert_true(str_starts(line, S("{\"at\":\"")));
	assert_true(iso_parse(str_head(str_from(line, 7), ISO_TEXT), &ms));
	return str_from(line, 7 + ISO_TEXT + 1);
}

static void a_line_holds_its_fields_in_order(void **state)
{
	static const char *const words[] = { "zero", "one \"quoted\"" };
	const struct uuid u = { { 0xAB } };
	struct capture c;

	(void) state;
	begin(&c, LOG_INFO);
	log_event(LOG_WARN, "test.event", LOG_INT("n", -5), LOG_TEXT("word", words[1]),
	          LOG_SLUG("slug", err_info(ERR_STALE)->slug), LOG_UUID("id", u), LOG_ERR(ERR_BUSY),
	          LOG_ERRNO(ENOSPC), LOG_TEXT("none", NULL));
	assert_str(after_time(end(&c)),
	           ",\"level\":\"warn\",\"event\":\"test.event\",\"n\":-5,"
	           "\"word\":\"one \\\"quoted\\\"\",\"slug\":\"stale\","
	           "\"id\":\"ab000000-0000-0000-0000-000000000000\","
	           "\"err\":\"BUSY\",\"errno\":\"ENOSPC\",\"none\":null}\n");
	arena_release(&c.a);
}

static void an_event_alone_is_a_line(void **state)
{
	struct capture c;

	(void) state;
	begin(&c, LOG_INFO);
	log_event(LOG_INFO, "test.alone");
	log_event(LOG_ERROR, "test.ok", LOG_ERR(OK));
	assert_true(str_ends(end(&c),
	                     S(",\"level\":\"error\",\"event\":\"test.ok\",\"err\":\"OK\"}\n")));
	arena_release(&c.a);
}

static void levels_below_are_silent(void **state)
{
	enum log_level level;
	struct capture c;
	struct str out;

	(void) state;
	begin(&c, LOG_WARN);
	log_event(LOG_DEBUG, "test.debug");
	log_event(LOG_INFO, "test.info");
	log_event(LOG_WARN, "test.warn");
	log_event(LOG_ERROR, "test.error");
	out = end(&c);
	assert_false(str_find(out, S("test.debug"), NULL) || str_find(out, S("test.info"), NULL));
	assert_true(str_find(out, S("test.warn"), NULL) && str_find(out, S("test.error"), NULL));
	assert_true(log_level_parse(S("debug"), &level));
	assert_int_equal(level, LOG_DEBUG);
	assert_true(log_level_parse(S("error"), &level));
	assert_int_equal(level, LOG_ERROR);
	assert_false(log_level_parse(S("loud"), &level));
	arena_release(&c.a);
}

/* The promise of the room: whatever a person typed sits on a heap or a stack, and stays out. */
static void text_from_outside_does_not_appear(void **state)
{
	struct arena a = ARENA_INIT;
	static char in_data[] = "Ana in data";
	char on_stack[] = "Ana on the stack";
	struct capture c;
	struct str out;

	(void) state;
	begin(&c, LOG_INFO);
	log_event(LOG_INFO, "test.outside", LOG_TEXT("heap", arena_str(&a, S("Ana")).ptr),
	          LOG_TEXT("stack", on_stack), LOG_TEXT("data", in_data),
	          LOG_SLUG("arena", arena_str(&a, S("Ana Souza"))),
	          LOG_ID("phone", S("4915112345678")), LOG_ID("name", S("Ana Souza, Lisbo")),
	          LOG_ID("upper", S("00112233445566FF")),
	          LOG_ID("mail", S("ana@souza.example.org.nowhere.tl")));
	out = end(&c);
	assert_str(after_time(out),
	           ",\"level\":\"info\",\"event\":\"test.outside\",\"heap\":\"?\",\"stack\":\"?\","
	           "\"data\":\"?\",\"arena\":\"?\",\"phone\":\"?\",\"name\":\"?\",\"upper\":\"?\","
	           "\"mail\":\"?\"}\n");
	arena_release(&c.a);
	arena_release(&a);
}

static void ids_from_anywhere_appear(void **state)
{
	struct arena a = ARENA_INIT;
	struct capture c;

	(void) state;
	begin(&c, LOG_INFO);
	log_event(LOG_INFO, "test.ids", LOG_ID("a", arena_str(&a, S("00112233445566ff"))),
	          LOG_ID("b", arena_str(&a, S("00112233445566778899aabbccddeeff"))),
	          LOG_ID("c", arena_str(&a, S("ab000000-0000-7000-8000-000000000000"))),
	          LOG_ID("d", STR_ABSENT));
	assert_str(after_time(end(&c)),
	           ",\"level\":\"info\",\"event\":\"test.ids\",\"a\":\"00112233445566ff\","
	           "\"b\":\"00112233445566778899aabbccddeeff\","
	           "\"c\":\"ab000000-0000-7000-8000-000000000000\",\"d\":null}\n");
	arena_release(&c.a);
	arena_release(&a);
}

static void errno_survives(void **state)
{
	struct capture c;

	(void) state;
	begin(&c, LOG_INFO);
	errno = EDOM;
	log_event(LOG_INFO, "test.errno");
	assert_int_equal(errno, EDOM);
	end(&c);
	log_to(-1, LOG_INFO);
	errno = EDOM;
	log_event(LOG_INFO, "test.errno"); /* its own failure does not show either */
	assert_int_equal(errno, EDOM);
	log_to(STDERR_FILENO, LOG_INFO);
	arena_release(&c.a);
}

static void a_line_that_cannot_be_written_is_counted(void **state)
{
	const int64_t before = log_lost();

	(void) state;
	log_to(-1, LOG_INFO);
	log_event(LOG_INFO, "test.lost");
	log_to(STDERR_FILENO, LOG_INFO);
	assert_int_equal(log_lost(), before + 1);
}

enum { WRITERS = 4, LINES = 300 };

static void write_lines(void *arg)
{
	for (int i = 0; i < LINES; i++)
		log_event(LOG_INFO, "test.thread", LOG_INT("thread", *(int *) arg),
		          LOG_INT("line", i));
}

static void lines_of_threads_do_not_mix(void **state)
{
	char path[] = "/tmp/kontor-log-XXXXXX";
	struct thread threads[WRITERS];
	int ids[WRITERS], seen[WRITERS] = { 0 };
	struct arena a = ARENA_INIT;
	struct buf b = BUF_IN(&a);
	struct str rest;
	const int fd = mkstemp(path);

	(void) state;
	assert_true(fd >= 0 && fcntl(fd, F_SETFL, O_APPEND) == 0);
	log_to(fd, LOG_INFO);
	for (int i = 0; i < WRITERS; i++) {
		ids[i] = i;
		thread_start(&threads[i], "writer", write_lines, &ids[i]);
	}
	for (int i = 0; i < WRITERS; i++)
		thread_join(&threads[i]);
	log_to(STDERR_FILENO, LOG_INFO);
	b.len = (size_t) pread(fd, buf_room(&b, 1 << 20), 1 << 20, 0);
	for (rest = buf_str(&b); rest.len != 0;) {
		const struct str line = str_cut(&rest, '\n');
		struct json j = json_of(line, &a);
		int writer, number;

		assert_true(json_skip(&j, NULL) && json_end(&j));
		assert_int_equal(sscanf(after_time(line).ptr,
		                        ",\"level\":\"info\",\"event\":\"test.thread\","
		                        "\"thread\":%d,\"line\":%d}",
		                        &writer, &number),
		                 2);
		assert_int_equal(number, seen[writer]++); /* each thread's lines in its order */
	}
	for (int i = 0; i < WRITERS; i++)
		assert_int_equal(seen[i], LINES);
	close(fd);
	unlink(path);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_holds_its_fields_in_order),
		cmocka_unit_test(an_event_alone_is_a_line),
		cmocka_unit_test(levels_below_are_silent),
		cmocka_unit_test(text_from_outside_does_not_appear),
		cmocka_unit_test(ids_from_anywhere_appear),
		cmocka_unit_test(errno_survives),
		cmocka_unit_test(a_line_that_cannot_be_written_is_counted),
		cmocka_unit_test(lines_of_threads_do_not_mix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

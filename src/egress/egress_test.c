/* egress_test.c: mail that is not taken is tried again with longer pauses and given up when it is
 * of no use; on a clock that stands still until it is moved, against a port where nobody
 * listens. */
#include <sched.h>

#include "control/outbox.h"
#include "control/test_place.h"
#include "egress/mail.h"
#include "plat/log.h"

enum { SECOND = 1000 };

static int64_t test_now(void)
{
	return now_ms;
}

/* Port 1 of this machine: whoever calls is turned away at once. */
static struct egress_options options(struct place *p)
{
	return (struct egress_options) {
		.control = p->c,
		.now_ms = test_now,
		.smtp_url = S("smtp://127.0.0.1:1"),
		.from = S("kontor@example.org"),
	};
}

static unsigned entries(struct place *p, struct egress_listed **v)
{
	unsigned n;
	assert_int_equal(control_egress_entries(p->c, &p->a, nobody, 100, v, &n), OK);
	return n;
}

/* Wakes the thread until it has called `n` times in all, and gives the newest call. */
static struct egress_call call_number(struct place *p, struct egress *e, unsigned n)
{
	struct egress_listed *v;
	unsigned have;
	while ((have = entries(p, &v)) < n) {
		egress_wake(e);
		sched_yield();
	}
	assert_int_equal(have, n);
	return v[0].call;
}

static struct outgoing_mail a_mail(int64_t expires_at)
{
	return (struct outgoing_mail) {
		.kind = mail_kind_notice_password,
		.to = S("ada@example.org"),
		.expires_at = expires_at,
	};
}

/* 0: nothing waits. */
static int64_t due_at(struct place *p)
{
	struct mail_waiting m;
	int64_t next_at;
	assert_int_equal(control_mail_due(p->c, &p->a, &m, &next_at), ERR_NOT_FOUND);
	return next_at;
}

static void pauses_grow_until_the_mail_is_of_no_use(void **state)
{
	static const int64_t pauses[] = { 5 * SECOND,  30 * SECOND, 2 * MINUTE, 10 * MINUTE,
		                          30 * MINUTE, HOUR,        HOUR };
	struct place *p = *state;
	struct egress *e;
	const struct egress_options o = options(p);
	const struct outgoing_mail m = a_mail(START_MS + 2 * (int64_t) HOUR);
	assert_int_equal(egress_start(&o, &e), OK);
	assert_int_equal(egress_mail(e, &m), OK);
	for (unsigned i = 0; i < COUNT(pauses) - 1; i++) {
		const struct egress_call call = call_number(p, e, i + 1);
		assert_int_equal(call.problem, mail_problem_unreachable);
		assert_str(call.host, "127.0.0.1");
		assert_int_equal(due_at(p), now_ms + pauses[i]);
		now_ms += pauses[i];
	}
	/* The next try would come after the second hour. */
	call_number(p, e, COUNT(pauses));
	assert_int_equal(due_at(p), 0);
	egress_stop(e);
}

/* What privacy.def says of mails, whatever their sender would like. */
static void no_mail_is_kept_for_longer_than_two_days(void **state)
{
	struct place *p = *state;
	struct egress *e;
	const struct egress_options o = options(p);
	const struct outgoing_mail m = a_mail(START_MS + 30 * DAY_MS);
	assert_int_equal(egress_start(&o, &e), OK);
	assert_int_equal(egress_mail(e, &m), OK);
	call_number(p, e, 1);
	now_ms += 2 * DAY_MS;
	assert_int_equal(due_at(p), 0);
	egress_stop(e);
}

static void what_waited_is_sent_after_a_new_start(void **state)
{
	struct place *p = *state;
	struct egress *e;
	struct egress_options o = options(p);
	const struct outgoing_mail m = a_mail(START_MS + HOUR);
	assert_int_equal(egress_start(&o, &e), OK);
	assert_int_equal(egress_mail(e, &m), OK);
	call_number(p, e, 1);
	egress_stop(e);
	reopen(p);
	o.control = p->c;
	now_ms += MINUTE;
	assert_int_equal(egress_start(&o, &e), OK);
	call_number(p, e, 2);
	egress_stop(e);
}

static void without_a_mail_server_nothing_is_queued(void **state)
{
	struct place *p = *state;
	struct egress *e;
	struct egress_options o = options(p);
	const struct outgoing_mail m = a_mail(START_MS + HOUR);
	o.smtp_url = STR_ABSENT;
	assert_int_equal(egress_start(&o, &e), OK);
	assert_false(egress_has_mail(e));
	assert_int_equal(egress_mail(e, &m), ERR_MAIL_OFF);
	assert_int_equal(egress_mail(NULL, &m), ERR_MAIL_OFF);
	egress_stop(e);
	assert_int_equal(count_rows(p, S("SELECT count(*) FROM mails")), 0);
}

static void options_that_send_nothing_are_refused(void **state)
{
	static const struct {
		struct str url, from;
	} bad[] = {
		{ STR("http://127.0.0.1"), STR("k@example.org") },
		{ STR("smtp://"), STR("k@example.org") },
		{ STR("smtp://a:b@127.0.0.1"), STR("k@example.org") },
		{ STR("smtp://127.0.0.1/path"), STR("k@example.org") },
		{ STR("smtp://127.0.0.1"), STR("") },
		{ STR("smtp://127.0.0.1"), STR("nobody") },
		{ STR("smtp://127.0.0.1"), STR("k@example.org\r\nBcc: x@y") },
		{ STR("smtp://127.0.0.1"), STR("K <k@example.org>") },
	};
	struct place *p = *state;
	struct egress *e;
	log_to(-1, LOG_ERROR);
	for (unsigned i = 0; i < COUNT(bad); i++) {
		struct egress_options o = options(p);
		o.smtp_url = bad[i].url;
		o.from = bad[i].from;
		assert_int_equal(egress_start(&o, &e), ERR_INVALID);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(pauses_grow_until_the_mail_is_of_no_use),
		PLACE_CASE(no_mail_is_kept_for_longer_than_two_days),
		PLACE_CASE(what_waited_is_sent_after_a_new_start),
		PLACE_CASE(without_a_mail_server_nothing_is_queued),
		PLACE_CASE(options_that_send_nothing_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

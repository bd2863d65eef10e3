/* egress.c: the door's thread: takes the mail that is due, sends it, writes down what came of it.
 * See mail.h. */
#include "egress/mail.h"

#include "base/utf8.h"
#include "control/outbox.h"
#include "egress/mail_text.h"
#include "egress/smtp.h"
#include "plat/clock.h"
#include "plat/files.h"
#include "plat/log.h"
#include "plat/seal.h"
#include "plat/thread.h"

enum {
	SECOND = 1000,
	MINUTE = 60 * SECOND,
	LOOK_AGAIN_MS = 5 * MINUTE,   /* when nothing waits: the wall clock may have stepped */
	STORE_PAUSE_MS = 10 * SECOND, /* after the store could not be read or written */
	KEPT_MS = 48 * 60 * MINUTE,   /* as privacy.def promises */
	PASSWORD_MAX = 1000,
};

/* Between one try and the next; the last one goes on until the mail is of no use. */
static const int64_t pauses_ms[] = { 5 * SECOND,  30 * SECOND, 2 * MINUTE,
	                             10 * MINUTE, 30 * MINUTE, 60 * MINUTE };

struct egress {
	struct arena arena;
	struct control *control;
	int64_t (*now_ms)(void);
	bool has_mail, began;
	struct smtp_server server;
	struct mutex lock;
	struct cond wake;
	bool more; /* guarded by lock: something was queued */
	atomic_bool stopping;
	struct thread thread;
};

/* -- one mail -- */

static struct str message_id(struct arena *a, const struct egress *e, struct uuid id)
{
	char text[UUID_TEXT];
	size_t at = 0;
	uuid_text(id, text);
	(void) str_find_byte(e->server.from, '@', &at);
	return arena_printf(a, "%.*s@%.*s", UUID_TEXT, text,
	                    PRI_STR(str_from(e->server.from, at + 1)));
}

static void send_one(struct egress *e, struct arena *a, const struct mail_waiting *m,
                     struct smtp_result *out)
{
	struct buf subject = BUF_IN(a), encoded = BUF_IN(a), text = BUF_IN(a);
	mail_put_subject(&subject, m->kind, &m->words);
	mail_put_encoded(&encoded, buf_str(&subject));
	put_char(&encoded, '\0');
	encoded.len--;
	mail_put_text(&text, m->kind, &m->words);
	smtp_send(&e->server,
	          &(struct smtp_mail) {
			  .to = m->address,
			  .subject = buf_str(&encoded),
			  .text = buf_str(&text),
			  .message_id = message_id(a, e, m->id),
			  .at = e->now_ms(),
		  },
	          &e->stopping, out);
	wipe(text.ptr, text.len);
}

/* When it is tried again; 0: never, since it was taken, was refused for good, or would come too
 * late. */
static int64_t again_at(const struct egress *e, const struct mail_waiting *m,
                        enum mail_problem problem)
{
	size_t n = (size_t) m->tries;
	int64_t at = e->now_ms() + pauses_ms[n < COUNT(pauses_ms) ? n : COUNT(pauses_ms) - 1];
	if (problem == mail_problem_unset)
		return 0;
	if (problem == mail_problem_refused || at >= m->expires_at) {
		log_event(LOG_ERROR, "egress.mail-dropped", LOG_UUID("mail", m->id),
		          LOG_SLUG("problem", mail_problem_choices.words[problem]));
		return 0;
	}
	return at;
}

/* *wait_ms: how long nothing is to be done; 0: at once the next. */
static enum err work_once(struct egress *e, int64_t *wait_ms)
{
	struct arena a = ARENA_INIT;
	struct mail_waiting m;
	struct smtp_result r;
	int64_t next_at, now_ms = e->now_ms();
	*wait_ms = 0;
	enum err err = control_mail_due(e->control, &a, &m, &next_at);
	if (err == ERR_NOT_FOUND) {
		*wait_ms = next_at != 0 && next_at < now_ms + LOOK_AGAIN_MS ? next_at - now_ms
		                                                            : LOOK_AGAIN_MS;
		err = OK;
	} else if (err == OK) {
		send_one(e, &a, &m, &r);
		const struct egress_call call = {
			.recipient = egress_recipient_mail_server,
			.host = e->server.host,
			.purpose = mail_purpose(m.kind),
			.classes = mail_classes(m.kind),
			.bytes = r.bytes,
			.took_ms = r.took_ms,
			.problem = r.problem,
			.answer = r.answer,
		};
		err = control_mail_tried(e->control, m.id, &call, again_at(e, &m, r.problem));
	}
	arena_release(&a);
	return err;
}

static void rest(struct egress *e, int64_t ms)
{
	const int64_t until = clock_mono_ms(&clock_system) + (ms > 0 ? ms : 1);
	mutex_lock(&e->lock);
	while (!e->more && !atomic_load(&e->stopping) && cond_wait_until(&e->wake, &e->lock, until))
		;
	e->more = false;
	mutex_unlock(&e->lock);
}

static void run(void *arg)
{
	struct egress *e = arg;
	while (!atomic_load(&e->stopping)) {
		int64_t wait_ms;
		enum err err = work_once(e, &wait_ms);
		if (err != OK)
			log_event(LOG_ERROR, "egress.outbox-failed", LOG_ERR(err));
		if (err != OK || wait_ms > 0)
			rest(e, err != OK ? STORE_PAUSE_MS : wait_ms);
	}
}

/* -- starting and stopping -- */

/* One address and nothing else: it goes into a header. */
static bool is_sender(struct str from)
{
	size_t at;
	for (size_t i = 0; i < from.len; i++)
		if ((unsigned char) from.ptr[i] <= ' ' ||
		    strchr("<>,;:\"\\()", from.ptr[i]) != NULL)
			return false;
	return utf8_valid(from) && str_find_byte(from, '@', &at) && at > 0 && at + 1 < from.len;
}

static enum err invalid(const char *what)
{
	log_event(LOG_ERROR, "egress.mail-options", LOG_TEXT("what", what));
	return ERR_INVALID;
}

static enum err read_password(struct egress *e, struct str path)
{
	struct str text;
	if (str_absent(path))
		return OK;
	if (file_read(&e->arena, arena_str(&e->arena, path).ptr, PASSWORD_MAX, &text) != OK)
		return invalid("the file with the password cannot be read");
	e->server.password = arena_str(&e->arena, str_trim(text));
	return OK;
}

static enum err take_options(struct egress *e, const struct egress_options *o)
{
	if (smtp_server_of(&e->arena, o->smtp_url, &e->server) != OK)
		return invalid("the address of the mail server is none");
	if (!is_sender(o->from))
		return invalid("the address that mails come from is missing or none");
	e->server.from = arena_str(&e->arena, o->from);
	if (!str_absent(o->user))
		e->server.user = arena_str(&e->arena, o->user);
	if (!str_absent(o->ca_file))
		e->server.ca_file = arena_str(&e->arena, o->ca_file);
	return read_password(e, o->password_file);
}

enum err egress_start(const struct egress_options *o, struct egress **out)
{
	struct egress *e = mem_alloc(sizeof *e);
	mutex_init(&e->lock);
	cond_init(&e->wake);
	e->control = o->control;
	e->now_ms = o->now_ms;
	enum err err = smtp_begin();
	e->began = err == OK;
	e->has_mail = err == OK && !str_absent(o->smtp_url);
	if (e->has_mail)
		err = take_options(e, o);
	if (err != OK) {
		e->has_mail = false;
		egress_stop(e);
		return err;
	}
	if (e->has_mail)
		thread_start(&e->thread, "egress", run, e);
	*out = e;
	return OK;
}

void egress_stop(struct egress *e)
{
	if (e == NULL)
		return;
	mutex_lock(&e->lock);
	atomic_store(&e->stopping, true);
	cond_broadcast(&e->wake);
	mutex_unlock(&e->lock);
	if (e->has_mail)
		thread_join(&e->thread);
	if (e->began)
		smtp_end();
	cond_release(&e->wake);
	mutex_release(&e->lock);
	if (!str_absent(e->server.password))
		wipe((char *) e->server.password.ptr, e->server.password.len);
	arena_release(&e->arena);
	mem_free(e);
}

bool egress_has_mail(const struct egress *e)
{
	return e != NULL && e->has_mail;
}

void egress_wake(struct egress *e)
{
	if (!egress_has_mail(e))
		return;
	mutex_lock(&e->lock);
	e->more = true;
	cond_signal(&e->wake);
	mutex_unlock(&e->lock);
}

enum err egress_mail(struct egress *e, const struct outgoing_mail *m)
{
	const int64_t latest = e != NULL ? e->now_ms() + KEPT_MS : 0;
	struct mail_waiting row = {
		.user_id = m->user_id,
		.kind = m->kind,
		.address = m->to,
		.words = m->words,
		.expires_at = m->expires_at < latest ? m->expires_at : latest,
	};
	if (!egress_has_mail(e))
		return ERR_MAIL_OFF;
	TRY(control_mail_add(e->control, &row));
	egress_wake(e);
	return OK;
}

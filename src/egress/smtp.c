/* smtp.c: see smtp.h. libcurl speaks SMTP and TLS; here is only what it is told. */
#include "egress/smtp.h"

#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/date.h"
#include "egress/mail_text.h"
#include "plat/log.h"
#include "plat/seal.h"

enum { CONNECT_S = 15, ALL_S = 60, ANSWER_S = 30 };

enum err smtp_begin(void)
{
	return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? OK : ERR_INTERNAL;
}

void smtp_end(void)
{
	curl_global_cleanup();
}

/* -- where to -- */

static struct str part_of_url(struct arena *a, CURLU *u, CURLUPart part)
{
	char *text = NULL;
	if (curl_url_get(u, part, &text, 0) != CURLUE_OK)
		return STR_ABSENT;
	struct str copy = arena_str(a, str_of(text));
	curl_free(text);
	return copy;
}

static bool is_local(struct str host)
{
	return str_ieq(host, S("localhost")) || str_eq(host, S("127.0.0.1")) ||
	       str_eq(host, S("[::1]"));
}

/* User and password have places of their own, where no list of processes shows them. */
static bool is_bare(struct arena *a, CURLU *u)
{
	struct str path = part_of_url(a, u, CURLUPART_PATH);
	return str_absent(part_of_url(a, u, CURLUPART_USER)) &&
	       str_absent(part_of_url(a, u, CURLUPART_PASSWORD)) &&
	       str_absent(part_of_url(a, u, CURLUPART_QUERY)) &&
	       str_absent(part_of_url(a, u, CURLUPART_FRAGMENT)) &&
	       (path.len == 0 || str_eq(path, S("/")));
}

enum err smtp_server_of(struct arena *a, struct str url, struct smtp_server *out)
{
	CURLU *u = curl_url();
	ENSURE(u != NULL);
	out->url = arena_str(a, url);
	bool ok = curl_url_set(u, CURLUPART_URL, out->url.ptr, 0) == CURLUE_OK && is_bare(a, u);
	struct str scheme = part_of_url(a, u, CURLUPART_SCHEME);
	out->host = part_of_url(a, u, CURLUPART_HOST);
	curl_url_cleanup(u);
	ok = ok && (str_eq(scheme, S("smtp")) || str_eq(scheme, S("smtps"))) && out->host.len != 0;
	out->local = ok && is_local(out->host);
	return ok ? OK : ERR_INVALID;
}

/* -- what -- */

/* RFC 5322 3.3, in UTC. */
static struct str mail_date(struct arena *a, int64_t ms)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
		                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	const struct civil c = civil_from_ms(ms);
	return arena_printf(a, "%s, %d %s %d %02d:%02d:%02d +0000",
	                    days[weekday_of(c.year, c.month, c.day)], c.day, months[c.month - 1],
	                    c.year, c.hour, c.minute, c.second);
}

static struct str message_of(struct arena *a, const struct smtp_server *s,
                             const struct smtp_mail *m)
{
	struct buf b = BUF_IN(a);
	putf(&b, "From: Kontor <%.*s>\r\n", PRI_STR(s->from));
	putf(&b, "To: <%.*s>\r\n", PRI_STR(m->to));
	putf(&b, "Subject: %.*s\r\n", PRI_STR(m->subject));
	putf(&b, "Date: %.*s\r\n", PRI_STR(mail_date(a, m->at)));
	putf(&b, "Message-ID: <%.*s>\r\n", PRI_STR(m->message_id));
	/* RFC 3834: no "I am on holiday" comes back. */
	put(&b, S("Auto-Submitted: auto-generated\r\n"
	          "MIME-Version: 1.0\r\n"
	          "Content-Type: text/plain; charset=utf-8\r\n"
	          "Content-Transfer-Encoding: quoted-printable\r\n\r\n"));
	mail_put_quoted(&b, m->text);
	return buf_str(&b);
}

static size_t on_read(char *out, size_t size, size_t n, void *rest)
{
	struct str *left = rest;
	size_t take = left->len < size * n ? left->len : size * n;
	if (take != 0)
		memcpy(out, left->ptr, take);
	*left = str_from(*left, take);
	return take;
}

/* -- how it went -- */

struct watch {
	const atomic_bool *stopping;
	curl_socket_t line;
};

static int on_line(void *watch, curl_socket_t line, curlsocktype purpose)
{
	struct watch *w = watch;
	(void) purpose;
	w->line = line;
	return CURL_SOCKOPT_OK;
}

static int on_line_end(void *watch, curl_socket_t line)
{
	struct watch *w = watch;
	if (w->line == line)
		w->line = CURL_SOCKET_BAD;
	return close(line);
}

/* libcurl says QUIT before it lets go of a line, and waits two minutes for the answer, whatever it
 * was told about waiting: with the line cut there is none to wait for. */
static void cut_line(const struct watch *w)
{
	if (w->line != CURL_SOCKET_BAD)
		shutdown(w->line, SHUT_RDWR);
}

static int on_progress(void *watch, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	const struct watch *w = watch;
	(void) a, (void) b, (void) c, (void) d;
	if (!atomic_load(w->stopping))
		return 0;
	cut_line(w);
	return 1;
}

/* RFC 5321 4.2.1: 5yz is for good, 4yz passes. */
static enum mail_problem problem_of(CURLcode code, long answer)
{
	if (code == CURLE_OK)
		return mail_problem_unset;
	if (code == CURLE_LOGIN_DENIED)
		return mail_problem_login;
	if (code == CURLE_USE_SSL_FAILED || code == CURLE_SSL_CONNECT_ERROR ||
	    code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE)
		return mail_problem_tls;
	if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_CONNECT)
		return mail_problem_unreachable;
	if (code == CURLE_ABORTED_BY_CALLBACK || code == CURLE_OPERATION_TIMEDOUT)
		return mail_problem_later;
	if (answer >= 500)
		return mail_problem_refused;
	return answer >= 400 ? mail_problem_later : mail_problem_broken;
}

/* No proxy, no file of the box's users: what is called is what the operator named. */
static void set_up(CURL *curl, const struct smtp_server *s, struct watch *watch)
{
	curl_easy_setopt(curl, CURLOPT_URL, s->url.ptr);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long) CONNECT_S);
	curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long) ANSWER_S);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long) ALL_S);
	curl_easy_setopt(curl, CURLOPT_USE_SSL,
	                 (long) (s->local ? CURLUSESSL_TRY : CURLUSESSL_ALL));
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
	if (!str_absent(s->ca_file))
		curl_easy_setopt(curl, CURLOPT_CAINFO, s->ca_file.ptr);
	if (!str_absent(s->user)) {
		curl_easy_setopt(curl, CURLOPT_USERNAME, s->user.ptr);
		curl_easy_setopt(curl, CURLOPT_PASSWORD,
		                 str_absent(s->password) ? "" : s->password.ptr);
	}
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, watch);
	curl_easy_setopt(curl, CURLOPT_SOCKOPTFUNCTION, on_line);
	curl_easy_setopt(curl, CURLOPT_SOCKOPTDATA, watch);
	curl_easy_setopt(curl, CURLOPT_CLOSESOCKETFUNCTION, on_line_end);
	curl_easy_setopt(curl, CURLOPT_CLOSESOCKETDATA, watch);
	curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L); /* its end counts as part of the call */
}

void smtp_send(const struct smtp_server *s, const struct smtp_mail *m, const atomic_bool *stopping,
               struct smtp_result *out)
{
	struct arena a = ARENA_INIT;
	long answer = 0;
	curl_off_t bytes = 0, took_us = 0;
	CURL *curl = curl_easy_init();
	ENSURE(curl != NULL);
	struct str message = message_of(&a, s, m), left = message;
	struct curl_slist *to = curl_slist_append(NULL, arena_str(&a, m->to).ptr);
	ENSURE(to != NULL);
	struct watch watch = { stopping, CURL_SOCKET_BAD };
	set_up(curl, s, &watch);
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, s->from.ptr);
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(curl, CURLOPT_READDATA, &left);
	CURLcode code = curl_easy_perform(curl);
	if (code != CURLE_OK)
		cut_line(&watch);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
	curl_easy_getinfo(curl, CURLINFO_SIZE_UPLOAD_T, &bytes);
	curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME_T, &took_us);
	*out = (struct smtp_result) { problem_of(code, answer), (int) answer, bytes,
		                      took_us / 1000 };
	if (code != CURLE_OK)
		log_event(LOG_WARN, "egress.mail-failed",
		          LOG_TEXT("curl", curl_easy_strerror(code)), LOG_INT("answer", answer));
	curl_slist_free_all(to);
	curl_easy_cleanup(curl);
	wipe((char *) message.ptr, message.len); /* it may hold a link that lets somebody in */
	arena_release(&a);
}

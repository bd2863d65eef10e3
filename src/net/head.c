/* head.c: what the lines of a head mean, and which meanings are refused. See head.h. */
#include "net/head.h"

#include "net/head_lines.h"

#include <assert.h>

/* The methods net serves. Anything else is refused before it reaches a handler. */
static const struct str methods[] = {
	STR("GET"),   STR("HEAD"),   STR("POST"),    STR("PUT"),
	STR("PATCH"), STR("DELETE"), STR("OPTIONS"),
};

/* Headers that may come once only. A second one is how two parsers come to see two requests, two
 * users or two sites in the same bytes. */
static const struct str singles[] = {
	STR("host"),
	STR("content-length"),
	STR("transfer-encoding"),
	STR("authorization"),
	STR("cookie"),
	STR("content-type"),
	STR("origin"),
	STR("expect"),
	STR("content-encoding"),
	STR("if-match"),
	STR("if-none-match"),
	STR("if-modified-since"),
	STR("range"),
	STR("idempotency-key"),
	STR("kontor-workspace"),
	STR("upgrade"),
	STR("sec-websocket-key"),
	STR("sec-websocket-version"),
};

static enum err refuse(const char **why, const char *reason)
{
	*why = reason;
	return ERR_BAD_REQUEST;
}

struct str head_find(const struct head *h, struct str name)
{
	for (size_t i = 0; i < h->n; i++) {
		if (h->fields[i].name_len == name.len && str_ieq(head_name(h, i), name))
			return head_value(h, i);
	}
	return STR_ABSENT;
}

static enum err check_singles(const struct head *h, const char **why)
{
	static_assert(COUNT(singles) <= 32, "one bit each");
	uint32_t seen = 0;

	for (size_t i = 0; i < h->n; i++) {
		const struct str name = head_name(h, i);

		for (size_t s = 0; s < COUNT(singles); s++) {
			if (name.len != singles[s].len || !str_ieq(name, singles[s]))
				continue;
			if ((seen & 1u << s) != 0)
				return refuse(why, "A header that may come once only came twice.");
			seen |= 1u << s;
		}
	}
	return OK;
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == '_';
}

static bool is_v6_char(char c)
{
	return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || (c >= '0' && c <= '9') ||
	       c == ':' || c == '.';
}

static bool port_valid(struct str s)
{
	int64_t n;

	return s.len >= 1 && s.len <= 5 && s.ptr[0] != '-' && str_to_int(s, &n) && n <= 65535;
}

bool host_valid(struct str s)
{
	size_t n = 0;

	if (s.len != 0 && s.ptr[0] == '[') {
		for (n = 1; n < s.len && is_v6_char(s.ptr[n]); n++)
			;
		if (n < 3 || n == s.len || s.ptr[n] != ']')
			return false;
		n++;
	} else {
		while (n < s.len && is_name_char(s.ptr[n]))
			n++;
		if (n == 0 || n > 255 || s.ptr[0] == '.')
			return false;
	}
	return n == s.len || (s.ptr[n] == ':' && port_valid(str_from(s, n + 1)));
}

static enum err judge_host(struct head *h, const char **why)
{
	h->host = head_find(h, S("host"));
	if (str_absent(h->host) && h->minor == 1)
		return refuse(why, "The Host header is missing.");
	if (!str_absent(h->host) && !host_valid(h->host))
		return refuse(why, "The Host header is not a host.");
	return OK;
}

/* Path escapes must be well formed and never hide a NUL: they are decoded later, more than once. */
static bool escapes_valid(struct str path)
{
	static const char hex[] = "0123456789abcdefABCDEF";

	for (size_t i = 0; i < path.len; i++) {
		if (path.ptr[i] != '%')
			continue;
		if (path.len - i < 3 || strchr(hex, path.ptr[i + 1]) == NULL ||
		    strchr(hex, path.ptr[i + 2]) == NULL)
			return false;
		if (path.ptr[i + 1] == '0' && path.ptr[i + 2] == '0')
			return false;
	}
	return true;
}

/* "http://host/path" is what proxies are sent. It is served when it names the host that Host
 * names. */
static enum err strip_origin(struct str *target, struct str host, const char **why)
{
	const struct str t = *target;
	size_t scheme = 0, end;

	if (t.len >= 7 && str_ieq(str_head(t, 7), S("http://")))
		scheme = 7;
	if (t.len >= 8 && str_ieq(str_head(t, 8), S("https://")))
		scheme = 8;
	if (scheme == 0)
		return refuse(why, "The target is neither a path nor an address.");
	const struct str rest = str_from(t, scheme);
	if (!str_find_byte(rest, '/', &end))
		return refuse(why, "The target has no path.");
	if (str_absent(host) || !str_ieq(str_head(rest, end), host))
		return refuse(why, "The target names another host than the Host header.");
	*target = str_from(rest, end);
	return OK;
}

static enum err judge_target(struct head *h, const char **why)
{
	struct str rest = h->target;

	if (str_eq(h->target, S("*")) && str_eq(h->method, S("OPTIONS"))) {
		h->path = h->target;
		h->query = STR_ABSENT;
		return OK;
	}
	if (rest.ptr[0] != '/')
		TRY(strip_origin(&rest, h->host, why));
	h->path = str_cut(&rest, '?');
	h->query = rest;
	return escapes_valid(h->path) ? OK : refuse(why, "The path's escapes are broken.");
}

static enum err judge_length(struct head *h, const char **why)
{
	const struct str length = head_find(h, S("content-length"));
	int64_t n;

	h->has_length = !str_absent(length);
	h->length = 0;
	if (!h->has_length)
		return OK;
	for (size_t i = 0; i < length.len; i++) {
		if (length.ptr[i] < '0' || length.ptr[i] > '9')
			return refuse(why, "Content-Length is not a number.");
	}
	if (length.len == 0 || length.len > 18 || !str_to_int(length, &n))
		return refuse(why, "Content-Length is not a number.");
	h->length = (uint64_t) n;
	return OK;
}

static enum err judge_body(struct head *h, const char **why)
{
	const struct str coding = head_find(h, S("transfer-encoding"));
	const struct str content = head_find(h, S("content-encoding"));

	h->chunked = !str_absent(coding);
	if (h->chunked && !str_ieq(coding, S("chunked")))
		return refuse(why, "Transfer-Encoding is not exactly chunked.");
	if (h->chunked && (h->has_length || h->minor == 0))
		return refuse(why, "Transfer-Encoding may not stand there.");
	const bool has_body = h->chunked || h->length != 0;
	if (has_body && (str_eq(h->method, S("GET")) || str_eq(h->method, S("HEAD")) ||
	                 str_eq(h->method, S("OPTIONS"))))
		return refuse(why, "This method takes no body.");
	if (has_body && !str_absent(content) && !str_ieq(content, S("identity"))) {
		*why = "A compressed body is not accepted.";
		return ERR_MEDIA_TYPE;
	}
	return OK;
}

/* Connection may come in several lines; close wins. HTTP/1.0 connections are never kept. */
static void judge_connection(struct head *h)
{
	h->connection = h->minor == 0 ? HEAD_CLOSE : HEAD_KEEP;
	h->offers_upgrade = false;
	for (size_t i = 0; i < h->n; i++) {
		struct str rest = head_value(h, i), token;

		if (!str_ieq(head_name(h, i), S("connection")))
			continue;
		while (list_next(&rest, &token)) {
			if (str_ieq(token, S("close")))
				h->connection = HEAD_CLOSE;
			h->offers_upgrade |= str_ieq(token, S("upgrade"));
		}
	}
}

static enum err judge_expect(struct head *h, const char **why)
{
	const struct str expect = head_find(h, S("expect"));

	h->expects_continue = !str_absent(expect) && h->minor == 1;
	if (!str_absent(expect) && !str_ieq(expect, S("100-continue")))
		return refuse(why, "Expect is not 100-continue.");
	return OK;
}

static bool method_served(struct str method)
{
	for (size_t i = 0; i < COUNT(methods); i++) {
		if (str_eq(methods[i], method))
			return true;
	}
	return false;
}

enum err head_split(struct str text, size_t max_fields, struct head *out, const char **why)
{
	*why = NULL;
	TRY(head_lines(text, max_fields, out, why));
	TRY(check_singles(out, why));
	TRY(judge_host(out, why));
	TRY(judge_length(out, why));
	judge_connection(out);
	if (!method_served(out->method)) {
		*why = "This method is not served.";
		return ERR_METHOD;
	}
	TRY(judge_target(out, why));
	TRY(judge_body(out, why));
	return judge_expect(out, why);
}

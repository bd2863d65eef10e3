/* accounts.c: kontor user, token, workspace, reindex. */
#include <stdio.h>
#include <unistd.h>

#include "base/json.h"
#include "cmd/client.h"
#include "cmd/cmd.h"
#include "plat/clock.h"

enum { PASSWORD_BYTES_MAX = 4096 };

/* A password comes in on stdin, up to the line's end; never in the arguments, where others see it.
 * */
static struct str read_password(struct arena *a)
{
	char *room = arena_alloc(a, PASSWORD_BYTES_MAX);
	size_t n = 0;
	for (ssize_t got;
	     n < PASSWORD_BYTES_MAX && (got = read(0, room + n, PASSWORD_BYTES_MAX - n)) > 0;)
		n += (size_t) got;
	while (n > 0 && (room[n - 1] == '\n' || room[n - 1] == '\r'))
		n--;
	return (struct str) { room, n };
}

static void put_text(struct buf *b, const char *key, struct str value)
{
	if (str_absent(value))
		return;
	json_key(b, str_of(key));
	json_put_str(b, value);
}

/* Opens, asks once, closes; prints the whole answer or one member of it. */
static int ask(struct args *a, const struct client_options *o, const char *method, struct str path,
               struct str body, struct str member)
{
	struct client *c;
	struct answer_in in;
	int code = arg_end(a);
	if (code != EXIT_done)
		return code;
	if (client_open(o, &c) != OK)
		return say(EXIT_failed, "the data folder could not be opened.");
	enum err e = client_ask(c, a->arena, method, path, S("application/json"), body, &in);
	client_close(c);
	if (e != OK)
		return say(EXIT_failed, "the server did not answer.");
	if (in.status >= 300)
		return client_refused(a->arena, &in);
	struct str out = str_absent(member) ? in.body : client_member(a->arena, in.body, member);
	printf("%.*s\n", PRI_STR(out));
	return EXIT_done;
}

static bool common(struct args *a, struct client_options *o)
{
	return config_take_place(a, &o->config) == EXIT_done;
}

/* -- kontor user -- */

static int user_add(struct args *a, const struct client_options *o)
{
	struct str email = arg_required(a, "--email"), workspace = arg_option(a, "--workspace");
	struct str workspace_id = arg_option(a, "--workspace-id");
	struct str role = arg_option(a, "--role"), name = arg_option(a, "--name");
	if (str_absent(email))
		return EXIT_usage;
	if (str_absent(workspace) == str_absent(workspace_id))
		return say(EXIT_usage, "one of --workspace NAME and --workspace-id ID is needed.");
	if (!arg_flag(a, "--password-stdin"))
		return say(
			EXIT_usage,
			"--password-stdin is missing: the password is read from standard input.");
	struct buf b = BUF_IN(a->arena);
	json_open(&b, '{');
	put_text(&b, "email", email);
	put_text(&b, "password", read_password(a->arena));
	put_text(&b, "name", name);
	put_text(&b, "workspace", workspace);
	put_text(&b, "workspace_id", workspace_id);
	put_text(&b, "role", str_absent(role) ? S("owner") : role);
	if (arg_flag(a, "--operator")) {
		json_key(&b, S("operator"));
		json_put_bool(&b, true);
	}
	json_close(&b, '}');
	return ask(a, o, "POST", S("/admin/v1/users"), buf_str(&b), STR_ABSENT);
}

static int user_list(struct args *a, const struct client_options *o)
{
	return ask(a, o, "GET", S("/admin/v1/users"), STR_ABSENT, STR_ABSENT);
}

/* An address and one yes or no. */
static struct str with_email(struct args *a, struct str email, const char *key, bool value)
{
	struct buf b = BUF_IN(a->arena);
	json_open(&b, '{');
	put_text(&b, "email", email);
	json_key(&b, str_of(key));
	json_put_bool(&b, value);
	json_close(&b, '}');
	return buf_str(&b);
}

static int user_operator(struct args *a, const struct client_options *o)
{
	struct str email = arg_required(a, "--email");
	bool off = arg_flag(a, "--off");
	if (str_absent(email))
		return EXIT_usage;
	return ask(a, o, "POST", S("/admin/v1/users:operator"),
	           with_email(a, email, "operator", !off), STR_ABSENT);
}

static int user_email(struct args *a, const struct client_options *o)
{
	struct str email = arg_required(a, "--email"), to = arg_required(a, "--to");
	struct buf b = BUF_IN(a->arena);
	if (str_absent(email) || str_absent(to))
		return EXIT_usage;
	json_open(&b, '{');
	put_text(&b, "email", email);
	put_text(&b, "to", to);
	json_close(&b, '}');
	return ask(a, o, "POST", S("/admin/v1/users:email"), buf_str(&b), STR_ABSENT);
}

/* Prints the link, to be handed to whoever cannot get mail. */
static int user_reset(struct args *a, const struct client_options *o)
{
	struct str email = arg_required(a, "--email");
	bool totp_off = arg_flag(a, "--totp-off");
	if (str_absent(email))
		return EXIT_usage;
	return ask(a, o, "POST", S("/admin/v1/users:reset"),
	           with_email(a, email, "totp_off", totp_off), S("link"));
}

int cmd_user(struct args *a)
{
	static const struct {
		struct str word;
		int (*run)(struct args *a, const struct client_options *o);
	} words[] = {
		{ STR("add"), user_add },           { STR("list"), user_list },
		{ STR("operator"), user_operator }, { STR("email"), user_email },
		{ STR("reset"), user_reset },
	};
	struct client_options o = { 0 };
	struct str word = arg_word(a);
	for (unsigned i = 0; i < COUNT(words); i++)
		if (str_eq(word, words[i].word))
			return common(a, &o) ? words[i].run(a, &o) : EXIT_usage;
	return EXIT_usage;
}

/* -- kontor token -- */

#define DAY_MS (24 * 60 * 60 * INT64_C(1000))

static int token_create(struct args *a, const struct client_options *o)
{
	struct str email = arg_required(a, "--email"), workspace = arg_required(a, "--workspace");
	struct str scope = arg_option(a, "--scope"), name = arg_option(a, "--name");
	struct str days = arg_option(a, "--expires-days");
	int64_t n = 0;
	if (str_absent(email) || str_absent(workspace))
		return EXIT_usage;
	if (!str_absent(days) && (!str_to_int(days, &n) || n < 1 || n > 36500))
		return say(EXIT_usage, "--expires-days is a number of days.");
	struct buf b = BUF_IN(a->arena);
	json_open(&b, '{');
	put_text(&b, "email", email);
	put_text(&b, "workspace_id", workspace);
	put_text(&b, "scope", str_absent(scope) ? S("full") : scope);
	put_text(&b, "name", name);
	if (n != 0) {
		json_key(&b, S("expires_at"));
		json_put_int(&b, clock_now_ms(&clock_system) + n * DAY_MS);
	}
	json_close(&b, '}');
	return ask(a, o, "POST", S("/admin/v1/tokens"), buf_str(&b), S("token"));
}

static int token_list(struct args *a, const struct client_options *o)
{
	struct str workspace = arg_required(a, "--workspace");
	if (str_absent(workspace))
		return EXIT_usage;
	return ask(a, o, "GET",
	           arena_printf(a->arena, "/admin/v1/workspaces/%.*s:tokens", PRI_STR(workspace)),
	           STR_ABSENT, STR_ABSENT);
}

static int token_revoke(struct args *a, const struct client_options *o)
{
	struct str id = arg_required(a, "--id");
	if (str_absent(id))
		return EXIT_usage;
	return ask(a, o, "DELETE", arena_printf(a->arena, "/admin/v1/tokens/%.*s", PRI_STR(id)),
	           STR_ABSENT, STR_ABSENT);
}

int cmd_token(struct args *a)
{
	struct client_options o = { 0 };
	struct str word = arg_word(a);
	if (str_eq(word, S("create")))
		return common(a, &o) ? token_create(a, &o) : EXIT_usage;
	if (str_eq(word, S("list")))
		return common(a, &o) ? token_list(a, &o) : EXIT_usage;
	if (str_eq(word, S("revoke")))
		return common(a, &o) ? token_revoke(a, &o) : EXIT_usage;
	return EXIT_usage;
}

int cmd_workspace(struct args *a)
{
	struct client_options o = { 0 };
	if (!str_eq(arg_word(a), S("list")) || !common(a, &o))
		return EXIT_usage;
	return ask(a, &o, "GET", S("/admin/v1/workspaces"), STR_ABSENT, STR_ABSENT);
}

/* One workspace, or all of them one after the other. */
int cmd_reindex(struct args *a)
{
	struct client_options o = { 0 };
	struct client *c;
	struct answer_in in;
	if (!common(a, &o))
		return EXIT_usage;
	struct str only = arg_option(a, "--workspace");
	int code = arg_end(a);
	if (code != EXIT_done)
		return code;
	if (client_open(&o, &c) != OK)
		return say(EXIT_failed, "the data folder could not be opened.");
	enum err e = client_ask(c, a->arena, "GET", S("/admin/v1/workspaces"), STR_ABSENT,
	                        STR_ABSENT, &in);
	struct json j = json_of(client_member(a->arena, in.body, S("items")), a->arena);
	bool first = true;
	struct str one;
	while (e == OK && code == EXIT_done && json_element(&j, &first) > 0 &&
	       json_skip(&j, &one)) {
		struct str id = client_member(a->arena, one, S("id"));
		if (!str_absent(only) && !str_eq(id, only))
			continue;
		e = client_ask(
			c, a->arena, "POST",
			arena_printf(a->arena, "/admin/v1/workspaces/%.*s:reindex", PRI_STR(id)),
			STR_ABSENT, STR_ABSENT, &in);
		if (e == OK && in.status >= 300)
			code = client_refused(a->arena, &in);
		else if (e == OK)
			printf("%.*s: %.*s rows\n", PRI_STR(id),
			       PRI_STR(client_member(a->arena, in.body, S("rows"))));
	}
	client_close(c);
	return e != OK ? say(EXIT_failed, "the server did not answer.") : code;
}

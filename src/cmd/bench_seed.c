/* bench_seed.c: kontor bench seed: fills a workspace for measurements, the way an import would:
 * units of a job, a chunk of rows each, chat after chat. What it writes is the same in every run.
 * */
#include <stdio.h>

#include "base/json.h"
#include "cell/unit.h"
#include "cell/upkeep.h"
#include "cmd/bench_text.h"
#include "cmd/cmd.h"
#include "cmd/engine.h"

enum {
	CHUNK_ROWS = 256,
	BUSY_ONE_IN = 100, /* chats that hold half of all messages */
	TALK_MESSAGES = 8, /* of one conversation, within the hour */
	PEER_KEY_MAX = 40,
	/* Of the contacts, and so of the chats and messages, the agent's are one in 199: 0.5 %,
	 * busy chats among them as everywhere. */
	AGENT_ONE_IN = 199,
	FIELD_VALUES = 5,
};

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)
/* All of it happened in the two years before 1 July 2026. */
#define END_MS INT64_C(1782864000000)
#define SPAN_MS (730 * DAY_MS)

struct seed {
	struct cell *cell;
	struct arena arena; /* of a chunk */
	int64_t contacts, chats, messages;
	struct uuid owner_id, agent_id; /* who has the contacts; zero: nobody */
	/* where the chunks are */
	int64_t at, chat, in_chat, talk_at;
};

struct chunk {
	struct cell_task task; /* first: the writer's pointer is ours */
	struct seed *seed;
	enum err (*row)(struct seed *s, struct unit *u, int64_t nth);
	int64_t from, to;
};

/* -- rows -- */

static enum err put_tag(struct seed *s, struct unit *u, int64_t nth)
{
	struct tag row = { 0 };
	(void) s;
	set(&row, tag, id, bench_id(BENCH_tag, nth));
	set(&row, tag, name, bench_tag((unsigned) nth));
	return unit_insert(u, &tag_record, &row);
}

static enum err put_account(struct seed *s, struct unit *u, int64_t nth)
{
	struct wa_account row = { 0 };
	set(&row, wa_account, id, bench_id(BENCH_account, nth));
	set(&row, wa_account, name, S("Shop"));
	set(&row, wa_account, phone, bench_phone(&s->arena, 20000000));
	return unit_insert(u, &wa_account_record, &row);
}

/* Where contacts have owners they have a value of the workspace's own, too. */
static enum err put_field(struct seed *s, struct unit *u, int64_t nth)
{
	struct custom_field row = { 0 };
	(void) s;
	set(&row, custom_field, id, bench_id(BENCH_field, nth));
	set(&row, custom_field, name, S("Size"));
	set(&row, custom_field, kind, custom_kind_text);
	set(&row, custom_field, data_class, custom_class_none);
	return unit_insert(u, &custom_field_record, &row);
}

static void add_owner(struct seed *s, struct contact *row, struct custom_in *value, int64_t nth,
                      struct bench_rng *r)
{
	const bool agents = nth % AGENT_ONE_IN == 0;
	set(row, contact, owner_id, agents ? s->agent_id : s->owner_id);
	*value = (struct custom_in) {
		.field_id = bench_id(BENCH_field, 0),
		.kind = CUSTOM_IN_text,
		.text = arena_printf(&s->arena, "%d", (int) bench_below(r, FIELD_VALUES)),
	};
}

static void fill_contact(struct seed *s, struct contact *row, struct bench_rng *r)
{
	set(row, contact, name, bench_person(&s->arena, r));
	if (bench_below(r, 3) == 0)
		set(row, contact, company, bench_company(&s->arena, r));
	if (bench_below(r, 4) == 0)
		set(row, contact, language, S("pt-BR"));
}

/* A number for everybody, an e-mail address for every fifth. */
static void add_identities(struct seed *s, struct part_rows *p, int64_t nth, uint64_t *sent)
{
	struct contact_identity *phone = arena_new(&s->arena, struct contact_identity);
	set(phone, contact_identity, kind, identity_kind_phone);
	set(phone, contact_identity, value, bench_phone(&s->arena, nth));
	p->rows[p->n++] = phone;
	if (nth % 5 == 0) {
		struct contact_identity *mail = arena_new(&s->arena, struct contact_identity);
		set(mail, contact_identity, kind, identity_kind_email);
		set(mail, contact_identity, value,
		    arena_printf(&s->arena, "person%lld@example.com", (long long) nth));
		p->rows[p->n++] = mail;
	}
	p->sent = sent;
	for (size_t i = 0; i < p->n; i++)
		sent[i] = *(const uint64_t *) p->rows[i];
}

/* The first tag is on every second contact, the next on every fourth … */
static void add_tags(struct part_rows *p, struct bench_rng *r)
{
	for (int64_t tag = 0; tag < BENCH_TAGS && p->n < 2; tag++)
		if (bench_below(r, 2) == 0)
			p->ids[p->n++] = bench_id(BENCH_tag, tag);
}

static enum err put_contact(struct seed *s, struct unit *u, int64_t nth)
{
	struct bench_rng r = bench_rng_of(BENCH_contact, (uint64_t) nth);
	struct contact row = { 0 }, stored;
	void *rows[2];
	uint64_t sent[2];
	struct uuid ids[2];
	struct custom_in value;
	struct decoded d = {
		.row = &row,
		.parts = { { .part = part_named(&contact_record, S("identities")), .rows = rows },
		           { .part = part_named(&contact_record, S("tags")), .ids = ids } },
		.part_n = 2,
	};
	set(&row, contact, id, bench_id(BENCH_contact, nth));
	fill_contact(s, &row, &r);
	add_identities(s, &d.parts[0], nth, sent);
	add_tags(&d.parts[1], &r);
	if (!uuid_zero(s->owner_id)) {
		add_owner(s, &row, &value, nth, &r);
		d.custom = &value;
		d.custom_n = 1;
	}
	d.sent = row.has | BIT(PARTS_BIT);
	return unit_create(u, &contact_record, &d, &stored);
}

static enum err put_chat(struct seed *s, struct unit *u, int64_t nth)
{
	struct str phone = bench_phone(&s->arena, nth);
	struct chat row = { 0 };
	set(&row, chat, id, bench_id(BENCH_chat, nth));
	set(&row, chat, account_id, bench_id(BENCH_account, 0));
	set(&row, chat, peer_kind, peer_kind_person);
	set(&row, chat, peer_key, arena_join(&s->arena, str_from(phone, 1), S("@s.whatsapp.net")));
	if (nth < s->contacts)
		set(&row, chat, contact_id, bench_id(BENCH_contact, nth));
	return unit_insert(u, &chat_record, &row);
}

/* -- messages: half of them in one chat of a hundred -- */

static int64_t messages_of(const struct seed *s, int64_t chat)
{
	int64_t busy_chats = (s->chats + BUSY_ONE_IN - 1) / BUSY_ONE_IN;
	int64_t even = s->messages / 2, busy = s->messages - even;
	int64_t n = even / s->chats + (chat < even % s->chats);
	if (chat % BUSY_ONE_IN != 0)
		return n;
	chat /= BUSY_ONE_IN;
	return n + busy / busy_chats + (chat < busy % busy_chats);
}

/* Goes on to the next message's chat and time. */
static void next_message(struct seed *s, struct bench_rng *r)
{
	while (s->in_chat == messages_of(s, s->chat)) {
		s->chat++;
		s->in_chat = 0;
	}
	int64_t n = messages_of(s, s->chat), talks = (n + TALK_MESSAGES - 1) / TALK_MESSAGES;
	if (s->in_chat % TALK_MESSAGES == 0) {
		int64_t talk = s->in_chat / TALK_MESSAGES, share = SPAN_MS / talks;
		s->talk_at = END_MS - SPAN_MS + talk * share +
		             (int64_t) bench_below(r, (uint64_t) (share - share / 8));
	}
	s->talk_at += 1000 + (int64_t) bench_below(r, 300 * 1000);
	s->in_chat++;
}

static enum err put_message(struct seed *s, struct unit *u, int64_t nth)
{
	struct bench_rng r = bench_rng_of(BENCH_message, (uint64_t) nth);
	struct message row = { 0 };
	next_message(s, &r);
	set(&row, message, id, bench_id(BENCH_message, nth));
	set(&row, message, chat_id, bench_id(BENCH_chat, s->chat));
	set(&row, message, at, s->talk_at);
	set(&row, message, direction,
	    bench_below(&r, 2) == 0 ? message_direction_in : message_direction_out);
	set(&row, message, kind, message_kind_text);
	set(&row, message, text, bench_message(&s->arena, &r));
	return unit_insert(u, &message_record, &row);
}

/* -- chunks -- */

static enum err run_chunk(struct cell_task *t, struct unit *u)
{
	struct chunk *c = (struct chunk *) t;
	struct seed before = *c->seed;
	u->reason = history_reason_import;
	u->source = SOURCE_import;
	for (int64_t i = c->from; i < c->to; i++) {
		enum err e = c->row(c->seed, u, i);
		if (e != OK) {
			before.arena = c->seed->arena;
			*c->seed = before;
			return e;
		}
	}
	return OK;
}

static enum err put_rows(struct seed *s, int64_t n,
                         enum err (*row)(struct seed *s, struct unit *u, int64_t nth))
{
	struct actor engine = actor_engine();
	for (int64_t from = 0; from < n; from += CHUNK_ROWS) {
		struct problems ps;
		struct chunk c = {
			.seed = s,
			.row = row,
			.from = from,
			.to = from + CHUNK_ROWS < n ? from + CHUNK_ROWS : n,
		};
		problems_init(&ps, &s->arena);
		cell_task_init(&c.task, s->cell, &engine, &s->arena, &ps);
		c.task.task.job = true;
		c.task.body = run_chunk;
		enum err e = cell_task_run(&c.task);
		if (e != OK && ps.n != 0)
			say(EXIT_failed, "%.*s: %.*s", PRI_STR(ps.v[0].pointer),
			    PRI_STR(ps.v[0].detail));
		TRY(e);
		arena_clear(&s->arena);
	}
	return OK;
}

static enum err seed_cell(struct seed *s)
{
	TRY(put_rows(s, s->contacts != 0 ? BENCH_TAGS : 0, put_tag));
	TRY(put_rows(s, s->chats != 0 ? 1 : 0, put_account));
	TRY(put_rows(s, uuid_zero(s->owner_id) ? 0 : 1, put_field));
	TRY(put_rows(s, s->contacts, put_contact));
	TRY(put_rows(s, s->chats, put_chat));
	TRY(put_rows(s, s->messages, put_message));
	return cell_tidy(s->cell); /* as the cell will be after a quiet night */
}

static int seed_workspace(const struct engine_options *o, struct uuid workspace, struct seed *s)
{
	struct engine *engine;
	if (engine_start(o, &engine) != OK)
		return EXIT_failed;
	enum err e = cells_take(engine_cells(engine), workspace, &s->cell);
	if (e == OK) {
		e = seed_cell(s);
		cell_give(s->cell);
	}
	arena_release(&s->arena);
	engine_stop(engine);
	if (e == ERR_CONFLICT)
		return say(EXIT_failed, "the workspace holds such rows already.");
	if (e != OK)
		return say(EXIT_failed, "seeding ended: %.*s", PRI_STR(err_info(e)->sentence));
	printf("{\"contacts\":%lld,\"chats\":%lld,\"messages\":%lld}\n", (long long) s->contacts,
	       (long long) s->chats, (long long) s->messages);
	return EXIT_done;
}

static bool take_count(struct args *a, const char *name, int64_t *out)
{
	struct str text = arg_option(a, name);
	*out = 0;
	if (str_absent(text) || (str_to_int(text, out) && *out >= 0 && *out <= 10000000))
		return true;
	say(EXIT_usage, "%s takes a number up to ten million.", name);
	return false;
}

/* Both or neither: members of the workspace. */
static bool take_owners(struct args *a, struct seed *s)
{
	struct str owner = arg_option(a, "--owner"), agent = arg_option(a, "--agent");
	if (str_absent(owner) && str_absent(agent))
		return true;
	if (!str_absent(owner) && !str_absent(agent) && uuid_parse(owner, &s->owner_id) &&
	    uuid_parse(agent, &s->agent_id))
		return true;
	say(EXIT_usage, "--owner and --agent go together, and take a member's id.");
	return false;
}

int cmd_bench(struct args *a)
{
	struct config config;
	struct engine_options o = { .config = &config, .quiet = true };
	struct seed s = { 0 };
	struct uuid workspace;
	struct str what = arg_word(a);
	struct str id = arg_required(a, "--workspace");
	if (!str_eq(what, S("seed")) || str_absent(id) ||
	    config_take_place(a, &config) != EXIT_done)
		return EXIT_usage;
	if (!take_count(a, "--contacts", &s.contacts) || !take_count(a, "--chats", &s.chats) ||
	    !take_count(a, "--messages", &s.messages) || !take_owners(a, &s))
		return EXIT_usage;
	if (!uuid_parse(id, &workspace))
		return say(EXIT_usage, "--workspace takes an id.");
	if (s.messages != 0 && s.chats == 0)
		return say(EXIT_usage, "messages need --chats.");
	int code = arg_end(a);
	return code != EXIT_done ? code : seed_workspace(&o, workspace, &s);
}

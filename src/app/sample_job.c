/* sample_job.c: brings the sample in, or takes it out; each step is a unit, and the whole can be
 * begun again: what a first attempt left is removed before. */
#include "app/sample.h"

#include "app/peer.h"
#include "app/sample_data.h"
#include "record/decode.h"

enum { PEOPLE_MAX = 64, TAGS_MAX = 8, MINUTE_MS = 60000, HOUR_MS = 3600000 };

struct loading;
typedef enum err step_fn(struct loading *l, struct unit *u);

/* What one step needs of those before it. */
struct loading {
	struct cell_task task; /* first: the writer hands it back */
	struct uuid run_id;
	struct uuid people[PEOPLE_MAX], phones[PEOPLE_MAX], tags[TAGS_MAX], account;
	step_fn *const *steps;
	unsigned step;
	struct str refused;
	int64_t contacts, messages;
};

/* -- people -- */

static enum err add_tags(struct loading *l, struct unit *u)
{
	static const int fold[] = { F_tag_fold_key };
	for (unsigned i = 0; i < sample_tag_count; i++) {
		struct tag row = { 0 }, twin;
		set(&row, tag, name, sample_tags[i].name);
		set(&row, tag, colour, sample_tags[i].colour);
		enum err e = unit_insert(u, &tag_record, &row);
		if (e == ERR_CONFLICT) { /* the workspace has such a tag: it serves */
			u->problems->n = 0;
			TRY(row_find(u->db, u->arena, index_on(&tag_record, 1, fold), &row, &twin));
			row.id = twin.id;
		} else {
			TRY(e);
		}
		l->tags[i] = row.id;
	}
	return OK;
}

static enum err add_identity(struct unit *u, struct uuid contact, enum identity_kind kind,
                             struct str value, struct uuid *id)
{
	struct contact_identity row = { 0 };
	if (value.len == 0)
		return OK;
	set(&row, contact_identity, contact_id, contact);
	set(&row, contact_identity, kind, kind);
	set(&row, contact_identity, value, value);
	enum err e = unit_insert(u, &contact_identity_record, &row);
	if (e == ERR_CONFLICT) { /* somebody real has this address: the sample goes without */
		u->problems->n = 0;
		return OK;
	}
	TRY(e);
	if (id != NULL)
		*id = row.id;
	return OK;
}

static enum err add_links(struct loading *l, struct unit *u, const struct sample_person *p,
                          struct uuid contact)
{
	for (size_t i = 0; i < p->tags.len; i++)
		for (unsigned k = 0; k < sample_tag_count; k++) {
			struct contact_tag row = { 0 };
			if (sample_tags[k].letter != p->tags.ptr[i])
				continue;
			set(&row, contact_tag, contact_id, contact);
			set(&row, contact_tag, tag_id, l->tags[k]);
			TRY(unit_insert(u, &contact_tag_record, &row));
		}
	return OK;
}

static enum err add_note(struct unit *u, const struct sample_person *p, struct uuid contact)
{
	struct note row = { 0 };
	if (p->note.len == 0)
		return OK;
	set(&row, note, contact_id, contact);
	set(&row, note, text, p->note);
	return unit_insert(u, &note_record, &row);
}

static enum err add_person(struct loading *l, struct unit *u, unsigned i)
{
	const struct sample_person *p = &sample_people[i];
	struct contact row = { 0 };
	set(&row, contact, name, p->name);
	set(&row, contact, source, contact_source_import);
	if (p->company.len != 0)
		set(&row, contact, company, p->company);
	if (p->job.len != 0)
		set(&row, contact, job_title, p->job);
	TRY(unit_insert(u, &contact_record, &row));
	l->people[i] = row.id;
	l->contacts++;
	TRY(add_identity(u, row.id, identity_kind_phone, p->phone, &l->phones[i]));
	TRY(add_identity(u, row.id, identity_kind_email, p->email, NULL));
	TRY(add_links(l, u, p, row.id));
	return add_note(u, p, row.id);
}

static enum err add_people(struct loading *l, struct unit *u)
{
	TRY(add_tags(l, u));
	ENSURE(sample_person_count <= PEOPLE_MAX && sample_tag_count <= TAGS_MAX);
	for (unsigned i = 0; i < sample_person_count; i++)
		TRY(add_person(l, u, i));
	return OK;
}

/* -- chats -- */

static enum err add_account(struct loading *l, struct unit *u)
{
	struct wa_account row = { 0 };
	set(&row, wa_account, name, S("Casa Aurora"));
	set(&row, wa_account, my_name, S("Casa Aurora"));
	TRY(unit_insert(u, &wa_account_record, &row));
	l->account = row.id;
	return OK;
}

static unsigned person_of(const struct sample_chat *c)
{
	unsigned i = 0;
	while (i < sample_person_count && !str_eq(sample_people[i].key, c->person))
		i++;
	return i;
}

static void address_person(struct loading *l, struct unit *u, unsigned who, struct chat *row)
{
	struct phone p;
	ENSURE(phone_trusted(sample_people[who].phone, &p) == PHONE_OK);
	set(row, chat, peer_kind, peer_kind_person);
	set(row, chat, peer_key, peer_of_phone(u->arena, &p));
	set(row, chat, contact_id, l->people[who]);
}

static enum err add_line(struct loading *l, struct unit *u, const struct sample_line *line,
                         struct uuid chat_id, unsigned who, int64_t at)
{
	struct message row = { 0 };
	bool theirs = line->who == 'i' && who < sample_person_count;
	set(&row, message, chat_id, chat_id);
	set(&row, message, at, at);
	set(&row, message, kind, line->kind);
	set(&row, message, origin, message_origin_import);
	set(&row, message, direction,
	    line->who == 's'   ? message_direction_none
	    : line->who == 'o' ? message_direction_out
	                       : message_direction_in);
	if (line->text.len != 0)
		set(&row, message, text, line->text);
	if (line->file.len != 0)
		set(&row, message, media_name, line->file);
	if (theirs) {
		if (!uuid_zero(l->phones[who]))
			set(&row, message, sender_id, l->phones[who]);
		set(&row, message, sender_name, sample_people[who].name);
	} else if (line->who == 'i') {
		set(&row, message, sender_name, S("Beto"));
	}
	l->messages++;
	return unit_insert(u, &message_record, &row);
}

static enum err add_chat(struct loading *l, struct unit *u, const struct sample_chat *c,
                         int64_t now_ms)
{
	struct chat row = { 0 };
	unsigned who = person_of(c);
	set(&row, chat, account_id, l->account);
	if (who < sample_person_count) {
		address_person(l, u, who, &row);
	} else {
		set(&row, chat, peer_kind, peer_kind_group);
		set(&row, chat, peer_key, S("120363000000000001@g.us"));
		set(&row, chat, title, c->title);
	}
	TRY(unit_insert(u, &chat_record, &row));
	int64_t at = now_ms - c->ago_hours * HOUR_MS;
	for (unsigned i = 1; i < c->n; i++) /* back from the last line to the first */
		at -= sample_lines[c->first + i].after_min * MINUTE_MS;
	for (unsigned i = 0; i < c->n; i++) {
		if (i > 0)
			at += sample_lines[c->first + i].after_min * MINUTE_MS;
		TRY(add_line(l, u, &sample_lines[c->first + i], row.id, who, at));
	}
	return OK;
}

static enum err add_chats(struct loading *l, struct unit *u)
{
	struct sample_chat c;
	int64_t minute = u->now_ms - u->now_ms % MINUTE_MS;
	TRY(add_account(l, u));
	for (unsigned i = 0; sample_chat_at(i, &c); i++)
		TRY(add_chat(l, u, &c, minute));
	return OK;
}

/* -- the run itself -- */

static enum err close_run(struct loading *l, struct unit *u)
{
	struct import_run *run = arena_new(u->arena, struct import_run);
	TRY(unit_get(u, &import_run_record, l->run_id, run));
	struct import_run *after = row_copy(u->arena, &import_run_record, run);
	if (run->state != import_state_running)
		return OK; /* taken out meanwhile: the next job does it */
	set(after, import_run, state, import_state_done);
	set(after, import_run, new, l->contacts);
	set(after, import_run, messages_new, l->messages);
	set(after, import_run, finished_at, u->now_ms);
	return unit_change(u, &import_run_record, run, after, UINT64_MAX);
}

static enum err drop_all(struct loading *l, struct unit *u)
{
	return unit_purge_run(u, l->run_id);
}

static enum err drop_run(struct loading *l, struct unit *u)
{
	struct import_run *run = arena_new(u->arena, struct import_run);
	enum err e = unit_get(u, &import_run_record, l->run_id, run);
	return e == ERR_NOT_FOUND ? OK : e != OK ? e : unit_purge(u, &import_run_record, run);
}

/* What was loaded goes again: half a sample is of no use, and who removes it must not have to guess
 * that it is there. */
static enum err fail_run(struct loading *l, struct unit *u)
{
	struct import_run *run = arena_new(u->arena, struct import_run);
	TRY(unit_get(u, &import_run_record, l->run_id, run));
	struct import_run *after = row_copy(u->arena, &import_run_record, run);
	if (run->state != import_state_running)
		return OK;
	set(after, import_run, state, import_state_failed);
	set(after, import_run, problem, l->refused);
	set(after, import_run, finished_at, u->now_ms);
	return unit_change(u, &import_run_record, run, after, UINT64_MAX);
}

static step_fn *const load_steps[] = { drop_all, add_people, add_chats, close_run };
static step_fn *const drop_steps[] = { drop_all, drop_run };
static step_fn *const fail_steps[] = { drop_all, fail_run };

static enum err run_step(struct cell_task *t, struct unit *u)
{
	struct loading *l = (struct loading *) t;
	u->run_id = l->run_id;
	u->source = SOURCE_import;
	u->reason = history_reason_import;
	return l->steps[l->step](l, u);
}

static enum err run_steps(struct work *w, struct loading *l, step_fn *const *steps, unsigned n)
{
	/* Who may was decided before; what they may see has nothing to do with the sample. */
	const struct actor actor = { .member_id = w->actor.member_id, .role = ROLE_owner };
	l->steps = steps;
	for (l->step = 0; l->step < n; l->step++) {
		struct arena a = ARENA_INIT;
		struct problems *ps = arena_new(&a, struct problems);
		/* Taking it out was decided when it was asked for, and goes on without them. */
		if (!w->goes_on(w) && (str_absent(w->refused) || steps == load_steps)) {
			arena_release(&a);
			return work_end(w);
		}
		problems_init(ps, &a);
		l->contacts = l->step <= 1 ? 0 : l->contacts;
		l->messages = l->step <= 2 ? 0 : l->messages;
		cell_task_init(&l->task, w->cell, &actor, &a, ps);
		l->task.task.job = true;
		l->task.body = run_step;
		enum err e = cell_task_run(&l->task);
		arena_release(&a);
		TRY(e);
	}
	return OK;
}

static enum err find_run(struct work *w, struct uuid *id, bool *load)
{
	struct decoded d;
	struct problems ps;
	struct db *db;
	struct import_run run;
	const struct actor engine = actor_engine();
	problems_init(&ps, w->arena);
	TRY(record_decode(&import_job_record, OP_form, w->argument, w->arena, &d, &ps));
	*id = ((const struct import_job *) d.row)->import_id;
	TRY(cell_reader(w->cell, &db));
	enum err e = row_get(db, w->arena, &engine, &import_run_record, *id, LIVE_only, &run);
	cell_reader_give(w->cell, db);
	*load = e == OK && run.state == import_state_running;
	return e;
}

enum err sample_job_run(struct work *w)
{
	struct loading l = { 0 };
	bool load = false;
	enum err e = find_run(w, &l.run_id, &load);
	if (e == ERR_NOT_FOUND) /* removed already */
		return OK;
	TRY(e);
	if (!load)
		return run_steps(w, &l, drop_steps, COUNT(drop_steps));
	e = run_steps(w, &l, load_steps, COUNT(load_steps));
	l.refused = w->refused;
	if (e == ERR_FORBIDDEN)
		TRY(run_steps(w, &l, fail_steps, COUNT(fail_steps)));
	return e;
}

/* people.c: merging records by identity. See people.h. */
#include "core/people.h"

#include "core/phone.h"

enum { SLOTS_FIRST = 256 };

struct entry {
	struct person person;
	size_t line;
	size_t into; /* entry + 1 that it merged into; 0: it stands */
};

struct identity {
	struct str key; /* absent: empty slot */
	size_t entry;
};

struct people {
	struct arena *arena;
	struct entry *v;
	size_t n, cap;
	struct identity *slot;
	size_t slots, keys;
	size_t standing;
};

struct people *people_new(struct arena *a)
{
	struct people *p = arena_new(a, struct people);

	p->arena = a;
	p->slots = SLOTS_FIRST;
	p->slot = arena_array(a, struct identity, p->slots);
	return p;
}

/* ---- identities ---- */

static struct identity *find(const struct people *p, struct str key)
{
	size_t h = 5381;

	for (size_t i = 0; i < key.len; i++)
		h = h * 33 ^ (uint8_t) key.ptr[i];
	for (h ^= h >> 17;; h++) {
		struct identity *there = &p->slot[h & (p->slots - 1)];

		if (str_absent(there->key) || str_eq(there->key, key))
			return there;
	}
}

static void grow(struct people *p)
{
	const struct people old = *p;

	p->slots *= 2;
	p->slot = arena_array(p->arena, struct identity, p->slots);
	for (size_t i = 0; i < old.slots; i++) {
		if (!str_absent(old.slot[i].key))
			*find(p, old.slot[i].key) = old.slot[i];
	}
}

/* The entry that this one became part of; the way there is cut short for the next time. */
static size_t standing_of(struct people *p, size_t entry)
{
	size_t end = entry;

	while (p->v[end].into != 0)
		end = p->v[end].into - 1;
	while (p->v[entry].into != 0) {
		const size_t next = p->v[entry].into - 1;

		p->v[entry].into = end + 1;
		entry = next;
	}
	return end;
}

/* All spellings of one line have one key; addresses are their own. */
static struct str key_of(struct people *p, struct str identity)
{
	struct phone phone;
	struct phone_key key;

	if (!str_starts(identity, S("+")) || phone_trusted(identity, &phone) != PHONE_OK)
		return arena_str(p->arena, identity);
	key = phone_match_key(&phone);
	return arena_str(p->arena, (struct str) { key.text, key.len });
}

/* ---- merging ---- */

/* Identities of two entries are never the same: each belongs to the first that had it. */
static void append(struct people *p, struct strs *into, const struct strs *from)
{
	for (size_t i = 0; i < from->n; i++)
		strs_add(p->arena, into, from->v[i]);
}

static void fill(struct people *p, struct str *into, struct str from)
{
	if (str_absent(*into))
		*into = arena_str(p->arena, from);
}

/* All but phones and e-mail addresses. */
static void merge(struct people *p, struct person *into, const struct person *from)
{
	fill(p, &into->name, from->name);
	fill(p, &into->company, from->company);
	fill(p, &into->job_title, from->job_title);
	fill(p, &into->notes, from->notes);
	if (into->birthday.month == 0)
		into->birthday = from->birthday;
	for (size_t i = 0; i < from->wa_ids.n; i++)
		person_add_wa_id(p->arena, into, from->wa_ids.v[i]);
	for (size_t i = 0; i < from->tags.n; i++)
		person_add_tag(p->arena, into, from->tags.v[i]);
	for (size_t i = 0; i < from->custom_n; i++)
		person_add_custom(p->arena, into, from->custom[i].name, from->custom[i].value);
	into->has_photo = into->has_photo || from->has_photo;
}

static void join(struct people *p, size_t first, size_t other)
{
	if (first == other)
		return;
	merge(p, &p->v[first].person, &p->v[other].person);
	append(p, &p->v[first].person.phones, &p->v[other].person.phones);
	append(p, &p->v[first].person.emails, &p->v[other].person.emails);
	p->v[other].into = first + 1;
	p->standing--;
}

static size_t add_entry(struct people *p, const struct person_row *row)
{
	if (p->n == p->cap) {
		struct entry *now;

		p->cap = p->cap == 0 ? SLOTS_FIRST : p->cap * 2;
		now = arena_array(p->arena, struct entry, p->cap);
		if (p->n != 0)
			memcpy(now, p->v, p->n * sizeof *now);
		p->v = now;
	}
	p->v[p->n] = (struct entry) { .line = row->line };
	p->standing++;
	merge(p, &p->v[p->n].person, &row->person);
	return p->n++;
}

/* *first: the entry that the new one is part of by now. Returns whether the identity is new. */
static bool claim(struct people *p, struct str identity, size_t entry, size_t *first)
{
	const struct str key = key_of(p, identity);
	struct identity *there;
	size_t owner;

	if (p->keys * 2 >= p->slots)
		grow(p);
	there = find(p, key);
	if (str_absent(there->key)) {
		*there = (struct identity) { key, entry };
		p->keys++;
		return true;
	}
	owner = standing_of(p, there->entry);
	join(p, owner < *first ? owner : *first, owner < *first ? *first : owner);
	*first = owner < *first ? owner : *first;
	return false;
}

static void claim_all(struct people *p, const struct strs *identities, size_t entry, size_t *first,
                      struct strs *fresh)
{
	for (size_t i = 0; i < identities->n; i++) {
		if (claim(p, identities->v[i], entry, first))
			strs_add(p->arena, fresh, arena_str(p->arena, identities->v[i]));
	}
}

size_t people_add(struct people *p, const struct person_row *row)
{
	const size_t entry = add_entry(p, row);
	struct strs phones = { 0 }, emails = { 0 };
	size_t first = entry;

	claim_all(p, &row->person.phones, entry, &first, &phones);
	claim_all(p, &row->person.emails, entry, &first, &emails);
	append(p, &p->v[first].person.phones, &phones);
	append(p, &p->v[first].person.emails, &emails);
	return first == entry ? 0 : p->v[first].line;
}

size_t people_count(const struct people *p)
{
	return p->standing;
}

const struct person *people_next(const struct people *p, size_t *at)
{
	while (*at < p->n) {
		const struct entry *e = &p->v[(*at)++];

		if (e->into == 0)
			return &e->person;
	}
	return NULL;
}

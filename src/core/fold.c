/* fold.c: see fold.h. Code points are looked up one by one (fold_tables.c), gathered in clusters,
 * and where marks stay, put in canonical order and composed (Unicode Standard, 3.11). */
#include "core/fold.h"

#include "base/utf8.h"
#include "core/fold_tables.h"

enum {
	LEAF_BITS = 3,
	NODE_BITS = 5,
	JAMO_L = 0x1100,
	JAMO_V = 0x1161,
	JAMO_T = 0x11a7, /* one before the first: 0 is "none" */
	JAMO_L_N = 19,
	JAMO_V_N = 21,
	JAMO_T_N = 28,
	SYLLABLE = 0xac00,
};

static unsigned entry_of(uint32_t cp)
{
	unsigned node = fold_root[cp >> (LEAF_BITS + NODE_BITS)];
	unsigned leaf = fold_nodes[node << NODE_BITS | (cp >> LEAF_BITS & ((1u << NODE_BITS) - 1))];
	return fold_leaves[leaf << LEAF_BITS | (cp & ((1u << LEAF_BITS) - 1))];
}

static uint32_t pool_at(const uint16_t **unit)
{
	uint32_t high = *(*unit)++;
	return (high & 0xfc00) != 0xd800 ? high
	                                 : 0x10000 + ((high & 0x3ff) << 10 | (*(*unit)++ & 0x3ffu));
}

/* Of a folded code point. One that was composed is what its first part is. */
static const struct fold_property *property_of(uint32_t folded)
{
	unsigned entry = entry_of(folded);
	if (entry >= FOLD_MAPPED) {
		const uint16_t *unit = fold_pool + (entry - FOLD_MAPPED) + 1;
		entry = entry_of(pool_at(&unit));
	}
	return &fold_properties[entry];
}

enum fold_kind fold_kind(uint32_t folded)
{
	return (enum fold_kind) property_of(folded)->kind;
}

/* A cluster in the making. */
struct gathering {
	struct fold_cluster *out;
	uint8_t ccc[FOLD_CLUSTER_MAX];
	bool keeps;   /* the last base keeps shared marks */
	bool ordered; /* something may have to be moved or composed */
};

static void gather(struct gathering *g, uint32_t cp, const struct fold_property *p)
{
	struct fold_cluster *out = g->out;
	if (p->kind == FOLD_DROP || (p->kind == FOLD_MARK && !g->keeps) ||
	    out->n == FOLD_CLUSTER_MAX)
		return;
	if ((p->flags & FOLD_JOINS) == 0)
		g->keeps = (p->flags & FOLD_KEEPS) != 0;
	else
		g->ordered = true;
	g->ccc[out->n] = p->ccc;
	out->cps[out->n++] = cp;
}

/* Adds what cp folds to. */
static void add(struct gathering *g, uint32_t cp, unsigned entry)
{
	if (entry < FOLD_MAPPED) {
		gather(g, cp, &fold_properties[entry]);
		return;
	}
	const uint16_t *unit = fold_pool + (entry - FOLD_MAPPED), *end = unit + 1 + *unit;
	for (unit++; unit < end;) {
		uint32_t part = pool_at(&unit);
		gather(g, part, property_of(part));
	}
}

/* Marks of different kinds commute: each run is sorted by class, equal ones staying as they
 * stood. */
static void order(struct gathering *g)
{
	struct fold_cluster *c = g->out;
	for (size_t i = 1; i < c->n; i++) {
		uint32_t cp = c->cps[i];
		uint8_t ccc = g->ccc[i];
		size_t at = i;
		for (; ccc != 0 && at > 0 && g->ccc[at - 1] > ccc; at--) {
			c->cps[at] = c->cps[at - 1];
			g->ccc[at] = g->ccc[at - 1];
		}
		c->cps[at] = cp;
		g->ccc[at] = ccc;
	}
}

static uint32_t compose_korean(uint32_t a, uint32_t b)
{
	if (a - JAMO_L < JAMO_L_N && b - JAMO_V < JAMO_V_N)
		return SYLLABLE + ((a - JAMO_L) * JAMO_V_N + (b - JAMO_V)) * JAMO_T_N;
	bool open = a - SYLLABLE < JAMO_L_N * JAMO_V_N * JAMO_T_N && (a - SYLLABLE) % JAMO_T_N == 0;
	return open && b > JAMO_T && b - JAMO_T < JAMO_T_N ? a + (b - JAMO_T) : 0;
}

/* What the two are together; 0: they stay two. */
static uint32_t compose_pair(uint32_t a, uint32_t b)
{
	uint32_t korean = compose_korean(a, b);
	if (korean != 0)
		return korean;
	size_t low = 0, high = fold_pairs_n;
	while (low < high) {
		size_t mid = (low + high) / 2;
		const struct fold_pair *p = &fold_pairs[mid];
		if (p->first == a && p->second == b)
			return p->whole;
		if (p->first < a || (p->first == a && p->second < b))
			low = mid + 1;
		else
			high = mid;
	}
	return 0;
}

static void compose(struct gathering *g)
{
	struct fold_cluster *c = g->out;
	size_t base = 0, n = 0;
	for (size_t i = 0; i < c->n; i++) {
		uint32_t cp = c->cps[i];
		uint8_t ccc = g->ccc[i];
		bool has_base = n > 0 && g->ccc[base] == 0;
		bool blocked = n > base + 1 && (g->ccc[n - 1] >= ccc || g->ccc[n - 1] == 0);
		uint32_t whole = has_base && !blocked ? compose_pair(c->cps[base], cp) : 0;
		if (whole != 0) {
			c->cps[base] = whole;
			continue;
		}
		if (ccc == 0)
			base = n;
		c->cps[n] = cp;
		g->ccc[n++] = ccc;
	}
	c->n = (uint8_t) n;
}

static bool joins(unsigned entry)
{
	if (entry < FOLD_MAPPED)
		return (fold_properties[entry].flags & FOLD_JOINS) != 0;
	const uint16_t *unit = fold_pool + (entry - FOLD_MAPPED) + 1;
	return (property_of(pool_at(&unit))->flags & FOLD_JOINS) != 0;
}

/* Most text is ASCII, which folds by one bit, as long as no mark follows. */
static bool next_is_plain(const struct fold *f)
{
	const char *text = f->text.ptr;
	size_t at = f->at, len = f->text.len;
	return at < len && (text[at] & 0x80) == 0 && (at + 1 == len || (text[at + 1] & 0x80) == 0);
}

static void take_plain(struct fold *f, struct fold_cluster *out)
{
	uint32_t c = (unsigned char) f->text.ptr[f->at];
	out->cps[0] = c - 'A' < 26 ? c | 0x20 : c;
	out->n = 1;
	out->start = f->at++;
	out->end = f->at;
}

bool fold_next(struct fold *f, struct fold_cluster *out)
{
	if (next_is_plain(f)) {
		take_plain(f, out);
		return true;
	}
	do {
		struct gathering g = { .out = out };
		out->n = 0;
		out->start = f->at;
		if (f->at >= f->text.len)
			return false;
		uint32_t cp = utf8_next(f->text, &f->at);
		add(&g, cp, entry_of(cp));
		while (f->at < f->text.len) {
			size_t next = f->at;
			cp = utf8_next(f->text, &next);
			unsigned entry = cp < 0x80 ? 0 : entry_of(cp);
			if (cp < 0x80 || !joins(entry))
				break;
			add(&g, cp, entry);
			f->at = next;
		}
		if (g.ordered) {
			order(&g);
			compose(&g);
		}
		out->end = f->at;
	} while (out->n == 0);
	return true;
}

static void map_bytes(struct buf *map, size_t place, size_t n)
{
	uint32_t at = (uint32_t) place;
	for (; n != 0; n--)
		put(map, (struct str) { (const char *) &at, sizeof at });
}

void fold_put(struct buf *b, struct str s, struct buf *map)
{
	struct fold f = fold_of(s);
	struct fold_cluster c;
	while (fold_next(&f, &c)) {
		size_t before = b->len;
		for (size_t i = 0; i < c.n; i++)
			put_utf8(b, c.cps[i]);
		if (map != NULL)
			map_bytes(map, c.start, b->len - before);
	}
	if (map != NULL)
		map_bytes(map, s.len, 1);
}

uint32_t fold_map_at(const struct buf *map, size_t folded_byte)
{
	uint32_t at;
	memcpy(&at, map->ptr + folded_byte * sizeof at, sizeof at);
	return at;
}

/* The folded code points of a text, one by one. */
struct stream {
	struct fold fold;
	struct fold_cluster cluster;
	size_t at;
};

static bool stream_next(struct stream *s, uint32_t *cp)
{
	if (s->at >= s->cluster.n) {
		s->at = 0;
		if (!fold_next(&s->fold, &s->cluster))
			return false;
	}
	*cp = s->cluster.cps[s->at++];
	return true;
}

bool fold_eq(struct str s, struct str t)
{
	struct stream a = { .fold = fold_of(s) }, b = { .fold = fold_of(t) };
	uint32_t x = 0, y = 0;
	for (;;) {
		bool more = stream_next(&a, &x);
		if (more != stream_next(&b, &y) || (more && x != y))
			return false;
		if (!more)
			return true;
	}
}

/* metrics.c: writes what /metrics answers, and the table of it. See metrics.h. */
#include "api/metrics.h"

#include "net/metrics.h"
#include "net/server.h"

#include "api/api_impl.h"

static const struct {
	struct str kind, name, unit, labels, help;
	void (*put)(struct metrics *m);
} rows[] = {
#define METRIC(kind, name, unit, labels, help)                                                     \
	{ STR(#kind), STR(#name), STR(unit), STR(labels), STR(help), metric_##name },
#include "api/metrics.def"
#undef METRIC
};

/* -- samples -- */

void metric_put(struct metrics *m, int64_t value)
{
	putf(m->out, "kontor_%.*s %lld\n", PRI_STR(m->name), (long long) value);
}

void metric_put_of(struct metrics *m, struct str label, struct str word, int64_t value)
{
	putf(m->out, "kontor_%.*s{%.*s=\"%.*s\"} %lld\n", PRI_STR(m->name), PRI_STR(label),
	     PRI_STR(word), (long long) value);
}

/* Exact where a double would not be: no exponent, no rounding. per is a power of ten. */
static void put_fraction(struct buf *b, int64_t value, int64_t per)
{
	putf(b, "%lld", (long long) (value / per));
	if (value % per == 0)
		return;
	put_char(b, '.');
	for (int64_t rest = value % per; rest != 0; rest %= per) {
		rest *= 10;
		put_char(b, (char) ('0' + rest / per));
	}
}

void metric_put_ms(struct metrics *m, int64_t ms)
{
	putf(m->out, "kontor_%.*s ", PRI_STR(m->name));
	put_fraction(m->out, ms, 1000);
	put_char(m->out, '\n');
}

void metric_put_histogram(struct metrics *m, const struct histogram *h)
{
	int64_t count = 0;
	for (unsigned i = 0; i < h->n; i++) {
		count += h->classes[i];
		putf(m->out, "kontor_%.*s_bucket{le=\"", PRI_STR(m->name));
		if (h->most[i] == INT64_MAX)
			put(m->out, S("+Inf"));
		else
			put_fraction(m->out, h->most[i], h->per);
		putf(m->out, "\"} %lld\n", (long long) count);
	}
	putf(m->out, "kontor_%.*s_sum ", PRI_STR(m->name));
	put_fraction(m->out, h->sum, h->per);
	putf(m->out, "\nkontor_%.*s_count %lld\n", PRI_STR(m->name), (long long) count);
}

/* -- all of them -- */

static void put_head(struct buf *b, struct str name, struct str kind, struct str help)
{
	putf(b, "# HELP kontor_%.*s %.*s\n# TYPE kontor_%.*s %.*s\n", PRI_STR(name), PRI_STR(help),
	     PRI_STR(name), PRI_STR(kind));
}

static struct str net_kind(const struct net_metric_info *i)
{
	return i->kind == METRIC_COUNTER ? S("counter") : S("gauge");
}

static bool begins_family(unsigned i)
{
	return i == 0 || !str_eq(net_metric_info[i].family, net_metric_info[i - 1].family);
}

static void put_net(struct buf *b, const struct net_counts *n)
{
	for (unsigned i = 0; i < NET_METRIC_N; i++) {
		const struct net_metric_info *info = &net_metric_info[i];
		if (begins_family(i))
			put_head(b, info->family, net_kind(info), info->help);
		putf(b, "kontor_%.*s", PRI_STR(info->family));
		if (info->label.len != 0)
			putf(b, "{%.*s}", PRI_STR(info->label));
		putf(b, " %lld\n", (long long) n->v[i]);
	}
}

void metrics_text(struct api *api, struct buf *out)
{
	struct net_counts n;
	server_counts(api->server, &n);
	put_net(out, &n);
	for (size_t i = 0; i < COUNT(rows); i++) {
		put_head(out, rows[i].name, rows[i].kind, rows[i].help);
		rows[i].put(&(struct metrics) { .api = api, .out = out, .name = rows[i].name });
	}
}

/* -- the table -- */

static void put_row(struct buf *b, struct str name, struct str kind, struct str unit,
                    struct str labels, struct str help)
{
	putf(b, "| `kontor_%.*s` | %.*s | %.*s | %.*s | %.*s |\n", PRI_STR(name), PRI_STR(kind),
	     PRI_STR(unit), PRI_STR(labels), PRI_STR(help));
}

void api_metrics(struct buf *b)
{
	put(b, S("| metric | kind | unit | labels | meaning |\n|---|---|---|---|---|\n"));
	for (unsigned i = 0; i < NET_METRIC_N; i++) {
		const struct net_metric_info *info = &net_metric_info[i];
		struct str label = info->label;
		if (begins_family(i))
			put_row(b, info->family, net_kind(info), info->unit, str_cut(&label, '='),
			        info->help);
	}
	for (size_t i = 0; i < COUNT(rows); i++)
		put_row(b, rows[i].name, rows[i].kind, rows[i].unit, rows[i].labels, rows[i].help);
}

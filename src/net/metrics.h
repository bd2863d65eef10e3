/* metrics.h: counters of the network layer. Each loop counts for itself; server_counts adds up. */
#ifndef NET_METRICS_H
#define NET_METRICS_H

#include "base/str.h"

enum net_metric {
#define METRIC(kind, id, ...) NET_##id,
#include "net/metrics.def"
#undef METRIC
	NET_METRIC_N
};

enum metric_kind { METRIC_COUNTER, METRIC_GAUGE };

struct net_metric_info {
	enum metric_kind kind;
	struct str name;               /* of the counter */
	struct str family, label;      /* as it is told; label: name="value", or nothing */
	struct str unit, help;
};

extern const struct net_metric_info net_metric_info[NET_METRIC_N];

/* How long requests took, from their first byte to the last one of the reply. WebSockets and what
 * its sender broke off are not among them. */
enum { NET_TOOK_N = 12 };
extern const int64_t net_took_most_us[NET_TOOK_N]; /* of each class; the last one has no bound */

struct net_counts {
	int64_t v[NET_METRIC_N];
	int64_t took[NET_TOOK_N];
	int64_t took_us;
};

unsigned net_took_class(int64_t us);

#endif

/* metrics.h: counters of the network layer. Each loop counts for itself; server_counts adds up. */
#ifndef NET_METRICS_H
#define NET_METRICS_H

#include "base/str.h"

enum net_metric {
#define METRIC(kind, name, help) NET_##name,
#include "net/metrics.def"
#undef METRIC
	NET_METRIC_N
};

enum metric_kind { METRIC_COUNTER, METRIC_GAUGE };

struct net_metric_info {
	enum metric_kind kind;
	struct str name, help;
};

extern const struct net_metric_info net_metric_info[NET_METRIC_N];

struct net_counts {
	int64_t v[NET_METRIC_N];
};

#endif

/* metrics.c: names and meanings of the counters. See metrics.def. */
#include "net/metrics.h"

const struct net_metric_info net_metric_info[NET_METRIC_N] = {
#define METRIC(k, id, text)                                                                        \
	[NET_##id] = { .kind = METRIC_##k, .name = STR(#id), .help = STR(text) },
#include "net/metrics.def"
#undef METRIC
};

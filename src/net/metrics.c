/* metrics.c: names and meanings of the counters. See metrics.def. */
#include "net/metrics.h"

const struct net_metric_info net_metric_info[NET_METRIC_N] = {
#define METRIC(k, id, family_, label_, unit_, text)                                                \
	[NET_##id] = { .kind = METRIC_##k,                                                         \
		       .name = STR(#id),                                                           \
		       .family = STR(#family_),                                                    \
		       .label = STR(label_),                                                       \
		       .unit = STR(#unit_),                                                        \
		       .help = STR(text) },
#include "net/metrics.def"
#undef METRIC
};

const int64_t net_took_most_us[NET_TOOK_N] = { 250,   500,    1000,   2500,   5000,    10000,
	                                       25000, 100000, 250000, 500000, 2500000, INT64_MAX };

unsigned net_took_class(int64_t us)
{
	unsigned i = 0;
	while (us > net_took_most_us[i])
		i++;
	return i;
}

/* metrics.h: what a metric's function gets, and how it tells its samples.
 *
 * A row of metrics.def and a function of its name are all that a metric is: whoever has something
 * to tell adds both. A function is quick: no statement, no file but those of the kernel. It runs on
 * a thread of a pool. */
#ifndef API_METRICS_H
#define API_METRICS_H

#include "base/buf.h"

struct api;

struct metrics {
	struct api *api;
	struct buf *out;
	struct str name;               /* of the row whose function runs */
};

#define METRIC(kind, name, ...) void metric_##name(struct metrics *m);
#include "api/metrics.def"
#undef METRIC

void metric_put(struct metrics *m, int64_t value);
/* label="word"; both are words of the program. */
void metric_put_of(struct metrics *m, struct str label, struct str word, int64_t value);
/* In seconds, to the millisecond. */
void metric_put_ms(struct metrics *m, int64_t ms);

/* Samples of a histogram: classes[i] of n were at most most[i], divided by `per`; INT64_MAX is
 * +Inf, which the last one must be. sum in the same unit as most. */
struct histogram {
	const int64_t *classes, *most;
	unsigned n;
	int64_t sum, per;
};
void metric_put_histogram(struct metrics *m, const struct histogram *h);

/* All of it, as Prometheus reads it (text format 0.0.4). */
void metrics_text(struct api *api, struct buf *out);
#endif

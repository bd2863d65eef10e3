/* metrics_own.c: the metrics of the server as a whole; those of a noun stand beside it. */
#include "api/api_impl.h"
#include "api/metrics.h"
#include "plat/files.h"
#include "plat/log.h"
#include "plat/process.h"

void metric_build_info(struct metrics *m)
{
	metric_put_of(m, S("version"), m->api->o.version, 1);
}

void metric_start_time_seconds(struct metrics *m)
{
	metric_put_ms(m, m->api->started_at);
}

void metric_resident_bytes(struct metrics *m)
{
	metric_put(m, process_rss_bytes());
}

void metric_cache_bytes(struct metrics *m)
{
	metric_put(m, db_cache_bytes());
}

void metric_disk_free_bytes(struct metrics *m)
{
	int64_t bytes;
	if (disk_free(m->api->o.data_dir.ptr, &bytes) == OK)
		metric_put(m, bytes);
}

void metric_log_lost_total(struct metrics *m)
{
	metric_put(m, log_lost());
}

void metric_request_seconds(struct metrics *m)
{
	struct net_counts n;
	server_counts(m->api->server, &n);
	metric_put_histogram(m, &(struct histogram) { .classes = n.took,
	                                              .most = net_took_most_us,
	                                              .n = NET_TOOK_N,
	                                              .sum = n.took_us,
	                                              .per = 1000000 });
}

void metric_feed_sockets(struct metrics *m)
{
	metric_put(m, feed_sockets(m->api->feed));
}

/* -- writing -- */

void metric_cells_open(struct metrics *m)
{
	metric_put(m, cells_open(m->api->o.cells));
}

void metric_write_groups_total(struct metrics *m)
{
	metric_put(m, cells_stats(m->api->o.cells).groups);
}

void metric_write_units_total(struct metrics *m)
{
	metric_put(m, cells_stats(m->api->o.cells).units);
}

void metric_write_group_units(struct metrics *m)
{
	static const int64_t most[WRITER_SIZES] = { 1, 2, 4, 8, 16, 32, 64, INT64_MAX };
	struct writer_stats s = cells_stats(m->api->o.cells);
	metric_put_histogram(m, &(struct histogram) { .classes = s.sizes,
	                                              .most = most,
	                                              .n = WRITER_SIZES,
	                                              .sum = s.units,
	                                              .per = 1 });
}

void metric_write_replays_total(struct metrics *m)
{
	metric_put(m, cells_stats(m->api->o.cells).replays);
}

void metric_write_queue(struct metrics *m)
{
	metric_put(m, cells_stats(m->api->o.cells).queue);
}

/* -- pools -- */

static void put_pools(struct metrics *m, int64_t (*value)(struct pool *p))
{
	struct pool *const pools[] = { m->api->reads, m->api->cpus, m->api->passwords,
		                       m->api->files };
	for (size_t i = 0; i < COUNT(pools); i++)
		metric_put_of(m, S("pool"), pool_name(pools[i]), value(pools[i]));
}

void metric_pool_queue(struct metrics *m)
{
	put_pools(m, pool_queue);
}

void metric_pool_refused_total(struct metrics *m)
{
	put_pools(m, pool_refused);
}

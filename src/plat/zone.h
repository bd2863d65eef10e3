/* zone.h: wall-clock times of an IANA time zone and the instants they stand for, from the system's
 * tzdata (RFC 9636 files). Nothing is shared: a loaded zone lies in the caller's arena and is only
 * read, so any thread may use it. */
#ifndef PLAT_ZONE_H
#define PLAT_ZONE_H

#include "base/date.h"
#include "base/err.h"

struct zone;

enum { ZONE_NAME_MAX = 64 };

/* What the zone is called today: Asia/Kolkata for Asia/Calcutta; a name that is no former one as it
 * is. Says nothing about whether there is such a zone. */
struct str zone_current_name(struct str name);

/* ERR_NOT_FOUND: there is no such zone (or it is no name of one). Former names are taken.
 * ERR_IO: its file is damaged. Etc/UTC is there even without tzdata. */
NODISCARD enum err zone_load(struct arena *a, struct str name, const struct zone **out);
bool zone_exists(struct str name);

/* Seconds that its clocks are ahead of UTC at an instant. */
int32_t zone_offset_s(const struct zone *z, int64_t utc_ms);

/* The instant a wall clock shows `wall`. When clocks were set back it shows it twice: the first of
 * both. When they were set forward some times never show: such a time counts on from before the
 * change (02:30 in a night without an hour from 2 to 3 is 03:30). wall must be civil_valid. */
int64_t zone_to_utc(const struct zone *z, const struct civil *wall);
struct civil zone_to_wall(const struct zone *z, int64_t utc_ms);

#endif

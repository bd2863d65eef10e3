/* api_limits.h: what the configuration allows, as the interface takes it. */
#ifndef CMD_API_LIMITS_H
#define CMD_API_LIMITS_H

#include "api/api.h"
#include "cmd/config.h"

struct team_options api_team_of(const struct config *c);
struct file_limits api_files_of(const struct config *c);

#endif

/* api_limits.c: see api_limits.h. */
#include "cmd/api_limits.h"

struct team_options api_team_of(const struct config *c)
{
	return (struct team_options) {
		.members_max = (unsigned) c->members_max,
		.invites_max = (unsigned) c->invites_max,
		.tokens_max = (unsigned) c->tokens_max,
		.workspaces_max = (unsigned) c->workspaces_max,
		.invite_days = c->invite_days,
		.grace_days = c->workspace_grace_days,
	};
}

struct file_limits api_files_of(const struct config *c)
{
	return (struct file_limits) {
		.file_bytes = c->file_bytes_max,
		.total_bytes = c->files_bytes_max,
	};
}

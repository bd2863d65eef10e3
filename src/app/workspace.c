/* workspace.c: a workspace is set up with a country whose numbers we can read and a zone that the
 * system knows, under its name of today. */
#include "app/checks.h"
#include "app/tidy.h"
#include "core/phone.h"
#include "plat/zone.h"

enum err workspace_check(struct unit *u, const struct write *w)
{
	struct workspace *row = w->after;

	if (w->what == DELETED)
		return OK;
	tidy_line(u, w->rec, F_workspace_name, row);
	tidy_language(u, w->rec, F_workspace_locale, row);
	if (touched(w, F_workspace_country) && has(row, F_workspace_country) &&
	    !phone_region_known(row->country))
		complain(u->problems, S("country"), FLAW_malformed, "There is no such country.");
	if (touched(w, F_workspace_time_zone) && has(row, F_workspace_time_zone)) {
		row->time_zone = zone_current_name(row->time_zone);
		if (!zone_exists(row->time_zone))
			complain(u->problems, S("time_zone"), FLAW_malformed,
			         "There is no such time zone.");
	}
	return OK;
}

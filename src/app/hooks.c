/* hooks.c: binds the function names in the declarations to functions. */
#include "app/hooks.h"

#include "app/checks.h"
#include "record/record.h"

const struct record_hooks app_hooks[] = {
#define HOOKS(check_, apply_)                                                                      \
	{ .rec = &PASTE(SELF, _record, , ), .check = check_, .apply = apply_ },
#include "schema/all.def"
};
const unsigned app_hook_count = COUNT(app_hooks);

action_fn *const app_actions[] = {
#define ACTION(on, name, form, least, doc) PASTE(act_, SELF, _, name),
#include "schema/all.def"
};

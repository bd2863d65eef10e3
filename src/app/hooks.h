/* hooks.h: what the HOOKS and ACTION rows of the declarations name, for those who open cells and
 * answer requests. A name without a function does not compile. */
#ifndef APP_HOOKS_H
#define APP_HOOKS_H

#include "cell/hooks.h"

extern const struct record_hooks app_hooks[];
extern const unsigned app_hook_count;
extern action_fn *const app_actions[];             /* in the order of actions[] */

#endif

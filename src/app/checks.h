/* checks.h: the functions behind the hooks and actions, one file per noun; only hooks.c and they
 * themselves include it. A check completes and judges one row that is about to be written; it says
 * what is wrong through u->problems and returns OK, or ERR_CONFLICT when other rows forbid it. */
#ifndef APP_CHECKS_H
#define APP_CHECKS_H

#include "cell/hooks.h"

hook_fn workspace_check, wa_account_check, tag_check, contact_check, contact_identity_check;
hook_fn attachment_check, note_check, chat_check, message_check, custom_field_check;
hook_fn import_run_check;

action_fn act_contact_resolve, act_chat_assign;
action_fn act_import_run_plan, act_import_run_start, act_import_run_cancel;

#endif

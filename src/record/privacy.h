/* privacy.h: schema/privacy.def as C: what may be done with a datum, and why. */
#ifndef RECORD_PRIVACY_H
#define RECORD_PRIVACY_H

#include "base/str.h"

enum data_class {
	CLASS_none, CLASS_identity, CLASS_contact_detail, CLASS_content, CLASS_metadata,
	CLASS_credential, CLASS_usage, CLASS_sales, CLASS_N,
};
enum purpose {
	PURPOSE_know_customer, PURPOSE_converse, PURPOSE_sell, PURPOSE_operate,
	PURPOSE_secure, PURPOSE_comply, PURPOSE_N,
};
enum shared {
	SHARED_nobody, SHARED_team, SHARED_whatsapp, SHARED_integrations, SHARED_mail, SHARED_N,
};
enum kept {
	KEPT_with_row, KEPT_with_contact, KEPT_with_account, KEPT_one_hour, KEPT_two_days,
	KEPT_thirty_days, KEPT_two_years, KEPT_ten_years, KEPT_N,
};
enum at_rest { AT_REST_encrypted, AT_REST_hashed, AT_REST_sealed, AT_REST_N };
enum on_export { EXPORT_give, EXPORT_omit, EXPORT_N };
enum on_erase { ERASE_keep, ERASE_clear, ERASE_drop, ERASE_N };
enum on_restrict { RESTRICT_show, RESTRICT_hide, RESTRICT_N };
enum in_log { LOG_show, LOG_mask, LOG_N };

struct policy {
	struct str name;
	enum data_class class;
	enum purpose purpose;
	enum shared shared;
	enum kept kept;
	enum at_rest at_rest;
	enum on_export on_export;
	enum on_erase on_erase;
	enum on_restrict on_restrict;
	enum in_log in_log;
	const char *doc;
};

/* Zero is no policy, so that a field without one cannot pass for one. */
enum privacy {
	PRIVACY_undeclared,
#define PRIVACY(name, ...) PRIVACY_##name,
#include "schema/privacy.def"
#undef PRIVACY
	PRIVACY_N
};

extern const struct policy policies[PRIVACY_N];
extern const struct str class_words[CLASS_N], purpose_words[PURPOSE_N], shared_words[SHARED_N],
	kept_words[KEPT_N], at_rest_words[AT_REST_N], on_export_words[EXPORT_N],
	on_erase_words[ERASE_N], on_restrict_words[RESTRICT_N], in_log_words[LOG_N];

#endif

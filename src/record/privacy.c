/* privacy.c: the rows of privacy.def as a table, and the words of its columns. See privacy.h. */
#include "record/privacy.h"

const struct policy policies[PRIVACY_N] = {
#define PRIVACY(name_, class_, purpose_, shared_, kept_, rest_, export_, erase_, restrict_, log_,  \
                doc_)                                                                              \
	[PRIVACY_##name_] = {                                                                      \
		.name = STR(#name_),                                                               \
		.class = CLASS_##class_,                                                           \
		.purpose = PURPOSE_##purpose_,                                                     \
		.shared = SHARED_##shared_,                                                        \
		.kept = KEPT_##kept_,                                                              \
		.at_rest = AT_REST_##rest_,                                                        \
		.on_export = EXPORT_##export_,                                                     \
		.on_erase = ERASE_##erase_,                                                        \
		.on_restrict = RESTRICT_##restrict_,                                               \
		.in_log = LOG_##log_,                                                              \
		.doc = doc_,                                                                       \
	},
#include "schema/privacy.def"
#undef PRIVACY
};

/* As in privacy.def, so that documents and declarations say the same. */
#define WORD(prefix, word) [prefix##_##word] = STR(#word)

const struct str class_words[CLASS_N] = {
	WORD(CLASS, none),    WORD(CLASS, identity), WORD(CLASS, contact_detail),
	WORD(CLASS, content), WORD(CLASS, metadata), WORD(CLASS, credential),
	WORD(CLASS, usage),   WORD(CLASS, sales),
};
const struct str purpose_words[PURPOSE_N] = {
	WORD(PURPOSE, know_customer), WORD(PURPOSE, converse), WORD(PURPOSE, sell),
	WORD(PURPOSE, operate),       WORD(PURPOSE, secure),   WORD(PURPOSE, comply),
};
const struct str shared_words[SHARED_N] = {
	WORD(SHARED, nobody),       WORD(SHARED, team), WORD(SHARED, whatsapp),
	WORD(SHARED, integrations), WORD(SHARED, mail),
};
const struct str kept_words[KEPT_N] = {
	WORD(KEPT, with_row),  WORD(KEPT, with_contact), WORD(KEPT, with_account),
	WORD(KEPT, one_hour),  WORD(KEPT, two_days),     WORD(KEPT, thirty_days),
	WORD(KEPT, two_years), WORD(KEPT, ten_years),
};
const struct str at_rest_words[AT_REST_N] = {
	WORD(AT_REST, encrypted),
	WORD(AT_REST, hashed),
	WORD(AT_REST, sealed),
};
const struct str on_export_words[EXPORT_N] = {
	WORD(EXPORT, give),
	WORD(EXPORT, omit),
};
const struct str on_erase_words[ERASE_N] = {
	WORD(ERASE, keep),
	WORD(ERASE, clear),
	WORD(ERASE, drop),
};
const struct str on_restrict_words[RESTRICT_N] = {
	WORD(RESTRICT, show),
	WORD(RESTRICT, hide),
};
const struct str in_log_words[LOG_N] = {
	WORD(LOG, show),
	WORD(LOG, mask),
};

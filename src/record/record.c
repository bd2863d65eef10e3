/* record.c: the rows of the .def files as const tables, and the rules that one row can answer. */
#include "record/record.h"

/* clang-format takes these macros for code; they are the columns of tables. */
/* clang-format off */

/* -- a field's row on its own -- */
#define ROW_OK(name, rules, privacy, doc)                                                          \
	_Static_assert(PRIVACY_##privacy > PRIVACY_undeclared, #name " needs a privacy row");      \
	_Static_assert(!((rules) & SOURCED) || !((rules) & (READ_ONLY | HIDDEN)),                  \
	               #name " is SOURCED, so people must be able to write it");                   \
	_Static_assert(sizeof(doc) > 4, #name " needs a meaning");
#define FIELD(name, type, rules, privacy, doc)                                                     \
	ROW_OK(name, rules, privacy, doc)                                                          \
	_Static_assert(!((rules) & SORT) || ((rules) & (REQUIRED | FILLED)),                       \
	               #name " is SORT, so never null: make it REQUIRED, FILLED or time_or_never");
#define DERIVED(name, type, from, privacy, doc) ROW_OK(name, 0, privacy, doc)
#define END _Static_assert(PASTE(N_, SELF, , ) <= 60, "a record has at most 60 fields");
#include "schema/all.def"

#define CHOICE_WORD(e, word) STR(#word),
#define CHOICE(e, ...)                                                                             \
	const struct choices e##_choices = {                                                       \
		STR(#e), e##_N, { STR(""), FOR_EACH_WITH(CHOICE_WORD, e, __VA_ARGS__) }            \
	};
#include "schema/all.def"
#define CHOICE(e, ...) &e##_choices,
const struct choices *const all_choices[] = {
#include "schema/all.def"
};

/* -- fields -- */
#define FROM(how_, r, by_) .how = DERIVE_##how_, .from = &r##_record, .by = by_
#define D_count_of(r, by)       { FROM(count, r, F_##r##_##by) }
#define D_sum_of(r, by, of_)    { FROM(sum, r, F_##r##_##by), .of = F_##r##_##of_ }
#define D_newest_of(r, by, of_) { FROM(newest, r, F_##r##_##by), .of = F_##r##_##of_ }
#define D_first_of(r, by, of_, when_, word)                                                        \
	{ FROM(first, r, F_##r##_##by), .of = F_##r##_##of_, .when = F_##r##_##when_, .is = word }
#define D_own_or(own, ref, r, of_)                                                                 \
	{ FROM(own_or, r, PASTE(F_, SELF, _, ref)), .of = F_##r##_##of_,                           \
	  .when = PASTE(F_, SELF, _, own) }
#define RECORD(...) static const struct field PASTE(SELF, _fields, , )[] = {
#define TABLE RECORD
#define FORM RECORD
#define PLACED(name_, doc_, rules_, privacy_)                                                      \
	.name = STR(#name_), .key = STR(",\"" #name_ "\":"), .doc = doc_,                          \
	.offset = offsetof(struct SELF, name_), .number = PASTE(F_, SELF, _, name_),               \
	.rules = (enum rules) (rules_), .privacy = PRIVACY_##privacy_
#define FIELD(name_, type_, rules_, privacy_, doc_)                                                \
	{ PLACED(name_, doc_, rules_, privacy_), .type = STR(#type_), T_##type_ },
#define DERIVED(name_, type_, from_, privacy_, doc_)                                               \
	{ PLACED(name_, doc_, COMPUTED | READ_ONLY, privacy_), .type = STR(#type_), T_##type_,     \
	  .derive = D_##from_ },
#define END };
#include "schema/all.def"

#define RECORD(...) static const uint64_t PASTE(SELF, _readable, , ) = 0
#define TABLE RECORD
#define FORM RECORD
#define FIELD(name, type, rules, privacy, doc)                                                     \
	| ((rules) & HIDDEN ? 0 : BIT(PASTE(F_, SELF, _, name)))
#define DERIVED(name, type, from, privacy, doc) | BIT(PASTE(F_, SELF, _, name))
#define END ;
#include "schema/all.def"

/* -- numbers: place in the home's list, from 1 -- */
#define RECORD(...) PASTE(NUMBER_, SELF, , ),
#define TABLE RECORD
#include "schema/record_kinds.def"
enum { NUMBER_cell,
#include "schema/cell.def"
};
enum { NUMBER_control,
#include "schema/control.def"
};
#undef RECORD
#undef TABLE
#define RECORD(...)
#define TABLE(...)
#undef FORM
#define FORM(...) PASTE(NUMBER_, SELF, , ),
enum { NUMBER_form,
#include "schema/forms.def"
};
#include "schema/record_kinds_end.def"

/* -- records -- */
#define FIELD_ID(r, name) PASTE(F_, r, _, name),
#define FIELD_IDS(...) { FOR_EACH_WITH(FIELD_ID, SELF, __VA_ARGS__) }
#define SCOPE_2(kind_, field_) .scope = { SCOPE_##kind_, PASTE(F_, SELF, _, field_) },
#define SCOPE_1(kind_)         .scope = { SCOPE_##kind_, -1 },
#define PICK(_1, _2, which, ...) which
#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)
#define DEFINE(shape_, plural_, doc_)                                                              \
	const struct record PASTE(SELF, _record, , ) = {                                           \
		.name = STR(TEXT(SELF)), .plural = STR(plural_), .doc = doc_, .shape = shape_,     \
		.home = PASTE(HOME_, HOME, , ), .number = PASTE(NUMBER_, SELF, , ),                \
		.fields = PASTE(SELF, _fields, , ), .readable = &PASTE(SELF, _readable, , ),       \
		.n = PASTE(N_, SELF, , ), .size = sizeof(struct SELF),
#define RECORD(plural, doc) DEFINE(SHAPE_record, #plural, doc)
#define TABLE(plural, doc) DEFINE(SHAPE_table, #plural, doc)
#define FORM(doc) DEFINE(SHAPE_form, "", doc)
#define SCOPE(...) PICK(__VA_ARGS__, SCOPE_2, SCOPE_1)(__VA_ARGS__)
#define ACCESS(r, w, d) .read = ROLE_##r, .write = ROLE_##w, .remove = ROLE_##d,
#define KEY(...) .key_n = sizeof(uint8_t[]) FIELD_IDS(__VA_ARGS__), .key = FIELD_IDS(__VA_ARGS__),
#define HOOKS(c, a) .check = #c, .apply = #a,
#define CUSTOM(doc) .custom = true,
#define END };
#include "schema/all.def"

#define RECORD(...) &PASTE(SELF, _record, , ),
#define TABLE RECORD
#include "schema/record_kinds.def"
const struct record *const cell_records[] = {
#include "schema/cell.def"
};
const struct record *const control_records[] = {
#include "schema/control.def"
};
#undef RECORD
#undef TABLE
#undef FORM
#define FORM(...) &PASTE(SELF, _record, , ),
const struct record *const form_records[] = {
#include "schema/forms.def"
};
#include "schema/record_kinds_end.def"

/* -- a record that says neither ABOUT nor ABOUT_NOBODY, SCOPE or ACCESS, does not compile -- */
#define RECORD(...) enum { PASTE(said_, SELF, , ) = 0
#define TABLE RECORD
#define FORM(...) enum { PASTE(said_, SELF, , ) = 256 + 4096
#define ABOUT(f) + 1
#define ABOUT_NOBODY + 1
#define SCOPE(...) + 256
#define ACCESS(...) + 4096
#define END                                                                                        \
	};                                                                                         \
	_Static_assert(PASTE(said_, SELF, , ) % 256 >= 1 && PASTE(said_, SELF, , ) / 256 == 17,    \
	               "a record says ABOUT (or ABOUT_NOBODY), SCOPE and ACCESS, once");
#include "schema/all.def"

const struct about abouts[] = {
#define ABOUT(field) { &PASTE(SELF, _record, , ), PASTE(F_, SELF, _, field) },
#include "schema/all.def"
};
const struct part parts[] = {
#define PARTS(name, r, link, doc)                                                                  \
	{ &PASTE(SELF, _record, , ), &r##_record, STR(#name), F_##r##_##link, -1, doc },
#define PART_IDS(name, r, link, id, doc)                                                           \
	{ &PASTE(SELF, _record, , ), &r##_record, STR(#name), F_##r##_##link, F_##r##_##id, doc },
#include "schema/all.def"
};
const struct index indexes[] = {
#define COUNTED(...) sizeof(uint8_t[]) FIELD_IDS(__VA_ARGS__), FIELD_IDS(__VA_ARGS__)
#define INDEX(...) { &PASTE(SELF, _record, , ), false, COUNTED(__VA_ARGS__) },
#define UNIQUE(...) { &PASTE(SELF, _record, , ), true, COUNTED(__VA_ARGS__) },
#include "schema/all.def"
};
const struct timeline_rule timelines[] = {
#define TIMELINE(subject, when) { &PASTE(SELF, _record, , ), PASTE(F_, SELF, _, subject), when },
#include "schema/all.def"
};
#define ON_all true
#define ON_one false
const struct action actions[] = {
#define ACTION(on, name, form, least, doc)                                                         \
	{ &PASTE(SELF, _record, , ), &form##_record, STR(#name), ON_##on, ROLE_##least, doc },
#include "schema/all.def"
};
const struct derived deriveds[] = {
#define DERIVED(name, type, from, privacy, doc)                                                    \
	{ &PASTE(SELF, _record, , ), PASTE(F_, SELF, _, name) },
#include "schema/all.def"
};

const unsigned cell_record_count = COUNT(cell_records);
const unsigned control_record_count = COUNT(control_records);
const unsigned form_record_count = COUNT(form_records);
const unsigned choice_count = COUNT(all_choices);
const unsigned index_count = COUNT(indexes), about_count = COUNT(abouts);
const unsigned part_count = COUNT(parts), timeline_count = COUNT(timelines);
const unsigned action_count = COUNT(actions), derived_count = COUNT(deriveds);

static bool narrows_by_owner(const struct record *rec)
{
	for (unsigned i = 0; i < rec->n; i++)
		if (rec->fields[i].owned && record_narrows(rec->fields[i].ref))
			return true;
	return false;
}

bool record_narrows(const struct record *rec)
{
	if (rec->scope.kind == SCOPE_parent)
		return narrows_by_owner(rec);
	while (rec->scope.kind == SCOPE_via)
		rec = rec->fields[rec->scope.field].ref;
	return rec->scope.kind == SCOPE_owner;
}

uint64_t fields_of_whole(const struct record *rec)
{
	uint64_t mask = 0;
	for (unsigned i = 0; i < rec->n && !record_narrows(rec); i++) {
		const struct derive_rule *r = &rec->fields[i].derive;
		if (r->how != DERIVE_none && record_narrows(r->from))
			mask |= BIT(i);
	}
	return mask;
}

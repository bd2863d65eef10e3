/* describe_map.c: the data map as JSON. See describe.h. */
#include "base/json.h"
#include "record/describe.h"
#include "record/describe_words.h"

static void key_str(struct buf *b, const char *key, struct str value)
{
	json_key(b, str_of(key));
	json_put_str(b, value);
}

static void put_field(struct buf *b, const struct field *f)
{
	const struct policy *p = policy_of(f);

	json_open(b, '{');
	key_str(b, "name", f->name);
	key_str(b, "doc", str_of(f->doc));
	key_str(b, "policy", p->name);
	key_str(b, "class", class_words[p->class]);
	key_str(b, "purpose", purpose_words[p->purpose]);
	key_str(b, "shared", shared_words[p->shared]);
	key_str(b, "kept", kept_words[p->kept]);
	key_str(b, "at_rest", at_rest_words[p->at_rest]);
	key_str(b, "on_export", on_export_words[p->on_export]);
	key_str(b, "on_erase", on_erase_words[p->on_erase]);
	key_str(b, "on_restrict", on_restrict_words[p->on_restrict]);
	json_close(b, '}');
}

static void put_record(struct buf *b, const struct record *rec)
{
	struct arena a = ARENA_INIT;

	json_open(b, '{');
	key_str(b, "name", rec->name);
	key_str(b, "plural", rec->plural);
	key_str(b, "doc", str_of(rec->doc));
	key_str(b, "home", rec->home == HOME_cell ? S("cell") : S("control"));
	key_str(b, "shape", rec->shape == SHAPE_record ? S("record") : S("table"));
	key_str(b, "about", about_sentence(&a, rec));
	key_str(b, "seen", seen_sentence(&a, rec));
	arena_release(&a);
	json_key(b, S("fields"));
	json_open(b, '[');
	for (unsigned i = 0; i < rec->n; i++)
		put_field(b, &rec->fields[i]);
	json_close(b, ']');
	json_close(b, '}');
}

static void put_policies(struct buf *b)
{
	struct arena a = ARENA_INIT;

	json_key(b, S("policies"));
	json_open(b, '{');
	for (unsigned i = PRIVACY_undeclared + 1; i < PRIVACY_N; i++) {
		json_key(b, policies[i].name);
		json_open(b, '{');
		key_str(b, "doc", str_of(policies[i].doc));
		key_str(b, "treated", treated_sentences(&a, &policies[i]));
		json_close(b, '}');
	}
	json_close(b, '}');
	arena_release(&a);
}

static void put_words(struct buf *b, const char *key, const struct str *words,
                      const char *const *phrases, unsigned n)
{
	struct arena a = ARENA_INIT;

	json_key(b, str_of(key));
	json_open(b, '{');
	for (unsigned i = 0; i < n; i++) {
		json_key(b, words[i]);
		json_put_str(b, as_sentence(&a, phrases[i]));
	}
	json_close(b, '}');
	arena_release(&a);
}

void describe_data_map_json(struct buf *b)
{
	json_open(b, '{');
	json_key(b, S("version"));
	json_put_int(b, 1);
	json_key(b, S("records"));
	json_open(b, '[');
	for (unsigned i = 0; i < cell_record_count; i++)
		put_record(b, cell_records[i]);
	for (unsigned i = 0; i < control_record_count; i++)
		put_record(b, control_records[i]);
	json_close(b, ']');
	put_policies(b);
	put_words(b, "classes", class_words, class_phrases, CLASS_N);
	put_words(b, "purposes", purpose_words, purpose_phrases, PURPOSE_N);
	put_words(b, "shared", shared_words, shared_phrases, SHARED_N);
	put_words(b, "kept", kept_words, kept_phrases, KEPT_N);
	put_words(b, "at_rest", at_rest_words, at_rest_phrases, AT_REST_N);
	put_words(b, "on_export", on_export_words, export_phrases, EXPORT_N);
	put_words(b, "on_erase", on_erase_words, erase_phrases, ERASE_N);
	put_words(b, "on_restrict", on_restrict_words, restrict_phrases, RESTRICT_N);
	json_close(b, '}');
}

/* describe_words.c: the declarations' words as sentences. See describe_words.h. */
#include "record/describe_words.h"

const char *const class_phrases[CLASS_N] = {
	[CLASS_none] = "nothing personal",
	[CLASS_identity] = "identity: who somebody is and what is known about them",
	[CLASS_contact_detail] = "contact details: where somebody can be reached",
	[CLASS_content] = "content: what somebody said or wrote",
	[CLASS_metadata] = "metadata: facts around the content",
	[CLASS_credential] = "credentials: what lets somebody in or opens a store",
	[CLASS_usage] = "usage: what a member of the team did here",
	[CLASS_sales] = "sales: business done or hoped for",
};

const char *const purpose_phrases[PURPOSE_N] = {
	[PURPOSE_know_customer] = "needed to know whom the team is talking with",
	[PURPOSE_converse] = "needed to hold the conversation",
	[PURPOSE_sell] = "needed to sell and to keep account of it",
	[PURPOSE_operate] = "needed to run the service",
	[PURPOSE_secure] = "needed to keep accounts and data safe",
	[PURPOSE_comply] = "needed to meet legal duties",
};

const char *const shared_phrases[SHARED_N] = {
	[SHARED_nobody] = "seen by nobody: it never leaves the program",
	[SHARED_team] = "seen by the team",
	[SHARED_whatsapp] = "seen by the team, and WhatsApp has it too",
	[SHARED_integrations] = "seen by the team and by integrations that the workspace connected",
	[SHARED_mail] = "seen by whom the mail is for, and by the mail servers on its way",
};

const char *const kept_phrases[KEPT_N] = {
	[KEPT_with_row] = "kept as long as the row",
	[KEPT_with_contact] = "kept as long as the contact",
	[KEPT_with_account] = "kept as long as the account",
	[KEPT_one_hour] = "kept for one hour",
	[KEPT_two_days] = "kept for two days",
	[KEPT_thirty_days] = "kept for thirty days",
	[KEPT_two_years] = "kept for two years",
	[KEPT_ten_years] = "kept for ten years",
};

const char *const at_rest_phrases[AT_REST_N] = {
	[AT_REST_encrypted] = "stored in a file that is encrypted as a whole",
	[AT_REST_hashed] = "stored only as a hash, from which it cannot be read back",
	[AT_REST_sealed] = "stored sealed by the master key",
};

const char *const export_phrases[EXPORT_N] = {
	[EXPORT_give] = "given on export",
	[EXPORT_omit] = "left out on export",
};

const char *const erase_phrases[ERASE_N] = {
	[ERASE_keep] = "kept on erasure",
	[ERASE_clear] = "emptied on erasure",
	[ERASE_drop] = "removed with its row on erasure",
};

const char *const restrict_phrases[RESTRICT_N] = {
	[RESTRICT_show] = "shown under restriction",
	[RESTRICT_hide] = "hidden under restriction",
};

const char map_introduction[] =
	"Every value that Kontor stores: what it means, what it is needed for, how long it stays, "
	"who sees it, and what becomes of it when a person asks for a copy of their data "
	"(export), wants it gone (erasure), or wants it left alone (restriction). All of this is "
	"written from the declarations that the program itself works by. Every store is a file "
	"that is encrypted as a whole.";

const char map_head_title[] = "What every record has";
const char map_head_doc[] =
	"Contacts, notes, messages and all other records begin with these; below, each record "
	"lists only what it adds.";

const struct chapter_words chapters[CHAPTER_N] = {
	[CHAPTER_people] = {
		"The people you talk with",
		"What a workspace keeps about its contacts. It lies in a store of its own, with a "
		"key of its own, and no other workspace can reach it.",
	},
	[CHAPTER_workspace] = {
		"The workspace and its team",
		"What a workspace keeps about itself, its members and its work, in the same store.",
	},
	[CHAPTER_server] = {
		"The accounts on this server",
		"What the server keeps to let people in and to find their workspaces. It lies in a "
		"store apart from every workspace.",
	},
};

static bool about_somebody(const struct record *rec)
{
	for (unsigned i = 0; i < about_count; i++) {
		if (abouts[i].rec == rec)
			return true;
	}
	return false;
}

enum chapter chapter_of(const struct record *rec)
{
	if (rec->home == HOME_control)
		return CHAPTER_server;
	return about_somebody(rec) ? CHAPTER_people : CHAPTER_workspace;
}

void chapter_walk(enum chapter which, struct buf *b,
                  void (*put_one)(struct buf *b, const struct record *rec))
{
	for (enum home home = HOME_cell; home <= HOME_control; home++) {
		unsigned n;
		const struct record *const *list = records_of(home, &n);

		for (unsigned i = 0; i < n; i++) {
			if (chapter_of(list[i]) == which)
				put_one(b, list[i]);
		}
	}
}

struct str as_sentence(struct arena *a, const char *phrase)
{
	/* Every phrase begins with an ASCII letter. */
	return arena_printf(a, "%c%s.", phrase[0] & ~0x20, phrase + 1);
}

struct str treated_sentences(struct arena *a, const struct policy *p)
{
	struct buf b = BUF_IN(a);

	put(&b, as_sentence(a, class_phrases[p->class]));
	put_char(&b, ' ');
	putf(&b, "%.*s ",
	     PRI_STR(as_sentence(a, arena_printf(a, "%s, %s", purpose_phrases[p->purpose],
	                                         kept_phrases[p->kept])
	                                    .ptr)));
	putf(&b, "%.*s ", PRI_STR(as_sentence(a, shared_phrases[p->shared])));
	/* That the store is encrypted as a whole, the introduction says. */
	if (p->at_rest != AT_REST_encrypted)
		putf(&b, "%.*s ", PRI_STR(as_sentence(a, at_rest_phrases[p->at_rest])));
	put(&b, as_sentence(a, arena_printf(a, "%s, %s, %s", export_phrases[p->on_export],
	                                    erase_phrases[p->on_erase],
	                                    restrict_phrases[p->on_restrict])
	                               .ptr));
	return buf_str(&b);
}

struct str about_sentence(struct arena *a, const struct record *rec)
{
	struct buf b = BUF_IN(a);

	for (unsigned i = 0; i < about_count; i++) {
		const struct field *f = &rec->fields[abouts[i].field];

		if (abouts[i].rec != rec)
			continue;
		put(&b, b.len == 0 ? S("About ") : S(", and "));
		if (abouts[i].field == F_id)
			put(&b, S("the person it describes"));
		else
			putf(&b, "the person behind %.*s", PRI_STR(f->name));
	}
	put(&b, b.len == 0 ? S("About no contact.") : S("."));
	return buf_str(&b);
}

static const char *const role_subjects[] = {
	[ROLE_viewer] = "Every member",
	[ROLE_agent] = "Every member but viewers",
	[ROLE_admin] = "Every admin and owner",
	[ROLE_owner] = "Every owner",
};

struct str seen_sentence(struct arena *a, const struct record *rec)
{
	const struct field *f = rec->scope.field < 0 ? NULL : &rec->fields[rec->scope.field];
	const char *who;

	if (rec->read == ROLE_nobody)
		return S("Only the program itself reads it.");
	who = role_subjects[rec->read];
	switch (rec->scope.kind) {
	case SCOPE_everyone:
	case SCOPE_staff:
		return arena_printf(a, "%s sees all of it.", who);
	case SCOPE_own:
		return arena_printf(a, "%s sees what is their own (%.*s).", who, PRI_STR(f->name));
	case SCOPE_owner:
		return arena_printf(a,
		                    "%s sees all of it; where agents are narrowed, they see what "
		                    "is theirs or nobody's (%.*s).",
		                    who, PRI_STR(f->name));
	case SCOPE_via:
		return arena_printf(a, "%s who sees the %.*s (%.*s) sees it.", who,
		                    PRI_STR(f->ref->name), PRI_STR(f->name));
	case SCOPE_parent:
		return arena_printf(a, "%s who sees the row it belongs to sees it.", who);
	case SCOPE_undeclared:
		break;
	}
	BUG("%s has no scope", rec->name.ptr);
}

static bool serves_program(enum privacy privacy)
{
	const enum purpose purpose = policies[privacy].purpose;

	return purpose == PURPOSE_operate || purpose == PURPOSE_secure;
}

unsigned treatments_of(const struct record *rec, uint64_t fields, enum privacy out[PRIVACY_N])
{
	bool told[PRIVACY_N] = { false };
	unsigned n = 0;

	for (int program = 0; program <= 1; program++) {
		for (unsigned i = 0; i < rec->n; i++) {
			const enum privacy privacy = rec->fields[i].privacy;

			if ((fields & BIT(i)) == 0 || told[privacy] ||
			    serves_program(privacy) != program)
				continue;
			told[privacy] = true;
			out[n++] = privacy;
		}
	}
	return n;
}

uint64_t own_fields(const struct record *rec)
{
	const uint64_t all = BIT(rec->n) - 1;

	return rec->shape == SHAPE_record ? all & ~(BIT(N_head) - 1) : all;
}

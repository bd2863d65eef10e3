/* import_chat_place.c: where an imported chat belongs: which of our numbers, which chat, which
 * contact, which senders are known. Looked up once, made when missing; in a rehearsal only looked
 * up. */
#include "app/identity.h"
#include "app/import_chat.h"
#include "app/resolve.h"
#include "core/phone.h"

enum { NAME_POINTS = 200 };

static const struct str sql_accounts =
	STR("SELECT id, my_name FROM wa_accounts WHERE deleted_at IS NULL ORDER BY created_at, id");
static const struct str sql_named =
	STR("SELECT id FROM contacts WHERE name = ?1 AND source = ?2 AND deleted_at IS NULL "
            "ORDER BY id LIMIT 2");

/* -- account -- */

/* The one whose name in exports is ours here, else the first. */
static enum err find_account(struct import *im, struct chat_import *x)
{
	bool row;
	STMT_AUTO s = NULL;

	TRY(db_sql(im->u->db, sql_accounts, &s));
	for (;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			return OK;
		const bool mine = x->cast.me != NULL && !col_null(s, 1) &&
		                  str_eq(col_text(s, 1), x->cast.me->name);

		if (mine || uuid_zero(x->account_id))
			x->account_id = col_uuid(s, 0);
		if (mine)
			return OK;
	}
}

static enum err make_account(struct import *im, struct chat_import *x)
{
	struct wa_account row = { 0 };

	set(&row, wa_account, name, S("My WhatsApp"));
	if (x->cast.me != NULL && str_absent(x->cast.me->phone))
		set(&row, wa_account, my_name, import_cut(x->cast.me->name, NAME_POINTS));
	TRY(unit_insert(im->u, &wa_account_record, &row));
	x->account_id = row.id;
	return OK;
}

/* Next time the number's owner is known without asking. */
static enum err remember_me(struct import *im, struct chat_import *x)
{
	struct wa_account before, row;

	if (x->cast.me == NULL || !str_absent(x->cast.me->phone))
		return OK;
	TRY(unit_get(im->u, &wa_account_record, x->account_id, &row));
	if (has(&row, F_wa_account_my_name))
		return OK;
	before = row;
	set(&row, wa_account, my_name, import_cut(x->cast.me->name, NAME_POINTS));
	return unit_change(im->u, &wa_account_record, &before, &row, BIT(F_wa_account_my_name));
}

/* Numbers are the admins': an import adds none for anybody else, and names none. */
static enum err place_account(struct import *im, struct chat_import *x)
{
	const bool may = im->u->actor.role >= ROLE_admin;

	TRY(find_account(im, x));
	if (uuid_zero(x->account_id) && !may) {
		im->problem =
			S("There is no WhatsApp number yet that the chat could belong to; "
		          "only admins can add one.");
		return ERR_INVALID;
	}
	if (im->dry || (!may && !uuid_zero(x->account_id)))
		return OK;
	return uuid_zero(x->account_id) ? make_account(im, x) : remember_me(im, x);
}

/* -- chat -- */

static enum err find_by(struct import *im, struct chat_import *x, int field, struct str key,
                        struct chat *out)
{
	const int fields[] = { F_chat_account_id, field };
	struct chat like = { 0 };

	set(&like, chat, account_id, x->account_id);
	if (field == F_chat_peer_key)
		set(&like, chat, peer_key, key);
	else
		set(&like, chat, twin_key, key);
	return row_find(im->u->db, im->u->arena, index_on(&chat_record, 2, fields), &like, out);
}

static enum err find_chat(struct import *im, struct chat_import *x, struct chat *out, bool *found)
{
	*found = false;
	for (unsigned i = 0; i < x->key_n && !*found && !uuid_zero(x->account_id); i++) {
		enum err e = find_by(im, x, F_chat_peer_key, x->keys[i], out);

		if (e == ERR_NOT_FOUND)
			e = find_by(im, x, F_chat_twin_key, x->keys[i], out);
		if (e != OK && e != ERR_NOT_FOUND)
			return e;
		*found = e == OK;
	}
	return OK;
}

/* -- contact -- */

static bool own_phone(const struct chat_import *x, struct phone *p)
{
	return x->cast.other != NULL && !str_absent(x->cast.other->phone) &&
	       phone_trusted(x->cast.other->phone, p) == PHONE_OK;
}

static enum err contact_by_phone(struct import *im, struct chat_import *x, const struct phone *p,
                                 bool *unseen)
{
	const struct identity_form form = identity_of_phone(im->u->arena, p);
	struct contact_identity row;
	enum err e =
		identity_find(im->u->db, im->u->arena, identity_kind_phone, form.match_key, &row);

	if (e == ERR_NOT_FOUND)
		return OK;
	TRY(e);
	e = row_visible(im->u->db, &im->u->actor, &contact_record, row.contact_id);
	*unseen = e == ERR_NOT_FOUND;
	if (e == OK)
		x->contact_id = row.contact_id;
	return *unseen ? OK : e;
}

/* Without a number only the name is left, and only for contacts that an import made: their names
 * come from the same address book. Two of one name are left alone. */
static enum err contact_by_name(struct import *im, struct chat_import *x, struct str name)
{
	bool row;
	STMT_AUTO s = NULL;

	TRY(db_sql(im->u->db, sql_named, &s));
	bind_text(s, 1, name);
	bind_int(s, 2, contact_source_import);
	TRY(stmt_step(s, &row));
	if (!row)
		return OK;
	const struct uuid first = col_uuid(s, 0);

	TRY(stmt_step(s, &row));
	if (row)
		return OK;
	const enum err e = row_visible(im->u->db, &im->u->actor, &contact_record, first);

	if (e == OK)
		x->contact_id = first;
	return e == ERR_NOT_FOUND ? OK : e; /* of somebody else's contact nothing is told */
}

static struct str contact_name(struct import *im, const struct chat_import *x,
                               const struct phone *p)
{
	struct buf b = BUF_IN(im->u->arena);

	if (p == NULL)
		return import_cut(x->cast.other != NULL ? x->cast.other->name : x->cast.title,
		                  NAME_POINTS);
	phone_put_international(&b, p);
	return buf_str(&b);
}

/* The name of somebody who is in the address book is as good as any imported one; what people call
 * themselves, or a number, gives way to it. */
static enum source_rank name_rank(const struct chat_import *x, const struct phone *p)
{
	if (p != NULL)
		return SOURCE_none;
	return x->cast.other != NULL && x->cast.other->pushname ? SOURCE_push_name : SOURCE_import;
}

static enum err make_contact(struct import *im, struct chat_import *x, const struct phone *p)
{
	struct contact row = { 0 };
	enum err e;

	im->run.new ++;
	if (im->dry)
		return OK;
	set(&row, contact, name, contact_name(im, x, p));
	if (x->cast.other != NULL && x->cast.other->pushname)
		set(&row, contact, push_name, import_cut(x->cast.other->name, NAME_POINTS));
	im->u->source = name_rank(x, p);
	e = unit_insert(im->u, &contact_record, &row);
	im->u->source = SOURCE_import;
	TRY(e);
	x->contact_id = row.id;
	if (p != NULL) {
		struct contact_identity identity = { 0 };

		set(&identity, contact_identity, contact_id, row.id);
		set(&identity, contact_identity, kind, identity_kind_phone);
		set(&identity, contact_identity, value, phone_e164(p));
		TRY(unit_insert(im->u, &contact_identity_record, &identity));
	}
	return OK;
}

/* Only persons whose name the file tells have a contact; nobody is made of a file's name. */
static enum err place_contact(struct import *im, struct chat_import *x)
{
	struct phone p;
	bool unseen = false;
	const bool phone = own_phone(x, &p);
	const bool known = x->cast.other != NULL || (x->cast.named && x->cast.me_known);

	if (x->cast.group || !uuid_zero(x->contact_id) || !known)
		return OK;
	if (phone)
		TRY(contact_by_phone(im, x, &p, &unseen));
	else
		TRY(contact_by_name(im, x, contact_name(im, x, NULL)));
	if (unseen) /* somebody else's contact: the chat stays without one */
		return OK;
	if (uuid_zero(x->contact_id))
		return make_contact(im, x, phone ? &p : NULL);
	im->run.unchanged++;
	return OK;
}

/* -- the chat itself -- */

static enum err make_chat(struct import *im, struct chat_import *x)
{
	struct chat row = { 0 };

	x->fresh = true;
	if (im->dry)
		return OK;
	set(&row, chat, account_id, x->account_id);
	set(&row, chat, peer_kind, x->cast.group ? peer_kind_group : peer_kind_person);
	set(&row, chat, peer_key, x->keys[0]);
	set(&row, chat, title, import_cut(x->cast.title, NAME_POINTS));
	if (!uuid_zero(x->contact_id))
		set(&row, chat, contact_id, x->contact_id);
	TRY(unit_insert(im->u, &chat_record, &row));
	x->chat_id = row.id;
	return OK;
}

static enum err link_chat(struct import *im, struct chat_import *x, const struct chat *found)
{
	struct chat row = *found;

	x->chat_id = row.id;
	if (im->dry || uuid_zero(x->contact_id) || has(&row, F_chat_contact_id) ||
	    row.peer_kind != peer_kind_person)
		return OK;
	set(&row, chat, contact_id, x->contact_id);
	return unit_change(im->u, &chat_record, found, &row, BIT(F_chat_contact_id));
}

/* -- senders -- */

/* Somebody's address, when it is known; being in a group makes nobody a contact. */
static enum err place_sender(struct import *im, struct chat_import *x, const struct chat_sender *s)
{
	struct contact_identity row;
	struct phone p;
	enum err e;

	if (str_absent(s->phone) || phone_trusted(s->phone, &p) != PHONE_OK || s == x->cast.me)
		return OK;
	e = identity_find(im->u->db, im->u->arena, identity_kind_phone,
	                  identity_of_phone(im->u->arena, &p).match_key, &row);
	if (e == OK)
		e = row_visible(im->u->db, &im->u->actor, &contact_identity_record, row.id);
	if (e == OK)
		x->sender_ids[s->index] = row.id;
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Nobody writes into a chat that they may not see; and its address has no second one. */
static enum err check_chat(struct import *im, const struct chat *found)
{
	const enum err e = row_visible(im->u->db, &im->u->actor, &chat_record, found->id);

	if (e != ERR_NOT_FOUND)
		return e;
	im->problem = S("Somebody else works on this chat; only they or an admin can bring it.");
	return ERR_INVALID;
}

enum err import_chat_place(struct import *im, struct chat_import *x)
{
	struct chat found;
	bool there;

	TRY(place_account(im, x));
	TRY(find_chat(im, x, &found, &there));
	if (there)
		TRY(check_chat(im, &found));
	if (there && has(&found, F_chat_contact_id)) {
		x->contact_id = found.contact_id;
		im->run.unchanged++;
	}
	TRY(place_contact(im, x));
	if (there)
		TRY(link_chat(im, x, &found));
	else
		TRY(make_chat(im, x));
	x->sender_ids = arena_array(&im->arena, struct uuid, x->c->senders_n + 1);
	for (const struct chat_sender *s = x->c->senders; s != NULL; s = s->next)
		TRY(place_sender(im, x, s));
	if (!im->dry)
		set(&im->run, import_run, chat_id, x->chat_id);
	x->ready = true;
	return OK;
}

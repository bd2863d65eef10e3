/* import_chat.c: a chat that WhatsApp exported becomes a chat with its messages. */
#include "app/import_chat.h"

static const struct str sql_names =
	STR("SELECT my_name FROM wa_accounts WHERE deleted_at IS NULL AND my_name IS NOT NULL "
            "ORDER BY created_at, id LIMIT 15");

/* -- what was chosen -- */

static enum err choose_order(struct import *im, struct chat_export *c)
{
	static const enum chat_order orders[] = {
		[import_order_dmy] = CHAT_DMY,
		[import_order_mdy] = CHAT_MDY,
		[import_order_ymd] = CHAT_YMD,
	};
	const enum import_order said = has(&im->run, F_import_run_date_order) ? im->run.date_order
	                                                                      : import_order_guess;

	if (said == import_order_guess || said == import_order_unset) {
		if (!c->ambiguous)
			return OK;
		im->problem =
			S("The dates in this file can be read with the day or the month "
		          "first; choose which (date_order).");
		return ERR_CHOICE_NEEDED;
	}
	if (chat_export_use_order(c, orders[said]))
		return OK;
	im->problem = S("No line of this file has a date in the chosen order.");
	return ERR_INVALID;
}

static enum err choose_zone(struct import *im, struct chat_import *x)
{
	const struct cell_facts facts = cell_facts(im->cell);
	const struct str name = has(&im->run, F_import_run_zone)
	                                ? im->run.zone
	                                : arena_str(&im->arena, str_of(facts.zone));
	const enum err e = zone_load(&im->arena, name, &x->zone);

	if (e == ERR_NOT_FOUND) {
		im->problem =
			arena_printf(&im->arena, "There is no time zone \"%.*s\".", PRI_STR(name));
		return ERR_INVALID;
	}
	return e;
}

/* What we are called: in other exports, and here. */
enum err import_my_names(struct import *im, struct db *db, struct str names[MY_NAMES_MAX],
                         size_t *n)
{
	const struct actor engine = actor_engine();
	struct member m;
	bool row;
	STMT_AUTO s = NULL;

	TRY(db_sql(db, sql_names, &s));
	for (*n = 0; *n + 1 < MY_NAMES_MAX; (*n)++) {
		TRY(stmt_step(s, &row));
		if (!row)
			break;
		names[*n] = arena_str(&im->arena, col_text(s, 0));
	}
	if (row_get(db, &im->arena, &engine, &member_record, im->w->actor.member_id, LIVE_only,
	            &m) == OK)
		names[(*n)++] = m.name;
	return OK;
}

static enum err chat_open(struct import *im, struct db *db)
{
	struct chat_import *x = im->state = mem_alloc(sizeof *x);
	const struct str said = has(&im->run, F_import_run_me) ? im->run.me : STR_ABSENT;
	struct str names[MY_NAMES_MAX];
	size_t n;

	x->c = im->file.chat;
	TRY(choose_order(im, x->c));
	TRY(choose_zone(im, x));
	TRY(import_my_names(im, db, names, &n));
	import_cast(&x->cast, x->c, im->file.name, said, names, n, &im->arena);
	if (x->cast.group && !x->cast.named && has(&im->run, F_import_run_title))
		x->cast.title = im->run.title;
	import_chat_keys(im, x);
	if (has(&im->run, F_import_run_title))
		x->cast.title = im->run.title;
	chat_export_rewind(x->c);
	return OK;
}

/* -- messages -- */

static unsigned chat_read(struct import *im, struct arena *a)
{
	struct chat_import *x = im->state;
	unsigned n = 0;

	for (; n < BATCH_ROWS && chat_export_next(x->c, a, &x->batch[n]); n++)
		import_natural_key(im, x, n);
	return n;
}

static enum err chat_put(struct import *im, unsigned i)
{
	struct chat_import *x = im->state;

	if (!x->ready)
		TRY(import_chat_place(im, x));
	return import_put_message(im, x, i);
}

/* The first message of an earlier attempt made all there is to find. */
static enum err chat_recall(struct import *im, unsigned i)
{
	struct chat_import *x = im->state;
	const int64_t new = im->run.new, unchanged = im->run.unchanged;

	(void) i;
	if (x->ready)
		return OK;
	TRY(import_chat_place(im, x));
	im->run.new = new;
	im->run.unchanged = unchanged;
	return OK;
}

static enum err chat_close(struct import *im)
{
	(void) im;
	return OK;
}

static void chat_release(struct import *im)
{
	struct chat_import *x = im->state;

	table_release(&x->same);
	mem_free(x);
	im->state = NULL;
}

const struct importer chat_importer = {
	.open = chat_open,
	.read = chat_read,
	.put = chat_put,
	.recall = chat_recall,
	.close = chat_close,
	.release = chat_release,
};

/* reply.c: answers of repeated requests, kept for 48 hours in the transaction of their effect. */
#include "cell/cell_impl.h"

static bool same_request(const struct reply_key *k, struct str hash)
{
	return hash.len == sizeof k->request_hash &&
	       memcmp(hash.ptr, k->request_hash, hash.len) == 0;
}

/* The first of two that came together stands in this very group: its row is not written yet. */
static enum err find_noted(struct unit *u, const struct reply_key *k, struct stored_reply *out)
{
	const struct group *g = &u->cell->group;
	for (unsigned i = 0; i < g->replies.n; i++) {
		const struct reply_note *n = &g->replies.v[i];
		if (n->key.key_hash != k->key_hash)
			continue;
		if (!same_request(k, (struct str) { (const char *) n->key.request_hash,
		                                    sizeof n->key.request_hash }))
			return ERR_IDEMPOTENCY;
		*out = (struct stored_reply) { true, n->status, arena_str(u->arena, n->body) };
		return OK;
	}
	return OK;
}

enum err unit_reply_find(struct unit *u, const struct reply_key *k, struct stored_reply *out)
{
	bool row;
	*out = (struct stored_reply) { 0 };
	TRY(find_noted(u, k, out));
	if (out->found)
		return OK;
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db,
	           S("SELECT request_hash, status, body FROM answers WHERE key_hash = ?1"
	             " AND at > ?2 ORDER BY seq DESC LIMIT 1"),
	           &s));
	bind_int(s, 1, k->key_hash);
	bind_int(s, 2, u->now_ms - REPLY_KEPT_MS);
	TRY(stmt_step(s, &row));
	if (!row)
		return OK;
	if (!same_request(k, col_blob(s, 0)))
		return ERR_IDEMPOTENCY;
	*out = (struct stored_reply) { true, (int) col_int(s, 1),
		                       arena_str(u->arena, col_text(s, 2)) };
	return OK;
}

enum err unit_reply_store(struct unit *u, const struct reply_key *k, int status, struct str body,
                          struct uuid subject)
{
	ENSURE(body.len <= REPLY_BODY_MAX);
	NOTE(u, replies, .key = *k, .status = status, .subject = subject, .body = body);
	return OK;
}

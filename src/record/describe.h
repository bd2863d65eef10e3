/* describe.h: documents that follow from the declarations: OpenAPI's schemas, the data map, the
 * lock. Every one is the same bytes each time. */
#ifndef RECORD_DESCRIBE_H
#define RECORD_DESCRIBE_H

#include "record/record.h"

/* Members of OpenAPI's components.schemas, each preceded by a comma unless first:
 *   Contact        what is read: every readable field, and parts and custom values where asked for;
 *                  for every RECORD and TABLE of the cell that somebody may read
 *   ContactCreate  what creates one, where record_takes(rec, OP_create)
 *   ContactPatch   what changes one, base_version included, where record_takes(rec, OP_patch)
 *   ContactIdentityPart   what creates one inside its owner, for every record among PARTS
 *   SignUp         every FORM
 * The schemas are exact: the decoders take what they allow and refuse the rest, but for references,
 * the hooks' own rules, and lone surrogates. */
void describe_schemas(struct buf *b);
/* contact_tag -> ContactTag */
struct str describe_type_name(struct arena *a, const struct record *rec);

/* {"type":…}: what a query parameter takes that is compared with the field, but for the empty text,
 * which is null. Exact like the schemas, only that times may also be RFC 3339. */
void describe_filter(struct buf *b, const struct record *rec, int field);

/* The data map: every column of both stores: {"version","records":[{name,plural,doc,home,shape,
 * about,seen,fields:[{name,doc,policy,class,purpose,shared,kept,at_rest,on_export,on_erase,
 * on_restrict}]}],"policies":{name:{doc,treated}},"classes":{word:sentence},"purposes":…, and so
 * on for each of a policy's columns}. */
void describe_data_map_json(struct buf *b);
void describe_data_map_text(struct buf *b);        /* for a terminal, 100 columns */
/* A page that stands alone: no script, nothing loaded; its style is inline, in one <style>. */
void describe_data_map_html(struct buf *b);

/* One line per record, field and choice word with its number: compared with schema/fields.lock. */
void describe_lock(struct buf *b);
/* Whether every line of `locked` stands in `now`: numbers grow at the end, none moves or goes. If
 * not, *gone_r is the first line that does not. */
bool lock_kept(struct str locked, struct str now, struct str *gone_r);

/* meta: {"contacts":{"name":"contact","read":"viewer","write":…,"remove":…,"fields":{"name":
 * {"kind":"text","max":200,"required":true,"sort":true,…}},"parts":[…],"actions":[…],
 * "custom":true},…} for every RECORD and TABLE of the cell that somebody may read. */
void describe_meta(struct buf *b);

#endif

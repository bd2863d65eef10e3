/* describe.h: documents that follow from the declarations: OpenAPI's schemas, the data map, the lock. */
#ifndef RECORD_DESCRIBE_H
#define RECORD_DESCRIBE_H

#include "record/record.h"

/* "Contact":{…},"ContactCreate":{…},"ContactPatch":{…}, for every RECORD of the cell, TABLE with a
 * read route, and FORM: members of components.schemas, each preceded by a comma unless first. */
void describe_schemas(struct buf *b);
struct str describe_type_name(struct arena *a, const struct record *rec);   /* contact_tag -> ContactTag */

/* The data map: every column of both stores: {"version","records":[{name,plural,doc,home,shape,
 * about,scope,fields:[{name,doc,class,purpose,shared,kept,at_rest,on_export,on_erase,on_restrict}]}],
 * "classes":…,"purposes":… with a sentence each}. */
void describe_data_map_json(struct buf *b);
void describe_data_map_text(struct buf *b);        /* for a terminal, 100 columns */
void describe_data_map_html(struct buf *b);        /* a page that stands alone, no script */

/* One line per record, field and choice word with its number: compared with schema/fields.lock. */
void describe_lock(struct buf *b);
/* meta: {"contacts":{"fields":{"name":{"kind":"text","max":200,"sort":true,…}},"parts":[…],"actions":[…]},…} */
void describe_meta(struct buf *b);

#endif

/* custom.h: values of the workspace's own fields. Only cell/ includes it. */
#ifndef CELL_CUSTOM_H
#define CELL_CUSTOM_H

#include "cell/cell_impl.h"
#include "cell/values.h"

/* Whether the form on the wire suits the field; complains if not. */
bool custom_form_fits(struct unit *u, const struct custom_field *f, struct str name,
                      const struct custom_in *in);
/* A stored value as JSON has it. */
void custom_put_json(struct buf *b, enum custom_kind kind, struct str value);

#endif

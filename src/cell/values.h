/* values.h: the text that a value of one of the workspace's own fields is stored as: for imports,
 * which must know before they write. */
#ifndef CELL_VALUES_H
#define CELL_VALUES_H

#include "cell/unit.h"

/* The value in its canonical text; absent when it says nothing. False after complaining under
 * `name`: it is none of this field's. */
bool custom_canonical(struct unit *u, const struct custom_field *f, struct str name, struct str in,
                      struct str *out);

#endif

/* openapi.h: what the files of the description share. */
#ifndef API_OPENAPI_H
#define API_OPENAPI_H

#include "base/json.h"

/* JSON in which ' stands for ": readable in C. */
void put_quoted(struct buf *b, const char *text);
/* "Problem":{…},…: members of components.schemas that do not come from the declarations. */
void openapi_put_schemas(struct buf *b);

#endif

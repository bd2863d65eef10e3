/* web_folder.h: where the built web app lies. */
#ifndef CMD_WEB_FOLDER_H
#define CMD_WEB_FOLDER_H

#include "base/arena.h"

/* The folder that was named, else one beside the program that holds the app. In the arena; absent:
 * there is none. */
struct str web_folder(struct arena *a, struct str named);

#endif

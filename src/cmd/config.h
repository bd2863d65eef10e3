/* config.h: what the operator has set. One table (config.def), read from the command line and from
 * one file; nothing comes from the environment.
 *
 * The file has a setting per line, `name = value`; lines that start with # are comments. A dash in
 * a name is as good as an underscore. What the command line says goes before the file. */
#ifndef CMD_CONFIG_H
#define CMD_CONFIG_H

#include "cmd/cmd.h"

enum { CONFIG_LIST_MAX = 8 };

struct config_list { struct str v[CONFIG_LIST_MAX]; unsigned n; };

enum config_type {
	CONFIG_path,
	CONFIG_text,
	CONFIG_url,
	CONFIG_word,
	CONFIG_address,
	CONFIG_network,
	CONFIG_number,
	CONFIG_flag,
};

/* What a setting of each type is in C. Text is absent when it is not set. */
#define CONFIG_C_path struct str                   /* ends with a NUL, as the kernel wants it */
#define CONFIG_C_text struct str
#define CONFIG_C_url struct str                    /* public_url_valid */
#define CONFIG_C_word struct str                   /* one of the words in its row's unit */
#define CONFIG_C_address struct config_list        /* listen_parse takes each */
#define CONFIG_C_network struct config_list        /* prefix_parse takes each */
#define CONFIG_C_number int64_t                    /* from least to most */
#define CONFIG_C_flag bool

enum config_name {
#define SECTION(title)
#define SETTING(name, ...) CONFIG_NAME_##name,
#include "cmd/config.def"
#undef SETTING
#undef SECTION
	CONFIG_N
};

/* Who has set it: a line of the file, or the command line (file NULL, line 1). */
struct config_origin { const char *file; unsigned line; };

/* Text lies in the arena of the args that it was read from. */
struct config {
#define SECTION(title)
#define SETTING(name, type, ...) CONFIG_C_##type name;
#include "cmd/config.def"
#undef SETTING
#undef SECTION
	struct config_origin origin[CONFIG_N]; /* line 0: nobody, the value is the initial one */
};

struct config_row {
	struct str name;
	enum config_type type;
	struct str unit;
	int64_t least, most;
	struct str initial, meaning;
};

const struct config_row *config_row(enum config_name n);

/* Every setting at its initial value. */
void config_init(struct config *c, struct arena *a);
/* config_init, then takes `--config FILE` and every setting out of the command line and reads them.
 * EXIT_usage: something is wrong; said is where (file and line, or option), what, and why. */
int config_take(struct args *a, struct config *c);
/* The same for commands that only need the data folder and its key: takes --config, --data and
 * --master-key-file. The folder must be named, there or in the file. */
int config_take_place(struct args *a, struct config *c);
/* What would let others read along, or lock everybody out, and the folder that is not named. */
int config_check(const struct config *c);
/* Whether only programs of this machine can reach what it listens on. */
bool config_on_loopback(const struct config *c);

/* -- config_value.c: one value -- */
void *config_place(struct config *c, enum config_name n);        /* where it stands in c */
/* Reads the text into its place; a list gets longer. Says in *why (in the arena) what is wrong. */
bool config_read_value(struct config *c, enum config_name n, struct str text, struct arena *a,
                       struct str *why);
/* As it would be written; nothing when it is not set. */
void config_put_value(const struct config *c, enum config_name n, struct buf *b);

#endif

/* cmd.h: the commands, and what they share. Wiring only: nothing here decides anything. */
#ifndef CMD_CMD_H
#define CMD_CMD_H

#include "base/err.h"

#define KONTOR_VERSION "0.1.0"

/* What is left of the command line. */
struct args { int n; char **v; struct arena *arena; };

/* Exit codes: 0 done, 1 failed (said on stderr), 2 a choice is needed, 64 the command line is
 * wrong. */
enum { EXIT_done = 0, EXIT_failed = 1, EXIT_choice = 2, EXIT_usage = 64 };

typedef int command_fn(struct args *a);
#define COMMAND(word, fn, usage, doc) command_fn fn;
#include "cmd/commands.def"
#undef COMMAND

/* -- options: --name VALUE or --name=VALUE; each is taken out of what is left -- */
struct str arg_option(struct args *a, const char *name);               /* absent: not given */
bool arg_flag(struct args *a, const char *name);
/* the next that is no option; absent: none */
struct str arg_word(struct args *a);
/* The value of a required option; says what is missing and returns absent. */
struct str arg_required(struct args *a, const char *name);
/* Complains about what was not understood: EXIT_usage; else EXIT_done. */
int arg_end(struct args *a);
int say(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif

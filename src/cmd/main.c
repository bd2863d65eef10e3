/* main.c: finds the command and runs it. */
#include "cmd/cmd.h"

#include <stdio.h>
#include <stdlib.h>

#include "plat/fault.h"
#include "plat/log.h"
#include "plat/process.h"
#include "plat/signals.h"

static const struct {
	struct str word;
	command_fn *run;
	const char *usage, *doc;
} commands[] = {
#define COMMAND(word, fn, usage, doc) { STR(#word), fn, usage, doc },
#include "cmd/commands.def"
#undef COMMAND
};

static int usage(int code)
{
	FILE *to = code == EXIT_done ? stdout : stderr;
	fputs("kontor: a CRM for WhatsApp on your own server\n\n", to);
	for (size_t i = 0; i < COUNT(commands); i++)
		fprintf(to, "  kontor %s %s\n      %s\n", commands[i].word.ptr, commands[i].usage,
		        commands[i].doc);
	return code;
}

/* fields-lock and fields_lock are one word: a dash is how people write it. */
static bool is_word(struct str word, const char *given)
{
	for (size_t i = 0; i < word.len; i++)
		if (given[i] != word.ptr[i] && !(given[i] == '-' && word.ptr[i] == '_'))
			return false;
	return given[word.len] == 0;
}

#if KONTOR_FAULTS
static void arm_faults(void)
{
	const char *text = getenv("KONTOR_FAULT");
	if (text != NULL && !fault_arm_text(str_of(text)))
		say(EXIT_failed, "KONTOR_FAULT is not understood.");
}
#else
static void arm_faults(void)
{
}
#endif

int main(int argc, char **argv)
{
	struct arena arena = ARENA_INIT;
	if (argc < 2)
		return usage(EXIT_usage);
	if (is_word(S("help"), argv[1]) || is_word(S("--help"), argv[1]))
		return usage(EXIT_done);
	signals_block();
	process_harden();
	log_to(2, LOG_INFO);
	arm_faults();
	for (size_t i = 0; i < COUNT(commands); i++)
		if (is_word(commands[i].word, argv[1])) {
			struct args a = { argc - 2, argv + 2, &arena };
			int code = commands[i].run(&a);
			if (code == EXIT_usage)
				fprintf(stderr, "usage: kontor %s %s\n", commands[i].word.ptr,
				        commands[i].usage);
			arena_release(&arena);
			return code;
		}
	say(EXIT_usage, "there is no command “%s”.", argv[1]);
	return usage(EXIT_usage);
}

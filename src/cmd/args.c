/* args.c: the command line, option by option. */
#include "cmd/cmd.h"

#include <stdarg.h>
#include <stdio.h>

int say(int code, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fputs("kontor: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	return code;
}

static void take_out(struct args *a, int at, int n)
{
	a->n -= n;
	for (int i = at; i < a->n; i++)
		a->v[i] = a->v[i + n];
}

struct str arg_option(struct args *a, const char *name)
{
	struct str want = str_of(name);
	for (int i = 0; i < a->n; i++) {
		struct str s = str_of(a->v[i]);
		if (str_eq(s, want) && i + 1 < a->n) {
			struct str value = str_of(a->v[i + 1]);
			take_out(a, i, 2);
			return value;
		}
		if (str_starts(s, want) && s.len > want.len && s.ptr[want.len] == '=') {
			struct str value = str_from(s, want.len + 1);
			take_out(a, i, 1);
			return value;
		}
	}
	return STR_ABSENT;
}

bool arg_flag(struct args *a, const char *name)
{
	for (int i = 0; i < a->n; i++)
		if (str_eq(str_of(a->v[i]), str_of(name))) {
			take_out(a, i, 1);
			return true;
		}
	return false;
}

struct str arg_word(struct args *a)
{
	for (int i = 0; i < a->n; i++)
		if (a->v[i][0] != '-') {
			struct str s = str_of(a->v[i]);
			take_out(a, i, 1);
			return s;
		}
	return STR_ABSENT;
}

struct str arg_required(struct args *a, const char *name)
{
	struct str value = arg_option(a, name);
	if (str_absent(value))
		say(EXIT_usage, "%s is missing.", name);
	return value;
}

int arg_end(struct args *a)
{
	return a->n == 0 ? EXIT_done : say(EXIT_usage, "“%s” is not understood here.", a->v[0]);
}

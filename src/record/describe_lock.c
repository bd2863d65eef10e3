/* describe_lock.c: the numbers that rows and journals store, one a line. See describe.h. */
#include "record/describe.h"

static const char *const home_words[HOME_N] = {
	[HOME_cell] = "cell",
	[HOME_control] = "control",
	[HOME_none] = "form",
};

static void put_line(struct buf *b, struct str kind, struct str of, unsigned number,
                     struct str name)
{
	put(b, kind);
	put_char(b, ' ');
	put(b, of);
	put_char(b, ' ');
	put_int(b, number);
	put_char(b, ' ');
	put(b, name);
	put_char(b, '\n');
}

static void put_home(struct buf *b, enum home home)
{
	unsigned n;
	const struct record *const *list = records_of(home, &n);

	for (unsigned i = 0; i < n; i++) {
		const struct record *rec = list[i];

		put_line(b, S("record"), str_of(home_words[home]), rec->number, rec->name);
		for (unsigned k = 0; k < rec->n; k++)
			put_line(b, S("field"), rec->name, k, rec->fields[k].name);
	}
}

void describe_lock(struct buf *b)
{
	for (enum home home = HOME_cell; home < HOME_N; home++)
		put_home(b, home);
	for (unsigned i = 0; i < choice_count; i++) {
		const struct choices *c = all_choices[i];

		for (unsigned w = 1; w < c->n; w++)
			put_line(b, S("choice"), c->name, w, c->words[w]);
	}
}

bool lock_kept(struct str locked, struct str now, struct str *gone_r)
{
	/* Both are in the same order, and what is new only stands in between. */
	while (locked.len != 0) {
		const struct str line = str_cut(&locked, '\n');

		do {
			if (now.len == 0) {
				*gone_r = line;
				return false;
			}
		} while (!str_eq(str_cut(&now, '\n'), line));
	}
	return true;
}

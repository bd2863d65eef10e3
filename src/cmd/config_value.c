/* config_value.c: one value of a setting: reading it, and writing it as it would be written. */
#include "api/api.h"
#include "cmd/config.h"
#include "net/addr.h"

static const size_t places[] = {
#define SECTION(title)
#define SETTING(name, ...) offsetof(struct config, name),
#include "cmd/config.def"
#undef SETTING
#undef SECTION
};

void *config_place(struct config *c, enum config_name n)
{
	return (char *) c + places[n];
}

static const void *place_of(const struct config *c, enum config_name n)
{
	return (const char *) c + places[n];
}

/* -- reading -- */

static bool is_address(struct str s)
{
	struct net_addr a;
	uint16_t port;
	return listen_parse(s, &a, &port);
}

static bool is_network(struct str s)
{
	struct net_prefix p;
	return prefix_parse(s, &p);
}

static bool read_list(struct config_list *list, const struct config_row *row, struct str text,
                      bool (*is_one)(struct str), struct arena *a, struct str *why)
{
	if (str_eq(text, S("none")))
		return true;
	while (!str_absent(text)) {
		struct str one = str_trim(str_cut(&text, ' '));
		if (one.len == 0)
			continue;
		if (!is_one(one)) {
			*why = arena_printf(a, "“%.*s” is not %s", PRI_STR(one),
			                    row->type == CONFIG_address
			                            ? "an address and a port such as 127.0.0.1:8080"
			                            : "an address or a network such as 10.0.0.0/8");
			return false;
		}
		if (list->n == row->most) {
			*why = arena_printf(a, "there are at most %lld", (long long) row->most);
			return false;
		}
		list->v[list->n++] = arena_str(a, one);
	}
	return true;
}

/* "64k" → 65536; only where bytes are counted. */
static bool read_bytes(struct str text, int64_t *out)
{
	static const struct {
		char letter;
		int shift;
	} units[] = { { 'k', 10 }, { 'M', 20 }, { 'G', 30 } };
	for (size_t i = 0; i < COUNT(units); i++)
		if (text.len > 1 && text.ptr[text.len - 1] == units[i].letter)
			return str_to_int(str_head(text, text.len - 1), out) &&
			       !__builtin_mul_overflow(*out, INT64_C(1) << units[i].shift, out);
	return str_to_int(text, out);
}

static bool read_number(int64_t *to, const struct config_row *row, struct str text, struct arena *a,
                        struct str *why)
{
	int64_t n;
	bool right = str_eq(row->unit, S("bytes")) ? read_bytes(text, &n) : str_to_int(text, &n);
	if (right && n >= row->least && n <= row->most) {
		*to = n;
		return true;
	}
	*why = right ? arena_printf(a, "it goes from %lld to %lld %.*s", (long long) row->least,
	                            (long long) row->most, PRI_STR(row->unit))
	             : arena_printf(a, "“%.*s” is not a number of %.*s", PRI_STR(text),
	                            PRI_STR(row->unit));
	return false;
}

static bool read_word(struct str *to, const struct config_row *row, struct str text,
                      struct arena *a, struct str *why)
{
	struct str words = row->unit;
	while (!str_absent(words)) {
		struct str word = str_cut(&words, '|');
		if (str_eq(word, text)) {
			*to = word;
			return true;
		}
	}
	*why = arena_printf(a, "“%.*s” is none of %.*s", PRI_STR(text), PRI_STR(row->unit));
	return false;
}

static bool read_flag(bool *to, struct str text, struct arena *a, struct str *why)
{
	*to = str_eq(text, S("yes"));
	if (*to || str_eq(text, S("no")))
		return true;
	*why = arena_printf(a, "“%.*s” is neither yes nor no", PRI_STR(text));
	return false;
}

static bool read_url(struct str *to, struct str text, struct arena *a, struct str *why)
{
	if (!public_url_valid(text)) {
		*why = arena_printf(a, "“%.*s” is not an address such as https://kontor.example",
		                    PRI_STR(text));
		return false;
	}
	*to = arena_str(a, text);
	return true;
}

bool config_read_value(struct config *c, enum config_name n, struct str text, struct arena *a,
                       struct str *why)
{
	const struct config_row *row = config_row(n);
	void *to = config_place(c, n);

	if (text.len == 0) {
		*why = S("it has no value");
		return false;
	}
	switch (row->type) {
	case CONFIG_path:
	case CONFIG_text:
		*(struct str *) to = arena_str(a, text);
		return true;
	case CONFIG_url:
		return read_url(to, text, a, why);
	case CONFIG_word:
		return read_word(to, row, text, a, why);
	case CONFIG_address:
		return read_list(to, row, text, is_address, a, why);
	case CONFIG_network:
		return read_list(to, row, text, is_network, a, why);
	case CONFIG_number:
		return read_number(to, row, text, a, why);
	case CONFIG_flag:
		return read_flag(to, text, a, why);
	}
	BUG("a setting of no type");
}

/* -- writing -- */

static void put_list(struct buf *b, const struct config_list *list)
{
	for (unsigned i = 0; i < list->n; i++) {
		if (i != 0)
			put_char(b, ' ');
		put(b, list->v[i]);
	}
}

void config_put_value(const struct config *c, enum config_name n, struct buf *b)
{
	const void *at = place_of(c, n);
	const size_t before = b->len;

	switch (config_row(n)->type) {
	case CONFIG_path:
	case CONFIG_text:
	case CONFIG_url:
	case CONFIG_word:
		put(b, *(const struct str *) at);
		return;
	case CONFIG_address:
	case CONFIG_network:
		put_list(b, at);
		if (b->len == before && c->origin[n].line != 0)
			put(b, S("none"));
		return;
	case CONFIG_number:
		put_int(b, *(const int64_t *) at);
		return;
	case CONFIG_flag:
		put(b, *(const bool *) at ? S("yes") : S("no"));
		return;
	}
	BUG("a setting of no type");
}

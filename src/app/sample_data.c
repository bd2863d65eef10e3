/* sample_data.c: the sample's .def tables as const data. */
#include "app/sample_data.h"

const struct sample_person sample_people[] = {
#define PERSON(key, name, company, job, tags, phone, email, note)                                  \
	{                                                                                          \
		STR(#key), STR(name),  STR(company), STR(job),                                     \
		STR(tags), STR(phone), STR(email),   STR(note)                                     \
	},
#include "app/sample_people.def"
#undef PERSON
};

const struct sample_tag sample_tags[] = {
#define TAG(letter, name, colour) { letter, STR(name), colour },
#include "app/sample_tags.def"
#undef TAG
};

/* A chat's head stands among the lines with this letter: key in text, title in file. */
enum { HEAD = 'c' };

const struct sample_line sample_lines[] = {
#define CHAT(person, title, ago) { HEAD, ago, message_kind_unset, STR(#person), STR(title) },
#define LINE(who, after, kind, text, file)                                                         \
	{ who, after, message_kind_##kind, STR(text), STR(file) },
#include "app/sample_chats.def"
#undef CHAT
#undef LINE
};

const unsigned sample_person_count = COUNT(sample_people), sample_tag_count = COUNT(sample_tags);

bool sample_chat_at(unsigned i, struct sample_chat *out)
{
	unsigned at = 0;
	for (; at < COUNT(sample_lines); at++)
		if (sample_lines[at].who == HEAD && i-- == 0)
			break;
	if (at == COUNT(sample_lines))
		return false;
	const struct sample_line *head = &sample_lines[at];
	*out = (struct sample_chat) { head->text, head->file, head->after_min, at + 1, 0 };
	while (at + 1 + out->n < COUNT(sample_lines) && sample_lines[at + 1 + out->n].who != HEAD)
		out->n++;
	return true;
}

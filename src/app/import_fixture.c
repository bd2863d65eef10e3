/* import_fixture.c: see import_fixture.h. */
#include <stdio.h>
#include <stdlib.h>

#include "app/import_fixture.h"

#include "base/json.h"
#include "plat/files.h"

enum err bring(struct fixture *f, const char *name, struct str bytes, struct import_run *run)
{
	struct upload *up;
	bool made;
	enum err e;

	problems_init(&f->problems, &f->arena);
	TRY(upload_begin(f->cell, &f->actor, str_of(name), &f->problems, &up));
	for (size_t step = 1; bytes.len != 0; step = step * 3 + 1) {
		e = upload_put(up, str_head(bytes, step));
		if (e != OK) {
			upload_abort(up);
			return e;
		}
		bytes = str_from(bytes, step);
	}
	return upload_end(up, &f->arena, &f->problems, run, &made);
}

enum err bring_corpus(struct fixture *f, const char *name, struct import_run *run)
{
	const char *source = getenv("KONTOR_SOURCE");
	char path[512];
	struct str bytes;

	snprintf(path, sizeof path, "%s/tests/corpus/import/%s", source == NULL ? "." : source,
	         name);
	assert_int_equal(file_read(&f->arena, path, 1 << 20, &bytes), OK);
	return bring(f, name, bytes, run);
}

/* -- the job -- */

struct told {
	struct work work;
	int asks; /* until it is told to end; negative: never */
};

static bool goes_on(struct work *w)
{
	struct told *told = (struct told *) w;

	return told->asks < 0 || told->asks-- > 0;
}

static enum err run_job(struct fixture *f, struct import_run *run, int asks)
{
	struct arena a = ARENA_INIT;
	struct told told = { .asks = asks };
	enum err e;

	told.work = (struct work) {
		.cell = f->cell,
		.actor = f->actor,
		.arena = &a,
		.goes_on = goes_on,
		.argument = fixture_text(f,
		                         "SELECT argument FROM jobs WHERE handler = 'import' "
		                         "ORDER BY created_at DESC, id DESC LIMIT 1"),
	};
	e = import_job_run(&told.work);
	arena_release(&a);
	assert_int_equal(fixture_get(f, &import_run_record, run->id, run), OK);
	return e;
}

static enum err act(struct fixture *f, struct import_run *run, const char *name,
                    const char *options, int asks)
{
	struct action_call call;

	fixture_advance(1000); /* jobs are told apart by when they were asked for */
	TRY(fixture_act(f, name, run->id, options, &call));
	return run_job(f, run, asks);
}

enum err rehearse(struct fixture *f, struct import_run *run, const char *options)
{
	return act(f, run, "import_run:plan", options, -1);
}

enum err import(struct fixture *f, struct import_run *run, const char *options)
{
	return act(f, run, "import_run:start", options, -1);
}

enum err import_broken_off(struct fixture *f, struct import_run *run, const char *options, int asks)
{
	return act(f, run, "import_run:start", options, asks);
}

enum err import_goes_on(struct fixture *f, struct import_run *run)
{
	return run_job(f, run, -1);
}

enum err import_goes_on_for(struct fixture *f, struct import_run *run, int asks)
{
	return run_job(f, run, asks);
}

/* -- looking -- */

struct str left_out(struct fixture *f, const struct import_run *run)
{
	struct buf page = BUF_IN(&f->arena), out = BUF_IN(&f->arena);
	struct json j;
	struct str name, text;
	struct db *db;
	int64_t line;
	bool whole;

	assert_int_equal(cell_reader(f->cell, &db), OK);
	assert_int_equal(import_errors(db, &f->actor, run->id, STR_ABSENT, 200, &f->arena, &page),
	                 OK);
	cell_reader_give(f->cell, db);
	j = json_of(buf_str(&page), &f->arena);
	for (bool first = true; json_member(&j, &name, &first) > 0;) {
		if (!str_eq(name, S("items"))) {
			assert_true(json_skip(&j, NULL));
			continue;
		}
		for (bool head = true; json_element(&j, &head) > 0;) {
			for (bool member = true; json_member(&j, &name, &member) > 0;) {
				if (json_int(&j, &line, &whole))
					putf(&out, "%lld", (long long) line);
				else if (json_string(&j, &text))
					putf(&out, " %.*s", PRI_STR(text));
				else
					assert_true(json_null(&j));
			}
			put_char(&out, '\n');
		}
	}
	assert_true(json_end(&j));
	return buf_str(&out);
}

struct str preview_of(struct fixture *f, const struct import_run *run)
{
	struct buf b = BUF_IN(&f->arena);
	struct json j;

	assert_int_equal(import_preview(f->cell, &f->actor, run->id, &f->arena, &b), OK);
	j = json_of(buf_str(&b), &f->arena);
	assert_true(json_skip(&j, NULL));
	assert_true(json_end(&j));
	return buf_str(&b);
}

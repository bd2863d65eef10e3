/* import_fixture.h: for tests only: bringing files to a fixture's cell and running what they ask
 * for, without HTTP and without a scheduler. */
#ifndef APP_IMPORT_FIXTURE_H
#define APP_IMPORT_FIXTURE_H

#include "app/fixture.h"
#include "app/import.h"

/* Uploads in pieces that fit nothing; the error of the first step that fails. */
enum err bring(struct fixture *f, const char *name, struct str bytes, struct import_run *run);
/* A file of tests/corpus/import. */
enum err bring_corpus(struct fixture *f, const char *name, struct import_run *run);

/* :plan or :start with these options (JSON with ' for "), then the job they ask for, to its end.
 * run becomes the row as it is then. */
enum err rehearse(struct fixture *f, struct import_run *run, const char *options);
enum err import(struct fixture *f, struct import_run *run, const char *options);
/* The same, but the job is told to end when it asks for the nth time; the run keeps its state. */
enum err import_broken_off(struct fixture *f, struct import_run *run, const char *options,
                           int asks);
/* Runs the last job asked for once more, as after a restart. */
enum err import_goes_on(struct fixture *f, struct import_run *run);
/* … which breaks off, too. */
enum err import_goes_on_for(struct fixture *f, struct import_run *run, int asks);

/* All that :errors says, a line each: "3 bad_phone 12". */
struct str left_out(struct fixture *f, const struct import_run *run);
struct str preview_of(struct fixture *f, const struct import_run *run);

#endif

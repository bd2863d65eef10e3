# The front door. Every target first lets tools/deps install what the box lacks, then does its one
# thing; what it needs to know stands in the script or the meson.build it calls.
#
#   run       build, then serve on http://127.0.0.1:8080 with the data folder ./data
#   build     build/kontor and the web app
#   test      everything that must hold; ends with "N passed, N failed"
#   lint      how the source reads: C, TypeScript, Svelte, the house rules
#   fuzz      each fuzz target for FUZZ_SECONDS (60)
#   soak      the long forms of the reliability tests
#   bench     the bars, each with its ratio to the limit measured in the same run
#   generate  writes what is derived: OpenAPI, TypeScript, data map, golden SQL, tables
#   screens   pictures of every screen, light and dark, into build/screens
#   dist      build/dist/kontor-VERSION-ARCH.tar.xz
#   clean     removes what was built, keeps what was fetched

export PATH := $(CURDIR)/build/tool/bin:$(PATH)

DATA ?= data
LISTEN ?= 127.0.0.1:8080

asan_options := -Db_sanitize=address,undefined -Doptimization=1 -Dfaults=true
tsan_options := -Db_sanitize=thread -Doptimization=1
fuzz_options := -Db_sanitize=address,undefined -Doptimization=1 -Dfuzz=true \
	-Dc_args=-fsanitize=fuzzer-no-link
fuzz_env := CC=clang-14

web_sources := $(shell find web \( -name node_modules -o -name dist -o -name paraglide \) -prune \
	-o -type f -print)

.PHONY: run build test lint fuzz soak bench generate screens dist clean deps-% c-%

run: build
	@echo "Kontor: http://$(LISTEN) (data in $(DATA), Ctrl-C stops it)"
	@exec build/kontor serve --data "$(DATA)" --listen "$(LISTEN)"

build: c-release build/web.stamp
	@ln -sfn release/src/kontor build/kontor

test: deps-test
	@tools/run-tests

lint: deps-test web/node_modules/.package-lock.json
	@tools/run-tests --only checks,web-lint

fuzz: deps-fuzz c-fuzz
	@tools/run-fuzz $(or $(FUZZ_SECONDS),60)

soak: deps-test
	@tools/run-tests --soak

bench: deps-bench build
	@bench/run

generate: build
	@tools/generate

screens: deps-test build
	@npm --prefix web run screens

dist: deps-dist build
	@tools/make-dist

clean:
	rm -rf build/release build/asan build/tsan build/fuzz build/dist build/logs build/kontor \
		build/web.stamp web/apps/*/dist

# tools/deps GROUP
deps-%:
	@tools/deps $*

# One build folder per kind of build: c-release, c-asan, c-tsan, c-fuzz.
c-%: deps-run
	@test -f build/$*/build.ninja || $($*_env) meson setup build/$* $($*_options)
	@ninja -C build/$* --quiet

build/web.stamp: web/node_modules/.package-lock.json $(web_sources)
	npm --prefix web run build
	@touch $@

web/node_modules/.package-lock.json: web/package-lock.json | deps-run
	npm --prefix web ci
	@touch $@

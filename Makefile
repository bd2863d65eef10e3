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

web_sources := $(shell find web \( -name node_modules -o -name dist -o -name paraglide \) -prune \
	-o -type f -print)

.PHONY: run build test lint fuzz soak bench generate screens dist clean

run: build
	@echo "Kontor: http://$(LISTEN) (data in $(DATA), Ctrl-C stops it)"
	@exec build/kontor serve --data "$(DATA)" --listen "$(LISTEN)"

build: c-release build/web.stamp
	@ln -sfn release/src/kontor build/kontor

test: deps-test
	@tools/run-tests

lint: deps-lint web/node_modules/.package-lock.json
	@tools/run-tests --only checks,web-lint

fuzz: deps-fuzz c-fuzz
	@tools/run-fuzz $(or $(FUZZ_SECONDS),60)

soak: deps-test
	@tools/run-tests --soak

bench: deps-bench build
	@bench/run

generate: deps-test build tools/node_modules/.package-lock.json
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

# c-release, c-asan, c-tsan, c-fuzz
c-%: deps-run
	@tools/build-c $*

build/web.stamp: web/node_modules/.package-lock.json $(web_sources)
	npm --prefix web run build
	@touch $@

# web/ is the app, tools/ what generators and differential tests compare with.
%/node_modules/.package-lock.json: %/package-lock.json | deps-run
	npm --prefix $* ci
	@touch $@

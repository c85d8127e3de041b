# What one does with this repository. `make` alone lists it.

.DEFAULT_GOAL := help
SHELL := /bin/bash

# One folder for everything that is built.
export CARGO_TARGET_DIR ?= $(CURDIR)/target
# Tools of cargo may lie in the folder that scripts/install-needs makes.
export PATH := $(PATH):$(CURDIR)/.python/bin
STEP := @scripts/step
# Always the whole workspace through the same compiler: what one target builds the next finds built.
PROGRAM := scripts/checked cargo build --quiet --workspace --bins
EVERYTHING := $(PROGRAM) --lib --tests
TRY_API := env DIENHONG_BIN="$(CARGO_TARGET_DIR)/debug/dienhong" EXAMPLES="$(or $(EXAMPLES),60)" node scripts/try-api.mjs
TRY_CLIENTS := env DIENHONG_BIN="$(CARGO_TARGET_DIR)/debug/dienhong" node scripts/try-clients.mjs

.PHONY: help
help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: ## Build the program and serve the demo book (ARGS="--listen …" to change how)
	@[ -x "$(CARGO_TARGET_DIR)/debug/dienhong" ] || scripts/say-first-build
	$(STEP) "Build" cargo build -p dienhong-cli
	cargo run --quiet -p dienhong-cli -- demo $(ARGS)

.PHONY: test
test: ## Check everything, as CI does
	$(STEP) "What the checks need" scripts/install-needs
	$(STEP) "Format" cargo fmt --all --check
	$(STEP) "Licences, sources and doubles of crates" cargo deny --locked check bans licenses sources
	$(STEP) "Licences of the rest, and their page" scripts/check-licences --check
	$(STEP) "Build and lints" $(EVERYTHING)
	$(STEP) "Documentation and its examples" scripts/checked scripts/document
	$(STEP) "Rust tests" scripts/checked scripts/with-postgres scripts/test-rust
	$(STEP) "Browser tests" scripts/test-e2e
	@printf '\nAll checks passed.\n'

.PHONY: long
long: ## Check what is too slow for every change: run before an issue is closed, date and result go into its note
	$(STEP) "What the checks need" scripts/install-needs
	$(STEP) "Build and lints" $(EVERYTHING)
	$(STEP) "Documentation of every crate" env DIENHONG_LONG=1 scripts/checked scripts/document
	$(STEP) "Rust tests, with many rounds, cases and days" env DIENHONG_LONG=1 DIENHONG_KILL_ROUNDS=100 PROPTEST_CASES=1024 \
		scripts/checked scripts/with-postgres scripts/test-rust
	$(STEP) "Interface for programs, with schemathesis" $(TRY_API)
	$(STEP) "Interface for programs, with generated clients" $(TRY_CLIENTS)
	$(STEP) "Every page, three addresses a route" env DIENHONG_LONG=1 scripts/test-e2e e2e/pages*.test.mjs
	$(STEP) "Package: installed, upgraded, removed" env DIENHONG_BIN="$(CARGO_TARGET_DIR)/debug/dienhong" scripts/test-package
	@printf '\nAll long checks passed on %s.\n' "$$(date +%F)"

.PHONY: e2e
e2e: ## Run the browser tests only (JOURNEYS="e2e/x.test.mjs" to choose)
	$(STEP) "Build" $(PROGRAM)
	$(STEP) "Browser tests" scripts/test-e2e $(JOURNEYS)

.PHONY: shots
shots: ## Take the pictures of the README into docs/pictures/
	$(STEP) "What the checks need" scripts/install-needs
	$(STEP) "Build" $(PROGRAM)
	@if [ -f e2e/shots.mjs ]; then \
		DIENHONG_BIN="$(CARGO_TARGET_DIR)/debug/dienhong" scripts/step "Pictures" node e2e/shots.mjs; \
	else \
		scripts/step "Pictures, taken along the browser tests" scripts/test-e2e; \
	fi

.PHONY: bench
bench: ## Measure speed beside the bare engine, optimised build (ARGS="writes sheets reads start" to choose; PAGES="--entries 1000000": pages)
	$(STEP) "What the checks need" scripts/install-needs
	$(STEP) "Optimised build" cargo build --quiet --release -p dienhong-cli -p dienhong-bench
	@$(if $(PAGES),scripts/bench-pages $(PAGES),$(CARGO_TARGET_DIR)/release/dienhong-bench $(ARGS))

.PHONY: soak
soak: ## Kill the program and PostgreSQL while many write, ROUNDS (200) times on each engine
	$(STEP) "What the checks need" scripts/install-needs
	$(STEP) "Build" $(EVERYTHING)
	@DIENHONG_KILL_ROUNDS=$(or $(ROUNDS),200) scripts/checked scripts/test-rust --no-capture -E 'test(kill::)'

.PHONY: api
api: ## Feed the served interface whatever its description allows, with schemathesis (EXAMPLES=60)
	$(STEP) "What the checks need" scripts/install-needs
	$(STEP) "Build" $(PROGRAM)
	@$(TRY_API)

.PHONY: clients
clients: ## Generate clients from the description, TypeScript and Python, and let them fetch a workbook and add a photo
	$(STEP) "What the checks need" scripts/install-needs
	$(STEP) "Build" $(PROGRAM)
	@$(TRY_CLIENTS)

.PHONY: fuzz
fuzz: ## Feed odd input: fuzz targets (FUZZ_SECONDS=60 each), properties (FUZZ_CASES=20000)
	$(STEP) "Odd input" scripts/fuzz

.PHONY: keep
keep: ## Keep a book that holds every state of every thing, as the last commit leaves it: later programs are tried on it
	$(STEP) "What the checks need" scripts/install-needs
	$(STEP) "Books" env DIENHONG_KEEP="$(CURDIR)/crates/cli/tests/kept-books/$$(git rev-parse --short=7 HEAD)" \
		scripts/checked scripts/with-postgres scripts/test-rust -E 'test(kept_books::a_book_holds_every_state_of_every_thing)'

.PHONY: release
release: ## Make what is handed out, in dist/: program, .deb, .tar.gz, list of parts, checksums
	@scripts/release

.PHONY: fmt
fmt: ## Put the Rust code into its common form
	@cargo fmt --all

.PHONY: advisories
advisories: ## Look for known weaknesses in crates; needs network (DIENHONG_ADVISORY_DB=FOLDER without)
	@scripts/check-advisories

.PHONY: licences
licences: ## Write docs/licences.md anew
	@scripts/check-licences --write

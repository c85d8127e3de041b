# What one does with this repository. `make` alone lists it.

.DEFAULT_GOAL := help
SHELL := /bin/bash

# One folder for everything that is built.
export CARGO_TARGET_DIR ?= $(CURDIR)/target
STEP := @scripts/step

.PHONY: help
help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: ## Build the program and serve the demo book (ARGS="--listen …" to change how)
	$(STEP) "Build" cargo build --quiet -p dienhong-cli
	cargo run --quiet -p dienhong-cli -- demo $(ARGS)

.PHONY: test
test: ## Check everything, as CI does
	$(STEP) "What the checks need" scripts/install-needs
	$(STEP) "Format" cargo fmt --all --check
	$(STEP) "Lints" cargo clippy --quiet --workspace --all-targets -- -D warnings
	$(STEP) "Documentation" env RUSTDOCFLAGS="-D warnings" cargo doc --quiet --no-deps --workspace
	$(STEP) "Build" cargo build --quiet --workspace --bins --tests
	$(STEP) "Rust tests" scripts/test-rust
	$(STEP) "Licences" scripts/check-licences --check
	$(STEP) "Browser tests" scripts/test-e2e
	@printf '\nAll checks passed.\n'

.PHONY: e2e
e2e: ## Run the browser tests only (JOURNEYS="e2e/x.test.mjs" to choose)
	$(STEP) "Build" cargo build --quiet -p dienhong-cli
	$(STEP) "Browser tests" scripts/test-e2e $(JOURNEYS)

.PHONY: shots
shots: ## Take pictures of the pages into e2e/out/
	$(STEP) "What the checks need" scripts/install-needs
	$(STEP) "Build" cargo build --quiet -p dienhong-cli
	@if [ -f e2e/shots.mjs ]; then \
		DIENHONG_BIN="$(CARGO_TARGET_DIR)/debug/dienhong" scripts/step "Pictures" node e2e/shots.mjs; \
	else \
		scripts/step "Pictures, taken along the browser tests" scripts/test-e2e; \
	fi

.PHONY: bench
bench: ## Measure speed, optimised build (ARGS="-p dienhong-store" to choose)
	$(STEP) "Benchmarks" cargo bench --quiet $(or $(ARGS),--workspace)

.PHONY: soak
soak: ## Repeat all Rust tests for MINUTES (10), to find what fails only sometimes
	$(STEP) "Build" cargo build --quiet --workspace --bins --tests
	$(STEP) "Rust tests, again and again" scripts/soak $(or $(MINUTES),10) scripts/test-rust

.PHONY: fuzz
fuzz: ## Feed odd input: fuzz targets (FUZZ_SECONDS=60 each), properties (FUZZ_CASES=20000)
	$(STEP) "Odd input" scripts/fuzz

.PHONY: fmt
fmt: ## Put the Rust code into its common form
	@cargo fmt --all

.PHONY: licences
licences: ## Write docs/licences.md anew
	@scripts/check-licences --write

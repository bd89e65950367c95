# AgentLocator. `make` alone lists what there is to do.
#
# Settings pass through from the environment: DATABASE_URL, HOST, PORT, PUBLIC_URL, DEMO_PASSWORD, TWILIO_*, … (README.md).

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

TARGET := $(or $(CARGO_TARGET_DIR),target)
BINARY := $(TARGET)/release/agentlocator
NPM := npm --prefix web
WEB_INSTALLED := web/node_modules/.package-lock.json
WEB_BUILT := web/dist/index.html
WEB_SOURCES := $(shell find web graphql/schema.graphql -type f -not -path '*/node_modules/*' -not -path 'web/dist/*' 2>/dev/null)
WITHOUT_NEXTEST := cargo-nextest is not installed: running the tests with cargo test

.PHONY: help
help: ## Lists these targets
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ---- setting up ----------------------------------------------------------------------------------------------------

.PHONY: setup setup-voice setup-tests
setup: setup-tests $(WEB_INSTALLED) ## Installs whatever running and testing need

# The product speaks without it (short tones), so its absence stops nobody.
setup-voice:
	@scripts/need.sh --optional espeak-ng

setup-tests:
	@scripts/need.sh postgresql espeak-ng chromium python3-venv
	@scripts/twilio-sdk.sh >/dev/null

# Not `npm ci`: it insists on binaries of other platforms being listed, and not every registry mirror has them. With --no-save the
# locked versions are installed and nothing is written to the lock.
$(WEB_INSTALLED): web/package.json web/package-lock.json
	@scripts/need.sh node
	$(NPM) install --no-save --no-audit --no-fund
	@touch $@

$(WEB_BUILT): $(WEB_INSTALLED) $(WEB_SOURCES)
	$(NPM) run build
	@touch $@

# ---- running -------------------------------------------------------------------------------------------------------

.PHONY: build run demo-call clean-data
build: $(WEB_BUILT) setup-voice ## Builds target/release/agentlocator, the dashboard inside it
	cargo build --release --locked --package gateway --bin agentlocator

run: build ## Starts the product with the embedded database and a demo business
	exec $(BINARY) serve --demo

demo-call: $(BINARY) ## Places a simulated phone call against the running server
	exec $(BINARY) demo call $(ARGS)

$(BINARY):
	@$(MAKE) build

clean-data: ## Throws the embedded database away (recordings and generated secrets too)
	rm -rf data

# ---- checking ------------------------------------------------------------------------------------------------------

.PHONY: test test-web test-rust lint lint-web lint-rust schema bench soak
test: test-web test-rust ## Sets up what is missing and runs every test

test-web: $(WEB_INSTALLED)
	$(NPM) test

# One build in the test profile: the black-box suites drive the very binary that is built beside them.
test-rust: setup-tests $(WEB_BUILT)
	cargo build --locked --workspace --bins --tests
	@if cargo nextest --version >/dev/null 2>&1; then \
		cargo nextest run --locked --workspace $(ARGS); \
	else \
		echo '$(WITHOUT_NEXTEST)'; cargo test --locked --workspace --no-fail-fast; \
	fi

lint: lint-web lint-rust ## Formatting, clippy, types, generated code, licences

lint-web: $(WEB_INSTALLED)
	$(NPM) run lint
	$(NPM) run typecheck
	$(NPM) run codegen:check

lint-rust:
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	@if cargo deny --version >/dev/null 2>&1; then cargo deny --all-features check; else echo 'cargo-deny is not installed: licences and advisories are not checked'; fi

schema: ## Writes graphql/schema.graphql and docs/PERMISSIONS.md anew from the code, and the dashboard's types
	UPDATE_SCHEMA=1 cargo test --locked --package graphql --test it -- sdl permissions::the_page
	$(NPM) run codegen

bench: setup-tests build ## Prints the benchmark tables, each figure beside its reference
	cargo run --release --locked --package eventlog --example bench_append
	cargo test --release --locked --package projections --test it -- --ignored --nocapture --exact rate::a_rebuild_on_postgres
	AGENTLOCATOR_BIN=$(abspath $(BINARY)) cargo test --locked --package acceptance --test it -- --ignored --nocapture --exact reads::lists_stay_fast
	cargo run --release --locked --package media --example bench_frame
	AGENTLOCATOR_BIN=$(abspath $(BINARY)) cargo run --release --locked --package load -- visible
	AGENTLOCATOR_BIN=$(abspath $(BINARY)) cargo run --release --locked --package load

soak: test-rust ## The long form of the tests under fire
	AGENTLOCATOR_SOAK=1 cargo nextest run --locked --package acceptance crash:: fire::

# Rootward: what a developer does, one word each. Needs make, Python 3.11+ (with venv), nothing else.
.DEFAULT_GOAL := help
.PHONY: help setup demo live test lint types format check bench run dashboard wheel browser docs migration lock clean

# The interpreter .venv is made with: make PYTHON=/path/to/python3.12 setup
PYTHON ?=
BIN := .venv/bin
INSTALL := PYTHON='$(PYTHON)' sh .ci/install.sh
BENCHES = $(patsubst bench/%.py,%,$(shell grep -l '^from bench.harness import .*, main' bench/*.py))
EXPORT := uv export --format requirements.txt --no-emit-project --no-header --no-annotate

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile

setup: ## a local environment with everything the tests and benchmarks need
	@$(INSTALL) dev

demo: ## investigate a recorded incident: no network, no service, no model
	@$(INSTALL) core
	@$(BIN)/rootward demo

live: setup ## a real small system breaks before your eyes, and is repaired when you agree
	@$(BIN)/rootward demo --live $(ARGS)

test: setup ## every test that needs no service; ARGS='-k word' chooses
	@$(BIN)/python -m pytest $(ARGS)

lint: setup ## style and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports

types: setup ## mypy, strict
	@$(BIN)/mypy --strict rootward bench

format: setup ## rewrite the code in the house's format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

check: lint types test ## lint, types and test

bench: setup ## one benchmark: make bench NAME=ingest ARGS=--quick
	@if [ -z '$(NAME)' ]; then echo 'NAME is one of: $(BENCHES)'; exit 2; fi
	@$(BIN)/python -m bench.$(NAME) $(ARGS)

run: ## the server on this machine
	@$(INSTALL) core
	@$(BIN)/rootward serve $(ARGS)

dashboard: ## the web application, built into rootward/dashboard (needs Node 20.19 or newer)
	@command -v npm >/dev/null || { echo 'make dashboard needs Node 20.19 or newer, with npm'; exit 2; }
	@cd web && npm ci --no-audit --no-fund && npm run build

wheel: dashboard setup ## the package, with the dashboard in it, in dist/
	@$(BIN)/python -m pip wheel . --no-deps --no-build-isolation --wheel-dir dist

browser: dashboard setup ## the dashboard in a real Chromium, from the first visit to the verified audit log
	@cd web && node e2e/run.mjs $(ARGS)

docs: setup ## write docs/reference from the code
	@$(BIN)/python docs/generate.py

migration: setup ## write the next migration from the difference to rootward/schema: make migration NAME=add_budgets
	@if [ -z '$(NAME)' ]; then echo 'say what it does: make migration NAME=add_budgets'; exit 2; fi
	@$(BIN)/python .ci/migration.py '$(NAME)'

lock: ## the hashed requirement files from pyproject.toml (needs uv)
	$(EXPORT) --no-dev --group build > requirements/core.txt
	$(EXPORT) --group dev --group build > requirements/dev.txt

clean: ## remove what was installed and cached; data folders stay
	rm -rf .venv web/node_modules rootward/dashboard .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dist

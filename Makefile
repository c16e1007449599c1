# Two commands matter: `make demo` opens a live park, `make test` proves that it works.
# Both set up all they need below this folder; `make check` is what to run before a commit.

SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
CONSOLE := dashboard_api/console_files/index.html
export HAZARDWATCH_SERVERS ?= $(CURDIR)/.servers
# Nearly half of the tests' time is waiting for servers and pages, so one more works than there are
# processors. A file is never cut: its servers are its own.
WORKERS := $(shell $(PYTHON) -c 'import os; print(min(4, (os.cpu_count() or 1) + 1))')
SIDE_BY_SIDE := -n $(WORKERS) --dist loadfile
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test check lint console-check bench pictures soak servers lock format clean help

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ —/'

demo: .venv/run.done $(CONSOLE) ## open a live demonstration park
	@$(BIN)/hazardwatch demo $(ARGS)

test: lint console-check servers ## everything CI runs: checks, unit, real and fault tests
	$(BIN)/pytest $(SIDE_BY_SIDE)

check: lint console-check ## format, lint, types, layers, unit tests
	$(BIN)/pytest $(SIDE_BY_SIDE) --ignore=tests/real --ignore=tests/faults

lint: .venv/dev.done
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

console-check: .venv/dev.done $(CONSOLE)
	$(BIN)/python build_console.py

bench: .venv/dev.done $(CONSOLE) servers ## the benchmarks, as ratios measured in one run
	$(BIN)/python -m tests.bench

pictures: .venv/dev.done $(CONSOLE) servers ## the documentation's pictures, taken anew
	$(BIN)/python -m tests.take_pictures

soak: .venv/dev.done servers ## the long forms: thousands of hypothesis examples
	$(BIN)/pytest --hypothesis-profile=soak --timeout=3600

servers: ## Debian's brokers, stores and browser for the tests (needs root or sudo -n)
	@tests/install_servers.sh

format: .venv/dev.done ## put every file into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: .venv/dev.done ## write the dependency locks anew (versions and hashes, no index)
	$(BIN)/pip install -q uv
	$(BIN)/uv pip compile -q --upgrade --universal --generate-hashes --no-emit-index-url --no-header \
	  --python-version 3.11 pyproject.toml --extra dev --extra postgresql --extra apprise -o requirements-dev.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header \
	  --python-version 3.11 pyproject.toml -c requirements-dev.txt -o requirements.txt

clean: ## remove everything that was built or installed here
	rm -rf .venv .servers build dist console/node_modules dashboard_api/console_files *.egg-info

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run.done: requirements.txt pyproject.toml | .venv/bin/python
	$(BIN)/pip install -q --require-hashes -r requirements.txt
	$(BIN)/pip install -q --no-deps -e .
	@touch $@

.venv/dev.done: requirements-dev.txt .venv/run.done
	$(BIN)/pip install -q --require-hashes -r requirements-dev.txt
	@touch $@

# Installing builds the page; it does so again only where the sources have changed.
$(CONSOLE): $(shell find console -path console/node_modules -prune -o -type f -print) | .venv/run.done
	$(BIN)/pip install -q --no-deps -e .
	@touch $@

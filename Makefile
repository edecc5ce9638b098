# Two commands on a fresh Debian 12: `make run` and `make test`. `make` alone lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: help run check test bench mutation audit wheel lint types translations setup-run setup-test setup-bench locks clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup-run:
	@scripts/setup run

setup-test:
	@scripts/setup test

setup-bench:
	@scripts/setup bench

run: setup-run ## serve the Oslo visit on http://127.0.0.1:8000 (PORT), with its worker
	@exec $(PYTHON) -m eventapp run

check: setup-test ## style, types, and the tests that need no other process: two minutes
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy
	@$(PYTHON) -m pytest -n 2 --dist worksteal -p tests.alone -m "not slow" -q -r fE --durations=10

test: setup-test ## everything that CI runs
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy
	@$(PYTHON) -m pytest -n 3 --dist worksteal --cov --cov-report=term --cov-fail-under=95

bench: setup-bench ## measure the production server (15 minutes) and write docs/performance.md
	@$(PYTHON) scripts/bench --keep

mutation: setup-test ## change the program in small ways: do the tests notice? (hours)
	@$(PYTHON) scripts/mutation --keep

audit: setup-test ## what it is made of (CycloneDX) and which pins have known vulnerabilities; 3: none could be asked
	@$(PYTHON) scripts/audit

wheel: setup-run ## dist/eventapp-VERSION-py3-none-any.whl and its digest, for a server (docs/admin.md)
	@$(PYTHON) -m hatchling build -t wheel -d dist
	@cd dist && sha256sum eventapp-*.whl > SHA256SUMS

lint: setup-test ## style only
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .

types: setup-test ## types only
	@$(PYTHON) -m mypy

translations: setup-test ## bring the catalogues up to the texts in the program
	@$(PYTHON) scripts/translations

locks: setup-test ## pin the newest dependencies, with hashes
	@scripts/locks

clean: ## remove the environment and caches; instance/ (the data) stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage* build dist

VENV := .venv
BIN  := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help setup run start test long sure bench lock check fix types contracts docs pictures golden migrate native dev clean

help: ## Say what each target does
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(VENV)/.run native ## Install what running needs (done by run and start)

dev: $(VENV)/.dev native ## Install what tests and checks need (done by test)

run: setup ## Set up, migrate, tell the demo story into an empty local database, start web and worker
	@$(BIN)/flask serve --demo

start: setup ## The same without a demo
	@$(BIN)/flask serve

test: dev check ## All checks and all tests, on SQLite and PostgreSQL
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not long"

long: dev ## The long proofs: millions of steps, random seeds, every validator
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m long

sure: test long ## Everything

check: dev ## Format, lint, types, contracts, templates, generated documents
	@$(BIN)/ruff format --check -q . && $(BIN)/ruff check -q .
	@$(BIN)/mypy
	@PYTHONPATH=. $(BIN)/lint-imports --no-cache
	@$(BIN)/deptry -q . 2>/dev/null || $(BIN)/deptry .
	@$(BIN)/python -m bin.docs --check

fix: dev ## Format, and mend what the linter can
	@$(BIN)/ruff check -q --fix . ; $(BIN)/ruff format -q .

types: dev ## Types only
	@$(BIN)/mypy

contracts: dev ## The stairs and the shape of rooms
	@PYTHONPATH=. $(BIN)/lint-imports --no-cache

docs: dev ## Write the generated documents again
	@$(BIN)/python -m bin.docs

pictures: dev ## Take the README's pictures again (then look at them)
	@$(BIN)/python -m bin.pictures

golden: dev ## Write the golden files again (then read the difference)
	@GOLDEN=write $(BIN)/python -m pytest -q tests -k golden -n 0 -p no:warnings || true

migrate: setup ## Bring the database to this version (the SQLite file is copied first)
	@$(BIN)/flask migrate

bench: dev ## Measure; short by default, N=100000 for the full size
	@$(BIN)/python -m bench $(if $(N),--cases $(N),)

lock: ## Choose versions again and write the hash-locked lists
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header requirements.in -o requirements.lock
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header -c requirements.lock requirements-dev.in -o requirements-dev.lock

clean: ## Forget the environment and the local data
	rm -rf $(VENV) var

native:
	@sh bin/ensure-native

$(BIN)/uv: requirements-uv.lock
	@test -x $(BIN)/python || python3 -m venv $(VENV)
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(VENV)/.run: requirements.lock $(BIN)/uv
	@test -e $(VENV)/.dev || $(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r $<
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(BIN)/uv
	@$(BIN)/uv pip sync -q --python $(BIN)/python --require-hashes $<
	@touch $@ $(VENV)/.run

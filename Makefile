# Luce 绿策. `make help` lists what there is.
SHELL := bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
BIN := .venv/bin
export PYTHON

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-22s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  make run NOTICES=DIR        the same over a folder of .txt and .html notices"
	@echo "  make up SAMPLE=1            the scheduler on the bundled sample"

.venv/.installed-run: uv.lock pyproject.toml
	@scripts/install.sh run
.venv/.installed-dev: uv.lock pyproject.toml
	@scripts/install.sh dev

run: .venv/.installed-run  ## the whole way once: the bundled sample site to published tables
	@$(BIN)/luce run $(if $(NOTICES),--folder "$(NOTICES)",--sample)

test: lint  ## everything: the linters, then all tests on a throw-away database
	@$(BIN)/python -m pytest -q

lint: .venv/.installed-dev  ## ruff, mypy --strict, import-linter, sqlfluff
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "run: $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/sqlfluff lint --nocolor dbt_project/models

up: .venv/.installed-run  ## the real Airflow on loopback, under a supervisor
	@$(if $(SAMPLE),LUCE_SAMPLE=1 )$(BIN)/python -m ingestion.scheduler up

down: .venv/.installed-run  ## stop all that `make up` started
	@$(BIN)/python -m ingestion.scheduler down

airflow: .venv/.installed-run  ## Airflow's own commands: make airflow ARGS="dags list"
	@$(if $(SAMPLE),LUCE_SAMPLE=1 )$(BIN)/python -m ingestion.scheduler airflow $(ARGS)

bench: .venv/.installed-dev  ## the figures, with machine and versions
	@$(BIN)/python -m bench

peers: .venv/.installed-dev  ## add the peers that `make bench` measures the grammar beside
	@PATH="$$PATH:.venv-uv/bin" UV_PYTHON_DOWNLOADS=never uv sync --frozen --quiet --inexact --extra peers

fuzz: .venv/.installed-dev  ## a million texts that nobody wrote; ARGS="--seed 2 --seconds 600"
	@$(BIN)/python -m tests.ingestion.parse.fuzz $(ARGS)

lock:  ## after a change of pyproject.toml: uv.lock and what is made from it
	uv lock
	uv export --frozen --quiet --all-groups --no-emit-project -o requirements.lock
	echo "uv==$$(uv --version | cut -d' ' -f2)" | uv pip compile --quiet --generate-hashes --no-annotate --no-header - -o scripts/uv-bootstrap.lock

clean:  ## remove the environment and all caches; the data in .luce stay
	rm -rf .venv .venv-uv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -rf dbt_project/target dbt_project/logs
	find . -name __pycache__ -type d -not -path './.luce/*' -prune -exec rm -rf {} +
	@echo "the data are still in .luce: stop the server (luce db stop) before you delete it"

.PHONY: help run test lint up down airflow bench peers fuzz lock clean

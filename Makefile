# One door to everything: `make run` shows it working, `make test` proves it.
# What set-up has done is remembered by stamp files in .venv, so that a second start takes no time.

.DEFAULT_GOAL := run
.PHONY: run setup test lint bench soak audit texts pictures agent lock
.DELETE_ON_ERROR:

PY := .venv/bin/python

run: setup
	@exec .venv/bin/lobby demo

setup: .venv/.runtime
	@$(PY) deploy/frontend.py

test: .venv/.dev
	@deploy/debian-packages
	@$(PY) deploy/frontend.py --dev
	@$(MAKE) --no-print-directory lint
	@$(PY) -m pytest -n 2 --dist loadfile

lint: .venv/.dev
	@$(PY) deploy/frontend.py --dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/node node_modules/typescript/lib/tsc.js -p .
	.venv/bin/lint-imports --no-logo

bench: .venv/.dev
	@$(PY) deploy/frontend.py --dev
	$(PY) tests/bench/run.py

soak: .venv/.dev
	@$(PY) deploy/frontend.py --dev
	$(PY) -m pytest -m soak

# whether anything known is wrong with what we depend on; needs advisory services within reach
audit: .venv/.dev
	@$(PY) deploy/audit.py

texts: .venv/.dev
	$(PY) -m lobby.i18n.extract

pictures: .venv/.dev
	@$(PY) deploy/frontend.py --dev
	$(PY) docs/pictures.py

# the agent as one file, for a printer's computer without Lobby
agent: .venv/.runtime
	@$(PY) deploy/agent.py

# Newer versions: `make lock UPGRADE=--upgrade`
COMPILE = .venv/bin/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --custom-compile-command "make lock" $(UPGRADE)
lock: .venv/.dev
	$(COMPILE) --extra build --extra dev pyproject.toml --output-file requirements-dev.lock
	$(COMPILE) --extra build --constraint requirements-dev.lock pyproject.toml --output-file requirements.lock
	.venv/bin/npm install --package-lock-only --ignore-scripts --no-audit --no-fund

.venv/.runtime: requirements.lock pyproject.toml
	@deploy/venv requirements.lock
	@touch $@

.venv/.dev: requirements-dev.lock requirements.lock pyproject.toml
	@deploy/venv requirements-dev.lock
	@touch .venv/.runtime $@

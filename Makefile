# newsroom: `make help` lists the commands.

PYTHON ?= python3
PORT ?= 8000
PYTEST_ARGS ?= -n 2
SIZES ?= 10000,100000,1000000

VENV := .venv
PY := $(VENV)/bin/python
MANAGE := $(PY) manage.py
RUN := $(VENV)/.installed
DEV := $(VENV)/.installed-dev
INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check

NEW_KEY = $$($(PY) -c 'import secrets; print(secrets.token_urlsafe(50))')
SQLITE = env -u DATABASE_URL
POSTGRES = $(PY) -m tests.postgres
PYTEST = $(PY) -m pytest $(PYTEST_ARGS)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help run editor test verify lint messages screenshots bench clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

# Debug and a key that everyone knows are for these two only.
run editor: export DEBUG = 1
run editor: export SECRET_KEY = known-to-everyone-and-for-development-only

run: $(RUN) ## serve the site on this machine, with the sample archive if it is empty (PORT=8000)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) import_legacy sample --if-empty
	@echo
	@echo "The site       http://127.0.0.1:$(PORT)/"
	@echo "The admin      http://127.0.0.1:$(PORT)/admin/"
	@echo "make editor    makes an account for the admin"
	@echo
	@$(MANAGE) runserver 127.0.0.1:$(PORT)

editor: $(RUN) ## make an editor account for the site of `make run`
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) createsuperuser

# The same examples in every run; a bare pytest looks for new ones.
test verify: export HYPOTHESIS_PROFILE ?= deterministic

test: lint ## lint, checks, and all tests on SQLite and on PostgreSQL
	DATABASE_URL=sqlite://:memory: SECRET_KEY=$(NEW_KEY) $(MANAGE) makemigrations --check --dry-run
	DATABASE_URL=sqlite://:memory: SECRET_KEY=$(NEW_KEY) ALLOWED_HOSTS=newsroom.example \
		$(MANAGE) check --deploy --fail-level WARNING
	@echo "--- tests on SQLite"
	$(SQLITE) $(PYTEST)
	@echo "--- tests on PostgreSQL, but for those that no database has a part in"
	$(POSTGRES) $(PYTEST) -m "not verify and not once"

verify: $(DEV) ## the long tests: whole archives on both databases
	@echo "--- long tests on SQLite"
	$(SQLITE) $(PYTEST) -m verify
	@echo "--- long tests on PostgreSQL"
	$(POSTGRES) $(PYTEST) -m verify

lint: $(DEV) ## ruff
	$(PY) -m ruff check .

# Needs gettext. What is new or marked fuzzy is then translated by hand, and this run again.
messages: export SECRET_KEY = known-to-everyone-and-for-development-only
messages: $(RUN) ## gather what the site says into locale/, and compile its translations
	$(MANAGE) makemessages --locale zh_Hans --no-location --no-wrap --no-obsolete \
		--ignore .venv --ignore sample --ignore tests --ignore benchmarks
	$(MANAGE) compilemessages --locale zh_Hans --ignore .venv

# Each on a database of its own, which is thrown away.
bench: export SECRET_KEY = known-to-everyone-and-for-benchmarks-only
bench: export SECURE_SSL_REDIRECT = 0
bench: $(DEV) ## benchmarks on SQLite and on PostgreSQL, about 45 minutes (SIZES=10000,100000,1000000)
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
		DATABASE_URL="sqlite:///$$folder/bench.sqlite3" $(PY) -m benchmarks --sizes $(SIZES)
	@$(POSTGRES) $(PY) -m benchmarks --sizes $(SIZES)

screenshots: $(DEV) ## take the pictures of the docs anew, from the site with the sample archive
	$(PY) docs/screenshots.py

clean: ## remove the virtual environment and caches (the database stays)
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis staticfiles
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- The virtual environment. A Debian without python3-venv makes one with its own pip.

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "newsroom needs Python 3.11 or newer, and '$(PYTHON)' is not." \
			"Name one that is: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) > /dev/null || { $(PYTHON) -m venv --clear --without-pip $(VENV) && \
		$(PYTHON) -m pip --python $(PY) install --quiet pip; }

$(RUN): requirements.txt | $(PY)
	@echo "Installing what the site needs"
	@$(INSTALL) -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt $(RUN)
	@echo "Installing what tests need"
	@$(INSTALL) -r requirements-dev.txt
	@touch $@

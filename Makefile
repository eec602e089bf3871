# `make run` to use the register, `make test` to check it. `make help` says the rest.

PORT ?= 8000
ARGS ?=
ALL ?=
DEV ?= yes
EXAMPLE ?= yes

.DELETE_ON_ERROR:
.PHONY: help install run test mutants requirements clean

help:
	@echo "make run [PORT=8000]      serve the register on http://127.0.0.1:8000"
	@echo "make run EXAMPLE=no       … and begin with a register of your own instead of the example"
	@echo "make test [ARGS='-k x']   check it, on each database engine that is here"
	@echo "make test ALL=yes         … and what takes longer: browsers, whole matrices, kills"
	@echo "make mutants MODULE=…      what the tests of a module would not notice"
	@echo "make install [DEV=no]     make .venv ready, on a server without what tests need; the two above do it too"
	@echo "make requirements         pin the newest versions that requirements*.in allow"
	@echo "make clean                take away what was made; the database and .env stay"

run: install .env
	@.venv/bin/python manage.py serve --port $(PORT) $(if $(filter no,$(EXAMPLE)),--no-example)

test: install
	@.venv/bin/python -m tests $(if $(ALL),--all) $(ARGS)

# CONTRIBUTING.md says when.
mutants: install
	@.venv/bin/python -m tests.support.mutants $(or $(MODULE),$(error MODULE=requests_app.retention.proposals, say)) $(ARGS)

# What is installed has a mark of its own: a server has no use for what tests need.
PACKAGES = $(if $(filter no,$(DEV)),requirements,requirements-dev)

install: .venv/installed-$(PACKAGES)

.venv/installed-%: %.txt .venv/bin/python
	@echo "Installing into .venv; the first time it takes a minute."
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes \
	    --requirement $<
	@.venv/bin/python -m compileall -q config registry requests_app tests  # once, for all processes
	@touch $@

# The first Python that answers and is new enough; PYTHON=… names another.
NEW_ENOUGH = import sys; sys.exit(sys.version_info < (3, 11))
CANDIDATES = $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11)
FOUND = $(firstword $(shell for python in $(CANDIDATES); do \
    $$python -c '$(NEW_ENOUGH)' 2>/dev/null && echo $$python; done))

.venv/bin/python:
	$(if $(FOUND),,$(error Python 3.11 or newer is needed, and none of these is one: $(CANDIDATES)))
	@$(FOUND) -c "import ensurepip, venv" 2>/dev/null || { echo "$(FOUND) cannot make virtual" \
	    "environments. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(FOUND) -m venv --clear .venv

# For trying things out on this machine. `.env.example` lists what can be set.
.env: | install
	@umask 077; .venv/bin/python -c 'import secrets; print("SECRET_KEY=" + secrets.token_urlsafe(50), \
	    "ALLOWED_HOSTS=127.0.0.1,localhost", "HTTPS=False", "BASE_URL=http://127.0.0.1:$(PORT)", sep="\n")' > $@

requirements: export CUSTOM_COMPILE_COMMAND = make requirements
requirements: install
	@.venv/bin/python -m piptools compile --quiet --upgrade requirements.in
	@.venv/bin/python -m piptools compile --quiet --upgrade requirements-dev.in

clean:
	@rm -rf .venv staticfiles .pytest_cache .ruff_cache .hypothesis .coverage*
	@find . -name __pycache__ -prune -exec rm -rf {} +

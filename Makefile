# Two commands for a fresh machine with Python 3.10 or newer and git: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test slow lint format build bench clean

## Lint the examples and show what is found in them.
demo: $(VENV)/.installed
	$(BIN)/kochava-lint check examples --exit-zero

## Run the test suite, all but the slow tests.
test: $(VENV)/.test
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -m "not slow" -n auto
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

## Run the tests that take long or need tools beyond Python.
slow: $(VENV)/.test
	$(BIN)/python -m pytest -m slow

## Check style, types and layers.
lint: $(VENV)/.lint
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.lint
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

## Build the wheel and the sdist into dist/.
build: $(VENV)/.lint
	$(BIN)/python -m build --outdir dist .

bench: $(VENV)/.installed
	$(BIN)/python benchmarks/run.py

clean:
	rm -rf $(VENV) dist build .coverage* .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.10 or newer is needed; set PYTHON=…" if sys.version_info < (3, 10) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade "pip>=25.1"
	$(PIP) install --editable .
	touch $@

$(VENV)/.test: $(VENV)/.installed
	$(PIP) install --group test
	touch $@

$(VENV)/.lint: $(VENV)/.test
	$(PIP) install --group lint --group build
	touch $@

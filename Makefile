# Two commands for a fresh machine with Python 3.10 or newer and git: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# The environments of HTTP clients and mocks, which are groups of pyproject.toml too.
CLIENTS := clients clients-older niquests

# The tests start the program many times, which would have to be compiled each time where nothing compiled is kept.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test coverage slow clients nox lint format build docs bench clean

## Lint the examples and show what is found in them.
demo: $(VENV)/.installed
	$(BIN)/kochava-lint check examples --ignore-unrelated --exit-zero

## Run the test suite, all but the slow tests and those of other people's HTTP clients.
test: $(VENV)/.test
	$(BIN)/python -m pytest -m "not slow and not clients" -n auto

## Run the test suite and see which lines it runs; that takes twice as long.
coverage: $(VENV)/.test
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -m "not slow and not clients" -n auto
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

## Run the tests that take long or need tools beyond Python.
slow: $(VENV)/.slow
	$(BIN)/python -m pytest -m slow

## Run the tests of HTTP clients, mocks and other plugins, and see that each of them ran in one environment at least.
clients: $(CLIENTS:%=.venv-%/.tested) .venv-plugins/.tested
	$(PYTHON) tests/observe/every_cell.py $(CLIENTS:%=.venv-%/cells.xml) .venv-plugins/cells.xml

## Run the test suite on every Python that the machine has, and with the lowest dependencies.
nox: $(VENV)/.installed
	$(PIP) install --group nox
	$(BIN)/nox

## Check style, types and layers.
lint: $(VENV)/.lint
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/zizmor --offline --quiet .

format: $(VENV)/.lint
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

## Build the wheel and the sdist into dist/.
build: $(VENV)/.lint
	$(BIN)/python -m build --outdir dist .

## Build the site into site/. Needs no network once its tools are installed.
docs: $(VENV)/.docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

bench: $(VENV)/.installed
	$(BIN)/python benchmarks/run.py

clean:
	rm -rf $(VENV) $(CLIENTS:%=.venv-%) .venv-plugins .nox dist build site .coverage* .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.10 or newer is needed; set PYTHON=…" if sys.version_info < (3, 10) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade "pip>=25.1"
	$(PIP) install --editable .
	touch $@

$(VENV)/.test: $(VENV)/.installed
	$(PIP) install --group test
	touch $@

$(VENV)/.slow: $(VENV)/.test
	$(PIP) install --group browser --group hooks --group docs
	touch $@

# What is checked imports what the slow tests and the site need.
$(VENV)/.lint: $(VENV)/.slow $(VENV)/.docs
	$(PIP) install --group lint --group build
	touch $@

$(VENV)/.docs: $(VENV)/.installed
	$(PIP) install --group docs
	touch $@

.venv-%/.installed: pyproject.toml
	$(PYTHON) -m venv .venv-$*
	.venv-$*/bin/python -m pip --disable-pip-version-check --quiet install --upgrade "pip>=25.1"
	.venv-$*/bin/python -m pip --disable-pip-version-check --quiet install --editable . --group $*
	touch $@

# pytest-recording's own stand-in for pycurl is a mock like others, which the tests put in where they mean it.
# What a client leaves open is its own affair, and is found when rubbish happens to be collected.
.PHONY: $(CLIENTS:%=.venv-%/.tested)
$(CLIENTS:%=.venv-%/.tested): .venv-%/.tested: .venv-%/.installed
	.venv-$*/bin/python -m pytest -q -m clients -p no:recording -W default::pytest.PytestUnraisableExceptionWarning \
	  --junit-xml=.venv-$*/cells.xml tests/observe

# The other plugins are loaded by those runs of pytest that are tests of them.
.PHONY: .venv-plugins/.tested
.venv-plugins/.tested: .venv-plugins/.installed
	PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 .venv-plugins/bin/python -m pytest -q -m clients -n auto \
	  -p pytest_kochava.plugin -p xdist.plugin --junit-xml=.venv-plugins/cells.xml tests/pytest_kochava

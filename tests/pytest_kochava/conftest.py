"""What the tests of the pytest plugin share."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from suites import Suite

import kochava_lint
import pytest_kochava
from pytest_kochava.watcher import ATTEMPT

# What a run inside a test imports is forgotten after it, and imported a second time by the next test that needs it,
# which then compares types that are not the same.
for package in (kochava_lint, pytest_kochava):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not module.name.startswith(("kochava_lint.observe.clients.", "pytest_kochava.inject")):
            importlib.import_module(module.name)


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Suite:
    """A suite that sends to Kochava, which is run with no other plugin than ours."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("CI", "BUILD_NUMBER"):  # there, pytest repeats each failure whole where it sums up
        monkeypatch.delenv(name, raising=False)
    return Suite(pytester)


@pytest.fixture(autouse=True)
def nothing_reaches_us(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a run inside a test sends is no business of the run around it, which our plugin watches too."""
    yield
    attempt = request.node.stash.get(ATTEMPT, None)
    assert attempt is None or not attempt.sent

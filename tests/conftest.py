"""What all tests share."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from kochava_lint import Linter, Rule
from kochava_lint.contract import contract_pages
from kochava_lint.plugins import load_plugins
from kochava_lint.source import render

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytest_plugins = ["pytester"]

# A machine that is busy with other things makes no test fail.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")

# What runs in the background of a script ignores Ctrl-C, and so would what the tests start.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

SHARED = Path(__file__).parents[2] / "shared"
NOW = 1_800_000_000.0
"""January 2027, in epoch seconds: the clock that the tests go by."""


@pytest.fixture(scope="session")
def rules() -> dict[str, Rule]:
    """Every built-in rule that needs no contract, by name."""
    return dict(load_plugins(installed=()).rules)


@pytest.fixture(scope="session")
def all_rules(rules: dict[str, Rule]) -> dict[str, Rule]:
    """Every built-in rule, by name; those about the user's own contract without one."""
    return {**rules, **{rule.name: rule for rule in contract_pages()}}


@pytest.fixture(scope="session")
def linter(rules: dict[str, Rule]) -> Linter:
    """The built-in rules, with a clock that stands still."""
    return Linter(rules=rules.values(), now=NOW)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of material that is not part of the project; tests that need it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the shared material is not beside this checkout")
    return SHARED


Found = Callable[[object], list[tuple[str, str]]]


@pytest.fixture(scope="session")
def found(linter: Linter) -> Found:
    """What the built-in rules find in a payload: each rule's name, and the pointer as text."""

    def find(payload: object) -> list[tuple[str, str]]:
        return [(finding.rule, render(finding.pointer)) for finding in linter.lint(payload)]

    return find


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium that is installed; CHROMIUM names another. `.ci/run` installs it, and Playwright."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: `make slow` does that")
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        pytest.skip("there is no chromium; CHROMIUM may name it")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()

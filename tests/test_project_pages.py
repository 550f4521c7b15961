"""The pages for whoever works on the project: what they name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kochava_lint import __version__
from kochava_lint.plugins import load_plugins

CHECKOUT = Path(__file__).parents[1]
PAGES = {name: (CHECKOUT / name).read_text("utf-8") for name in ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")}
CONTRIBUTING = PAGES["CONTRIBUTING.md"]

in_a_checkout = pytest.mark.skipif(
    not (CHECKOUT / "kochava_lint").is_dir(), reason="what is tested here is the wheel, and the code is not beside it"
)


@in_a_checkout
@pytest.mark.parametrize("page", PAGES)
def test_the_links_lead_somewhere(page: str) -> None:
    for link in re.findall(r"\]\(([^)#:]+)\)", PAGES[page]):
        assert (CHECKOUT / link).exists(), link


def test_the_version_has_its_changes_told() -> None:
    entry = re.search(
        rf"^## \[{re.escape(__version__)}\] - (\d{{4}}-\d\d-\d\d|unreleased)$", PAGES["CHANGELOG.md"], re.MULTILINE
    )
    assert entry is not None
    assert f"\n[{__version__}]: https://" in PAGES["CHANGELOG.md"]


def test_what_is_not_released_is_told_in_one_place() -> None:
    headings = re.findall(r"^## \[(.*)\](?: - (.*))?$", PAGES["CHANGELOG.md"], re.MULTILINE)
    assert sum("unreleased" in (version.lower(), date) for version, date in headings) <= 1


def test_each_change_stands_under_a_heading_that_is_usual() -> None:
    headings = set(re.findall(r"^### (.*)$", PAGES["CHANGELOG.md"], re.MULTILINE))
    assert headings <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_the_commands_for_contributors_are_there() -> None:
    makefile = (CHECKOUT / "Makefile").read_text("utf-8")
    targets = re.findall(r"(?:\$ |`)make ([a-z]+)", CONTRIBUTING)
    assert {"demo", "test", "lint", "clients", "nox", "build"} <= set(targets)
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_a_command_for_contributors_is_installed_by_what_it_says() -> None:
    """On a fresh machine there are make and git: what else is run has to be of the environment that they make."""
    commands = re.findall(r"`((?:\.venv/bin/|python |nox)[^`]*)`", CONTRIBUTING)
    assert len(commands) > 1
    assert [command for command in commands if not command.startswith(".venv/bin/")] == []


@in_a_checkout
def test_the_paths_that_it_names_are_there() -> None:
    paths = re.findall(r"`((?:\.ci|kochava_lint|pytest_kochava|schemas|tests)/[\w./-]*)`", CONTRIBUTING)
    assert len(paths) > 10
    for path in paths:
        made = path.replace("NAME.py", "__init__.py").replace("PACKAGE.py", "__init__.py")
        assert (CHECKOUT / made).exists(), path


def test_as_many_rules_are_told_of_as_there_are() -> None:
    told = re.search(r"More than (\d+) rules", PAGES["CHANGELOG.md"])
    assert told is not None
    assert len(load_plugins(installed=()).rules) > int(told[1])

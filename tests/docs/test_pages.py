"""Every block of code in the README, in CONTRIBUTING and in the docs is so."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from blocks import CHECKOUT, blocks, prose
from outcomes import Command, Outcome
from story import PATH, Story

from kochava_lint.cli import main

PAGES = [CHECKOUT / "README.md", CHECKOUT / "CONTRIBUTING.md", *sorted((CHECKOUT / "docs").rglob("*.md"))]
PAGES = [page for page in PAGES if page.parent.name != "fixes" and any(blocks(page))]
SLOW = {CHECKOUT / "docs" / "tutorials" / "fuzz.md"}


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run the program with some words; returns what it comes to."""

    def run(*words: str) -> Outcome:
        capsys.readouterr()
        code = main(words)
        told = capsys.readouterr()
        return Outcome(code, told.out, told.err)

    return run


@pytest.mark.parametrize(
    "page",
    [pytest.param(page, marks=[pytest.mark.slow] if page in SLOW else []) for page in PAGES],
    ids=lambda page: str(page.relative_to(CHECKOUT)),
)
def test_a_page_says_what_is_so(page: Path, folder: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its files are written and its commands run in the order of the page; what they show is what stands there."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setenv("PATH", PATH)
    story = Story(folder, command)
    for block in blocks(page):
        if not block.why_not:
            story.tell(block)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_no_block_is_left_out(page: Path) -> None:
    """A fence that is written wrong would be no block, and nobody would miss it."""
    assert not re.search(r"^\s*```", prose(page), re.MULTILINE)


def test_few_blocks_are_not_run() -> None:
    assert sum(bool(block.why_not) for page in PAGES for block in blocks(page)) <= 6

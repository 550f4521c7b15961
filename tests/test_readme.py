"""What the README says is so."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from kochava_lint.cli import main

CHECKOUT = Path(__file__).parents[1]
README = (CHECKOUT / "README.md").read_text("utf-8")
CODE = re.findall(r"^```python\n(.*?)^```$", README, flags=re.DOTALL | re.MULTILINE)
SESSIONS = re.findall(r"^```console\n\$ kochava-lint (.*?)\n(.*?)^```$", README, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("code", CODE, ids=range(len(CODE)))
def test_the_code_runs(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CHECKOUT)
    assert "assert " in code, "code that checks nothing shows nothing"
    exec(compile(code, "README.md", "exec"), {"__name__": "readme"})  # noqa: S102 - it is our own README


@pytest.mark.parametrize(("words", "shown"), SESSIONS, ids=[words for words, _ in SESSIONS])
def test_a_session_shows_what_the_program_shows(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: str, shown: str
) -> None:
    monkeypatch.chdir(CHECKOUT)
    main(shlex.split(words))
    assert capsys.readouterr().out == shown


def test_nothing_of_the_readme_is_left_out() -> None:
    assert len(CODE) == README.count("```python")
    assert len(SESSIONS) == README.count("$ kochava-lint")
    assert (len(CODE), len(SESSIONS)) == (5, 5)


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#:]+)\)", README))
def test_the_links_lead_somewhere(link: str) -> None:
    assert (CHECKOUT / link).exists()

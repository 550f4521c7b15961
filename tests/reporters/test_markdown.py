"""The report in Markdown: what it says is read as it is, whatever stands in it."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from samples import ios, line

from kochava_lint.cli import main
from kochava_lint.printable import printable
from kochava_lint.reporters.markdown import _code, _words

GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def cells(first: str, second: str) -> list[str]:
    """What a reader sees of the two cells of a row."""
    page = GITHUB.render(f"| a | b |\n| --- | --- |\n| {first} | {second} |\n")
    return re.findall(r"<td>(.*?)</td>", page, flags=re.DOTALL)


@given(st.text(min_size=1))
def test_words_in_a_cell_are_read_as_they_are(text: str) -> None:
    first, second = cells(_words(text), "x")
    assert second == "x"
    assert html.unescape(first) == printable(text).strip()


@given(st.text(min_size=1).filter(lambda text: printable(text).strip()))
def test_code_in_a_cell_is_read_as_it_is(text: str) -> None:
    first, second = cells(_code(text), "x")
    shown = html.unescape(re.sub(r"</?code>", "", first))
    assert second == "x"
    assert shown.strip() == printable(text).strip()


def test_nobody_is_mentioned(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "@" not in _words("ask @everyone")


def test_a_thousand_findings_are_listed_and_the_others_counted(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.jsonl").write_text(f"{line(ios(event_name=''))}\n" * 1003)
    main(["check", "a.jsonl", "--output-format", "markdown", "--select", "empty-value"])
    report = capsys.readouterr().out
    assert report.count("| `a.jsonl:") == 1000
    assert "The first 1,000 are listed, and 3 are not." in report
    assert "| 1,003 | error | `empty-value` |" in report


def test_it_says_the_same_as_the_json_report(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capture = str(Path(__file__).parent / "captures" / "mixed.jsonl")
    main(["check", capture, "--output-format", "json"])
    findings = json.loads(capsys.readouterr().out)["findings"]
    main(["check", capture, "--output-format", "markdown"])
    rows = re.findall(r"^\| `.*?:(\d+):(\d+)` \| \w+ \| `(.*?)`", capsys.readouterr().out, flags=re.MULTILINE)
    assert rows == [(str(each["line"]), str(each["column"]), each["rule"]) for each in findings]

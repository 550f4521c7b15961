"""Annotations of GitHub Actions, read as the runner reads them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import changed, ios, line

from kochava_lint.cli import main
from kochava_lint.reporters.github import _data, _property

COMMAND = re.compile(r"::(?P<level>\w+) (?P<properties>[^:]*)::(?P<data>.*)")


def unescaped(text: str) -> str:
    """As the runner does: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts, turned around."""
    for escape, char in (("%0A", "\n"), ("%0D", "\r"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, char)
    return text


@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"))))
def test_what_is_escaped_is_read_as_it_was(text: str) -> None:
    assert unescaped(_data(text)) == unescaped(_property(text)) == text
    assert not re.search(r"[:,\r\n]", _property(text))


@given(st.text())
def test_no_text_ends_a_command(text: str) -> None:
    assert not re.search(r"[\r\n\x1b\u2028]", _data(text) + _property(text))


def commands(capsys: pytest.CaptureFixture[str], *words: str) -> list[tuple[str, dict[str, str], str]]:
    main(["check", *words, "--output-format", "github", "--min-severity", "info"])
    found = [match for row in capsys.readouterr().out.splitlines() if (match := COMMAND.fullmatch(row))]
    return [
        (
            match["level"],
            dict(pair.split("=", 1) for pair in match["properties"].split(",")),
            unescaped(match["data"]),
        )
        for match in found
    ]


def test_each_finding_is_an_annotation_at_its_place(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [ios(event_name=""), ios(origination_ip="10.0.0.1"), changed(ios(), {"kochava_app_id": "x"})]
    (folder / "a,b.jsonl").write_text("".join(f"{line(row)}\n" for row in rows))
    error, warning, notice = commands(capsys, str(folder / "a,b.jsonl"))
    assert [each[0] for each in (error, warning, notice)] == ["error", "warning", "notice"]
    text = line(rows[1])
    column = text.index('"10.0.0.1"') + 1
    assert warning[1] == {
        "title": "kochava-lint%3A non-public-ip",
        "file": "a%2Cb.jsonl",
        "line": "2",
        "endLine": "2",
        "col": str(column),
        "endColumn": str(column + len('"10.0.0.1"')),
    }
    assert warning[2].startswith("origination_ip is a private address, not the device's (/data/origination_ip)\nSend ")


def test_over_several_lines_there_are_no_columns(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    payload = ios()
    del payload["data"]["app_tracking_transparency"]
    import json  # noqa: PLC0415

    (folder / "a.json").write_text(json.dumps(payload, indent=1))
    ((_, properties, _),) = commands(capsys, "a.json")
    assert int(properties["endLine"]) > int(properties["line"])
    assert not {"col", "endColumn"} & properties.keys()

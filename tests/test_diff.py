"""Unified diffs: what they say is what is done, and no more is shown than may be."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import ADID, IDFA, android, ios, line
from test_file_edit import edited_texts

from kochava_lint.diff import ShownEdit, unified_diff
from kochava_lint.file_edit import FileEdit, split_lines
from kochava_lint.privacy import masked_line

_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@\n")
_NO_END = "\n\\ No newline at end of file\n"


def plainly(edits: list[FileEdit]) -> list[ShownEdit]:
    return [ShownEdit(edit, edit.old, edit.new) for edit in edits]


def shown(text: str, edits: list[FileEdit], *, masked: bool = False) -> list[str]:
    return list(unified_diff("x.json", split_lines(text), plainly(edits), masked_line if masked else str))


def body(line_: str) -> str:
    """A line of a hunk without its sign, with the end that it has."""
    return line_[1:].removesuffix(_NO_END)


def applied(text: str, diff: list[str]) -> str:
    """What *diff* makes of *text*, read as strictly as the format has it."""
    old, new, at = split_lines(text), [], 0
    assert diff[:2] == ["--- x.json\n", "+++ x.json\n"]
    hunk: tuple[int, int] | None = None
    for told in diff[2:]:
        header = _HUNK.fullmatch(told)
        if header:
            assert hunk in {None, (0, 0)}, "the hunk before has other lengths than it says"
            start, length, new_start, new_length = (int(number or 1) for number in header.groups())
            first = start - 1 if length else start
            assert first >= at, "hunks come in order"
            new += old[at:first]
            assert len(new) == (new_start - 1 if new_length else new_start)
            at, hunk = first, (length, new_length)
            continue
        assert hunk is not None
        assert told[0] in " -+"
        if told[0] in " -":
            assert old[at] == body(told)
            at += 1
        if told[0] in " +":
            new.append(body(told))
        hunk = (hunk[0] - (told[0] in " -"), hunk[1] - (told[0] in " +"))
    assert hunk in {None, (0, 0)}
    return "".join(new + old[at:])


@st.composite
def long_texts(draw: st.DrawFn) -> tuple[str, list[FileEdit], str]:
    """Texts of many lines, so that what is changed is near and far from each other."""
    lines = draw(st.lists(st.sampled_from(["a", "b", "", "}"]), max_size=40))
    text = "\n".join(lines) + draw(st.sampled_from(["", "\n"]))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    edits, result, done = [], "", 0
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        new = draw(st.sampled_from(["", "x", "x\ny", "\n"]))
        edits.append(FileEdit(text[:start].count("\n") + 1, start - text[:start].rfind("\n"), text[start:end], new))
        result += text[done:start] + new
        done = end
    return text, edits, result + text[done:]


@given(long_texts() | edited_texts())
def test_what_a_diff_says_is_what_is_done(told: tuple[str, list[FileEdit], str]) -> None:
    text, edits, result = told
    assert applied(text, shown(text, edits)) == result


@given(long_texts())
def test_there_are_three_lines_of_context_and_no_more(told: tuple[str, list[FileEdit], str]) -> None:
    text, edits, _ = told
    signs = "".join("@" if row.startswith("@@") else row[0] for row in shown(text, edits)[2:])
    for hunk in signs.split("@")[1:]:
        assert re.fullmatch(r" {0,3}[-+](?:[-+]| {1,6}(?=[-+]))* {0,3}", hunk)


@given(long_texts())
def test_a_masked_diff_has_the_same_lines(told: tuple[str, list[FileEdit], str]) -> None:
    text, edits, _ = told
    plain, masked = shown(text, edits), shown(text, edits, masked=True)
    assert [(row[:2] if row[0] == "@" else row[0], len(row)) for row in masked] == [
        (row[:2] if row[0] == "@" else row[0], len(row)) for row in plain
    ]


TOOLS = {
    "patch": ["patch", "--quiet", "--fuzz=0", "--binary", "x.json", "x.diff"],
    "git": ["git", "apply", "--unsafe-paths", "-p0", "x.diff"],
}


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("end", ["", "\n"])
def test_tools_that_apply_diffs_make_the_fixed_file_of_it(folder: Path, tool: str, newline: str, end: str) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"there is no {tool}")
    before = [ios(usertime=number) for number in range(4)]
    after = [ios(usertime=number + 100) if number != 1 else before[number] for number in range(4)]
    text, result = (json.dumps(value, indent=1).replace("\n", newline) + end for value in (before, after))
    edits = []
    for number in (0, 2, 3):
        old = f'"usertime": {number}{newline}'
        place = text.index(old)
        row, column = text[:place].count("\n") + 1, place - text[:place].rfind("\n")
        edits.append(FileEdit(row, column, old, f'"usertime": {number + 100}{newline}'))
    (folder / "x.json").write_bytes(text.encode())
    (folder / "x.diff").write_bytes("".join(shown(text, edits)).encode())
    subprocess.run(TOOLS[tool], check=True, cwd=folder)
    assert (folder / "x.json").read_bytes() == result.encode()


SECRETS = (IDFA, ADID, "KI6F2E9A", "KA1D3C5E", "203.0.113.7", "sub-4711")


def test_what_stands_around_an_edit_is_masked() -> None:
    rows = [line(android()), "sub-4711 {", '{"a": 1}', line(android(origination_ip="203.0.113.7")), IDFA]
    edit = FileEdit(3, 1, '{"a": 1}', '{"a": 2}')
    told = "".join(shown("\n".join(rows), [edit], masked=True))
    assert '-{"a": 1}\n+{"a": 2}\n' in told
    assert "event_name" in told
    assert not [secret for secret in SECRETS if secret.lower() in told.lower()]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param([{"a": 1, "b": 2}] * 1500 + [5], [{"a": 1, "b": 2}] * 1500 + [6], id="many-equal-lines"),
        pytest.param([5] + [{"a": 1}] * 1500, [6] + [{"a": 1}] * 1500, id="many-equal-lines-after-it"),
        pytest.param(list(range(20_000)), [-1, *range(1, 20_000)], id="many-lines"),
    ],
)
def test_a_diff_of_a_long_payload_takes_time_by_its_length(old: object, new: object) -> None:
    texts = [json.dumps(value, indent=1) for value in (old, new)]
    began = perf_counter()
    told = shown(texts[0], [FileEdit(1, 1, *texts)])
    assert perf_counter() - began < 0.5
    assert applied(texts[0], told) == texts[1]

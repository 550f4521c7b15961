"""Parts of a file: whole lines, every one in one of them."""

from __future__ import annotations

import gzip
import io
import os
from itertools import chain, repeat
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import ios, line

from kochava_lint.captures import CaptureReader, Reading
from kochava_lint.errors import InputError
from kochava_lint.part import BlockAsFile, Part, PartOfFile, blocks_of, part_before, parts_of
from kochava_lint.payload import Payload
from kochava_lint.plugins import load_plugins
from kochava_lint.recorded import Knowledge

LINES = st.lists(st.text("ab\r ", max_size=12).map(str.encode), max_size=12)


@given(LINES, st.booleans(), st.integers(1, 40), st.integers(1, 40))
def test_parts_are_whole_lines_one_after_the_other(lines: list[bytes], ends: bool, size: int, first: int) -> None:
    content = b"\n".join(lines) + (b"\n" if ends else b"")
    parts = list(parts_of(io.BytesIO(content), chain([first], repeat(size)), len(content)))
    pieces = [PartOfFile(io.BytesIO(content), part.start, part.size).readall() or b"" for part in parts]
    assert b"".join(pieces) == content
    assert all(piece.endswith(b"\n") for piece in pieces[:-1])
    assert all(len(piece) >= (size if number else first) for number, piece in enumerate(pieces[:-1]))
    assert [part.lines_before for part in parts] == [content[: part.start].count(b"\n") for part in parts]


@given(LINES, st.booleans(), st.integers(1, 40), st.integers(1, 40), st.integers(0, 20))
def test_what_stands_before_a_part_is_as_many_lines_as_are_wanted(
    lines: list[bytes], ends: bool, size: int, first: int, count: int
) -> None:
    content = b"\n".join(lines) + (b"\n" if ends else b"")
    for part in parts_of(io.BytesIO(content), chain([first], repeat(size)), len(content)):
        before = part_before(io.BytesIO(content), part, count)
        text = content[: part.start].splitlines(keepends=True) if b"\r" not in content else None
        assert before.start + before.size == part.start
        assert before.lines_before == content[: before.start].count(b"\n")
        assert content[before.start : part.start].count(b"\n") == min(count, part.lines_before)
        assert text is None or content[before.start : part.start] == b"".join(text[max(0, len(text) - count) :])


def test_a_distant_line_is_found() -> None:
    content = b"".join(b"%d %s\n" % (number, b"x" * 300) for number in range(20_000))
    *_, last = parts_of(io.BytesIO(content), repeat(1_000_000), len(content))
    before = part_before(io.BytesIO(content), last, 9_000)
    assert content[before.start :].startswith(b"%d " % (last.lines_before - 9_000))


@given(LINES, st.booleans(), st.integers(1, 40), st.integers(1, 40), st.integers(1, 10))
def test_blocks_are_whole_lines_and_as_long_as_these(
    lines: list[bytes], ends: bool, size: int, first: int, longest: int
) -> None:
    content = b"\n".join(lines) + (b"\n" if ends else b"")
    blocks = list(blocks_of(io.BytesIO(content), chain([first], repeat(size)), longest))
    pieces = [BlockAsFile(block).readall() or b"" for block in blocks]
    whole = b"".join(pieces)
    assert all(len(block.text) <= max(size, first) + longest + len("\n") for block in blocks)
    assert all(piece.endswith(b"\n") for piece in pieces[:-1])
    # Of a last line that nothing ends, the end is made up where it is left out.
    assert whole.removesuffix(b"\n").count(b"\n") == content.removesuffix(b"\n").count(b"\n")
    assert [len(each) for each in whole.split(b"\n")][:-1] == [len(each) for each in content.split(b"\n")][
        : whole.count(b"\n")
    ]
    assert [block.lines_before for block in blocks] == [
        b"".join(pieces[:number]).count(b"\n") for number in range(len(blocks))
    ]
    assert all(piece.startswith(block.text) for block, piece in zip(blocks, pieces, strict=True))


def test_a_line_longer_than_any_part_is_in_one() -> None:
    content = b"x" * 3_000_000 + b"\nshort\n"
    assert list(parts_of(io.BytesIO(content), repeat(10), len(content))) == [
        Part(0, 3_000_001, 0),
        Part(3_000_001, 6, 1),
    ]


@pytest.mark.parametrize(
    ("name", "content", "is_in_lines"),
    [
        ("a.jsonl", line(ios()) + "\n", True),
        ("a.json", line(ios()) + "\n" + line(ios()) + "\n", True),
        ("a.json", line(ios()), False),
        ("a.har", '{"log": {"entries": []}}', False),
        ("a.jsonl", "\ufeff".encode("utf-16") + line(ios()).encode("utf-16"), False),
        ("a.jsonl", b"\x1f\x8b\x08" + b"\0" * 20, False),
        ("a.jsonl.gz", gzip.compress(f"{line(ios())}\n".encode()), True),
        ("a.har.gz", gzip.compress(b'{"log": {"entries": []}}'), False),
    ],
    ids=["lines", "lines by content", "one value", "HAR", "UTF-16", "broken", "compressed lines", "compressed HAR"],
)
def test_what_is_read_in_parts_is_in_lines(folder: Path, name: str, content: str | bytes, *, is_in_lines: bool) -> None:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    reader = CaptureReader(load_plugins(installed=()).formats, Reading())
    assert reader.is_in_lines(name) is is_in_lines


@pytest.fixture
def reader() -> CaptureReader:
    return CaptureReader(load_plugins(installed=()).formats, Reading())


def test_what_is_written_later_is_in_no_part(folder: Path, reader: CaptureReader) -> None:
    (folder / "a.jsonl").write_text("1\n2\n3\n" + "4" * 9)
    parts = reader.parts("a.jsonl", repeat(2), 8)
    assert [(part.lines_before, part.size) for part in parts if isinstance(part, Part)] == [
        (0, 2),
        (1, 2),
        (2, 2),
        (3, 2),
    ]


@pytest.mark.parametrize("how", ["cut off", "replaced"])
def test_a_file_that_changes_while_its_parts_are_read_is_an_error(
    folder: Path, reader: CaptureReader, how: str
) -> None:
    path = folder / "a.jsonl"
    path.write_text(f"{line(ios())}\n" * 9)
    *_, last = reader.parts("a.jsonl", repeat(900), path.stat().st_size)
    assert isinstance(last, Part)
    if how == "cut off":
        os.truncate(path, last.start + 5)
        said = "cannot read a.jsonl: it became shorter while it was read"
    else:
        (folder / "b.jsonl").write_bytes(path.read_bytes())
        (folder / "b.jsonl").rename(path)
        said = "cannot read a.jsonl: another file took its place while it was read"
    with pytest.raises(InputError, match=said):
        list(reader.read_part("a.jsonl", last))


def test_a_part_knows_the_lines_before_it(folder: Path) -> None:
    text = "\ufeff" + f"{line(ios())}\n\n" * 5
    (folder / "a.jsonl").write_text(text, "utf-8")
    reader = CaptureReader(load_plugins(installed=()).formats, Reading())
    whole = [cast("Payload", entry).place for entry in reader.read("a.jsonl")]
    parts = list(reader.parts("a.jsonl", repeat(900), len(text.encode())))
    assert len(parts) > 1
    each = [
        cast("Payload", entry)
        for part in parts
        for entry in reader.read_part("a.jsonl", part, Knowledge(passes=lambda _: False))
    ]
    assert [payload.place for payload in each] == whole
    assert {payload.defect for payload in each} == {None}

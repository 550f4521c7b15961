"""Changing files: in few places, all at once, and not at all where something goes wrong."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kochava_lint.errors import InputError
from kochava_lint.file_edit import FileEdit, edited, lines_of, replace_file, split_lines

TEXTS = st.text(st.sampled_from("ab\n\r\t é\u2028\x0b\udcff"), max_size=30)


@st.composite
def edited_texts(draw: st.DrawFn) -> tuple[str, list[FileEdit], str]:
    """A text, edits of it in order, and what they make of it."""
    text = draw(TEXTS)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    edits, result, done = [], "", 0
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        new = draw(st.text(st.sampled_from("xy\n"), max_size=3))
        before = text[:start]
        edits.append(FileEdit(before.count("\n") + 1, start - before.rfind("\n"), text[start:end], new))
        result += text[done:start] + new
        done = end
    return text, edits, result + text[done:]


@given(edited_texts(), st.booleans())
def test_edits_are_made_where_they_say_and_nowhere_else(told: tuple[str, list[FileEdit], str], has_bom: bool) -> None:
    bom = "\ufeff" if has_bom else ""
    text, edits, result = told
    assert "".join(edited(split_lines(bom + text), edits)) == bom + result


@given(TEXTS)
def test_only_a_line_feed_ends_a_line(text: str) -> None:
    lines = split_lines(text)
    assert "".join(lines) == text
    assert all(line.index("\n") == len(line) - 1 for line in lines[:-1])


@given(edited_texts(), st.data())
def test_what_does_not_stand_there_is_not_changed(told: tuple[str, list[FileEdit], str], data: st.DataObject) -> None:
    text, edits, _ = told
    if edits:
        index = data.draw(st.integers(0, len(edits) - 1))
        edits[index] = edits[index]._replace(old=edits[index].old + "Z")
        with pytest.raises(InputError, match="changed while"):
            "".join(edited(split_lines(text), edits))


def test_edits_that_overlap_are_refused() -> None:
    """A format of a plugin may yield one place twice."""
    with pytest.raises(InputError):
        "".join(edited(["abcdef\n"], [FileEdit(1, 1, "abcd", "X"), FileEdit(1, 3, "cd", "Y")]))


OLD = b"\xef\xbb\xbfone\r\ntwo \xff three\nfour"
EDITS = [FileEdit(1, 1, "one", "1"), FileEdit(2, 7, "three\nfour", "3")]
NEW = b"\xef\xbb\xbf1\r\ntwo \xff 3"


@pytest.fixture
def file(folder: Path) -> Path:
    path = folder / "capture.json"
    path.write_bytes(OLD)
    path.chmod(0o640)
    return path


def test_a_file_is_changed_byte_by_byte_and_keeps_its_mode(file: Path) -> None:
    replace_file("capture.json", EDITS)
    assert file.read_bytes() == NEW
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [path.name for path in file.parent.iterdir()] == ["capture.json"]


def test_what_is_read_is_written_as_it_was(file: Path) -> None:
    replace_file("capture.json", [])
    assert file.read_bytes() == OLD
    assert "".join(lines_of("capture.json")).encode("utf-8", "surrogateescape") == OLD


@pytest.mark.parametrize("target", ["capture.json", "away/capture.json"])
def test_a_link_stays_one(folder: Path, target: str) -> None:
    (folder / target).parent.mkdir(exist_ok=True)
    (folder / target).write_bytes(OLD)
    (folder / "link").symlink_to(target)
    (folder / "link-to-it").symlink_to("link")
    replace_file("link-to-it", EDITS)
    assert (folder / "link").is_symlink()
    assert (folder / "link-to-it").is_symlink()
    assert (folder / target).read_bytes() == NEW


def fail(error: BaseException) -> Callable[..., Any]:
    def failing(*_: object, **__: object) -> None:
        raise error

    return failing


PLACES = ["os.fsync", "pathlib.Path.replace", "pathlib.Path.chmod", "kochava_lint.file_edit.edited", "tempfile.mkstemp"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("error", "expected"),
    [
        pytest.param(OSError(28, "No space left on device"), InputError, id="full"),
        pytest.param(PermissionError(13, "Permission denied"), InputError, id="forbidden"),
        pytest.param(KeyboardInterrupt(), KeyboardInterrupt, id="interrupted"),
        pytest.param(MemoryError(), MemoryError, id="no-memory"),
    ],
)
def test_whatever_stops_it_the_old_file_is_whole_and_nothing_is_left_behind(
    file: Path, monkeypatch: pytest.MonkeyPatch, place: str, error: BaseException, expected: type[BaseException]
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(place, fail(error))
        with pytest.raises(expected):
            replace_file("capture.json", EDITS)
    assert file.read_bytes() == OLD
    assert [path.name for path in file.parent.iterdir()] == ["capture.json"]


def test_an_interrupt_in_the_middle_of_writing_leaves_the_old_file_whole(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(lines: Any, edits: Any) -> Any:
        yield next(edited(lines, edits))
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("kochava_lint.file_edit.edited", interrupted)
        with pytest.raises(KeyboardInterrupt):
            replace_file("capture.json", EDITS)
    assert file.read_bytes() == OLD
    assert [path.name for path in file.parent.iterdir()] == ["capture.json"]


def test_the_new_file_is_on_the_disk_before_it_takes_the_place(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def noted(handle: int) -> None:
        order.append("fsync")
        assert os.fstat(handle).st_size == len(NEW)
        fsync(handle)

    def replaced(self: Path, target: Path) -> Path:
        order.append("replace")
        assert self.read_bytes() == NEW
        assert self.parent == file.parent
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", noted)
    monkeypatch.setattr(Path, "replace", replaced)
    replace_file("capture.json", EDITS)
    assert order == ["fsync", "replace"]


@pytest.mark.parametrize("change", [b"other\n", OLD + b"more", b"x" + OLD, OLD.replace(b"three", b"THREE"), b""])
def test_a_file_that_is_not_what_it_was_stays_as_it_is(file: Path, change: bytes) -> None:
    file.write_bytes(change)
    with pytest.raises(InputError, match=r"cannot fix capture\.json: it was changed while") as told:
        replace_file("capture.json", [*EDITS, FileEdit(3, 5, "e", "E")])
    assert "nothing was written" in str(told.value)
    assert file.read_bytes() == change
    assert [path.name for path in file.parent.iterdir()] == ["capture.json"]


@pytest.mark.parametrize(
    "meddle",
    [
        pytest.param(lambda path: path.write_bytes(OLD + b"\nfive"), id="appended"),
        pytest.param(lambda path: (path.unlink(), path.write_bytes(OLD)), id="replaced"),
        pytest.param(lambda path: os.utime(path, ns=(1, 1)), id="touched"),
    ],
)
def test_a_file_that_changes_while_it_is_written_wins(
    file: Path, monkeypatch: pytest.MonkeyPatch, meddle: Callable[[Path], object]
) -> None:
    fsync = os.fsync

    def meddling(handle: int) -> None:
        fsync(handle)
        meddle(file)

    monkeypatch.setattr(os, "fsync", meddling)
    with pytest.raises(InputError, match="changed while"):
        replace_file("capture.json", EDITS)
    assert file.read_bytes().startswith(OLD)
    assert [path.name for path in file.parent.iterdir()] == ["capture.json"]


def test_a_file_that_is_gone_is_told_of_by_its_name(folder: Path) -> None:
    with pytest.raises(InputError, match=r"cannot write missing\.json: No such file"):
        replace_file("missing.json", EDITS)


def test_where_the_folder_may_not_be_written_nothing_is(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> tuple[int, str]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    with pytest.raises(InputError, match=r"cannot write capture\.json: Permission denied"):
        replace_file("capture.json", EDITS)
    assert file.read_bytes() == OLD


def test_a_file_that_may_not_be_written_is_not_replaced(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda _path, mode: mode != os.W_OK)
    with pytest.raises(InputError, match=r"cannot write capture\.json: Permission denied"):
        replace_file("capture.json", EDITS)
    assert file.read_bytes() == OLD


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_a_pipe_is_no_file_to_replace(folder: Path) -> None:
    os.mkfifo("pipe")
    Thread(target=lambda: (folder / "pipe").open("w").close(), daemon=True).start()
    with pytest.raises(InputError):
        replace_file("pipe", [])
    assert stat.S_ISFIFO((folder / "pipe").stat().st_mode)

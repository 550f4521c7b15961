"""Changing a file in few places, without holding it in memory, and so that no interruption can harm it."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import chain, islice
from pathlib import Path
from typing import Final, NamedTuple, NoReturn, TextIO, TypeVar

from kochava_lint.errors import InputError
from kochava_lint.expression import expression

__all__ = [
    "FileEdit",
    "NewFile",
    "edited",
    "groups",
    "lines_of",
    "replace_file",
    "spliced",
    "split_lines",
    "write_whole",
]

_T = TypeVar("_T")
_BOM: Final = "\ufeff"
_NEW_FILE: Final = 0o666
_LINE: Final = expression(r"[^\n]*\n|[^\n]+")


class FileEdit(NamedTuple):
    """What stands at *line* and *column*, *old*, becomes *new*; lines and columns count from 1."""

    line: int
    column: int
    old: str
    new: str

    def __repr__(self) -> str:
        """Tell where, and not what: payloads are personal data."""
        return f"<FileEdit at {self.line}:{self.column}>"

    @property
    def last_line(self) -> int:
        """The line that *old* ends in."""
        return self.line + self.old.count("\n")


def split_lines(text: str) -> list[str]:
    """The lines of *text*, each with its end; only a line feed ends one."""
    return _LINE.findall(text)


def lines_of(path: str) -> Generator[str, None, None]:
    """The lines of a file, each with its end as it is; bytes that are not UTF-8 become lone surrogates."""
    with open(path, encoding="utf-8", errors="surrogateescape", newline="\n") as file:  # noqa: PTH123 - as it was named
        yield from file


def edited(lines: Iterable[str], edits: Iterable[FileEdit]) -> Iterator[str]:
    """
    The text of *lines* with *edits* made, which come in the order of the text, piece by piece.

    Raises: `InputError` where what should be changed does not stand there.
    """
    rest = iter(lines)
    number = 1
    for group in groups(edits, lambda edit: edit):
        yield from islice(rest, group[0].line - number)
        block = "".join(islice(rest, group[-1].last_line - group[0].line + 1))
        yield spliced(block, group, [edit.new for edit in group], check=True)
        number = group[-1].last_line + 1
    yield from rest


def spliced(block: str, edits: Sequence[FileEdit], pieces: Sequence[str], *, check: bool = False) -> str:
    """
    Put *pieces* where *edits* have their old texts in *block*, which begins with the line of the first of them.

    Raises: `InputError` where one does not stand there, if that is to be *checked*.
    """
    starts = [0]
    while len(starts) <= edits[-1].line - edits[0].line:
        starts.append(block.find("\n", starts[-1]) + 1)
    result = []
    done = 0
    for edit, piece in zip(edits, pieces, strict=True):
        start = starts[edit.line - edits[0].line] + edit.column - 1
        if edit.line == 1 and block.startswith(_BOM):
            start += len(_BOM)
        end = start + len(edit.old)
        if check and (start < done or block[start:end] != edit.old):
            _refuse()
        result += [block[done:start], piece]
        done = end
    return "".join((*result, block[done:]))


def groups(edits: Iterable[_T], edit_of: Callable[[_T], FileEdit], apart: int = 0) -> Iterator[Sequence[_T]]:
    """The *edits*, grouped by the lines that they share, or between which lie no more than *apart* others."""
    group: list[_T] = []
    for each in edits:
        if group and edit_of(each).line - edit_of(group[-1]).last_line > apart:
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def replace_file(path: str, edits: Iterable[FileEdit]) -> None:
    """
    Make *edits*, which come in the order of the text, in the file at *path*.

    A new file takes its place at once, with its mode, or nothing is changed. Where there are no edits, nothing is
    written at all.

    Raises: `InputError` where it cannot be written, or is not any more what it was.
    """
    target = Path(path).resolve()  # a link stays one
    try:
        before = target.stat()
        if not stat.S_ISREG(before.st_mode):
            _refuse("it is no regular file")
        if not os.access(target, os.W_OK):  # though the folder would let it be replaced
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        waiting = iter(edits)
        first = next(waiting, None)
        if first is None:
            return
        with _beside(target) as (file, temporary):
            with closing(lines_of(str(target))) as lines:
                file.writelines(edited(lines, chain((first,), waiting)))
            file.flush()
            os.fsync(file.fileno())
            _own(temporary, before)
            if _identity(target.stat()) != _identity(before):
                _refuse()
            file.close()
            temporary.replace(target)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}") from error
    except InputError as error:
        raise InputError(f"cannot fix {path}: {error}") from error


def write_whole(path: Path, content: str) -> None:
    """
    Write *content* into the file at *path*: a new one takes its place at once, with its mode, or nothing is changed.

    Raises: `OSError` where it cannot be written.
    """
    new = NewFile(path)
    try:
        new.file.write(content)
        new.keep()
    finally:
        new.discard()


class NewFile:
    """
    A *file* in the making: it takes the place of the one at *path* at once, with its mode, or not at all.

    What is no regular file, as `/dev/stdout` is none, is written to as it is. Where text cannot be written, *errors*
    says what to do, as for `open`.

    Raises: `OSError` where it cannot be written.
    """

    def __init__(self, path: Path, errors: str = "surrogateescape") -> None:
        self._target = path.resolve()  # a link stays one
        self._temporary: Path | None = None
        place: int | Path = self._target
        if not self._target.exists() or self._target.is_file():
            if self._target.exists() and not os.access(self._target, os.W_OK):  # though the folder would let it be
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            place, name = tempfile.mkstemp(prefix=".kochava-lint-", dir=self._target.parent)
            self._temporary = Path(name)
        self.file: TextIO = open(place, "w", encoding="utf-8", errors=errors, newline="")  # noqa: PTH123, SIM115 - a descriptor, which is closed later

    def keep(self) -> None:
        """Put it in its place; what is written is complete."""
        self.file.flush()
        if self._temporary is not None:
            os.fsync(self.file.fileno())
            if self._target.exists():
                _own(self._temporary, self._target.stat())
            else:
                self._temporary.chmod(_NEW_FILE & ~_umask())
        self.file.close()
        if self._temporary is not None:
            self._temporary.replace(self._target)
            self._temporary = None

    def discard(self) -> None:
        """Take it away, unless it was kept: all is as it was."""
        with suppress(OSError):  # what could not be written is not wanted
            self.file.close()
        if self._temporary is not None:
            self._temporary.unlink(missing_ok=True)
            self._temporary = None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def _beside(target: Path) -> Iterator[tuple[TextIO, Path]]:
    """A new file in the folder of *target*, which is gone afterwards unless it was put elsewhere."""
    handle, name = tempfile.mkstemp(prefix=".kochava-lint-", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            yield file, Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _own(path: Path, status: os.stat_result) -> None:
    """Give the file at *path* the mode and, as far as that is allowed, the owner that *status* tells."""
    path.chmod(stat.S_IMODE(status.st_mode))
    if hasattr(os, "chown"):
        with suppress(PermissionError):
            os.chown(path, status.st_uid, status.st_gid)


def _refuse(why: str = "it was changed while it was being fixed; nothing was written") -> NoReturn:
    raise InputError(why)


def _identity(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns

"""The files that paths, folders and patterns on the command line stand for, and what is in each."""

from __future__ import annotations

import glob
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar, cast

from kochava_lint.cli.complaint import complain
from kochava_lint.errors import InputError
from kochava_lint.format import Format
from kochava_lint.payload import MISSING, Payload
from kochava_lint.reader import wrong_encoding
from kochava_lint.source import Source, encoding_of

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["STDIN", "Inputs", "find_files", "read_file", "shown_name"]

_T = TypeVar("_T")
STDIN = "-"
_HEAD = 64 * 1024
_PLAIN_FORMATS = ("json", "json-lines")
_COMPRESSED = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PK\x03\x04")
_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__"})


class Inputs:
    """
    The files that the user named, one after the other; what cannot be read is told of, and the others go on.

    *broken* tells whether there was any that could not be read.
    """

    def __init__(self, paths: Iterable[str], formats: Mapping[str, Format], max_payload: int) -> None:
        self._paths = paths
        self._formats = formats
        self._max_payload = max_payload
        self.broken = False

    def each(self, use: Callable[[str], Iterator[_T]]) -> Iterator[_T]:
        """What *use* makes of each file; it may raise `InputError`, which then is told of."""
        suffixes = frozenset(suffix for format_ in self._formats.values() for suffix in format_.suffixes)
        for path in find_files(self._paths, suffixes):
            if isinstance(path, InputError):
                self.tell(path)
                continue
            try:
                yield from use(path)
            except InputError as error:
                self.tell(error)

    def read(self, path: str) -> Iterator[Payload]:
        """
        The payloads in the file at *path*.

        Raises: `InputError` where it cannot be read, or holds no text.
        """
        return read_file(path, self._formats, self._max_payload)

    def tell(self, error: InputError) -> None:
        """Tell of an input that cannot be read or written."""
        self.broken = True
        complain(f"error: {error}")


def shown_name(path: str) -> str:
    """What a file is called for people."""
    return "<stdin>" if path == STDIN else path


def find_files(paths: Iterable[str], suffixes: frozenset[str]) -> Iterator[str | InputError]:
    """
    The files that *paths* stand for, each once: of a folder those with one of *suffixes*, sorted.

    In folders and patterns, folders whose names begin with a dot are passed over, and `node_modules`, and links to
    folders. A path that leads nowhere comes as the error that says so, so that the others can still be linted.
    """
    seen = set()
    for path in paths:
        for found in _files_of(path, suffixes):
            identity = os.path.realpath(found) if isinstance(found, str) and found != STDIN else found
            if identity not in seen:
                seen.add(identity)
                yield found


def _files_of(path: str, suffixes: frozenset[str]) -> Iterator[str | InputError]:
    if path == STDIN:
        yield path
    elif os.path.isdir(path):
        yield from _walk(path, suffixes)
    elif os.path.lexists(path):
        yield path
    elif glob.has_magic(path):
        matches = _matching(path)
        if not matches:
            yield InputError(f"nothing matches the pattern {path}")
        for match in matches:
            if os.path.isdir(match):
                yield from _walk(match, suffixes)
            else:
                yield match
    else:
        yield InputError(f"there is no file or folder {path}")


def _matching(pattern: str) -> list[str]:
    """The paths that match *pattern*; none where it is no pattern, such as `a**b`."""
    path = Path(pattern)
    try:
        # Unlike the module `glob`, this follows no links to folders, which may go round in circles.
        matches = sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor))))
    except ValueError:
        return []
    if any(map(_is_passed_over, path.parts)):  # what is named is not passed over
        return [str(match) for match in matches]
    return [str(match) for match in matches if not any(map(_is_passed_over, match.parts))]


def _is_passed_over(folder: str) -> bool:
    return folder.startswith(".") or folder in _SKIPPED_FOLDERS


def _walk(folder: str, suffixes: frozenset[str]) -> Iterator[str | InputError]:
    errors: list[OSError] = []
    empty = True
    for where, folders, files in os.walk(folder, onerror=errors.append):
        folders[:] = sorted(name for name in folders if not _is_passed_over(name))
        for name in sorted(files):
            path = os.path.normpath(os.path.join(where, name))
            if Path(name).suffix.lower() not in suffixes:
                continue
            # A pipe that nobody writes to would be waited for without end.
            empty = False
            special = os.path.exists(path) and not os.path.isfile(path)
            yield InputError(f"{path} is no regular file") if special else path
    if empty:
        complain(f"warning: there is no {', '.join(sorted(suffixes))} file in {folder}")
    for error in errors:
        yield InputError(f"cannot read the folder {error.filename}: {error.strerror}")


def read_file(path: str, formats: Mapping[str, Format], max_payload: int) -> Iterator[Payload]:
    """
    Read the payloads in the file at *path*, in the format that its content, else its suffix, tells.

    Raises: `InputError` where it cannot be read, or holds no text.
    """
    name = shown_name(path)
    try:
        with _opened(path) as file:
            head = file.peek(_HEAD)[:_HEAD]
            encoding = encoding_of(head)
            if head.startswith(_COMPRESSED):
                raise InputError(f"{name} is compressed; decompress it first")
            if encoding is None:
                raise InputError(f"{name} is binary")
            if encoding != "utf-8":
                yield Payload(MISSING, Source(name, head[:1024]), (), wrong_encoding(encoding))
                return
            yield from _format_of(path, head, formats).read(cast("BinaryIO", file), name, max_payload)
    except OSError as error:
        raise InputError(f"cannot read {name}: {error.strerror or error}") from error


@contextmanager
def _opened(path: str) -> Iterator[io.BufferedReader]:
    if path != STDIN:
        with open(path, "rb", buffering=_HEAD) as file:
            yield cast("io.BufferedReader", file)
    elif sys.stdin is None:
        raise InputError("standard input is closed")
    else:
        rest = cast("io.BufferedReader", sys.stdin.buffer)
        # Whoever writes to a pipe may send its first line in pieces, and the format is told by the whole of it.
        head = b""
        while len(head) < _HEAD and b"\n" not in head.strip():
            piece = rest.read1(_HEAD)
            if not piece:
                break
            head += piece
        yield io.BufferedReader(_Resumed(head, rest), max(_HEAD, len(head)))


class _Resumed(io.RawIOBase):
    """A stream from its beginning, of which *head* has been read already."""

    def __init__(self, head: bytes, rest: io.BufferedReader) -> None:
        super().__init__()
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        room = memoryview(buffer).cast("B")
        piece = self._head[: len(room)] or self._rest.read1(len(room))
        self._head = self._head[len(room) :]
        room[: len(piece)] = piece
        return len(piece)


def _format_of(path: str, head: bytes, formats: Mapping[str, Format]) -> Format:
    # The plain ones are asked last: much else is written as JSON.
    for candidate in sorted(formats.values(), key=lambda format_: format_.name in _PLAIN_FORMATS):
        if candidate.sniff(head):
            return candidate
    suffix = Path(path).suffix.lower()
    for candidate in formats.values():
        if suffix in candidate.suffixes:
            return candidate
    # One object in the first line of a stream may be the first of many: by lines it is read without waiting for all.
    by_lines = path == STDIN and head.lstrip()[:1] == b"{"
    return formats["json-lines" if by_lines else "json"]

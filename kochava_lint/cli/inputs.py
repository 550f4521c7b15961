"""The captures that the user named, and what is in each."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from kochava_lint.captures import CaptureReader, Reading
from kochava_lint.cli.complaint import complain
from kochava_lint.cli.paths import STDIN, find_files
from kochava_lint.errors import InputError
from kochava_lint.format import Format
from kochava_lint.payload import Payload
from kochava_lint.recorded import Skipped

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["Inputs", "payloads_in", "shown_name"]

_T = TypeVar("_T")
_HEAD = 64 * 1024
_NAMED = 3


class Inputs:
    """
    The files that the user named, one after the other; what cannot be read is told of, and the others go on.

    *broken* tells whether there was any that could not be read.
    """

    def __init__(self, paths: Iterable[str], formats: Mapping[str, Format], reading: Reading) -> None:
        self._paths = paths
        self._reader = CaptureReader(formats, reading)
        self._passed_over: list[str] = []
        self.broken = False

    def each(self, use: Callable[[str], Iterator[_T]]) -> Iterator[_T]:
        """What *use* makes of each file; it may raise `InputError`, which then is told of."""
        for path in find_files(self._paths, self._is_wanted):
            if isinstance(path, InputError):
                self.tell(path)
                continue
            try:
                yield from use(path)
            except InputError as error:
                self.tell(error)
        if self._passed_over:
            count = len(self._passed_over)
            files = f"{count:,} file{'' if count == 1 else 's'}"
            names = ", ".join(self._passed_over[:_NAMED]) + (", …" if count > _NAMED else "")
            complain(f"note: {files} in folders hold no capture by their content: {names}")

    def _is_wanted(self, path: str) -> bool:
        """Whether a file in a folder is to be read."""
        try:
            # A pipe that nobody writes to would be waited for without end.
            is_capture = self._reader.is_capture(path) if Path(path).is_file() else self._reader.is_named_so(path)
        except InputError:
            return True  # that is told when it is read
        if not is_capture and self._reader.is_named_so(path):
            self._passed_over.append(path)
        return is_capture

    def read(self, path: str) -> Iterator[Payload | Skipped]:
        """
        The payloads in the file at *path*, and what in it is none, in sending order.

        Raises: `InputError` where it cannot be read, or not to its end, after what could be.
        """
        if path != STDIN:
            return self._reader.read(path)
        return self._reader.read_open(_standard_input(), shown_name(path))

    def tell(self, error: InputError) -> None:
        """Tell of an input that cannot be read or written."""
        self.broken = True
        complain(f"error: {error}")


def payloads_in(entries: Iterable[Payload | Skipped]) -> Iterator[Payload]:
    """The payloads among *entries*."""
    return (entry for entry in entries if isinstance(entry, Payload))


def shown_name(path: str) -> str:
    """What a file is called for people."""
    return "<stdin>" if path == STDIN else path


def _standard_input() -> io.BufferedReader:
    if sys.stdin is None:
        raise InputError("standard input is closed")
    rest = cast("io.BufferedReader", sys.stdin.buffer)
    # Whoever writes to a pipe may send its first line in pieces, and the format is told by the whole of it.
    head = b""
    while len(head) < _HEAD and b"\n" not in head.strip():
        piece = rest.read1(_HEAD)
        if not piece:
            break
        head += piece
    return io.BufferedReader(_Resumed(head, rest), max(_HEAD, len(head)))


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

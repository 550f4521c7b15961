"""The captures that the user named, and what is in each."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar, cast

from kochava_lint.cli.complaint import complain
from kochava_lint.cli.paths import STDIN, find_files
from kochava_lint.compression import Expanded, compression_of
from kochava_lint.errors import InputError
from kochava_lint.format import CaptureFile, Entry, Format
from kochava_lint.intake import Intake
from kochava_lint.payload import CAPTURED, MISSING, Payload
from kochava_lint.reader import wrong_encoding
from kochava_lint.recorded import Recorded, Skipped
from kochava_lint.source import Source, encoding_of

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["Inputs", "Reading", "payloads_in", "shown_name"]

_T = TypeVar("_T")
_HEAD = 64 * 1024
_NAMED = 3
_PLAIN_FORMATS = ("json", "json-lines")
_COMPRESSED = frozenset({".gz", ".zst", ".bz2", ".xz"})
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Reading:
    """
    How captures are read.

    *hosts* are those that pass payloads on to Kochava, in lower case; *all_hosts*: read requests to any.
    *payload_path* leads to the payloads in each JSON value: see `CaptureFile`. Payloads of more than *max_payload*
    bytes are not decoded, and of compressed files no more than *max_expanded* bytes are read.
    """

    hosts: tuple[str, ...] = ()
    all_hosts: bool = False
    payload_path: tuple[str, ...] | None = None
    max_payload: int = 16 * 1024**2
    max_expanded: int = 1024**3


class Inputs:
    """
    The files that the user named, one after the other; what cannot be read is told of, and the others go on.

    *broken* tells whether there was any that could not be read.
    """

    def __init__(self, paths: Iterable[str], formats: Mapping[str, Format], reading: Reading) -> None:
        self._paths = paths
        self._formats = formats
        self._reading = reading
        self._intake = Intake(frozenset(reading.hosts), reading.all_hosts, reading.max_payload)
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
        """Whether a file in a folder is to be read: by its suffix, or where others have that too, by its content."""
        suffix = _suffix(path)
        if any(suffix in format_.suffixes and suffix not in format_.shared for format_ in self._formats.values()):
            return True
        if not any(suffix in format_.shared for format_ in self._formats.values()):
            return False
        if not Path(path).is_file():
            return True
        try:
            with _opened(path) as file, self._expanded(file, path) as text:
                is_capture = _told_by_content(text.peek(_HEAD)[:_HEAD], self._formats) is not None
        except (OSError, InputError):
            return True  # that it cannot be read is told when it is
        if not is_capture:
            self._passed_over.append(path)
        return is_capture

    def read(self, path: str) -> Iterator[Payload | Skipped]:
        """
        The payloads in the file at *path*, and what in it is none, in sending order.

        Raises: `InputError` where it cannot be read, or not to its end, after what could be.
        """
        name = shown_name(path)
        try:
            with _opened(path) as file, self._expanded(file, name) as text:
                for entry in self._entries(path, text):
                    if isinstance(entry, Recorded):
                        yield from self._intake.read(entry)
                    else:
                        yield entry
        except OSError as error:
            raise InputError(f"cannot read {name}: {error.strerror or error}") from error

    @contextmanager
    def _expanded(self, file: io.BufferedReader, name: str) -> Iterator[io.BufferedReader]:
        """The *file* without its compression, where it has one; what is wrong with that is told at the end."""
        head = file.peek(_HEAD)[:_HEAD]
        kind = compression_of(head)
        if kind is None:
            if head.startswith(_ZIP):
                raise InputError(f"{name} is a ZIP archive; unpack it first")
            yield file
            return
        expanded = Expanded(cast("BinaryIO", file), kind, self._reading.max_expanded)
        yield io.BufferedReader(expanded, _HEAD)
        if expanded.damage is not None:
            raise InputError(f"cannot read {name} to its end: {expanded.damage}")
        if expanded.is_over:
            most = f"{self._reading.max_expanded:,} bytes"
            raise InputError(f"{name} holds more than {most} of text, which are read; --max-expanded raises that")

    def _entries(self, path: str, file: io.BufferedReader) -> Iterator[Entry]:
        name = shown_name(path)
        head = file.peek(_HEAD)[:_HEAD]
        format_ = _told_by_content(head, self._formats)
        if format_ is None or not format_.binary:
            encoding = encoding_of(head)
            if compression_of(head) is not None:
                raise InputError(f"{name} is compressed twice; decompress it first")
            if encoding is None:
                raise InputError(f"{name} is binary")
            if encoding != "utf-8":
                source = Source(name, head[:1024])
                yield Payload(MISSING, source, (), wrong_encoding(encoding), recording=CAPTURED)
                return
        opened = CaptureFile(
            cast("BinaryIO", file),
            name,
            None if path == STDIN else Path(path).parent,
            self._reading.max_payload,
            self._reading.payload_path,
            CAPTURED._replace(is_editable=not isinstance(file.raw, Expanded)),
        )
        yield from (format_ or _told_by_suffix(path, head, self._formats)).read(opened)

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


@contextmanager
def _opened(path: str) -> Iterator[io.BufferedReader]:
    if path != STDIN:
        with Path(path).open("rb", buffering=_HEAD) as file:
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


def _told_by_content(head: bytes, formats: Mapping[str, Format]) -> Format | None:
    """The format that a file is surely of, by its first bytes."""
    # The plain ones are asked last: much else is written as JSON.
    for candidate in sorted(formats.values(), key=lambda format_: format_.name in _PLAIN_FORMATS):
        if candidate.sniff(head):
            return candidate
    return None


def _told_by_suffix(path: str, head: bytes, formats: Mapping[str, Format]) -> Format:
    suffix = _suffix(path)
    for candidate in formats.values():
        if suffix in candidate.suffixes:
            return candidate
    # One object in the first line of a stream may be the first of many: by lines it is read without waiting for all.
    by_lines = path == STDIN and head.lstrip()[:1] == b"{"
    return formats["json-lines" if by_lines else "json"]


def _suffix(path: str) -> str:
    """What tells the format in a file's name: `.jsonl` in `events.jsonl.gz`."""
    name = Path(path.lower())
    return (name.with_suffix("") if name.suffix in _COMPRESSED else name).suffix

"""Captures: files in any of the formats, compressed or not, and the payloads in them."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast

from kochava_lint.compression import Expanded, compression_of
from kochava_lint.errors import InputError
from kochava_lint.format import CaptureFile, Entry, Format
from kochava_lint.intake import Intake
from kochava_lint.part import Block, BlockAsFile, Part, PartOfFile, blocks_of, part_before, parts_of
from kochava_lint.payload import CAPTURED, MISSING, Payload
from kochava_lint.plugins import load_plugins
from kochava_lint.reader import wrong_encoding
from kochava_lint.recorded import NO_PAYLOAD, NOTHING_KNOWN, Content, Knowledge, Known, Recorded, Skipped
from kochava_lint.source import Source, encoding_of
from kochava_lint.telltale import is_meant_for_kochava

__all__ = ["CaptureReader", "Reading", "read_capture"]

_HEAD = 64 * 1024
_KEPT_OF_ANOTHER_ENCODING = 1024
_ASKED_LAST = ("curl", "form", "json", "json-lines")
"""Formats in that order, of which much else has something: words of a command, or JSON."""
_COMPRESSED = frozenset({".gz", ".zst", ".bz2", ".xz"})
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Reading:
    """
    How captures are read.

    *hosts* are those that pass payloads on to Kochava, in lower case; *all_hosts*: read requests to any.
    *payload_path* leads to the payloads in each JSON value: see `CaptureFile`. Payloads of more than *max_payload*
    bytes are not decoded, and of compressed files no more than *max_expanded* bytes are read. *ignore_unrelated*: skip
    JSON that is not meant for Kochava, by its keys: see `is_meant_for_kochava`.
    """

    hosts: tuple[str, ...] = ()
    all_hosts: bool = False
    payload_path: tuple[str, ...] | None = None
    max_payload: int = 16 * 1024**2
    max_expanded: int = 1024**3
    ignore_unrelated: bool = False


def read_capture(path: str | Path, reading: Reading | None = None) -> Iterator[Content]:
    """
    The payloads in the capture at *path*, and what in it is none, in sending order.

    It may be in any format that is built in or installed, which is told by its content, else by its suffix.

    Raises: `InputError` where it cannot be read, or not to its end, after what could be; `PluginError` where an
    installed plugin does not load.
    """
    entries = CaptureReader(load_plugins().formats, reading or Reading()).read(str(path))
    return (entry for entry in entries if not isinstance(entry, Known))  # it was not asked what is known


class CaptureReader:
    """Reads captures in *formats*, each as *reading* says."""

    def __init__(self, formats: Mapping[str, Format], reading: Reading) -> None:
        order = {name: place for place, name in enumerate(_ASKED_LAST)}
        self._formats = sorted(formats.values(), key=lambda format_: order.get(format_.name, -1))
        self._by_name = formats
        self._by_suffix = {suffix: format_ for format_ in reversed(self._formats) for suffix in format_.suffixes}
        self._telling = {
            suffix for format_ in self._formats for suffix in format_.suffixes if suffix not in format_.shared
        }
        self._reading = reading
        self._intake = Intake(frozenset(reading.hosts), reading.all_hosts, reading.max_payload)

    def read(self, path: str, knowledge: Knowledge = NOTHING_KNOWN) -> Iterator[Content | Known]:
        """
        The payloads in the file at *path*, and what in it is none, in sending order.

        *knowledge*: see `CaptureFile`.

        Raises: `InputError` where it cannot be read, or not to its end, after what could be.
        """
        try:
            with Path(path).open("rb", buffering=_HEAD) as file:
                yield from self.read_open(cast("io.BufferedReader", file), path, Path(path).parent, knowledge)
        except OSError as error:
            raise _unreadable(path, error) from error

    def read_open(
        self,
        file: io.BufferedReader,
        name: str,
        folder: Path | None = None,
        knowledge: Knowledge = NOTHING_KNOWN,
    ) -> Iterator[Content | Known]:
        """
        The same of a *file* that is open, and is called *name*; the files that it may name are in *folder*.

        Raises: `InputError` as `read` does.
        """
        try:
            with self._expanded(file, name) as text:
                yield from self._taken_in(self._entries(text, name, folder, knowledge))
        except OSError as error:
            raise _unreadable(name, error) from error

    def is_compressed(self, path: str) -> bool:
        """Whether the file at *path* is compressed; of one that cannot be read, `read` says why."""
        try:
            with Path(path).open("rb", buffering=0) as file:
                return compression_of(file.read(_HEAD)) is not None
        except OSError:
            return False

    def is_in_lines(self, path: str) -> bool:
        """Whether the file at *path* is read line by line; of one that cannot be read, `read` says why."""
        try:
            with (
                Path(path).open("rb", buffering=_HEAD) as file,
                self._expanded(cast("io.BufferedReader", file), path) as text,
            ):
                head = text.peek(_HEAD)[:_HEAD]
        except (OSError, InputError):
            return False
        if compression_of(head) is not None or encoding_of(head) != "utf-8":
            return False
        return (self._told_by(head) or self._named_so(path, head, is_stream=False)).name == "json-lines"

    def parts(self, path: str, sizes: Iterable[int], end: int) -> Iterator[Part | Block]:
        """
        Split the first *end* bytes of the file at *path*, which `is_in_lines`, into parts of about these *sizes*.

        They are blocks where it is compressed.

        Raises: `InputError` as `read` does, after the parts that could be read.
        """
        try:
            with (
                Path(path).open("rb", buffering=_HEAD) as file,
                self._expanded(cast("io.BufferedReader", file), path) as text,
            ):
                if text is file:
                    identity = _identity(file)
                    yield from (part._replace(file=identity) for part in parts_of(cast("BinaryIO", file), sizes, end))
                else:
                    # One byte more than is decoded, and the two of an end of line.
                    yield from blocks_of(cast("BinaryIO", text), sizes, self._reading.max_payload + 3)
        except OSError as error:
            raise _unreadable(path, error) from error

    def part_before(self, path: str, part: Part, lines: int) -> Part:
        """
        Those of the file at *path* that are the *lines* before *part*.

        Raises: `InputError` where it cannot be read.
        """
        try:
            with Path(path).open("rb") as file:
                return part_before(cast("BinaryIO", file), part, lines)
        except OSError as error:
            raise _unreadable(path, error) from error

    def read_part(
        self, path: str, part: Part | Block, knowledge: Knowledge = NOTHING_KNOWN
    ) -> Iterator[Content | Known]:
        """
        What `read` finds in *part* of the file at *path*.

        Raises: `InputError` where it cannot be read.
        """
        try:
            with self._part(path, part) as text:
                capture = CaptureFile(
                    text,
                    path,
                    Path(path).parent,
                    self._reading.max_payload,
                    self._reading.payload_path,
                    CAPTURED._replace(is_editable=isinstance(part, Part)),
                    knowledge,
                    part.lines_before,
                )
                yield from self._taken_in(self._by_name["json-lines"].read(capture))
        except OSError as error:
            raise _unreadable(path, error) from error

    @contextmanager
    def _part(self, path: str, part: Part | Block) -> Iterator[BinaryIO]:
        if isinstance(part, Block):
            yield cast("BinaryIO", io.BufferedReader(BlockAsFile(part), _HEAD))
            return
        with Path(path).open("rb", buffering=0) as file:
            if part.file not in {None, _identity(file)}:
                raise OSError("another file took its place while it was read")
            whole = PartOfFile(cast("BinaryIO", file), part.start, part.size)
            yield cast("BinaryIO", io.BufferedReader(whole, _HEAD))

    def _taken_in(self, entries: Iterable[Entry]) -> Iterator[Content | Known]:
        for entry in entries:
            if isinstance(entry, Recorded):
                yield from self._intake.read(entry)
            elif self._is_unrelated(entry):
                yield Skipped(NO_PAYLOAD)
            else:
                yield entry

    def _is_unrelated(self, entry: Entry) -> bool:
        skips = self._reading.ignore_unrelated and isinstance(entry, Payload)
        return skips and not is_meant_for_kochava(cast("Payload", entry))

    def is_payload(self, path: str, content: bytes) -> bool:
        """Whether the file at *path*, of which *content* is the whole, is read as one payload where it can be one."""
        if self._reading.payload_path is not None or len(content) > self._reading.max_payload:
            return False
        return (self._told_by(content) or self._named_so(path, content, is_stream=False)).name == "json"

    def is_named_so(self, path: str) -> bool:
        """Whether the suffix of *path* is that of captures, be it of other files too."""
        return _suffix(path) in self._by_suffix

    def is_surely_named_so(self, path: str) -> bool:
        """Whether the suffix of *path* is that of captures, and of no other files."""
        return _suffix(path) in self._telling

    def is_capture(self, path: str) -> bool:
        """
        Whether the file at *path* is a capture: by its suffix, or where other files have that too, by its content.

        Raises: `InputError` where that cannot be told.
        """
        if self.is_surely_named_so(path):
            return True
        if not self.is_named_so(path):
            return False
        try:
            with (
                Path(path).open("rb", buffering=_HEAD) as file,
                self._expanded(cast("io.BufferedReader", file), path) as text,
            ):
                return self._told_by(text.peek(_HEAD)[:_HEAD]) is not None
        except OSError as error:
            raise _unreadable(path, error) from error

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
        try:
            expanded = Expanded(cast("BinaryIO", file), kind, self._reading.max_expanded)
        except InputError as error:
            raise InputError(f"cannot read {name}: {error}") from error
        yield io.BufferedReader(expanded, _HEAD)
        if expanded.damage is not None:
            raise InputError(f"cannot read {name} to its end: {expanded.damage}")
        if expanded.is_over:
            most = f"{self._reading.max_expanded:,} bytes"
            raise InputError(f"{name} holds more than {most} of text, which are read; --max-expanded raises that")

    def _entries(
        self, file: io.BufferedReader, name: str, folder: Path | None, knowledge: Knowledge
    ) -> Iterator[Entry]:
        head = file.peek(_HEAD)[:_HEAD]
        format_ = self._told_by(head)
        if format_ is None or not format_.binary:
            encoding = encoding_of(head)
            if compression_of(head) is not None:
                raise InputError(f"{name} is compressed twice; decompress it first")
            if encoding is None:
                raise InputError(f"{name} is binary")
            if encoding != "utf-8":
                source = Source(name, head[:_KEPT_OF_ANOTHER_ENCODING])
                yield Payload(MISSING, source, (), wrong_encoding(encoding), recording=CAPTURED)
                return
        capture = CaptureFile(
            cast("BinaryIO", file),
            name,
            folder,
            self._reading.max_payload,
            self._reading.payload_path,
            CAPTURED._replace(is_editable=not isinstance(file.raw, Expanded)),
            knowledge,
        )
        yield from (format_ or self._named_so(name, head, is_stream=folder is None)).read(capture)

    def _told_by(self, head: bytes) -> Format | None:
        """The format that a file is surely of, by its first bytes."""
        for format_ in self._formats:  # not by a generator, which takes as long as most of them: every file is asked
            if format_.sniff(head):
                return format_
        return None

    def _named_so(self, name: str, head: bytes, *, is_stream: bool) -> Format:
        """The format that a file may be of, by its suffix."""
        format_ = self._by_suffix.get(_suffix(name))
        if format_ is not None:
            return format_
        # One object in the first line of a stream may be the first of many: by lines it is read without waiting.
        by_lines = is_stream and head.lstrip()[:1] == b"{"
        return self._by_name["json-lines" if by_lines else "json"]


def _identity(file: IO[bytes]) -> tuple[int, int]:
    status = os.fstat(file.fileno())
    return status.st_dev, status.st_ino


def _unreadable(name: str, error: OSError) -> InputError:
    return InputError(f"cannot read {name}: {error.strerror or error}")


def _suffix(path: str) -> str:
    """What tells the format in a file's name: `.jsonl` in `events.jsonl.gz`."""
    stem, suffix = os.path.splitext(path.lower())
    return os.path.splitext(stem)[1] if suffix in _COMPRESSED else suffix

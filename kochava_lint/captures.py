"""Captures: files in any of the formats, compressed or not, and the payloads in them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from kochava_lint.compression import Expanded, compression_of
from kochava_lint.errors import InputError
from kochava_lint.format import CaptureFile, Entry, Format
from kochava_lint.intake import Intake
from kochava_lint.payload import CAPTURED, MISSING, Payload
from kochava_lint.plugins import load_plugins
from kochava_lint.reader import wrong_encoding
from kochava_lint.recorded import Recorded, Skipped
from kochava_lint.source import Source, encoding_of

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
    bytes are not decoded, and of compressed files no more than *max_expanded* bytes are read.
    """

    hosts: tuple[str, ...] = ()
    all_hosts: bool = False
    payload_path: tuple[str, ...] | None = None
    max_payload: int = 16 * 1024**2
    max_expanded: int = 1024**3


def read_capture(path: str | Path, reading: Reading | None = None) -> Iterator[Payload | Skipped]:
    """
    The payloads in the capture at *path*, and what in it is none, in sending order.

    It may be in any format that is built in or installed, which is told by its content, else by its suffix.

    Raises: `InputError` where it cannot be read, or not to its end, after what could be; `PluginError` where an
    installed plugin does not load.
    """
    return CaptureReader(load_plugins().formats, reading or Reading()).read(str(path))


class CaptureReader:
    """Reads captures in *formats*, each as *reading* says."""

    def __init__(self, formats: Mapping[str, Format], reading: Reading) -> None:
        order = {name: place for place, name in enumerate(_ASKED_LAST)}
        self._formats = sorted(formats.values(), key=lambda format_: order.get(format_.name, -1))
        self._by_name = formats
        self._reading = reading
        self._intake = Intake(frozenset(reading.hosts), reading.all_hosts, reading.max_payload)

    def read(self, path: str) -> Iterator[Payload | Skipped]:
        """
        The payloads in the file at *path*, and what in it is none, in sending order.

        Raises: `InputError` where it cannot be read, or not to its end, after what could be.
        """
        try:
            with Path(path).open("rb", buffering=_HEAD) as file:
                yield from self.read_open(cast("io.BufferedReader", file), path, Path(path).parent)
        except OSError as error:
            raise _unreadable(path, error) from error

    def read_open(self, file: io.BufferedReader, name: str, folder: Path | None = None) -> Iterator[Payload | Skipped]:
        """
        The same of a *file* that is open, and is called *name*; the files that it may name are in *folder*.

        Raises: `InputError` as `read` does.
        """
        try:
            with self._expanded(file, name) as text:
                for entry in self._entries(text, name, folder):
                    if isinstance(entry, Recorded):
                        yield from self._intake.read(entry)
                    else:
                        yield entry
        except OSError as error:
            raise _unreadable(name, error) from error

    def is_named_so(self, path: str) -> bool:
        """Whether the suffix of *path* is that of captures, be it of other files too."""
        return any(_suffix(path) in format_.suffixes for format_ in self._formats)

    def is_capture(self, path: str) -> bool:
        """
        Whether the file at *path* is a capture: by its suffix, or where other files have that too, by its content.

        Raises: `InputError` where that cannot be told.
        """
        suffix = _suffix(path)
        if any(suffix in format_.suffixes and suffix not in format_.shared for format_ in self._formats):
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

    def _entries(self, file: io.BufferedReader, name: str, folder: Path | None) -> Iterator[Entry]:
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
        )
        yield from (format_ or self._named_so(name, head, is_stream=folder is None)).read(capture)

    def _told_by(self, head: bytes) -> Format | None:
        """The format that a file is surely of, by its first bytes."""
        return next((format_ for format_ in self._formats if format_.sniff(head)), None)

    def _named_so(self, name: str, head: bytes, *, is_stream: bool) -> Format:
        """The format that a file may be of, by its suffix."""
        suffix = _suffix(name)
        for format_ in self._formats:
            if suffix in format_.suffixes:
                return format_
        # One object in the first line of a stream may be the first of many: by lines it is read without waiting.
        by_lines = is_stream and head.lstrip()[:1] == b"{"
        return self._by_name["json-lines" if by_lines else "json"]


def _unreadable(name: str, error: OSError) -> InputError:
    return InputError(f"cannot read {name}: {error.strerror or error}")


def _suffix(path: str) -> str:
    """What tells the format in a file's name: `.jsonl` in `events.jsonl.gz`."""
    name = Path(path.lower())
    return (name.with_suffix("") if name.suffix in _COMPRESSED else name).suffix

"""JSON Lines: a payload a line, or something around one. Memory is bounded by the longest line that is decoded."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO

import orjson

from kochava_lint.envelope import read_record
from kochava_lint.format import CaptureFile, Entry, Format
from kochava_lint.payload import Payload
from kochava_lint.reader import read_payloads
from kochava_lint.recorded import NOTHING_KNOWN, Known
from kochava_lint.source import Source

__all__ = ["json_lines"]

_KEPT_OF_A_LONG_LINE = 1024
_CHUNK = 1024 * 1024
_COUNTED = 1024
"""How many known payloads there are at most until it is told how far the reading has come."""


def _sniff(head: bytes) -> bool:
    """Whether the text is surely JSON Lines: several values, a line each, though not every line may be sound."""
    lines = [line for line in head.removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True) if line.strip()]
    whole = [line for line in lines if line.endswith(b"\n")]
    if not whole or len(lines) < 2:  # noqa: PLR2004 - several means two
        return False
    begins_a_document = whole[0].lstrip()[:1] in (b"{", b"[")
    return _is_value(whole[0]) if begins_a_document else any(_is_object(line) for line in whole[1:])


def _is_value(line: bytes) -> bool:
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return True


def _is_object(line: bytes) -> bool:
    return line.lstrip().startswith(b"{") and _is_value(line)


def _read(capture: CaptureFile) -> Iterator[Entry]:
    # Where payloads are to be found, the text of a line is that of something around them.
    passes, traits_of = capture.knowledge if capture.payload_path is None else NOTHING_KNOWN
    known = 0
    number = capture.lines_before
    file, most = capture.file, capture.max_payload
    limit = most + len(b"\r\n")
    try:
        while line := file.readline(limit):
            number += 1
            content = line.rstrip()
            if traits_of is not None and len(line) <= most:
                traits = traits_of(content)
                if traits is not None:
                    yield Payload.sound(Source(capture.name, content, number), capture.recording, traits)
                    continue
            if passes is not None and len(line) <= most and passes(content):
                known += 1
                if known == _COUNTED:
                    yield Known(known)
                    known = 0
                continue
            if known:
                yield Known(known)
                known = 0
            rest = _skip_line(file) if len(line) == limit and not line.endswith(b"\n") else 0
            yield from _in_line(capture, number, content, len(line) + rest if rest else len(content))
    except (OSError, KeyboardInterrupt):
        if known:  # they were linted all the same
            yield Known(known)
        raise
    if known:
        yield Known(known)


def _in_line(capture: CaptureFile, number: int, content: bytes, size: int) -> Iterator[Entry]:
    """What is in the line of this *number*, of *size* bytes, of which *content* was read."""
    if number == 1:
        content = content.removeprefix(codecs.BOM_UTF8)
    if size > capture.max_payload:
        source = Source(capture.name, content[:_KEPT_OF_A_LONG_LINE], number, cut=size)
        yield from read_payloads(source, recording=capture.recording)
    elif content:
        source = Source(capture.name, content, number)
        yield from read_record(source, path=capture.payload_path, recording=capture.recording)


def _skip_line(file: BinaryIO) -> int:
    """Read on to the end of the line, keeping nothing, and return how many bytes of it there were."""
    size = 0
    while chunk := file.readline(_CHUNK):
        size += len(chunk)
        if chunk.endswith(b"\n"):
            return size - len(b"\n")
    return size


json_lines = Format("json-lines", (".jsonl", ".ndjson", ".log"), _sniff, _read, shared=(".log",))

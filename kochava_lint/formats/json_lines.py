"""JSON Lines: a payload a line, or something around one. Memory is bounded by the longest line that is decoded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import orjson

from kochava_lint.envelope import read_record
from kochava_lint.format import CaptureFile, Entry, Format
from kochava_lint.reader import read_payloads
from kochava_lint.source import Source, without_bom

__all__ = ["json_lines"]

_KEPT_OF_A_LONG_LINE = 1024
_CHUNK = 1024 * 1024


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
    file, name, most = capture.file, capture.name, capture.max_payload
    number = 0
    limit = most + len(b"\r\n")
    while line := file.readline(limit):
        number += 1
        rest = _skip_line(file) if len(line) == limit and not line.endswith(b"\n") else 0
        content = without_bom(line.rstrip()) if number == 1 else line.rstrip()
        if rest or len(content) > most:
            long = Source(name, content[:_KEPT_OF_A_LONG_LINE], number, cut=len(line) + rest)
            yield from read_payloads(long, recording=capture.recording)
        elif content:
            yield from read_record(
                Source(name, content, number), path=capture.payload_path, recording=capture.recording
            )


def _skip_line(file: BinaryIO) -> int:
    """Read on to the end of the line, keeping nothing, and return how many bytes of it there were."""
    size = 0
    while chunk := file.readline(_CHUNK):
        size += len(chunk)
        if chunk.endswith(b"\n"):
            return size - len(b"\n")
    return size


json_lines = Format("json-lines", (".jsonl", ".ndjson", ".log"), _sniff, _read, shared=(".log",))

"""URL-encoded forms, a body a line: what PHP's `http_build_query` makes, and no JSON. Each is a finding."""

from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.expression import expression
from kochava_lint.format import CaptureFile, Entry, Format
from kochava_lint.reader import read_payloads
from kochava_lint.source import Source, without_bom

__all__ = ["form"]

_TELLING = expression(
    rb"(?:\xef\xbb\xbf)?\s*[A-Za-z_][\w%.\[\]+-]{0,200}=[^\s\"{}&]*(?:&[^\s\"{}&=]{1,200}=[^\s\"{}&]*)+\s"
)
_KEEP = 1024


def _sniff(head: bytes) -> bool:
    return _TELLING.match(head + b"\n") is not None


def _read(capture: CaptureFile) -> Iterator[Entry]:
    for number, line in enumerate(capture.file, start=1):
        content = without_bom(line.rstrip()) if number == 1 else line.rstrip()
        if content:
            too_long = len(content) > capture.max_payload
            body = Source(capture.name, content[:_KEEP], number, cut=len(content)) if too_long else None
            yield from read_payloads(body or Source(capture.name, content, number), recording=capture.recording)


form = Format("form", (), _sniff, _read)

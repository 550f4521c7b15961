"""
HAR 1.2: what browsers, Charles, Proxyman, mitmproxy, Playwright and Polly.js save of the requests they saw.

The format: http://www.softwareishard.com/blog/har-12-spec/
"""

from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.envelope import read_record
from kochava_lint.expression import expression
from kochava_lint.format import CaptureFile, Entry, Format
from kochava_lint.json_parts import parts_at, whole_text
from kochava_lint.payload import Payload
from kochava_lint.record import JsonPart, recorded_in

__all__ = ["har"]

_BEGINNING = expression(
    rb'(?:\xef\xbb\xbf)?\s*\{\s*"log"\s*:\s*\{\s*"(?:version|creator|browser|pages|entries|comment|_recordingName)"'
)


def _sniff(head: bytes) -> bool:
    return _BEGINNING.match(head) is not None


def _read(capture: CaptureFile) -> Iterator[Entry]:
    for index, part in enumerate(parts_at(whole_text(capture), "log", "entries")):
        if isinstance(part, Payload):
            yield part
            continue
        source, entry = part
        request = entry.get("request") if isinstance(entry, dict) else None
        if isinstance(request, dict):
            yield recorded_in(JsonPart(source), request, ("request",), (index,), capture.recording)
        else:
            yield from read_record(source, (index,), recording=capture.recording)


har = Format("har", (".har",), _sniff, _read)

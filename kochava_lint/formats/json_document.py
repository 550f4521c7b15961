"""A JSON document: a payload, an array of them, or something around them. The file is held in memory."""

from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.envelope import read_record
from kochava_lint.format import CaptureFile, Entry, Format
from kochava_lint.json_parts import broken
from kochava_lint.json_split import split_array, split_values
from kochava_lint.json_text import Malformed
from kochava_lint.json_tree import Span
from kochava_lint.payload import Payload
from kochava_lint.reader import cut_out, read_payloads
from kochava_lint.source import Source, without_bom

__all__ = ["json_document"]

_KEPT_OF_A_LONG_PAYLOAD = 1024
_CHUNK = 1024 * 1024


def _sniff(head: bytes) -> bool:
    """Whether the text is surely a document: its first line does no more than open it."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")[0].strip() in (b"{", b"[")


def _read(capture: CaptureFile) -> Iterator[Entry]:
    source = Source(capture.name, without_bom(capture.file.read()))
    path = capture.payload_path
    if source.content.lstrip()[:1] == b"{" and source.size <= capture.max_payload:
        entries = list(read_record(source, path=path, recording=capture.recording))
        first = entries[0]
        if not isinstance(first, Payload) or first.defect is None:
            yield from entries
            return
    # Only the text is kept from here on: the bytes would be held twice.
    whole = Source(capture.name, source.text)
    del source
    index = 0
    for value in split_values(whole.text):
        is_array = whole.text[value.start] == "["
        for part in split_array(whole.text, value.start) if is_array else (value,):
            yield from _read_part(whole, part, capture, index)
            index += 1


def _read_part(whole: Source, part: Span | Malformed, capture: CaptureFile, index: int) -> Iterator[Entry]:
    if isinstance(part, Malformed):
        yield broken(whole, part, index)
        return
    size = _size(whole.text, part, capture.max_payload)
    if size is None:
        yield from read_record(cut_out(whole, part), (index,), path=capture.payload_path, recording=capture.recording)
        return
    line, column = whole.place(part.start)
    beginning = whole.text[part.start : part.start + _KEPT_OF_A_LONG_PAYLOAD]
    yield from read_payloads(
        Source(whole.name, beginning, line, column, cut=size), (index,), recording=capture.recording
    )


def _size(text: str, span: Span, limit: int) -> int | None:
    """The size of a part of *text* in bytes where it is beyond *limit*, else None. Nothing of its size is copied."""
    length = span.end - span.start
    if length * 4 <= limit:
        return None
    starts = range(span.start, span.end, _CHUNK)
    size = sum(len(text[start : min(start + _CHUNK, span.end)].encode("utf-8", "surrogatepass")) for start in starts)
    return size if size > limit else None


json_document = Format("json", (".json",), _sniff, _read)

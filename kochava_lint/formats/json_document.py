"""A JSON document: one payload, or an array of them. The file is held in memory, its payloads one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from kochava_lint.format import Format
from kochava_lint.json_text import Malformed, split_array
from kochava_lint.payload import MISSING, Defect, Payload, cut_out, read_payloads
from kochava_lint.source import Source, without_bom

__all__ = ["json_document"]

_KEPT_OF_A_LONG_PAYLOAD = 1024


def _read(file: BinaryIO, name: str, max_payload: int) -> Iterator[Payload]:
    whole = Source(name, without_bom(file.read()))
    if not isinstance(whole.content, bytes) or not whole.content.strip():
        return
    if whole.content.lstrip()[:1] != b"[":
        yield from read_payloads(_bounded(whole, max_payload))
        return
    # Only the text is kept from here on: the bytes would be held twice.
    whole = Source(name, whole.text)
    for index, part in enumerate(split_array(whole.text)):
        if isinstance(part, Malformed):
            yield Payload(MISSING, whole, (index,), Defect(part.message, offset=part.offset))
        else:
            yield from read_payloads(_bounded(cut_out(whole, part), max_payload), (index,))


def _bounded(source: Source, max_payload: int) -> Source:
    if source.size <= max_payload:
        return source
    return Source(source.name, source.content[:_KEPT_OF_A_LONG_PAYLOAD], source.line, source.column, cut=source.size)


json_document = Format("json", (".json",), lambda _head: False, _read)

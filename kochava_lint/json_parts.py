"""A JSON document that holds many things: taken apart without decoding it whole, so that no part hides another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from kochava_lint.format import CaptureFile
from kochava_lint.json_split import member_start, split_array
from kochava_lint.json_text import Malformed, skip_space
from kochava_lint.json_tree import Span
from kochava_lint.payload import CAPTURED, MISSING, Defect, Payload
from kochava_lint.reader import cut_out, read_payload
from kochava_lint.source import Source, without_bom

__all__ = ["Part", "array_at", "broken", "parts_at", "whole_text"]

_SHOWN_AROUND_A_DEFECT = 100

Part = tuple[Source, Any]
"""A part of a document: its text, and the value that it holds."""


def whole_text(capture: CaptureFile) -> Source:
    """The text of the whole *capture*. Its bytes are let go, as they would be held twice."""
    source = Source(capture.name, without_bom(capture.file.read()))
    return Source(capture.name, source.text)


def parts_at(whole: Source, *path: str) -> Iterator[Part | Payload]:
    """
    The elements of the array that *path* leads to in the document, each with its value.

    One that is broken comes as a payload that says so, and so does an array that is; nothing where there is no array.
    """
    start = array_at(whole.text, *path)
    if start is None:
        return
    for index, part in enumerate(split_array(whole.text, start)):
        if isinstance(part, Malformed):
            yield broken(whole, part, index)
            continue
        source = cut_out(whole, part)
        try:
            yield source, orjson.loads(source.content)
        except orjson.JSONDecodeError:
            yield read_payload(source, (index,), recording=CAPTURED)


def array_at(text: str, *path: str) -> int | None:
    """Where the array begins to which *path* leads from the object that *text* is; None where there is none."""
    at: int | None = skip_space(text, 0)
    for key in path:
        if at is None or text[at : at + 1] != "{":
            return None
        at = member_start(text, at, key)
    return at if at is not None and text[at : at + 1] == "[" else None


def broken(whole: Source, malformed: Malformed, index: int) -> Payload:
    """The payload that says where the document is broken, with some of the text around."""
    line = whole.line_at(malformed.offset)
    start = max(line.start, malformed.offset - _SHOWN_AROUND_A_DEFECT)
    around = cut_out(whole, Span(start, min(line.end, malformed.offset + _SHOWN_AROUND_A_DEFECT)))
    defect = Defect(malformed.message, offset=malformed.offset - start)
    return Payload(MISSING, around, (index,), defect, recording=CAPTURED)

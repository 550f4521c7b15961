"""A JSON document that holds many things: taken apart without decoding it whole, so that no part hides another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from kochava_lint.format import CaptureFile
from kochava_lint.json_split import split_array, split_object, split_values
from kochava_lint.json_text import Malformed
from kochava_lint.json_tree import Span
from kochava_lint.payload import CAPTURED, MISSING, Defect, Payload
from kochava_lint.reader import cut_out, read_payload
from kochava_lint.source import Source, without_bom

__all__ = ["Part", "broken", "has_array", "parts_at", "whole_text"]

_SHOWN_AROUND_A_DEFECT = 100

Part = tuple[Source, Any]
"""A part of a document: its text, and the value that it holds."""


def whole_text(capture: CaptureFile) -> Source:
    """The text of the whole *capture*. Its bytes are let go, as they would be held twice."""
    source = Source(capture.name, without_bom(capture.file.read()))
    return Source(capture.name, source.text)


def parts_at(whole: Source, *path: str, needed: bool = True) -> Iterator[Part | Payload]:
    """
    The elements of the array that *path* leads to in the document, each with its value; of several documents in turn.

    One that is broken comes as a payload that says so. So does an array that is, and a document that ends too early,
    or in which there is no such array though it is *needed*.
    """
    index = 0
    for value in split_values(whole.text):
        array = _at(whole.text, value, path)
        if array is None or whole.text[array.start] != "[":
            if needed:
                what = f"the array {'.'.join(path)}" if path else "an array"
                yield broken(
                    whole, Malformed(f"{what} should be in here, which may be broken before it", value.start), index
                )
            continue
        is_sound = True
        for part in split_array(whole.text, array.start):
            found = _part(whole, part, index)
            is_sound = not isinstance(found, Payload)
            yield found
            index += 1
        if is_sound and needed and whole.text[value.end - 1] not in "}]":
            yield broken(whole, Malformed("the text ends inside an object: it was cut off", value.end), index)


def _part(whole: Source, part: Span | Malformed, index: int) -> Part | Payload:
    if isinstance(part, Malformed):
        return broken(whole, part, index)
    source = cut_out(whole, part)
    try:
        return source, orjson.loads(source.content)
    except orjson.JSONDecodeError:
        return read_payload(source, (index,), recording=CAPTURED)


def _at(text: str, value: Span, path: Sequence[str]) -> Span | None:
    """Where the value stands to which *path* leads; of a key that is given twice, the last one's."""
    found: Span | None = value
    for key in path:
        if found is None or text[found.start] != "{":
            return None
        found = next((inside for name, inside in reversed(list(split_object(text, found.start))) if name == key), None)
    return found


def has_array(whole: Source, *path: str) -> bool:
    """Whether *path* leads to an array in the first document."""
    value = next(split_values(whole.text), None)
    array = None if value is None else _at(whole.text, value, path)
    return array is not None and whole.text[array.start] == "["


def broken(whole: Source, malformed: Malformed, index: int) -> Payload:
    """The payload that says where the document is broken, with some of the text around."""
    line = whole.line_at(malformed.offset)
    start = max(line.start, malformed.offset - _SHOWN_AROUND_A_DEFECT)
    around = cut_out(whole, Span(start, min(line.end, malformed.offset + _SHOWN_AROUND_A_DEFECT)))
    defect = Defect(malformed.message, offset=malformed.offset - start)
    return Payload(MISSING, around, (index,), defect, recording=CAPTURED)

"""How texts and Python values become payloads. Nothing here raises because of what a payload is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, cast

import orjson

from kochava_lint.json_split import split_array
from kochava_lint.json_text import MAX_DEPTH, Malformed
from kochava_lint.json_tree import Span
from kochava_lint.payload import MISSING, TEXT, Defect, Payload, Recording
from kochava_lint.request import Request
from kochava_lint.source import Pointer, Source, encoding_of, without_bom

__all__ = ["cut_out", "elements", "read_payload", "read_payloads", "read_values", "wrong_encoding"]

_HEAD = 1024
_FEW = 10_000
_SCALARS = frozenset({str, int, bool, type(None)})


def read_payloads(
    source: Source, pointer: Pointer = (), request: Request | None = None, recording: Recording | None = None
) -> Iterator[Payload]:
    """
    Read the text of one request: its payload, and where that is an array, each element as a payload too.

    Never raises: a text that is not JSON is a payload with a *defect*.
    """
    payload = read_payload(source, pointer, request, recording)
    yield payload
    yield from elements(payload)


def elements(payload: Payload) -> Iterator[Payload]:
    """The payloads in an array that was read as one; none where it is no array."""
    source = payload.source
    if source is None or not isinstance(payload.data, list):
        return
    spans = (part for part in split_array(source.text) if isinstance(part, Span))
    for index, (element, span) in enumerate(zip(payload.data, spans, strict=True)):
        place = (*payload.pointer, index)
        text = cut_out(source, span)
        yield Payload(element, text, place, batched=True, request=payload.request, recording=payload.recording)


def cut_out(source: Source, span: Span) -> Source:
    """The part of *source* that *span* covers, as a source that knows its place in the file."""
    line, column = source.place(span.start)
    written = None if source.written is None else source.written.part(span)
    text = source.text[span.start : span.end]
    return Source(source.name, text, line, column, written=written, opaque=source.opaque)


def read_values(value: object) -> Iterator[Payload]:
    """
    Read a Python value: an object, or a list of payloads, each of which may be a Python value or JSON text.

    Never raises: what cannot be written as JSON is a payload with a *defect*.
    """
    if isinstance(value, list | tuple):
        for index, element in enumerate(value):
            yield from _read_value(element, (index,))
    else:
        yield from _read_value(value, ())


def _read_value(value: object, pointer: Pointer) -> Iterator[Payload]:
    if isinstance(value, str | bytes | bytearray):
        content = bytes(value) if isinstance(value, bytearray) else value
        yield from read_payloads(Source(TEXT, without_bom(content)), pointer)
        return
    try:
        data = _plain(value)
    except _UnwritableError as error:
        yield Payload(MISSING, None, pointer, Defect(error.message, error.pointer))
        return
    yield Payload(data, None, pointer)
    if isinstance(data, list):
        for index, element in enumerate(data):
            yield Payload(element, None, (*pointer, index), batched=True)


def read_payload(
    source: Source, pointer: Pointer = (), request: Request | None = None, recording: Recording | None = None
) -> Payload:
    """Read the text of one request as one payload, be it an array. Never raises, as `read_payloads`."""
    if source.cut is not None:
        return Payload(MISSING, source, pointer, request=request, recording=recording)
    defect = None
    try:
        data = orjson.loads(source.content)
    except orjson.JSONDecodeError as error:
        data, defect = MISSING, _defect(source, error)
    else:
        if len(source.content) > MAX_DEPTH and _may_be_too_deep(source.content):
            try:
                _ = source.tree
            except Malformed as error:
                data, defect = MISSING, Defect(error.message, offset=error.offset)
    return Payload(data, source, pointer, defect, request=request, recording=recording)


def _defect(source: Source, error: orjson.JSONDecodeError) -> Defect:
    """Say where a text that `orjson` refused stops being JSON, more exactly than it does."""
    encoding = encoding_of(source.content[:_HEAD]) if isinstance(source.content, bytes) else None
    if encoding in {"utf-16", "utf-32"}:
        return wrong_encoding(encoding)
    try:
        _ = source.tree
    except Malformed as found:
        return Defect(found.message, offset=found.offset)
    return Defect(f"the text is not JSON: {error.msg}", offset=min(error.pos, len(source.text)))


def wrong_encoding(encoding: str) -> Defect:
    """The defect of a text in another *encoding* than UTF-8."""
    return Defect(f"the text is {encoding.upper()}; JSON is sent as UTF-8", offset=0)


def _may_be_too_deep(content: str | bytes) -> bool:
    if isinstance(content, bytes):
        return content.count(b"{") + content.count(b"[") > MAX_DEPTH
    return content.count("{") + content.count("[") > MAX_DEPTH


class _UnwritableError(ValueError):
    def __init__(self, message: str, pointer: Pointer) -> None:
        super().__init__(message)
        self.message = message
        self.pointer = pointer


def _plain(value: object) -> Any:  # noqa: ANN401 - any JSON value
    """
    Copy *value* into plain dicts, lists, strings, numbers, booleans and None: what the sender's JSON would hold.

    Raises: `_UnwritableError` where it cannot be written as JSON.
    """
    if _is_plain(value):
        with suppress(orjson.JSONEncodeError):  # which says less of what cannot be written
            return orjson.loads(orjson.dumps(value))
    top: list[Any] = [None]
    waiting: list[tuple[object, Any, Any, Pointer]] = [(value, top, 0, ())]
    while waiting:
        value, holder, key, pointer = waiting.pop()
        if len(pointer) > MAX_DEPTH:
            raise _UnwritableError(f"nested more than {MAX_DEPTH:,} deep, or inside itself", pointer[:1])
        if isinstance(value, dict):
            copy: dict[str, Any] = {}
            holder[key] = copy
            for name, member in value.items():
                if not isinstance(name, str) or _is_half_a_character(name):
                    raise _UnwritableError("a key that is no text: JSON has no others", pointer)
                plain_name = str.__str__(name)
                copy[plain_name] = None  # it keeps its place in the order
                waiting.append((member, copy, plain_name, (*pointer, plain_name)))
        elif isinstance(value, list | tuple):
            holder[key] = elements = [None] * len(value)
            waiting += [(member, elements, index, (*pointer, index)) for index, member in enumerate(value)]
        else:
            holder[key] = _plain_scalar(value, pointer)
    return top[0]


def _is_plain(value: object) -> bool:
    """Whether *value* surely is plain already; it has to be small, and none of what it holds is asked anything."""
    waiting = [value]
    for _ in range(_FEW):
        if not waiting:
            return True
        value = waiting.pop()
        kind = type(value)
        if kind is dict:
            waiting += cast("dict[Any, object]", value).values()
        elif kind is list:
            waiting += cast("list[object]", value)
        elif kind not in _SCALARS and not (kind is float and math.isfinite(cast("float", value))):
            return False
    return False


def _plain_scalar(value: object, pointer: Pointer) -> str | float | bool | None:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        if _is_half_a_character(value):
            raise _UnwritableError("half of a surrogate pair: it is no character", pointer)
        return str.__str__(value)
    if isinstance(value, int):
        try:
            float(value)
        except OverflowError:
            raise _UnwritableError("a number too large for a double: parsers do not agree on it", pointer) from None
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise _UnwritableError(f"{value} is not JSON; send null or leave the key out", pointer)
        return float(value)
    raise _UnwritableError(f"a Python {type(value).__name__} is no JSON value", pointer)


def _is_half_a_character(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False

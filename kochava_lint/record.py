"""
Records of requests, in any of the ways in which logs, recorders and tools write them down as data.

Method, address, headers and body have other names in each, and the same meaning. `README.md` of `tests/captures` tells
which tool writes what.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping
from functools import partial
from typing import Any, Final, NamedTuple, Protocol
from urllib.parse import urlencode

from kochava_lint.json_split import locate
from kochava_lint.json_string import json_string
from kochava_lint.json_tree import Span
from kochava_lint.payload import ACTIONS, CAPTURED, Recording
from kochava_lint.reader import cut_out
from kochava_lint.recorded import Recorded
from kochava_lint.request import Request
from kochava_lint.source import Pointer, Source, Standing

__all__ = [
    "ADDRESS_KEYS",
    "BODY_KEYS",
    "HEADER_KEYS",
    "Body",
    "Document",
    "JsonPart",
    "body_in",
    "header_in",
    "headers_of",
    "is_bare",
    "is_payload",
    "recorded_in",
    "text_of",
]

ADDRESS_KEYS: Final = ("url", "uri")
HEADER_KEYS: Final = ("headers", "header", "reqheaders")
BODY_KEYS: Final = ("body", "payload", "postData", "json", "data", "content", "text")
_TEXT_KEYS: Final = ("text", "string", "raw")
"""Under which the text stands where a body is an object that describes it."""
_BASE64_KEYS: Final = ("base64_string", "encoded", "base64")
_PYTHON_KEYS: Final = ("state", "args")
"""Under which vcrpy writes what a body is that was a file or an iterator."""
_DESCRIBING_KEYS: Final = frozenset({"mimeType", "encoding", "mode"})
_DESCRIPTION: Final = frozenset({*_TEXT_KEYS, *_BASE64_KEYS, *_PYTHON_KEYS, "params"})
_DIGITS: Final = 18
_TOKEN_HEADER: Final = "kochava-auth-token"  # noqa: S105 - its name


class Document(Protocol):
    """What a record stands in, JSON or YAML, and can tell where in the file its texts stand."""

    @property
    def name(self) -> str:
        """The name of the file."""

    def text_at(self, pointer: Pointer, text: str) -> Source:
        """The *text* that the string at *pointer* holds, with the place of each of its characters."""

    def value_at(self, pointer: Pointer) -> Source:
        """The value at *pointer*, which is an object or array, as JSON text."""

    def begins_at(self, pointer: Pointer) -> Standing:
        """Where what is at *pointer* begins."""

    def raw_at(self, pointer: Pointer) -> str:
        """What the file says at *pointer*, as it writes it."""


class JsonPart(NamedTuple):
    """A JSON text that holds a record; *source* may be itself a string inside another."""

    source: Source

    @property
    def name(self) -> str:
        """See `Document`."""
        return self.source.name

    def text_at(self, pointer: Pointer, text: str) -> Source:
        """See `Document`."""
        source = self.source
        bare = text.removeprefix("\ufeff")

        def find() -> Standing:
            span = self._span(pointer)
            inside = Span(span.start + 1, span.end - 1)
            written = json_string(source.text[slice(*inside)])
            start = inside.start
            if bare != text:
                start += written.outward(1)
                written = written.part(Span(1, len(text)))
            if source.written is not None:
                written = written.within(source.written.part(Span(start, inside.end)))
            return Standing(*source.place(start), written)

        return Source(source.name, bare, find, opaque=source.opaque)

    def value_at(self, pointer: Pointer) -> Source:
        """See `Document`."""
        return cut_out(self.source, self._span(pointer))

    def begins_at(self, pointer: Pointer) -> Standing:
        """See `Document`."""
        return Standing(*self.source.place(self._span(pointer).start))

    def raw_at(self, pointer: Pointer) -> str:
        """See `Document`."""
        return self.source.text[slice(*self._span(pointer))]

    def _span(self, pointer: Pointer) -> Span:
        found = self.source.span(pointer) if self.source.is_read else locate(self.source.text, pointer)
        return found or Span(0, len(self.source.text))


class Body(NamedTuple):
    """The body of a recorded request: its text or bytes with their place, and the exact bytes where they are known."""

    source: Source
    content: bytes | None


def recorded_in(
    document: Document,
    record: Mapping[str, Any],
    inside: Pointer = (),
    pointer: Pointer = (),
    recording: Recording = CAPTURED,
    *,
    headers_at: Pointer | None = None,
) -> Recorded:
    """
    The request that *record* tells of.

    It stands at *inside* in the *document*, and the document at *pointer* in the capture. *headers_at* is where its
    headers are in the document, where that is elsewhere.
    """
    body = body_in(document, record, inside)
    size = _size(record)
    source = body.source if body else None
    if source is None and size:  # the capture does not hold what it says was sent
        source = Source(document.name, "", lambda: document.begins_at(inside))
    headers = record.get(_header_key(record))
    headers_at = (*inside, _header_key(record)) if headers_at is None else headers_at
    # Whatever form they are in: what may be signed is not changed.
    is_signed = headers is not None and _TOKEN_HEADER in document.raw_at(headers_at).lower()
    request = Request(
        _method(record),
        _address(record),
        headers_of(headers),
        body.content if body else None,
        is_signed,
        partial(_part, document, record, inside),
    )
    return Recorded(request, source, pointer, size, recording)


def _header_key(record: Mapping[str, Any]) -> str:
    return next((key for key in HEADER_KEYS if key in record), HEADER_KEYS[0])


def _part(document: Document, record: Mapping[str, Any], inside: Pointer, part: str) -> Source | None:
    """The text of a part of the request: see `Request`."""
    if part == "url":
        key = next((key for key in (*ADDRESS_KEYS, "path") if isinstance(record.get(key), str)), None)
        return None if key is None else document.text_at((*inside, key), record[key])
    if part == "method":
        return document.text_at((*inside, part), record[part]) if isinstance(record.get(part), str) else None
    for key in HEADER_KEYS:
        found = header_in(record.get(key), part)
        if found is not None:
            return document.text_at((*inside, key, *found[0]), found[1])
    return None


def header_in(headers: object, name: str) -> tuple[Pointer, str] | None:
    """Where the value of the header called *name*, which is in lower case, stands in *headers*, and what it is."""
    if isinstance(headers, dict):
        for key, told in headers.items():
            value = told[0] if isinstance(told, list) and told else told
            if text_of(key).strip().lower() == name and isinstance(value, str):
                return ((key, 0) if isinstance(told, list) else (key,)), value
    for index, header in enumerate(headers if isinstance(headers, list) else ()):
        if isinstance(header, dict):
            keys = {key.lower(): key for key in header}
            told = header.get(keys.get("name") or keys.get("key") or "")
            value = header.get(keys.get("value") or "")
            if isinstance(told, str) and told.strip().lower() == name and isinstance(value, str):
                return (index, keys["value"]), value
    return None


def body_in(document: Document, record: Mapping[str, Any], inside: Pointer = ()) -> Body | None:
    """The body that *record* tells of, be it text, the payload itself or an object that describes it; None without."""
    for key in BODY_KEYS:
        told = record.get(key)
        if not isinstance(told, str | bytes | dict | list) or not told:
            continue
        place = (*inside, key)
        if isinstance(told, bytes):
            return _encoded(document, place, told)
        if isinstance(told, dict) and not is_payload(told):
            described = _described(document, told, place)
            if described is not None or not _DESCRIBING_KEYS.isdisjoint(told) or told.keys() <= _DESCRIPTION:
                return described
        if isinstance(told, str):
            return Body(document.text_at(place, told), told.encode("utf-8", "surrogatepass"))
        return Body(document.value_at(place), None)
    return None


def _described(document: Document, described: Mapping[str, Any], place: Pointer) -> Body | None:
    """The body that an object describes: its text, as it is or in base64, or the fields of a form."""
    for key in _BASE64_KEYS:
        if isinstance(described.get(key), str):
            return _from_base64(document, (*place, key), described[key]) if described[key] else None
    for key in _TEXT_KEYS:
        text = described.get(key)
        if isinstance(text, bytes) and text:
            return _encoded(document, (*place, key), text)
        if isinstance(text, str) and text:
            if described.get("encoding") == "base64":
                return _from_base64(document, (*place, key), text)
            return Body(document.text_at((*place, key), text), text.encode("utf-8", "surrogatepass"))
    return _of_python(document, described, place) or _of_a_form(document, described, place)


def _of_python(document: Document, described: Mapping[str, Any], place: Pointer) -> Body | None:
    """The body that was a file or an iterator of Python's, as vcrpy writes them."""
    for key in _PYTHON_KEYS:
        held = described.get(key)
        content = held[0] if isinstance(held, list) and held else None
        if isinstance(content, list) and content and all(isinstance(piece, bytes) for piece in content):
            content = b"".join(content)
        if isinstance(content, bytes):
            return _encoded(document, (*place, key, 0), content)
    return None


def _of_a_form(document: Document, described: Mapping[str, Any], place: Pointer) -> Body | None:
    params = described.get("params")
    if isinstance(params, list) and params:
        pairs = [(text_of(each.get("name")), text_of(each.get("value"))) for each in params if isinstance(each, dict)]
        standing = document.begins_at((*place, "params"))
        return Body(Source(document.name, urlencode(pairs), standing.line, standing.column, opaque=True), None)
    return None


def _from_base64(document: Document, place: Pointer, text: str) -> Body:
    try:
        content = b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return Body(document.text_at(place, text), None)
    return _encoded(document, place, content)


def _encoded(document: Document, place: Pointer, content: bytes) -> Body:
    """A body of which the document holds an encoding."""
    standing = document.begins_at(place)
    source = Source(document.name, content, standing.line, standing.column, opaque=True)
    return Body(source, content)


def text_of(value: object) -> str:
    """A text or number as text; empty for anything else, which may be nested to any depth."""
    return str(value) if isinstance(value, str | int | float) else ""


def is_payload(value: object) -> bool:
    """Whether *value* is a payload, and no object inside one."""
    if not isinstance(value, dict):
        return False
    says_more = "data" in value or "action" in value or "device_id" in value
    return ("kochava_app_id" in value and says_more) or is_bare(value)


def is_bare(value: Mapping[str, Any]) -> bool:
    """Whether *value* has the two keys that every event, install and update has, as they should be."""
    action = value.get("action")
    return isinstance(action, str) and action in ACTIONS and isinstance(value.get("data"), dict)


def _size(record: Mapping[str, Any]) -> int | None:
    """How many bytes the record says that the body had, where it does."""
    sizes = record.get("sizes")
    for told in (
        record.get("bodySize"),
        record.get("content_length"),
        sizes.get("body") if isinstance(sizes, dict) else 0,
    ):
        text = "" if isinstance(told, bool) else text_of(told)
        if text.isascii() and text.isdigit() and int(text[:_DIGITS]) > 0:
            return int(text[:_DIGITS])
    return None


def _method(record: Mapping[str, Any]) -> str | None:
    method = record.get("method")
    return method.upper() if isinstance(method, str) else None


def _address(record: Mapping[str, Any]) -> str | None:
    for key in ADDRESS_KEYS:
        told = record.get(key)
        if isinstance(told, str):
            return told
    path, host = record.get("path"), record.get("scope") or record.get("host")
    if not isinstance(path, str):
        return None
    if not isinstance(host, str):
        return path
    if "://" in host:
        return host + path
    scheme = record.get("scheme")
    return f"{scheme if isinstance(scheme, str) else 'https'}://{host}{path}"


def headers_of(value: object) -> list[tuple[str, str]] | None:
    """Headers in any of the forms that logs have; None where they have another."""
    if isinstance(value, str):
        value = value.splitlines()
    if isinstance(value, dict):
        pairs = [(name, each) for name, told in value.items() for each in (told if isinstance(told, list) else [told])]
    elif isinstance(value, list):
        pairs = [pair for pair in map(_pair, value) if pair is not None]
        if value and not pairs:
            return None
    else:
        return None
    return [
        (text_of(name).strip(), text_of(told).strip()) for name, told in pairs if isinstance(told, str | int | float)
    ]


def _pair(header: object) -> tuple[Any, Any] | None:
    """One header: `Name: value`, a pair, or an object that names both."""
    if isinstance(header, str):
        told, colon, value = header.partition(":")
        return (told, value) if colon else None
    if isinstance(header, list) and len(header) == len(("name", "value")):
        return header[0], header[1]
    if isinstance(header, dict):
        members = {key.lower(): value for key, value in header.items()}
        name = members.get("name", members.get("key"))
        return None if name is None else (name, members.get("value"))
    return None

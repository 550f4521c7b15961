"""Records of requests: JSON objects that hold a payload in the body of a request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, cast

from kochava_lint.json_string import JsonString
from kochava_lint.json_tree import Span
from kochava_lint.keys import ROOT_KEYS
from kochava_lint.payload import Payload
from kochava_lint.reader import cut_out, elements, read_payload, read_payloads
from kochava_lint.request import Request
from kochava_lint.source import Pointer, Source

__all__ = ["read_record"]

_TOKEN_HEADER: Final = "kochava-auth-token"  # noqa: S105 - its name


def read_record(source: Source, pointer: Pointer = ()) -> Iterator[Payload]:
    """
    Read what a capture holds in one place: a payload, an array of them, or a record of the request that brought it.

    A record is `{"request": {"method": …, "url": …, "headers": …, "body": …}}`, whatever else it says. Its body is
    the JSON text that was sent, or the payload itself; a request without a body brings no payload.
    """
    payload = read_payload(source, pointer)
    if _is_record(payload.data):
        record = payload.root["request"]
        if isinstance(record.get("body"), str | dict | list) and record["body"]:
            yield from _read_body(source, record, pointer)
        return
    if isinstance(payload.data, list) and any(map(_is_record, payload.data)):
        for element in elements(payload):
            yield from read_record(cast("Source", element.source), element.pointer)
        return
    yield payload
    yield from elements(payload)


def _is_record(value: object) -> bool:
    """Whether *value* tells of a request, and is no payload that has a key of this name of its own."""
    record = value.get("request") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(record, dict):
        return False
    return isinstance(record.get("body"), str | dict | list) or value.keys().isdisjoint(ROOT_KEYS)


def _read_body(source: Source, record: dict[str, Any], pointer: Pointer) -> Iterator[Payload]:
    body = record["body"]
    span = source.span(("request", "body")) or Span(0, 0)
    if isinstance(body, str):
        written = JsonString(source.text[span.start + 1 : span.end - 1])
        bare = body.removeprefix("\ufeff")
        inside = written.part(Span(len(body) - len(bare), len(body)))
        line, column = source.place(span.end - 1 - len(inside.raw))
        text = Source(source.name, bare, line, column, written=inside)
        yield from read_payloads(text, pointer, _request(source, record, body.encode("utf-8", "surrogatepass")))
    else:
        yield from read_payloads(cut_out(source, span), pointer, _request(source, record, None))


def _request(source: Source, record: dict[str, Any], body: bytes | None) -> Request:
    headers = source.span(("request", "headers")) or Span(0, 0)
    # Whatever form they are in: what may be signed is not changed.
    signed = _TOKEN_HEADER in source.text[slice(*headers)].lower()
    told = _headers(record.get("headers"))
    return Request(_text(record.get("method")), _text(record.get("url")), told, body, signed)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _headers(value: object) -> list[tuple[str, str]] | None:
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
    return [(str(name).strip(), str(told).strip()) for name, told in pairs if isinstance(told, str | int | float)]


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

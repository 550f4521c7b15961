"""Records of requests: JSON objects that hold a payload in the body of a request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kochava_lint.json_string import JsonString
from kochava_lint.json_tree import Span
from kochava_lint.payload import Payload
from kochava_lint.reader import cut_out, elements, read_payload, read_payloads
from kochava_lint.request import Request
from kochava_lint.source import Pointer, Source

__all__ = ["read_record"]


def read_record(source: Source, pointer: Pointer = ()) -> Iterator[Payload]:
    """
    Read what a capture holds in one place: a payload, an array of them, or a record of the request that brought it.

    A record is `{"request": {"method": …, "url": …, "headers": …, "body": …}}`, whatever else it says. Its body is
    the JSON text that was sent, or the payload itself.
    """
    payload = read_payload(source, pointer)
    record = payload.root.get("request")
    if isinstance(record, dict) and isinstance(record.get("body"), str | dict | list):
        yield from _read_body(source, record, pointer)
    else:
        yield payload
        yield from elements(payload)


def _read_body(source: Source, record: dict[str, Any], pointer: Pointer) -> Iterator[Payload]:
    body = record["body"]
    span = source.span(("request", "body")) or Span(0, 0)
    if isinstance(body, str):
        inside = Span(span.start + 1, span.end - 1)
        line, column = source.place(inside.start)
        written = JsonString(source.text[slice(*inside)])
        text = Source(source.name, body, line, column, written=written)
        yield from read_payloads(text, pointer, _request(record, body.encode("utf-8", "surrogatepass")))
    else:
        yield from read_payloads(cut_out(source, span), pointer, _request(record, None))


def _request(record: dict[str, Any], body: bytes | None) -> Request:
    return Request(_text(record.get("method")), _text(record.get("url")), _headers(record.get("headers")), body)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _headers(value: object) -> list[tuple[str, str]] | None:
    """Headers as an object, whose values may be lists, or as a list of pairs or of objects with `name` and `value`."""
    if isinstance(value, dict):
        pairs = [(name, each) for name, told in value.items() for each in (told if isinstance(told, list) else [told])]
    elif isinstance(value, list):
        pairs = [
            (header.get("name"), header.get("value"))
            if isinstance(header, dict)
            else (header[0], header[1])
            if isinstance(header, list) and len(header) == 2  # noqa: PLR2004 - a pair
            else (None, None)
            for header in value
        ]
    else:
        return None
    return [(name, told) for name, told in pairs if isinstance(name, str) and isinstance(told, str)]

"""
Sessions of Charles as JSON (`.chlsj`): an array of transactions.

Charles documents no more than that there is such a form:
https://www.charlesproxy.com/documentation/using-charles/command-line-tools/. The keys are those of sessions that people
have published, and of readers of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from kochava_lint.envelope import read_record
from kochava_lint.expression import expression
from kochava_lint.format import CaptureFile, Entry, Format
from kochava_lint.json_parts import parts_at, whole_text
from kochava_lint.payload import Payload
from kochava_lint.record import JsonPart, header_in, recorded_in
from kochava_lint.source import Source

__all__ = ["charles"]

_BEGINNING: Final = expression(rb'(?:\xef\xbb\xbf)?\s*\[\s*\{\s*"status"\s*:')
_TELLING: Final = (b'"protocolVersion"', b'"actualPort"')
_HEADERS: Final = ("request", "header", "headers")
_DEFAULT_PORTS: Final = {("https", 443), ("http", 80)}


def _sniff(head: bytes) -> bool:
    return _BEGINNING.match(head) is not None and all(key in head for key in _TELLING)


def _read(capture: CaptureFile) -> Iterator[Entry]:
    for index, part in enumerate(parts_at(whole_text(capture))):
        if isinstance(part, Payload):
            yield part
            continue
        source, transaction = part
        request = transaction.get("request") if isinstance(transaction, dict) else None
        if isinstance(request, dict):
            record = {**request, **_told_outside(transaction, request)}
            recorded = recorded_in(
                JsonPart(source), record, ("request",), (index,), capture.recording, headers_at=_HEADERS
            )
            sent = replace(recorded.request, places=partial(_part, JsonPart(source), transaction, record["headers"]))
            yield replace(recorded, request=sent)
        else:
            yield from read_record(source, (index,), recording=capture.recording)


def _told_outside(transaction: Mapping[str, Any], request: Mapping[str, Any]) -> dict[str, Any]:
    """What a request's method, address and headers are, which stand apart from its body."""
    header = request.get("header")
    headers = header.get("headers") if isinstance(header, dict) else None
    named = {
        each["name"].lower(): each.get("value")
        for each in (headers if isinstance(headers, list) else ())
        if isinstance(each, dict) and isinstance(each.get("name"), str)
    }
    # A connection that is used again keeps the host that it was made for.
    host = named.get(":authority") or named.get("host") or transaction.get("host")
    port, scheme = transaction.get("actualPort"), transaction.get("scheme")
    if isinstance(host, str) and ":" not in host and isinstance(port, int) and (scheme, port) not in _DEFAULT_PORTS:
        host = f"{host}:{port}"
    told = {key: transaction.get(key) for key in ("method", "scheme", "path")}
    return {**told, "host": host, "headers": headers}


def _part(part: JsonPart, transaction: Mapping[str, Any], headers: object, name: str) -> Source | None:
    """The text of a part of the request: see `Request`."""
    key = {"url": "path"}.get(name, name)
    if isinstance(transaction.get(key), str):
        return part.text_at((key,), transaction[key])
    header = header_in(headers, name)
    return None if header is None else part.text_at((*_HEADERS, *header[0]), header[1])


charles = Format("charles", (".chlsj",), _sniff, _read)

"""
Collections of Postman, version 2.1 (and 2.0): requests in folders, with variables.

The format: https://schema.postman.com/collection/json/v2.1.0/draft-07/docs/index.html. What variables stand for is
looked up in the collection and its folders; environments are other files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from kochava_lint.errors import InputError
from kochava_lint.expression import expression
from kochava_lint.format import CaptureFile, Entry, Format
from kochava_lint.json_parts import parts_at, whole_text
from kochava_lint.payload import Payload
from kochava_lint.record import JsonPart, header_in, headers_of, text_of
from kochava_lint.recorded import BODY_ELSEWHERE, NO_PAYLOAD, Recorded, Skipped
from kochava_lint.request import Request
from kochava_lint.source import Source
from kochava_lint.template import Values, filled, filled_text, settled

__all__ = ["postman"]

_TELLING: Final = expression(
    rb'"info"\s*:\s*\{[^{}]*(?:"_postman_id"|schema\.(?:get)?postman\.com/(?:json/collection|collection/json))'
)
_DEEPEST: Final = 50
"""How deep folders may be nested: each is read again with every one around it."""
_DEFAULT_AGENT: Final = ("User-Agent", "PostmanRuntime")
_TYPES: Final = {"json": "application/json", "text": "text/plain", "xml": "application/xml", "html": "text/html"}
_FORM_TYPE: Final = ("Content-Type", "application/x-www-form-urlencoded")


class _Item(NamedTuple):
    """A folder or a request: its text, what it says, and what variables stand for in it."""

    source: Source
    said: Mapping[str, Any]
    values: Values


def _sniff(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and _TELLING.search(head) is not None


def _read(capture: CaptureFile) -> Iterator[Entry]:
    for index, item in enumerate(_items(whole_text(capture))):
        if isinstance(item, Payload):
            yield item
        elif isinstance(item.said.get("request"), str):
            yield Recorded(Request("GET", filled_text(item.said["request"], item.values)), None, (index,))
        elif isinstance(item.said.get("request"), dict):
            recorded = _recorded(item, index, capture)
            is_elsewhere = recorded.body is None and "file" in _mode_of(item.said["request"])
            yield Skipped(BODY_ELSEWHERE, recorded.request.host) if is_elsewhere else recorded
        else:
            yield Skipped(NO_PAYLOAD)


def _items(collection: Source) -> Iterator[_Item | Payload]:
    """The requests of a collection, in order, those in folders too."""
    waiting = [_in_folder(collection, {})]
    while waiting:
        item = next(waiting[-1], None)
        if item is None:
            waiting.pop()
        elif isinstance(item, Payload) or not isinstance(item.said.get("item"), list):
            yield item
        elif len(waiting) < _DEEPEST:
            waiting.append(_in_folder(item.source, item.values))
        else:
            raise InputError(f"{collection.name}:{item.source.line}: folders are nested over {_DEEPEST:,} deep")


def _in_folder(folder: Source, outside: Values) -> Iterator[_Item | Payload]:
    own = _variables(folder)
    values = {**outside, **settled(own, outside)} if own else outside
    for part in parts_at(folder, "item"):
        if isinstance(part, Payload):
            yield part
        elif isinstance(part[1], dict):
            yield _Item(*part, values)


def _variables(folder: Source) -> dict[str, str]:
    """What the variables of a collection or folder stand for."""
    values = {}
    for part in parts_at(folder, "variable", needed=False):
        said = None if isinstance(part, Payload) else part[1]
        if isinstance(said, dict) and not said.get("disabled"):
            name, value = said.get("key", said.get("id")), said.get("value")
            if isinstance(name, str) and isinstance(value, str | int | float):
                values[name] = value if isinstance(value, str) else json.dumps(value)
    return values


def _recorded(item: _Item, index: int, capture: CaptureFile) -> Recorded:
    request = item.said["request"]
    told = request.get("body")
    body = told if isinstance(told, dict) and not told.get("disabled") else {}
    text = _body(item, body)
    method = request.get("method")
    headers = [
        (filled_text(name, item.values), filled_text(value, item.values))
        for name, value in headers_of(_enabled(request.get("header"))) or ()
    ]
    named = {name.lower() for name, _ in headers}
    headers += [header for header in _defaults(body) if header[0].lower() not in named]
    sent = Request(
        method.upper() if isinstance(method, str) else "GET",
        filled_text(_address(request.get("url")), item.values),
        headers,
        text.text.encode("utf-8", "surrogatepass") if text else None,
        places=partial(_part, item),
    )
    return Recorded(sent, text, (index,), recording=capture.recording)


def _mode_of(request: Mapping[str, Any]) -> str:
    body = request.get("body")
    return text_of(body.get("mode")) if isinstance(body, dict) else ""


def _body(item: _Item, body: Mapping[str, Any]) -> Source | None:
    mode = body.get("mode", "raw")
    told = body.get(mode) if isinstance(mode, str) else None
    place = ("request", "body", mode)
    part = JsonPart(item.source)
    if isinstance(told, str) and told:
        return filled(part.text_at(place, told), item.values)
    if isinstance(told, list) and told:
        pairs = [
            [filled_text(text_of(field.get(key)), item.values) for key in ("key", "value")]
            for field in _enabled(told)
            if isinstance(field, dict)
        ]
        standing = part.begins_at(place)
        return Source(
            part.name, urlencode([(name, value) for name, value in pairs]), standing.line, standing.column, opaque=True
        )
    return None


def _part(item: _Item, name: str) -> Source | None:
    """The text of a part of the request: see `Request`."""
    request, part = item.said["request"], JsonPart(item.source)
    url = request.get("url")
    if name == "url" and isinstance(url, str):
        return part.text_at(("request", "url"), url)
    if name == "url" and isinstance(url, dict) and isinstance(url.get("raw"), str):
        return part.text_at(("request", "url", "raw"), url["raw"])
    if name == "method" and isinstance(request.get(name), str):
        return part.text_at(("request", name), request[name])
    header = header_in(request.get("header"), name)
    return None if header is None else part.text_at(("request", "header", *header[0]), header[1])


def _enabled(fields: object) -> Any:  # noqa: ANN401 - whatever it is, but for what is switched off in a list
    if not isinstance(fields, list):
        return fields
    return [field for field in fields if not (isinstance(field, dict) and field.get("disabled"))]


def _defaults(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The headers that Postman adds by itself."""
    yield _DEFAULT_AGENT
    if body.get("mode") == "urlencoded":
        yield _FORM_TYPE
    options = body.get("options")
    raw = options.get("raw") if isinstance(options, dict) else None
    language = raw.get("language", "text") if isinstance(raw, dict) else "text"
    if body.get("mode") == "raw" and language in _TYPES:
        yield "Content-Type", _TYPES[language]


def _address(url: object) -> str:
    """The address as it is written: as text, or in parts."""
    if isinstance(url, str):
        return url
    if not isinstance(url, dict):
        return ""
    if isinstance(url.get("raw"), str):
        return str(url["raw"])
    host, path = url.get("host"), url.get("path")
    joined = ".".join(map(text_of, host)) if isinstance(host, list) else text_of(host)
    behind = "/".join(map(text_of, path)) if isinstance(path, list) else text_of(path).removeprefix("/")
    scheme = f"{url['protocol']}://" if isinstance(url.get("protocol"), str) else ""
    return f"{scheme}{joined}/{behind}"


postman = Format("postman", (), _sniff, _read)

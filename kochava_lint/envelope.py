"""
Envelopes: JSON values that hold payloads somewhere inside, as logs and records of requests do.

A payload is told by its own keys. Around it there may be anything: `{"request": {"method": …, "url": …, "headers":
…, "body": …}}`, `{"level": "info", "payload": {…}}`, a text that holds JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, cast

from kochava_lint.expression import expression
from kochava_lint.format import Entry
from kochava_lint.json_split import split_values
from kochava_lint.json_text import Malformed
from kochava_lint.keys import PAYLOAD_KEYS
from kochava_lint.payload import CAPTURED, MISSING, Payload, Recording
from kochava_lint.reader import cut_out, elements, read_payload, read_payloads
from kochava_lint.record import ADDRESS_KEYS, BODY_KEYS, HEADER_KEYS, JsonPart, is_bare, is_payload, recorded_in
from kochava_lint.recorded import NO_PAYLOAD, NOT_AT_THE_PATH, Recorded, Skipped
from kochava_lint.request import Request
from kochava_lint.source import Pointer, Source

__all__ = ["read_record"]

_OWN_KEYS: Final = frozenset({"kochava_app_id", "kochava_device_id", "device_ids"})
"""Keys that nothing but a payload has."""
_ANSWERS: Final = frozenset({"response", "responses"})
_LOG_KEYS: Final = frozenset(
    {"level", "levelname", "severity", "msg", "message", "logger", "time", "timestamp", "@timestamp", "ts"}
)
_DEEPEST: Final = 32
_FEW: Final = 4
_TELLING: Final = expression(r"kochava_app_id|kochava_device_id|\"action\\*\"|\baction=")
_BODY_TEXT: Final = expression(r"\s*(?:[{\[]|[\w.%+-]{1,200}(?:\[[^\]=&]*\])*=)")


def read_record(
    source: Source,
    pointer: Pointer = (),
    *,
    path: Sequence[str] | None = None,
    recording: Recording = CAPTURED,
) -> Iterator[Entry]:
    """
    Read what a capture holds in one JSON value: a payload, an array of them, or an envelope around some.

    *path* leads to the payloads where they are not to be looked for: see `CaptureFile`.
    """
    payload = read_payload(source, pointer, recording=recording)
    data = payload.data
    if path is not None and data is not MISSING:
        yield from _at_path(payload, source, path)
    elif isinstance(data, dict) and data.keys().isdisjoint(_OWN_KEYS) and not _has_both(data):
        yield from _in_envelope(payload, source)
    elif isinstance(data, list) and any(_is_envelope(element) for element in data):
        for element in elements(payload):
            yield from read_record(cast("Source", element.source), element.pointer, recording=recording)
    else:
        yield payload
        yield from elements(payload)


def _has_both(value: Mapping[str, Any]) -> bool:
    """Whether *value* has the two keys that every event, install and update has, whatever the action."""
    return isinstance(value.get("action"), str) and isinstance(value.get("data"), dict)


def _at_path(payload: Payload, source: Source, path: Sequence[str]) -> Iterator[Entry]:
    found = list(_values_at(payload.data, path))
    part = _part(source, len(found))
    for place, value in found:
        text = part.text_at(place, value) if isinstance(value, str) else part.value_at(place)
        yield from read_payloads(text, payload.pointer, recording=payload.recording)
    if not found:
        yield Skipped(NOT_AT_THE_PATH)


def _part(source: Source, count: int) -> JsonPart:
    """The text of *source*, in which *count* places are asked for: it is read once where there are many."""
    if count > _FEW:
        with suppress(Malformed):
            _ = source.tree
    return JsonPart(source)


def _values_at(value: object, path: Sequence[str]) -> Iterator[tuple[Pointer, object]]:
    """Each value that *path* leads to, with its place; null counts as none."""
    if not path:
        if value is not None:
            yield (), value
        return
    step, *rest = path
    members: Iterator[tuple[str | int, object]] = iter(())
    if isinstance(value, dict):
        members = iter(value.items() if step == "*" and step not in value else [(step, value.get(step))])
    elif isinstance(value, list):
        members = ((index, element) for index, element in enumerate(value) if step in {"*", str(index)})
    for key, member in members:
        yield from (((key, *place), found) for place, found in _values_at(member, rest))


def _in_envelope(payload: Payload, source: Source) -> Iterator[Entry]:
    """What is inside an object that has no key of a payload's own; the object itself where nothing is."""
    data = payload.data
    pointer = payload.pointer
    found = list(_contents(data))
    part = _part(source, len(found))
    for place, value in found:
        if isinstance(value, str):
            yield from _in_text(part.text_at(place, value), payload)
        elif is_payload(value):
            yield Payload(value, part.value_at(place), pointer, recording=payload.recording)
        else:
            yield recorded_in(part, value, place, pointer, payload.recording or CAPTURED)
    if found:
        return
    if not data.keys().isdisjoint(_LOG_KEYS) and data.keys().isdisjoint(PAYLOAD_KEYS):
        yield Skipped(NO_PAYLOAD)
    else:
        yield payload


def _in_text(text: Source, outside: Payload) -> Iterator[Entry]:
    """What is inside a *text* that stands in the payload *outside*; a log may have cut it off."""
    recording = outside.recording or CAPTURED
    if not _BODY_TEXT.match(text.text):  # words around it, as in a message
        start = text.text.index("{")
        text = cut_out(text, next(split_values(text.text, start)))
    entries = list(read_record(text, outside.pointer, recording=recording))
    if isinstance(entries[0], Payload) and entries[0].defect is not None:
        yield Recorded(Request(), text, outside.pointer, recording=recording)
    else:
        yield from entries


def _is_envelope(value: object) -> bool:
    """Whether *value* is no payload, but something is in it that tells of one."""
    is_candidate = isinstance(value, dict) and value.keys().isdisjoint(_OWN_KEYS) and not is_payload(value)
    return is_candidate and next(_contents(value), None) is not None


def _contents(value: Any) -> Iterator[tuple[Pointer, Any]]:  # noqa: ANN401 - any JSON value
    """The outermost requests, payloads and texts of payloads in *value*, in their order."""
    waiting: list[tuple[Pointer, Any]] = [((), value)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, str):
            if place and _TELLING.search(value) and (_BODY_TEXT.match(value) or "{" in value):
                yield place, value
        elif isinstance(value, dict) and (is_payload(value) if place else is_bare(value)):
            if place:
                yield place, value
        elif isinstance(value, dict) and _is_request(value, place):
            yield place, value
        elif isinstance(value, dict | list) and len(place) < _DEEPEST:
            members = value.items() if isinstance(value, dict) else enumerate(value)
            inside = [((*place, key), member) for key, member in members if key not in _ANSWERS]
            waiting += reversed(inside)


def _is_request(value: Mapping[str, Any], place: Pointer) -> bool:
    has_address = any(isinstance(value.get(key), str) for key in ADDRESS_KEYS) or "path" in value
    says_more = "method" in value or any(key in value for key in HEADER_KEYS)
    if place[-1:] == ("request",):
        return not value or "body" in value or "postData" in value or has_address or says_more
    return has_address and says_more and (bool(place) or any(key in value for key in BODY_KEYS))

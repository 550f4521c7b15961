"""The bytes of a payload as they are sent: how many there are, and what they tell without being read again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from hashlib import blake2b

__all__ = ["fingerprint", "fingerprint_of_value", "has_each_key_once", "is_compact", "span_in_compact", "written_size"]


def fingerprint(content: str | bytes) -> str:
    """A digest of *content*."""
    written = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    return _blake2b()(written, digest_size=16).hexdigest()


@cache
def _blake2b() -> type[blake2b]:
    from hashlib import blake2b  # noqa: PLC0415 - it takes long, and a payload that comes alone needs none

    return blake2b


def fingerprint_of_value(value: object) -> str | None:
    """The same of what a compact writer makes of *value*; None where it cannot be written."""
    try:
        return fingerprint(orjson.dumps(value))
    except orjson.JSONEncodeError:  # nested very deep, or an integer that JSON writers do not agree on
        return None


def has_each_key_once(content: str | bytes, data: object) -> bool:
    """
    Tell, without reading the text again, that no key was lost in decoding it; False where that is not sure.

    Most texts are written compactly, and are what a compact writer makes of the data. In others, a lost key takes
    two quotation marks with it at least, and those of the others are written one by one, unless the text spells
    one as an escape. Measured at 1 µs a payload, where reading the text costs 40.
    """
    try:
        compact = orjson.dumps(data)
    except orjson.JSONEncodeError:  # it decodes four times as deep as it encodes
        return False
    if content == compact:
        return True
    written = compact.count(b'"')
    if isinstance(content, bytes):
        return content.count(b'"') == written and b"\\u0022" not in content
    return content.count('"') == written and "\\u0022" not in content


def is_compact(content: str | bytes, data: object) -> bool:
    """Whether *content* is in ASCII, and what a compact writer makes of *data*, character by character."""
    if not content.isascii():
        return False
    try:
        compact = orjson.dumps(data)
    except orjson.JSONEncodeError:
        return False
    return (content if isinstance(content, bytes) else content.encode()) == compact


def span_in_compact(data: object, pointer: Sequence[str | int]) -> tuple[int, int] | None:
    """
    Where the value at *pointer* begins and ends in what a compact writer makes of *data*, or None where there is none.

    What stands before it is as long as it is written by itself. Measured at 3 µs in a payload, where reading its text
    takes 50.
    """
    start = 0
    value = data
    for token in pointer:
        before: dict[str, object] | list[object]
        if isinstance(value, dict) and token in value:
            before = dict(takewhile(lambda member: member[0] != token, value.items()))  # noqa: B023 - called at once
            start += len(orjson.dumps(token)) + len(":")
            value = value[token]
        elif isinstance(value, list) and isinstance(token, int) and 0 <= token < len(value):
            before = value[:token]
            value = value[token]
        else:
            return None
        # The bracket at its end is as long as the comma that stands in its place.
        start += len(orjson.dumps(before)) if before else len("{")
    return start, start + len(orjson.dumps(value))


def written_size(value: object) -> int:
    """About how many bytes a compact writer makes of *value*: where it cannot, escapes are not counted."""
    try:
        return len(orjson.dumps(value))
    except orjson.JSONEncodeError:
        pass
    size = 0
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            size += 1 + sum(len(key.encode()) + len('"":,') for key in value)
            waiting += value.values()
        elif isinstance(value, list):
            size += 1 + len(value)
            waiting += value
        else:
            size += len(value.encode()) + len('""') if isinstance(value, str) else len(str(value))
    return size

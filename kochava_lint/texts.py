"""The texts in a JSON value, with the place of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kochava_lint.source import Pointer

__all__ = ["is_free_text", "strings"]

_FREE_TEXT = frozenset({"event_data", "event_name"})


def is_free_text(pointer: Pointer) -> bool:
    """Whether what stands at *pointer* in a payload is in the user's own words."""
    return pointer[0] in _FREE_TEXT or (pointer[0] == "data" and not _FREE_TEXT.isdisjoint(pointer[1:2]))


def strings(value: object, pointer: Pointer = ()) -> Iterator[tuple[Pointer, str]]:
    """Every text in *value*, which stands at *pointer*, with the place of each, in the order in which they stand."""
    if isinstance(value, str):
        yield pointer, value
    # One iterator for each level, so that memory grows with the depth only.
    levels = [_members(value)]
    path = list(pointer)
    while levels:
        member = next(levels[-1], None)
        if member is None:
            levels.pop()
            del path[-1:]
        elif isinstance(member[1], str):
            yield (*path, member[0]), member[1]
        elif isinstance(member[1], dict | list):
            path.append(member[0])
            levels.append(_members(member[1]))


def _members(value: object) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, dict):
        return iter(value.items())
    return iter(enumerate(value) if isinstance(value, list) else ())

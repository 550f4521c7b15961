"""JSON text that was cut off: what of it can still be read."""

from __future__ import annotations

import re

from kochava_lint.json_text import skip_space, string_end
from kochava_lint.written import Run, Written

__all__ = ["completed"]

_SCALAR = re.compile(r"[^\s,:{}\[\]\"]+")
_CLOSING = {"{": "}", "[": "]"}


def completed(text: str) -> tuple[str, Written] | None:
    """
    The whole values at the beginning of an object or array that was cut off, with the brackets that it lacks.

    With it comes how *text* writes that; it cannot be changed there. None where it is neither object nor array.
    """
    at = skip_space(text, 0)
    if text[at : at + 1] not in _CLOSING:
        return None
    lacking: list[str] = []
    is_key = False
    kept, ends = 0, ""
    while at < len(text):
        char = text[at]
        end = _token_end(text, at)
        if end is None:
            break
        if char in _CLOSING:
            lacking.append(_CLOSING[char])
        elif lacking[-1:] == [char]:
            lacking.pop()
        elif char in "}]":
            break
        if char not in ",:" and not is_key:
            kept, ends = end, "".join(reversed(lacking))
        if not lacking:
            break
        is_key = char in "{," and lacking[-1] == "}"
        at = skip_space(text, end)
    return text[:kept] + ends, Written(text, lambda: [Run(kept, len(text), still=True, after=kept)])


def _token_end(text: str, start: int) -> int | None:
    """Where the token that begins at *start* ends; None where the text ends first, or may."""
    if text[start] in "{}[],:":
        return start + 1
    if text[start] == '"':
        return string_end(text, start)
    match = _SCALAR.match(text, start)
    return match.end() if match and match.end() < len(text) else None

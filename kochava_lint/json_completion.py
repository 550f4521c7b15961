"""JSON text that was cut off: what of it can still be read."""

from __future__ import annotations

from kochava_lint.expression import expression
from kochava_lint.json_text import skip_space, string_end
from kochava_lint.written import Run, Written

__all__ = ["completed", "is_closed"]

_SCALAR = expression(r"(?:-?[0-9][0-9.eE+-]*|true|false|null)(?=[\s,\]}])")
_CLOSING = {"{": "}", "[": "]"}


def completed(text: str) -> tuple[str, Written] | None:
    """
    The whole values at the beginning of an object or array that was cut off, with the brackets that it lacks.

    With it comes how *text* writes that; it cannot be changed there. None where it is neither object nor array.
    """
    at = skip_space(text, 0)
    if text[at : at + 1] not in _CLOSING:
        return None
    kept, lacking = _whole_part(text, at)
    return text[:kept] + lacking, Written(text, lambda: [Run(kept, len(text), still=True, after=kept)])


def is_closed(text: str) -> bool:
    """Whether *text* begins with an object or array that ends in it, so that nothing of that is cut off."""
    at = skip_space(text, 0)
    return text[at : at + 1] in _CLOSING and not _whole_part(text, at)[1]


def _whole_part(text: str, start: int) -> tuple[int, str]:
    """How far the values are whole of what begins at *start*, and which brackets it lacks there."""
    lacking: list[str] = []
    is_key = False
    kept, at = start, start
    while at < len(text):
        char = text[at]
        end = _token_end(text, at)
        if end is None or (is_key and char not in '"}'):
            break
        if char in _CLOSING:
            lacking.append(_CLOSING[char])
        elif lacking[-1:] == [char]:
            lacking.pop()
        elif char in "}]":
            break
        if char not in ",:" and (char == "}" or not is_key):
            kept = end
        if not lacking:
            break
        is_key = char in "{," and lacking[-1] == "}"
        at = skip_space(text, end)
    return kept, "".join(reversed(lacking))


def _token_end(text: str, start: int) -> int | None:
    """Where the token that begins at *start* ends; None where the text ends first, or may, or it is none."""
    if text[start] in "{}[],:":
        return start + 1
    if text[start] == '"':
        return string_end(text, start)
    match = _SCALAR.match(text, start)
    return match.end() if match else None

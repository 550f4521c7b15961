"""
Splitting JSON text into the values in it, whether they are sound or not.

Only brackets, commas and strings are looked at, so that one broken payload hides none of the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kochava_lint.json_text import Malformed, skip_space, string_end
from kochava_lint.json_tree import Span

__all__ = ["split_array", "split_values"]

_PLAIN_PARTS = re.compile(r'(?:[^"\[\]{},]+|"[^"\\]*"){0,64}')


def split_array(text: str, begins: int = 0) -> Iterator[Span | Malformed]:
    """
    Split the array that begins at *begins* into its elements, whether they are sound or not.

    Only brackets, commas and strings are looked at, so that one broken element hides none of the others. Where
    the array itself is broken, what is yielded says how.
    """
    start = skip_space(text, text.index("[", begins) + 1)
    after_comma = False
    for end, is_open in _element_ends(text, start):
        closing = text[end : end + 1]
        element = _stripped(text, start, end)
        if element.start < element.end:
            yield element
        elif closing == ",":
            yield Malformed("a value should stand here", end)
        elif closing == "]" and after_comma:
            yield Malformed("a comma before ]: JSON has no trailing commas", end)
        if not closing:
            if not is_open:  # else the element says so itself when it is read
                yield Malformed("the text ends inside an array: it was cut off", end)
            return
        after_comma = closing == ","
        start = end + 1


def _element_ends(text: str, start: int) -> Iterator[tuple[int, bool]]:
    """
    Where the elements of an array end: at the commas, then at the closing bracket or the end of the text.

    With each, whether the element itself is cut off there.
    """
    at, depth, in_string = start, 1, False
    while depth and at < len(text):
        parts = _PLAIN_PARTS.match(text, at)
        at = parts.end() if parts else at
        char = text[at : at + 1]
        if char == '"':
            end = string_end(text, at)
            in_string = end is None
            at = len(text) if end is None else end
            continue
        if char in {"[", "{"}:
            depth += 1
        elif char in {"]", "}"}:
            depth -= 1
        if not depth or (char == "," and depth == 1):
            yield at, False
        at += 1
    if depth:
        yield len(text), depth > 1 or in_string


def split_values(text: str) -> Iterator[Span]:
    """
    Split *text* into the values that stand in it one after the other.

    What is no object or array begins a value that goes on to the end of the text.
    """
    at = skip_space(text, 0)
    while at < len(text):
        end = _container_end(text, at) if text[at] in "{[" else len(text)
        yield _stripped(text, at, end)
        at = skip_space(text, end)


def _container_end(text: str, start: int) -> int:
    """The offset after the object or array that begins at *start*, or the end of the text where it is not closed."""
    # Its inside looks like that of an array whose last element ends where it does.
    for end, _ in _element_ends(text, start + 1):
        if text[end : end + 1] in {"]", "}"}:
            return end + 1
    return len(text)


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in " \t\r\n":
        start += 1
    while end > start and text[end - 1] in " \t\r\n":
        end -= 1
    return Span(start, end)

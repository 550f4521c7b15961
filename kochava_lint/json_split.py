"""
Splitting JSON text into the values in it, whether they are sound or not.

Only brackets, commas and strings are looked at, so that one broken payload hides none of the others.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice

from kochava_lint.expression import expression
from kochava_lint.json_text import Malformed, skip_space, string_end
from kochava_lint.json_tree import Span

__all__ = ["locate", "split_array", "split_object", "split_values"]

_PLAIN_PARTS = expression(r'(?:[^"\[\]{},]+|"[^"\\]*"){0,64}')


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


def split_values(text: str, begins: int = 0) -> Iterator[Span]:
    """
    Split *text* from *begins* on into the values that stand in it one after the other.

    What is no object or array begins a value that goes on to the end of the text.
    """
    at = skip_space(text, begins)
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


def split_object(text: str, begins: int = 0) -> Iterator[tuple[str, Span]]:
    """
    Split the object that begins at *begins* into its members: their keys, and where their values stand.

    What is no member is passed over, so that one broken value hides none of the others.
    """
    start = skip_space(text, text.index("{", begins) + 1)
    for end, _ in _element_ends(text, start):
        member = _stripped(text, start, end)
        key, at = _key(text, member.start)
        if key is not None and at < member.end:
            yield key, Span(at, member.end)
        start = skip_space(text, end + 1)


def locate(text: str, pointer: Sequence[str | int]) -> Span | None:
    """
    Where the value at *pointer* stands in *text*, which is JSON; of a key that is given twice, the last one's.

    Cheaper than reading it into a tree, where one value is asked for.
    """
    span: Span | None = Span(skip_space(text, 0), len(text.rstrip(" \t\r\n")))
    for token in pointer:
        if span is None:
            return None
        opening = text[span.start : span.start + 1]
        if isinstance(token, str):
            members = split_object(text, span.start) if opening == "{" else iter(())
            span = next((value for key, value in reversed(list(members)) if key == token), None)
        else:
            elements = split_array(text, span.start) if opening == "[" else iter(())
            element = next(islice(elements, token, None), None)
            span = element if isinstance(element, Span) else None
    return span


def _key(text: str, start: int) -> tuple[str | None, int]:
    """The key of the member that begins at *start*, and where its value begins; None where there is no key."""
    end = string_end(text, start) if text[start : start + 1] == '"' else None
    if end is None:
        return None, start
    colon = skip_space(text, end)
    if text[colon : colon + 1] != ":":
        return None, start
    try:
        key: str = json.loads(text[start:end])
    except ValueError:
        return None, start
    return key, skip_space(text, colon + 1)


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in " \t\r\n":
        start += 1
    while end > start and text[end - 1] in " \t\r\n":
        end -= 1
    return Span(start, end)

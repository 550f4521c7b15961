"""Excerpts: the line that a finding is on, with carets under the value, fit for a terminal."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from kochava_lint.finding import Finding
from kochava_lint.privacy import Mask, masked_part, without_secrets
from kochava_lint.source import Source, Span

__all__ = ["Excerpt", "excerpt", "printable"]

_CUT = "…"
_LONGEST_NAME = 200


class Excerpt(NamedTuple):
    """A line to show, and the line of carets under it."""

    line: str
    carets: str


def excerpt(finding: Finding, mask: Mask | None, width: int) -> Excerpt | None:
    """
    Cut out of the line that *finding* begins on what fits into *width* columns, with what *mask* hides hidden.

    None where the payload has no text.
    """
    source = finding.source
    if source is None or finding.span is None:
        return None
    span = source.outward(finding.span)
    line = source.line_at(span.start)
    room = width - 2 * len(_CUT)
    start = max(line.start, span.start - room // 3) if line.end - line.start > room else line.start
    end = min(line.end, start + room)
    if finding.elsewhere and mask is not None:
        shown = masked_part(source.raw)[start:end]
    else:
        shown = _without_secrets(source, Span(start, end)) if mask is None else mask.over(Span(start, end))
        shown = _without_gaps(shown, source, start)
    # An element of an array begins somewhere in its line.
    before = _CUT if start > line.start or (line.start == 0 and source.column > 1) else ""
    marked_to = max(span.start + 1, min(span.end, end))
    head, marked = shown[: span.start - start], shown[span.start - start : marked_to - start]
    carets = " " * (len(before) + _cells(head)) + "^" * max(1, _cells(marked))
    return Excerpt(before + printable(shown) + (_CUT if end < line.end else ""), carets)


def _without_secrets(source: Source, window: Span) -> str:
    """The text in *window* without what authenticates, though its name may stand before it."""
    start = max(0, window.start - _LONGEST_NAME)
    return without_secrets(source.raw[start : window.end])[window.start - start :]


def _without_gaps(shown: str, source: Source, start: int) -> str:
    """What is *shown* from *start* on, with asterisks for what is none of the payload, such as other options."""
    letters = list(shown)
    for gap in source.gaps:
        for at in range(max(gap.start - start, 0), min(gap.end - start, len(letters))):
            letters[at] = letters[at] if letters[at].isspace() else "*"
    return "".join(letters)


def printable(text: str) -> str:
    """Replace what a terminal would obey or show out of place, such as escapes and marks of direction."""
    return "".join(char if char.isprintable() else " " if char == "\t" else "\ufffd" for char in text)


def _cells(text: str) -> int:
    """How many cells of a terminal *text* takes: East Asian characters take two, marks on another none."""
    return sum(_width(char) for char in printable(text))


def _width(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me"} or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1

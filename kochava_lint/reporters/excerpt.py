"""Excerpts: the line that a finding is on, with carets under the value, fit for a terminal."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from kochava_lint.finding import Finding
from kochava_lint.payload import Payload
from kochava_lint.printable import printable
from kochava_lint.privacy import Mask, masked_part, without_secrets
from kochava_lint.reporter import Display
from kochava_lint.source import Source, Span

__all__ = ["Excerpt", "Excerpts"]

_CUT = "…"
_LONGEST_NAME = 200


class Excerpt(NamedTuple):
    """A line to show, what stands in it *before* the value, of that what is *marked*, and what comes after."""

    before: str
    marked: str
    after: str

    @property
    def line(self) -> str:
        """The whole line."""
        return self.before + self.marked + self.after

    @property
    def carets(self) -> str:
        """The line of carets under it."""
        return " " * _cells(self.before) + "^" * max(1, _cells(self.marked))


class Excerpts:
    """Cuts excerpts out for one finding after the other, masked unless *display* shows values."""

    def __init__(self, display: Display) -> None:
        self._width = display.width
        self._is_masked = not display.show_values
        self._payload: Payload | None = None
        self._mask: Mask | None = None

    def of(self, finding: Finding) -> Excerpt | None:
        """The excerpt that shows *finding*; None where the payload has no text."""
        if self._is_masked and finding.payload is not self._payload:
            self._payload, self._mask = finding.payload, Mask(finding.payload)
        return _excerpt(finding, self._mask, self._width)


def _excerpt(finding: Finding, mask: Mask | None, width: int) -> Excerpt | None:
    """What fits into *width* columns of the line that *finding* begins on, with what *mask* hides hidden."""
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
    marked_from, marked_to = span.start - start, max(span.start + 1, min(span.end, end)) - start
    return Excerpt(
        before + printable(shown[:marked_from]),
        printable(shown[marked_from:marked_to]),
        printable(shown[marked_to:]) + (_CUT if end < line.end else ""),
    )


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


def _cells(text: str) -> int:
    """How many cells of a terminal *text* takes: East Asian characters take two, marks on another none."""
    return sum(_width(char) for char in printable(text))


def _width(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me"} or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1

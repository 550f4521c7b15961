"""A text as a file writes it, with escapes, folds or quotes: which character of the one stands where in the other."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from kochava_lint.json_tree import Span
from kochava_lint.memory import once

__all__ = ["Manner", "Piece", "Run", "Written", "in_pieces", "unchangeable"]


class Run(NamedTuple):
    """
    From *start* on, the characters of the text stand one by one from *at* on, until the next run begins.

    *still*: they all stand at *at*, as what a variable's name was replaced by does. What comes before the run ends
    at *after*, where something stands between them that is of neither; else where the run begins.
    """

    start: int
    at: int
    still: bool = False
    after: int | None = None


class Piece(NamedTuple):
    """
    A piece of a text, and where what it is written as begins and ends.

    *whole*: it stands there as a whole, as the value of a variable does where its name is. So does what is longer or
    shorter; all else stands there letter by letter.
    """

    text: str
    start: int
    end: int
    whole: bool = False


class Manner(NamedTuple):
    """How to *read* what is written in this manner, and to *spell* a text in it."""

    read: Callable[[str], tuple[str, Written]]
    spell: Callable[[str], str]


class Written:
    """
    How a text is written: *raw* is what stands in the file for it.

    The *runs* are drawn when a place is first asked for. They come in the order of the text; before the first of
    them, character stands by character. Without a *manner*, the text cannot be changed where it stands.
    """

    def __init__(self, raw: str, runs: Callable[[], Iterable[Run]], manner: Manner | None = None) -> None:
        self.raw = raw
        self.manner = manner
        self._draw = runs

    def outward(self, offset: int) -> int:
        """Where the character at *offset* of the text begins in what is written."""
        starts, at, after, still = self._runs
        index = bisect_right(starts, offset) - 1
        if index in still:
            return at[index]
        end = after[index + 1] if index + 1 < len(after) else len(self.raw)
        return min(at[index] + offset - starts[index], end)

    def compact(self) -> Written:
        """The same, without what its runs are drawn from, which may be much larger."""
        _ = self._runs
        self._draw = tuple
        return self

    def span(self, span: Span) -> Span:
        """Where what *span* covers of the text stands in what is written."""
        return Span(self.outward(span.start), self._end(span))

    def _end(self, span: Span) -> int:
        if span.end <= span.start:
            return self.outward(span.start)
        starts, at, after, still = self._runs
        index = bisect_left(starts, span.end) - 1  # the run of the last character
        end = after[index + 1] if index + 1 < len(after) else len(self.raw)
        if index in still or (index + 1 < len(starts) and starts[index + 1] == span.end):
            return end
        return min(at[index] + span.end - starts[index], end)

    def gaps(self) -> Iterator[Span]:
        """What of `raw` is of something else, which stands between the characters of the text."""
        starts, at, after, _ = self._runs
        for index in range(1, len(starts)):
            if after[index] < at[index]:
                yield Span(after[index], at[index])

    def part(self, span: Span) -> Written:
        """What is written of the part of the text that *span* covers."""
        start, end = self.span(span)

        def runs() -> Iterator[Run]:
            for run in self._between(span.start, span.end):
                yield run._replace(
                    start=max(0, run.start - span.start),
                    at=max(0, run.at - start),
                    after=None if run.after is None else max(0, run.after - start),
                )
            yield Run(span.end - span.start, end - start)

        return Written(self.raw[start:end], runs, self.manner)

    def within(self, outer: Written) -> Written:
        """The same text as it is written where what is *raw* here is itself written in the manner of *outer*."""

        def runs() -> Iterator[Run]:
            starts, *_ = self._runs
            ends = (*starts[1:], None)
            for run, end in zip(self._between(0, None), ends, strict=True):
                before = run.at if run.after is None else run.after
                after = outer._end(Span(before - 1, before)) if before else 0
                still = run.still or outer._is_still(run.at)
                yield Run(run.start, outer.outward(run.at), still, after)
                if not run.still:
                    yield from outer._moved(run, None if end is None else end - run.start)

        manner = None
        if self.manner is not None and outer.manner is not None:
            manner = _nested(self.manner, outer.manner)
        return Written(outer.raw, runs, manner)

    def _moved(self, run: Run, length: int | None) -> Iterator[Run]:
        """The runs that begin behind the beginning of *run*, which leads into this text, as it sees them."""
        end = None if length is None else run.at + length
        for mine in self._between(run.at, end):
            if mine.start > run.at:
                yield mine._replace(start=run.start + mine.start - run.at)

    def _is_still(self, offset: int) -> bool:
        starts, _, _, still = self._runs
        return bisect_right(starts, offset) - 1 in still

    def _between(self, start: int, end: int | None) -> Iterator[Run]:
        """The runs of the characters from *start* to *end*; the first begins before where it does."""
        starts, at, after, still = self._runs
        first = bisect_right(starts, start) - 1
        last = len(starts) if end is None else max(first + 1, bisect_left(starts, end))
        for index in range(first, last):
            is_still = index in still
            cut = max(0, start - starts[index])
            yield Run(starts[index] + cut, at[index] + (0 if is_still else cut), is_still, after[index])

    @once
    def _runs(self) -> tuple[array[int], array[int], array[int], frozenset[int]]:
        """For each run its start, where it stands, where what is before it ends; and which of them are still."""
        starts, at, after = array("Q", [0]), array("Q", [0]), array("Q", [0])
        still = set()
        for run in self._draw():
            if run.start == starts[-1]:  # nothing is of the run before
                starts.pop(), at.pop(), after.pop()
                still.discard(len(starts))
            if run.still:
                still.add(len(starts))
            starts.append(run.start)
            at.append(run.at)
            after.append(run.at if run.after is None else run.after)
        return starts, at, after, frozenset(still)


def in_pieces(raw: str, pieces: Sequence[Piece]) -> Written:
    """How the text is written that is made of *pieces*, which stand in *raw* one after the other."""

    def runs() -> Iterator[Run]:
        at = before = 0
        for piece in pieces:
            if piece.text:
                several = len(piece.text) > 1 and len(piece.text) != piece.end - piece.start
                yield Run(at, piece.start, piece.whole or several, before)
                before = piece.end
                at += len(piece.text)
        yield Run(at, before)

    return Written(raw, runs)


def unchangeable(text: str) -> Written:
    """How a *text* is written that stands character by character, where it cannot be changed."""
    return Written(text, tuple)


def _nested(inner: Manner, outer: Manner) -> Manner:
    def read(raw: str) -> tuple[str, Written]:
        between, outside = outer.read(raw)
        text, inside = inner.read(between)
        return text, inside.within(outside)

    return Manner(read, lambda text: outer.spell(inner.spell(text)))

"""Hypothesis decides what comes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeVar

from hypothesis import strategies as st

from kochava_lint.synthetic.choices import Choices

__all__ = ["made"]

_T = TypeVar("_T")

_MAYBE = st.booleans()
# Given one by one: of a category of Unicode, Hypothesis first has to find out for seconds what is in it.
_CHARACTERS = (
    "".join(
        character
        for character in map(chr, (*range(0x61, 0x7B), *range(0x20, 0x61), *range(0x7B, 0x100)))
        if character not in "@+"
    )
    + "\t\n\r\0\x1b\u0130\u0131\u017f\u0301\u03a9\u0416\u05d0\u0639\u0e01\u200d\u2028\u3042\u4e2d\ud55c\ufeff\uffff"
    + "\U0001f3bf\U0001f469\U000e0001\U0010ffff"
)
_TEXT = st.text(_CHARACTERS, max_size=20)


@st.composite
def made(draw: st.DrawFn, recipe: Callable[[Choices], _T]) -> _T:
    """What *recipe* makes of the choices of Hypothesis."""
    return recipe(_DrawnChoices(draw))


class _DrawnChoices:
    """Decides by *draw*; see `Choices`."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def choose(self, options: Sequence[_T]) -> _T:
        return options[self._draw(_integers(0, len(options) - 1))]

    def integer(self, least: int, most: int) -> int:
        return self._draw(_integers(least, most))

    def maybe(self) -> bool:
        return self._draw(_MAYBE)

    def digits(self, count: int) -> str:
        return f"{self._draw(_integers(0, 16**count - 1)):0{count}x}"

    def text(self) -> str:
        return self._draw(_TEXT)


# Strategies are kept: making one takes longer than drawing from it.
@lru_cache(maxsize=1024)
def _integers(least: int, most: int) -> st.SearchStrategy[int]:
    return st.integers(least, most)

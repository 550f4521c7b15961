"""Who decides what comes out where a recipe leaves it open."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final, Protocol, TypeVar

__all__ = ["Choices", "RandomChoices", "SimplestChoices"]

_T = TypeVar("_T")
_HEX_AT_ONCE: Final = 12  # a float has 53 bits, and a digit takes four
_TEXTS: Final = (
    "plain",
    "Größe 42",
    "naïve café",
    "日本語",
    "Привет",
    "🎿 🏔",
    "e\u0301",
    'quoted "so"',
    "back\\slash",
    "a/b",
    "tab\there",
    "line\nline",
    "\u2028",
    "\u0000",
    "<b>",
    "50 %",
    "",
)


class Choices(Protocol):
    """
    Decides for a recipe.

    What a recipe offers first is the simplest: that is what an example shrinks to.
    """

    def choose(self, options: Sequence[_T]) -> _T:
        """One of *options*."""

    def integer(self, least: int, most: int) -> int:
        """A number from *least* to *most*; the simplest is *least*."""

    def maybe(self) -> bool:
        """Whether something that may be left out is there; the simplest is that it is not."""

    def digits(self, count: int) -> str:
        """So many hex digits, in lower case."""

    def text(self) -> str:
        """Any text that UTF-8 can write, but for `@` and `+`: it holds no e-mail address and no phone number."""


class RandomChoices:
    """
    Decides by *random*.

    The same seed makes the same choices in every version of Python: all of them rest on `Random.random`, which is
    the one method that promises so.
    """

    def __init__(self, random: Random) -> None:
        self._random = random.random

    def choose(self, options: Sequence[_T]) -> _T:
        """See `Choices`."""
        return options[int(self._random() * len(options))]

    def integer(self, least: int, most: int) -> int:
        """See `Choices`."""
        return least + int(self._random() * (most - least + 1))

    def maybe(self) -> bool:
        """See `Choices`."""
        return self._random() < 0.5  # noqa: PLR2004 - as often as not

    def digits(self, count: int) -> str:
        """See `Choices`."""
        text = "".join(f"{int(self._random() * 16**_HEX_AT_ONCE):012x}" for _ in range(-(-count // _HEX_AT_ONCE)))
        return text[:count]

    def text(self) -> str:
        """See `Choices`; one of a few that are unusual."""
        return self.choose(_TEXTS)


class SimplestChoices:
    """Decides for what is simplest, always: what comes out is an example to read."""

    def choose(self, options: Sequence[_T]) -> _T:
        """See `Choices`."""
        return options[0]

    def integer(self, least: int, most: int) -> int:  # noqa: ARG002 - the least is the simplest, whatever the most
        """See `Choices`."""
        return least

    def maybe(self) -> bool:
        """See `Choices`."""
        return False

    def digits(self, count: int) -> str:
        """See `Choices`."""
        return ("4b0e8a61c2b7e9f01d34" * count)[:count]

    def text(self) -> str:
        """See `Choices`."""
        return ""

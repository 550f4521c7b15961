"""
The examples in rules' docstrings: what `explain` prints and the tests run, for the authors of plugins too.

A fenced block is an example where its first line says so:

    ```json bad /data/device_ids/idfa also malformed-identifier /data/device_ids/idfv
    ```text bad padded to 2097152 bytes
    ```json good

A bad one is found by its rule at the pointers that follow, or at the payload itself where none does; `also` names
what else is found in it. In a good one nothing is found. `padded` adds spaces up to a size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kochava_lint.rule import Rule

__all__ = ["Example", "examples"]

_FENCE = re.compile(
    r"^```(?:json|text) (?P<kind>good|bad)(?P<rest>[^\n]*)\n(?P<text>.*?)\n```$", re.DOTALL | re.MULTILINE
)
_PADDED = re.compile(r" padded to (?P<size>\d+) bytes$")


class Example(NamedTuple):
    """A payload as text, and what is found in it: each *expected* is a rule's name and a rendered pointer."""

    rule: str
    number: int
    text: str
    expected: tuple[tuple[str, str], ...]

    @property
    def id(self) -> str:
        """A name for the example that reads well in a list of tests."""
        return f"{self.rule}-{'bad' if self.expected else 'good'}-{self.number}"


def examples(rule: Rule) -> Iterator[Example]:
    """The examples of *rule*, in the order of its page."""
    for number, fence in enumerate(_FENCE.finditer(rule.docs), start=1):
        padded = _PADDED.search(fence["rest"])
        rest = fence["rest"][: padded.start()] if padded else fence["rest"]
        text = fence["text"].ljust(int(padded["size"])) if padded else fence["text"]
        expected = tuple(_expected(rule.name, rest.split())) if fence["kind"] == "bad" else ()
        yield Example(rule.name, number, text, expected)


def _expected(rule: str, words: list[str]) -> Iterator[tuple[str, str]]:
    """Read `/a /b also other-rule /c`: pointers, each of the rule that was named last."""
    if not words or words[0] == "also":
        yield rule, ""
    for index, word in enumerate(words):
        if word.startswith("/"):
            yield rule, word
        elif word != "also":
            rule = word
            if index + 1 == len(words) or not words[index + 1].startswith("/"):
                yield rule, ""

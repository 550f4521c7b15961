"""
The examples in rules' docstrings: what `explain` prints and the tests run, for the authors of plugins too.

A fenced block is an example where its first line says so:

    ```json bad /data/device_ids/idfa also malformed-identifier /data/device_ids/idfv
    ```text bad padded to 2097152 bytes
    ```jsonl bad /1/data/device_ids/idfa
    ```http bad
    ```json good

A bad one is found by its rule at the pointers that follow, or at the payload itself where none does; `also` names
what else is found in it. In a good one nothing is found. `padded` adds spaces up to a size. `jsonl` is a capture of
one payload a line, whose pointers begin with the payload's number, from 0; `http` is a request, as it is sent.
A block of `toml` holds the options that a rule about the user's own contract is made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kochava_lint.expression import expression
from kochava_lint.intake import Intake
from kochava_lint.payload import Payload
from kochava_lint.reader import read_payloads
from kochava_lint.recorded import Recorded
from kochava_lint.request import Request
from kochava_lint.rule import Rule
from kochava_lint.source import Source

__all__ = ["Example", "example_options", "examples"]

_FENCE = expression(
    r"^```(?P<language>json|jsonl|text|http) (?P<kind>good|bad)(?P<rest>[^\n]*)\n(?P<text>.*?)\n```$",
    re.DOTALL | re.MULTILINE,
)
_OPTIONS = expression(r"^```toml\n(?P<text>.*?)\n```$", re.DOTALL | re.MULTILINE)
_PADDED = expression(r" padded to (?P<size>\d+) bytes$")


class Example(NamedTuple):
    """A payload as text, and what is found in it: each *expected* is a rule's name and a rendered pointer."""

    rule: str
    number: int
    text: str
    expected: tuple[tuple[str, str], ...]
    language: str = "json"

    def payloads(self) -> Iterator[Payload]:
        """The payloads to lint, in sending order: one, but for a capture of several."""
        if self.language == "jsonl":
            for index, line in enumerate(self.text.splitlines()):
                yield from read_payloads(Source("<text>", line, index + 1), (index,))
        elif self.language == "http":
            head, _, body = self.text.partition("\n\n")
            first, *lines = head.splitlines()
            method, url, _ = first.split(" ")
            headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
            recorded = Recorded(Request(method, url, headers, body.encode()), Source("<text>", body))
            for entry in Intake(all_hosts=True).read(recorded):
                if isinstance(entry, Payload):
                    yield entry
        else:
            yield from read_payloads(Source("<text>", self.text))

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
        yield Example(rule.name, number, text, expected, fence["language"])


def example_options(rule: Rule) -> str:
    """The options, as TOML, under which the examples of *rule* hold; empty where it takes none."""
    found = _OPTIONS.search(rule.docs)
    return found["text"] if found else ""


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

"""
What of a payload's text must not be shown: whatever identifies a device or a person.

Payloads are personal data, and reports end up in logs that many people read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from kochava_lint.identifier import IDENTIFIER_KEYS
from kochava_lint.json_text import Span
from kochava_lint.keys import ATT_KEYS, CONTEXT_KEYS, ROOT_KEYS, meant_identifier, meant_key
from kochava_lint.payload import ACTIONS, Payload
from kochava_lint.personal import personal_spans
from kochava_lint.placeholder import is_placeholder
from kochava_lint.source import Pointer

__all__ = ["Mask"]

_MASK = "*"
_HIDDEN_KEYS: Final = frozenset({"device_ids", "device_id", "kochava_device_id", "origination_ip"})
_SCALAR = re.compile(r'"(?P<text>[^"\\]*(?:\\.[^"\\]*)*)"(?P<key>\s*:)?|(?P<number>-?[0-9][0-9.eE+-]*)', re.DOTALL)
_WORD = re.compile(r"\w+")
# What may be shown of a text that cannot be read: nothing but words that every payload shares.
_HARMLESS: Final = frozenset(
    {*ROOT_KEYS, *CONTEXT_KEYS, *ATT_KEYS, *ACTIONS, *IDENTIFIER_KEYS, "true", "false", "null"}
    | {"NaN", "Infinity", "True", "False", "None", "undefined"}
)


class Mask:
    """What to hide of one payload's text; `over` shows a stretch of it with that hidden."""

    def __init__(self, payload: Payload) -> None:
        self._text = payload.source.text if payload.source else ""
        # Of a key given twice only the last value has a place of its own; the first would be left to be seen.
        self._readable = bool(payload.data) and not payload.duplicate_keys
        self._spans = sorted(_hidden_spans(payload, self._text)) if self._readable else []

    def over(self, window: Span) -> str:
        """The text in *window*, of the same length, with asterisks for what is hidden."""
        shown = self._text[window.start : window.end]
        if not self._readable:
            return _WORD.sub(lambda word: word[0] if word[0] in _HARMLESS else _MASK * len(word[0]), shown)
        letters = list(shown)
        personal = (Span(window.start + span.start, window.start + span.end) for span in personal_spans(shown))
        for span in chain(self._spans, personal):
            start, end = max(span.start, window.start), min(span.end, window.end)
            if start < end:
                letters[start - window.start : end - window.start] = _MASK * (end - start)
        return "".join(letters)


def _hidden_spans(payload: Payload, text: str) -> Iterator[Span]:
    for pointer in _hidden_pointers(payload):
        container = payload.span(pointer)
        if container is not None:
            yield from _scalar_spans(text, container)


def _hidden_pointers(payload: Payload) -> Iterator[Pointer]:
    if isinstance(payload.data, list):  # a batch: whatever its elements hold
        yield ()
    if payload.action == "identityLink":
        yield ("data",)
    yield from _hidden_members((), payload.root)
    yield from _hidden_members(("data",), payload.inner)


def _hidden_members(pointer: Pointer, members: dict[str, Any]) -> Iterator[Pointer]:
    for key in members:
        # A misspelled key holds what the right one would.
        if {key, meant_key(key)} & _HIDDEN_KEYS or {key, meant_identifier(key)} & IDENTIFIER_KEYS:
            yield (*pointer, key)


def _scalar_spans(text: str, container: Span) -> Iterator[Span]:
    for match in _SCALAR.finditer(text, container.start, container.end):
        if match["number"]:
            yield Span(*match.span("number"))
        elif not match["key"] and match["text"] and not is_placeholder(match["text"]):
            yield Span(*match.span("text"))

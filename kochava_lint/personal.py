"""What identifies a person in plain text: e-mail addresses and phone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kochava_lint.json_text import Span

__all__ = ["MAY_BE_PERSONAL", "personal_kind", "personal_spans"]

_LOCAL_PART = re.compile(r"[A-Za-z0-9._%+-]{1,64}\Z")
_DOMAIN = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}")
_PHONE = re.compile(r"(?<![\w+.])\+[1-9](?:[ .()-]{0,2}[0-9]){7,14}(?![0-9])")

MAY_BE_PERSONAL: Final = "[@+]"
"""The pattern of all texts that may hold something of the kind, and of some others."""


def personal_kind(text: str) -> str | None:
    """Say what of a person *text* holds: `an e-mail address`, `a phone number`, or None."""
    if next(_email_spans(text), None) is not None:
        return "an e-mail address"
    return "a phone number" if "+" in text and _PHONE.search(text) else None


def personal_spans(text: str) -> Iterator[Span]:
    """Where e-mail addresses and phone numbers stand in *text*."""
    yield from _email_spans(text)
    for match in _PHONE.finditer(text):
        yield Span(*match.span())


def _email_spans(text: str) -> Iterator[Span]:
    # From each @ outwards: a pattern for the whole would take time that grows with the square of the text.
    at = text.find("@")
    while at >= 0:
        local = _LOCAL_PART.search(text[max(0, at - 64) : at])
        domain = _DOMAIN.match(text, at + 1)
        if local and domain:
            yield Span(at - len(local[0]), domain.end())
        at = text.find("@", at + 1)

"""What identifies a person in plain text: e-mail addresses and phone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kochava_lint.expression import expression
from kochava_lint.json_tree import Span

__all__ = ["MAY_BE_PERSONAL", "is_shareable", "personal_kind", "personal_spans", "shown_key"]

_LOCAL_PART = expression(r"[A-Za-z0-9._%+-]{1,64}\Z")
_DOMAIN = expression(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}")
_WORD = expression(r"[^\W\d][\w.$:/-]{0,63}")
_LONG_NUMBER = expression("[0-9]{7,}")
_LONGEST_SHARED = 100
_FILE_NAME = expression(r"\.(?:png|jpe?g|gif|webp|svg)\Z", re.IGNORECASE)  # logo@2x.png
_PHONE = expression(r"(?<![\w+.])\+[1-9](?:[ .()-]{0,2}[0-9]){7,14}(?![0-9])")

MAY_BE_PERSONAL: Final = "[@+]"
"""The pattern of all texts that may hold something of the kind, and of some others."""

_IDENTIFYING = expression(
    r"""
      [^\s"'<>(){}\[\],;]{0,64} (?: @ | %40 | \\u0040 ) [^\s"'<>(){}\[\],;]{0,64}   # an e-mail address, however written
    | \+[1-9](?:[ .()-]{0,2}[0-9]){7,14}                                             # a phone number
    | [0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F-]*                                    # a UUID, also cut off
    | [0-9a-fA-F]{16,}                                                               # a hash, an Android ID
    | (?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9.])                             # an IPv4 address
    | [0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){3,7}                                     # an IPv6 address
    """,
    re.VERBOSE,
)


def personal_kind(text: str) -> str | None:
    """Say what of a person *text* holds: `an e-mail address`, `a phone number`, or None."""
    if next(_email_spans(text), None) is not None:
        return "an e-mail address"
    return "a phone number" if "+" in text and _PHONE.search(text) else None


def personal_spans(text: str) -> Iterator[Span]:
    """Where what may identify a person or a device stands in *text*; rather too much of it than too little."""
    for match in _IDENTIFYING.finditer(text):
        yield Span(*match.span())


def shown_key(key: str) -> str:
    """The key as it may be shown: one that is no plain word, or looks like an identifier, is asterisks."""
    is_telling = not _WORD.fullmatch(key) or _IDENTIFYING.search(key) or _LONG_NUMBER.search(key)
    return "*" * len(key) if is_telling else key


def is_shareable(name: str) -> bool:
    """Whether *name*, of an event or a key, could be one that many users share, by its form."""
    looks_personal = _IDENTIFYING.search(name) is not None or _LONG_NUMBER.search(name) is not None
    return len(name) <= _LONGEST_SHARED and not looks_personal


def _email_spans(text: str) -> Iterator[Span]:
    # From each @ outwards: a pattern for the whole would take time that grows with the square of the text.
    at = text.find("@")
    while at >= 0:
        local = _LOCAL_PART.search(text[max(0, at - 64) : at])
        domain = _DOMAIN.match(text, at + 1)
        if local and domain and not _FILE_NAME.search(domain[0]):
            yield Span(at - len(local[0]), domain.end())
        at = text.find("@", at + 1)

"""What a capture holds beside bare payloads: requests that were sent, and what is no payload."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from kochava_lint.comment import Comment
from kochava_lint.payload import CAPTURED, Payload, Recording, Traits
from kochava_lint.request import Request
from kochava_lint.source import Pointer, Source

__all__ = [
    "BODY_ELSEWHERE",
    "BODY_LOST",
    "BODY_PIPED",
    "NOTHING_KNOWN",
    "NOT_AT_THE_PATH",
    "NO_BODY",
    "NO_PAYLOAD",
    "NO_REQUEST",
    "OTHER_HOST",
    "OTHER_PATH",
    "Content",
    "Knowledge",
    "Known",
    "Recorded",
    "Skipped",
]

OTHER_HOST: Final = "to another host"
OTHER_PATH: Final = "to an address that takes no payloads"
BODY_ELSEWHERE: Final = "with a body in a file that is not read"
BODY_LOST: Final = "with a body that the capture does not hold"
BODY_PIPED: Final = "with a body that only a shell knows"
NO_BODY: Final = "without a body"
NO_REQUEST: Final = "that cannot be read"
NO_PAYLOAD: Final = "with no payload in it"
NOT_AT_THE_PATH: Final = "with nothing where --payload-path leads"


@dataclass(frozen=True, slots=True)
class Recorded:
    """
    A request as a capture recorded it; whether it brings payloads to Kochava is decided later, for all formats alike.

    *body* is the text or the bytes of its body with their place, None where it has none. *size* is the length in
    bytes that the capture says the body had when it was sent. *pointer* leads to the request in the capture.
    """

    request: Request
    body: Source | None
    pointer: Pointer = ()
    size: int | None = None
    recording: Recording = CAPTURED


class Skipped(NamedTuple):
    """
    Something in a capture that is not linted: the *reason*, in words that may follow a number.

    A request went to *host*; *comments* are those that speak of it.
    """

    reason: str
    host: str = ""
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """As many payloads as *count*, one after the other, of which it is known that there is nothing to find in them."""

    count: int


class Knowledge(NamedTuple):
    """
    What is known of payloads by their text, before it is decoded.

    *passes* tells that there is nothing to find in one: it need not be read, but has to be counted. Where it has to be
    compared with others all the same, *traits* tells what it is compared by, or None where it has to be read.
    """

    passes: Callable[[bytes], bool] | None = None
    traits: Callable[[bytes], Traits | None] | None = None


NOTHING_KNOWN: Final = Knowledge()
"""Every payload has to be read."""


Content = Payload | Skipped | Comment
"""What a capture comes to: payloads to lint, what is not linted, and comments that speak of no request."""

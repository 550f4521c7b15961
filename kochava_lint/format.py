"""What an input format is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from kochava_lint.payload import Payload

__all__ = ["Format"]

_Read = Callable[[BinaryIO, str, int], Iterator[Payload]]


@dataclass(frozen=True, slots=True)
class Format:
    """
    A way in which captures are written.

    *suffixes* are those of its files, each with its dot. *sniff* tells from the first bytes of a file that it is
    surely of this format: content goes before suffix. *read* takes the open file, the name to call it by, and the
    size in bytes beyond which a payload is not decoded; it yields the payloads in sending order.
    """

    name: str
    suffixes: tuple[str, ...]
    sniff: Callable[[bytes], bool]
    read: _Read

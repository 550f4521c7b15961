"""What this program writes itself as JSON, and is no capture: baselines and reports."""

from __future__ import annotations

from typing import Final

from kochava_lint.expression import expression

__all__ = ["is_own_document"]

_BEGINNING: Final = expression(
    rb'(?:\xef\xbb\xbf)?\s*\{\s*"\$schema"\s*:\s*"urn:kochava-lint:schema:(?:baseline|report):'
)
_HEAD: Final = 256
"""How many bytes of a file are looked at."""


def is_own_document(head: bytes) -> bool:
    """Whether a file that begins with *head* says that it is a baseline, or a report."""
    return _BEGINNING.match(head[:_HEAD]) is not None

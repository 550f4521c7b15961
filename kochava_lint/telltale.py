"""Telltales: what shows that a payload is meant for Kochava, where no request that brought it does."""

from __future__ import annotations

import re
from typing import Any, Final

from kochava_lint.expression import expression
from kochava_lint.payload import MISSING, Payload
from kochava_lint.record import is_bare
from kochava_lint.source import Source
from kochava_lint.spelling import squeezed

__all__ = ["is_meant_for_kochava"]

_OWN_KEYS: Final = frozenset({"kochavaappid", "kochavadeviceid"})
"""Keys of the root that nothing else has, squeezed: they may be misspelt."""
_INNER_KEYS: Final = frozenset({"deviceids", "originationip", "deviceua", "devicever", "apptrackingtransparency"})
"""Keys of `data`, or of a flat payload, of which nothing else has two."""
_IN_TEXT: Final = expression(
    r"kochava[ _-]?(?:app|device)[ _-]?id|\"action\"\s*:\s*\"(?:event|install|update|identityLink)\"", re.IGNORECASE
)
_FEW: Final = 2


def is_meant_for_kochava(payload: Payload) -> bool:
    """
    Whether *payload* was sent to Kochava, or has keys that only its payloads have; an array, whether an element has.

    What is not JSON, or was too long to decode, is told by the words in its text.
    """
    if payload.request is not None:
        return True
    if payload.data is MISSING:
        return payload.source is not None and _IN_TEXT.search(_words(payload.source)) is not None
    values = payload.data if isinstance(payload.data, list) else [payload.data]
    return any(map(_has_its_keys, values))


def _words(source: Source) -> str:
    """The text of *source* as far as it is ASCII, in UTF-16 and UTF-32 too, which have zeros in between."""
    content = source.content
    return content if isinstance(content, str) else content.replace(b"\0", b"").decode("ascii", "replace")


def _has_its_keys(value: Any) -> bool:  # noqa: ANN401 - any JSON value
    if not isinstance(value, dict):
        return False
    data = value.get("data")
    keys = set(map(squeezed, value))
    inner = keys if not isinstance(data, dict) else keys | set(map(squeezed, data))
    return is_bare(value) or not keys.isdisjoint(_OWN_KEYS) or len(inner & _INNER_KEYS) >= _FEW

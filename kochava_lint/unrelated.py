"""Payloads of devices of which a capture has nothing else: rules that compare those of one device need not see them."""

from __future__ import annotations

import sys
from typing import Final, NamedTuple

from kochava_lint.kept import Kept
from kochava_lint.payload import Payload

__all__ = ["Unrelated"]

_LONGEST: Final = 2048
"""How many bytes of memory the text of one takes that waits: there may be twice as many as a rule looks back over."""


class Unrelated:
    """
    The payloads of a capture that share no identifier of a device with any of the *lookback* before them.

    They wait until one comes that does. Of those that are further away, nothing is known any more.
    """

    def __init__(self, lookback: int) -> None:
        self._lookback = lookback
        self._older, self._newer = _Generation({}, {}), _Generation({}, {})

    def related(self, payload: Payload, number: int) -> list[tuple[int, Payload]] | None:
        """
        Those that waited for *payload*, which has this *number*, with theirs; None where it waits itself.

        One that tells no device is not kept waiting, and neither is one that would take much memory.
        """
        if number % self._lookback == 0:
            self._older, self._newer = self._newer, _Generation({}, {})
        keys = payload.device_keys
        related = set()
        older, newer = self._older.latest, self._newer.latest
        for key in keys.values():
            before = newer.get(key) or older.get(key)
            if before is not None and before >= number - self._lookback:
                related.add(before)
            newer[key] = number
        if related or not keys or not _may_wait(payload):
            waited = [(before, self._let_go(before)) for before in sorted(related)]
            return [(before, kept.payload()) for before, kept in waited if kept is not None]
        self._newer.waiting[number] = Kept(payload)
        return None

    def _let_go(self, number: int) -> Kept | None:
        """The payload with this *number*, if it waits, which it does no more."""
        return self._newer.waiting.pop(number, None) or self._older.waiting.pop(number, None)


class _Generation(NamedTuple):
    """What came at one time: the *latest* payload with each identifier, and those that are *waiting*, by number."""

    latest: dict[str, int]
    waiting: dict[int, Kept]


def _may_wait(payload: Payload) -> bool:
    is_short = payload.source is not None and sys.getsizeof(payload.source.content) <= _LONGEST
    return is_short and payload.request is None

"""Faults of the time at which something happened."""

from __future__ import annotations

from typing import Final

from kochava_lint.synthetic.faults.operator import WITH_DEVICE, Operator, sets

__all__ = ["OPERATORS"]

_TIME: Final = "data/usertime"
_SECONDS: Final = 1_720_000_000

OPERATORS: Final[tuple[Operator, ...]] = (
    sets("usertime-in-milliseconds", "milliseconds", WITH_DEVICE, _TIME, _SECONDS * 10**3, str(_SECONDS * 10**3)),
    sets("usertime-in-milliseconds", "microseconds", WITH_DEVICE, _TIME, _SECONDS * 10**6),
    sets("usertime-in-milliseconds", "nanoseconds", WITH_DEVICE, _TIME, _SECONDS * 10**9),
    sets("usertime-not-epoch", "date", WITH_DEVICE, _TIME, "2024-07-03T09:46:40Z", "3 July 2024"),
    sets("usertime-not-epoch", "word", WITH_DEVICE, _TIME, "now", ""),
    sets("usertime-not-epoch", "negative", WITH_DEVICE, _TIME, -1, "-1720000000"),
    sets("usertime-not-epoch", "boolean", WITH_DEVICE, _TIME, True),
    sets("implausible-usertime", "early", WITH_DEVICE, _TIME, 0, 1, 999_999_999),
    sets("implausible-usertime", "future", WITH_DEVICE, _TIME, 4_102_444_800),
)

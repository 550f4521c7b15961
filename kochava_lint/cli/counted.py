"""What is in captures, counted on its way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kochava_lint.payload import Payload
from kochava_lint.recorded import BODY_LOST, Content, Known, Skipped
from kochava_lint.reporter import Summary

__all__ = ["count", "payloads_in"]


def count(entry: Content | Known, summary: Summary) -> Payload | None:
    """Count *entry* in *summary*; returns it where it is a payload that is to be linted."""
    if isinstance(entry, Known):
        summary.payloads += entry.count
        summary.requests += entry.count
        return None
    if isinstance(entry, Skipped):
        summary.skip(entry.reason, entry.host)
        return None
    if not isinstance(entry, Payload):
        return None
    if entry.is_lost:  # it is told of, and not linted
        summary.skip(BODY_LOST)
    else:
        summary.payloads += 1
        summary.requests += not entry.batched
    return entry


def payloads_in(entries: Iterable[Content | Known]) -> Iterator[Payload]:
    """The payloads among *entries*."""
    return (entry for entry in entries if isinstance(entry, Payload))

"""Which planned events, and which keys of theirs, were exercised, and which never."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from kochava_lint.payload import Payload
from kochava_lint.personal import is_shareable
from kochava_lint.plan import TrackingPlan

__all__ = ["Coverage", "EventCoverage", "Share"]

MOST_UNPLANNED: Final = 1000
"""How many events that the plan does not name are told by name: captures are untrusted."""


class Share(NamedTuple):
    """So many of so many."""

    covered: int
    planned: int

    @property
    def percent(self) -> float:
        """As a percentage with one decimal; 100 only where it is all. All of nothing is all."""
        return (1000 * self.covered // self.planned) / 10 if self.planned else 100.0


class EventCoverage(NamedTuple):
    """How often a planned event was seen, and each key of its schema with it."""

    name: str
    payloads: int
    keys: Mapping[str, int]


class Coverage:
    """What of *plan* was seen so far. It counts events, whatever else may be wrong with their payloads."""

    def __init__(self, plan: TrackingPlan) -> None:
        self._plan = plan
        self._planned = {name: frozenset(schema.keys) for name, schema in (plan.events or {}).items() if schema}
        self._events: Counter[str] = Counter()
        self._keys: Counter[tuple[str, str]] = Counter()
        self.unplanned: Counter[str] = Counter()
        """How often each event was seen that the plan does not name, for the first of them."""
        self.left_out = 0
        """How many events the plan does not name beyond those, or whose names look like a person's."""

    def see(self, payload: Payload) -> None:
        """Take note of one more payload."""
        name = payload.context("event_name") if payload.action == "event" else None
        if not isinstance(name, str) or not name.strip():
            return
        if name not in (self._plan.events or {}):
            if name in self.unplanned or (len(self.unplanned) < MOST_UNPLANNED and is_shareable(name)):
                self.unplanned[name] += 1
            else:
                self.left_out += 1
            return
        self._events[name] += 1
        for key in self._planned.get(name, frozenset()).intersection(payload.event_data):
            self._keys[name, key] += 1

    def events(self) -> Iterator[EventCoverage]:
        """Each planned event, in the order of the plan."""
        for name, schema in (self._plan.events or {}).items():
            keys = {key: self._keys[name, key] for key in (schema.keys if schema else ())}
            yield EventCoverage(name, self._events[name], keys)

    @property
    def exercised_events(self) -> Share:
        """How many of the planned events were seen."""
        return Share(sum(1 for event in self.events() if event.payloads), len(self._plan.events or {}))

    @property
    def exercised_keys(self) -> Share:
        """How many of the keys of all planned events were seen."""
        counts = [count for event in self.events() for count in event.keys.values()]
        return Share(sum(1 for count in counts if count), len(counts))

    @property
    def total(self) -> Share:
        """Events and keys together."""
        events, keys = self.exercised_events, self.exercised_keys
        return Share(events.covered + keys.covered, events.planned + keys.planned)

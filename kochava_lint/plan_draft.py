"""
Drafting a tracking plan from traffic: which events were sent, and what they carried.

A draft says what was seen, for somebody to correct. It goes into a repository, so nothing gets into it that could
identify a person or a device.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from kochava_lint.payload import MISSING, Payload
from kochava_lint.personal import personal_spans, shown_key
from kochava_lint.placeholder import is_placeholder

__all__ = ["Draft"]

_MOST_VALUES: Final = 5
_REPEATED: Final = 3
"""Values make an enum where there are few of them, and each was seen so often on average."""
_LONGEST_VALUE: Final = 40
_FEWEST_DIGITS_OF_AN_ID: Final = 4
_AMOUNTS: Final = frozenset({"sum", "price", "duration"})
"""Keys whose whole numbers are by chance."""


@dataclass
class _Key:
    """What was seen under one key of `event_data`."""

    count: int = 0
    types: set[str] = field(default_factory=set)
    values: Counter[str] = field(default_factory=Counter)
    many: bool = False

    def see(self, value: object) -> None:
        """Take note of one more value."""
        self.count += 1
        self.types.add(_type_of(value))
        if isinstance(value, str) and not self.many:
            self.values[value] += 1
            if len(self.values) > _MOST_VALUES or not _is_shareable(value):
                self.many = True
                self.values.clear()

    def schema(self, name: str) -> dict[str, Any]:
        """The JSON Schema of what was seen under *name*."""
        types = set(self.types)
        if "number" in types or (name in _AMOUNTS and "integer" in types):
            types = types - {"integer"} | {"number"}
        is_enum = types == {"string"} and self.values and self.count >= _REPEATED * len(self.values)
        if is_enum:
            return {"enum": sorted(self.values)}
        return {"type": sorted(types) if len(types) > 1 else next(iter(types))}


@dataclass
class _Event:
    """What was seen of the events of one name."""

    count: int = 0
    texts: int = 0
    keys: dict[str, _Key] = field(default_factory=dict)

    def see(self, payload: Payload) -> None:
        """Take note of one more event."""
        self.count += 1
        told = payload.context("event_data")
        self.texts += told is not MISSING and not payload.event_data and not isinstance(told, dict)
        for key, value in payload.event_data.items():
            self.keys.setdefault(key, _Key()).see(value)

    def schema(self) -> dict[str, Any] | None:
        """The JSON Schema of its `event_data`; None where it never had any."""
        if not self.keys and not self.texts:
            return None
        schema: dict[str, Any] = {"type": ["object", "string"] if self.texts else "object"}
        known = {name: key for name, key in sorted(self.keys.items()) if shown_key(name) == name}
        required = [name for name, key in known.items() if key.count == self.count]
        if required:
            schema["required"] = required
        if known:
            schema["properties"] = {name: key.schema(name) for name, key in known.items()}
        return schema


class Draft:
    """A tracking plan that is drafted payload by payload."""

    def __init__(self) -> None:
        self.events: dict[str, _Event] = {}
        self.app_ids: set[str] = set()

    def see(self, payload: Payload) -> None:
        """Take note of one more payload; of what has no name, or only a placeholder for one, none is taken."""
        app_id = payload.root.get("kochava_app_id")
        if isinstance(app_id, str) and app_id and not is_placeholder(app_id):
            self.app_ids.add(app_id)
        name = payload.context("event_name") if payload.action == "event" else MISSING
        if isinstance(name, str) and name.strip() and not is_placeholder(name, free_text=True):
            self.events.setdefault(name, _Event()).see(payload)

    def table(self) -> Mapping[str, Any]:
        """The plan, as the options hold it under `plan`."""
        events = {name: event.schema() for name, event in sorted(self.events.items())}
        return {
            "app-ids": sorted(self.app_ids),
            "events": {name: {} if schema is None else {"schema": schema} for name, schema in events.items()},
        }

    def counts(self) -> Iterable[tuple[str, int]]:
        """How often each event was seen."""
        return ((name, event.count) for name, event in sorted(self.events.items()))


def _type_of(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "integer" if isinstance(value, int) else "number"
    if isinstance(value, str):
        return "string"
    return "object" if isinstance(value, dict) else "array"


def _is_shareable(value: str) -> bool:
    """Whether *value* could be one of a few that many users share, and identifies none of them."""
    digits = sum(map(str.isdigit, value))
    return (
        len(value) <= _LONGEST_VALUE and digits < _FEWEST_DIGITS_OF_AN_ID and next(personal_spans(value), None) is None
    )

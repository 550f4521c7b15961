"""
Drafting a tracking plan from traffic: which events were sent, and what they carried.

A draft says what was seen, for somebody to correct. It goes into a repository, so what looks like a person's or a
device's stays out of it, as far as its form tells.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from kochava_lint.address import is_address
from kochava_lint.expression import expression
from kochava_lint.identifier import is_hash, is_uuid
from kochava_lint.payload import MISSING, Payload
from kochava_lint.personal import is_shareable, personal_kind
from kochava_lint.placeholder import is_placeholder
from kochava_lint.standard_event import meant_event

__all__ = ["Draft"]

MOST_EVENTS: Final = 2000
"""How many events a draft has at most; and keys, for each of them: captures are untrusted."""
_MOST_VALUES: Final = 5
_REPEATED: Final = 3
"""Values make an enum where there are few of them, and each was seen so often on average."""
_CODE: Final = expression("[A-Za-z][A-Za-z_-]{0,23}")
_PERSONAL_KEY: Final = expression(
    "name|user|mail|phone|address|street|city|zip|post|birth|age|gender|token|pass|pin|id$|code|account|person|customer",
    re.IGNORECASE,
)
_LONGEST_NAME: Final = 100
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
            if len(self.values) > _MOST_VALUES or not _CODE.fullmatch(value):
                self.many = True
                self.values.clear()

    def schema(self, name: str) -> dict[str, Any]:
        """The JSON Schema of what was seen under *name*."""
        types = set(self.types)
        if "number" in types or (name in _AMOUNTS and "integer" in types):
            types = types - {"integer"} | {"number"}
        is_enum = types == {"string"} and self.values and self.count >= _REPEATED * len(self.values)
        if is_enum and not _PERSONAL_KEY.search(name):
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
        self.texts += isinstance(told, str) and not isinstance(payload.read_event_data, dict)
        for key, value in payload.event_data.items():
            if key in self.keys or (len(self.keys) < MOST_EVENTS and is_shareable(key)):
                self.keys.setdefault(key, _Key()).see(value)

    def schema(self) -> dict[str, Any] | None:
        """The JSON Schema of its `event_data`; None where it never had any."""
        if not self.keys and not self.texts:
            return None
        schema: dict[str, Any] = {"type": ["object", "string"] if self.texts else "object"}
        known = dict(sorted(self.keys.items()))
        required = [name for name, key in known.items() if key.count == self.count]
        if required:
            schema["required"] = required
        if known:
            schema["properties"] = {name: key.schema(name) for name, key in known.items()}
        return schema


class Draft:
    """
    A tracking plan that is drafted payload by payload.

    *left_out* counts the events whose names look like a person's, or are too many.
    """

    def __init__(self) -> None:
        self.events: dict[str, _Event] = {}
        self.app_ids: set[str] = set()
        self.left_out = 0

    def see(self, payload: Payload) -> None:
        """Take note of one more payload; of what has no name, or only a placeholder for one, none is taken."""
        app_id = payload.root.get("kochava_app_id")
        if isinstance(app_id, str) and _is_app_id(app_id) and len(self.app_ids) < MOST_EVENTS:
            self.app_ids.add(app_id)
        name = payload.context("event_name") if payload.action == "event" else MISSING
        if not isinstance(name, str) or not name.strip() or is_placeholder(name, free_text=True):
            return
        if name in self.events or (len(self.events) < MOST_EVENTS and is_shareable(name)):
            self.events.setdefault(name, _Event()).see(payload)
        else:
            self.left_out += 1

    def table(self) -> Mapping[str, Any]:
        """The plan, as the options hold it under `plan`."""
        schemas = {name: event.schema() for name, event in sorted(self.events.items())}
        events = {name: {} if schema is None else {"schema": schema} for name, schema in schemas.items()}
        return {**({"app-ids": sorted(self.app_ids)} if self.app_ids else {}), "events": events}

    def remarks(self) -> Iterable[tuple[str, str]]:
        """What there is to say of each event: how often it was seen, and what its name may be a slip of."""
        for name, event in sorted(self.events.items()):
            meant = meant_event(name)
            seen = f"seen {event.count:,} time{'' if event.count == 1 else 's'}"
            yield name, f"{seen}; is the standard event {meant} meant?" if meant else seen


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


def _is_app_id(text: str) -> bool:
    """Whether *text* may be an App GUID, be it a strange one, and is neither a person's nor a device's."""
    looks_personal = personal_kind(text.replace("%40", "@")) or is_uuid(text) or is_hash(text) or is_address(text)
    return 0 < len(text) <= _LONGEST_NAME and not is_placeholder(text) and not looks_personal

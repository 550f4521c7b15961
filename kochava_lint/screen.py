"""
Screens: one JSON Schema, checked natively, that tells in microseconds in which payloads nothing can be found.

A rule declares what keeps it *quiet*, by field. A field is `` (the payload itself), a root key, a context key
(which is looked for in `data` and at the root), `device_ids/<name>` (wherever identifiers stand), or
`app_tracking_transparency/<key>` (in the block, or loose). A condition that holds for an absent value is not
asked of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from kochava_lint.keys import ROOT_KEYS
from kochava_lint.personal import MAY_BE_PERSONAL
from kochava_lint.placeholder import MAY_BE_PLACEHOLDER

__all__ = ["NOTHING_PERSONAL", "NO_PLACEHOLDER", "RESOURCES", "Quiet", "check_fields", "composed"]

Quiet = Mapping[str, Any]
"""Conditions by field: where all of them hold, a rule surely finds nothing."""

NO_PLACEHOLDER: Final = {"$ref": "urn:kochava-lint:screen:no-placeholder"}
"""The schema of values that surely hold no placeholder, at any depth."""

NOTHING_PERSONAL: Final = {"$ref": "urn:kochava-lint:screen:nothing-personal"}
"""The schema of values that surely hold no e-mail address or phone number, at any depth."""


def _free_of(pattern: str) -> dict[str, Any]:
    inside = {"$ref": "#"}
    return {"not": {"type": "string", "pattern": pattern}, "additionalProperties": inside, "items": inside}


RESOURCES: Final = {
    NO_PLACEHOLDER["$ref"]: _free_of(MAY_BE_PLACEHOLDER),
    NOTHING_PERSONAL["$ref"]: _free_of(MAY_BE_PERSONAL),
}
"""What conditions may refer to, by `$id`."""

_IDS, _BLOCK = "device_ids", "app_tracking_transparency"


def check_fields(quiet: Quiet) -> None:
    """
    Make sure that *quiet* names fields only.

    Raises: `ValueError` for anything else: a condition on the wrong value would spare a rule that has to run.
    """
    for field in quiet:
        holder, _, key = field.rpartition("/")
        if holder not in {"", _IDS, _BLOCK} or (holder and not key):
            raise ValueError(f"{field} is no field: a condition is on a key, or on {_IDS}/… or {_BLOCK}/…")


def composed(conditions: Iterable[Quiet]) -> dict[str, Any]:
    """Put together one schema that accepts what satisfies all *conditions*."""
    root: dict[str, list[Any]] = defaultdict(list)
    inner: dict[str, list[Any]] = defaultdict(list)
    identifiers: dict[str, list[Any]] = defaultdict(list)
    block: dict[str, list[Any]] = defaultdict(list)
    whole: list[Any] = []
    for quiet in conditions:
        for field, schema in quiet.items():
            holder, _, key = field.rpartition("/")
            if not field:
                whole += [] if schema in whole else [schema]
                continue
            places: tuple[dict[str, list[Any]], ...] = (root,) if key in ROOT_KEYS else (root, inner)
            if holder == _IDS:
                # An update holds identifiers in `data` itself.
                places = (identifiers, inner)
            elif holder == _BLOCK:
                places = (block, inner, root)
            for place in places:
                if schema not in place[key]:  # rules share conditions
                    place[key].append(schema)
    for place in (root, inner):
        place[_IDS].append(_object(identifiers))
        place[_BLOCK].append(_object(block))
    root["device_id"].append(_object(identifiers))
    root["data"].append(_object(inner))
    return {**_object(root), "allOf": [*whole, True]}


def _object(members: Mapping[str, list[Any]]) -> dict[str, Any]:
    return {
        "properties": {key: schemas[0] if len(schemas) == 1 else {"allOf": schemas} for key, schemas in members.items()}
    }

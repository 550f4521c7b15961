"""One JSON Schema that allows what several do, as far as it can be told from their keywords."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

__all__ = ["merged"]


def merged(*schemas: Any) -> Any:  # noqa: ANN401 - schemas, each of which may be true or false
    """
    A schema for what all *schemas* allow.

    Where two of them say what no one keyword can, such as two patterns, it says one of the two: its values are to be
    checked.
    """
    whole: dict[str, Any] = {}
    for schema in schemas:
        if schema is False:
            return False
        if not isinstance(schema, Mapping):
            continue
        for key, value in schema.items():
            whole[key] = _MERGES.get(key, _first)(whole[key], value) if key in whole else value
    return whole


def _first(one: Any, _: Any) -> Any:  # noqa: ANN401 - whatever a keyword holds
    return one


def _both(one: Any, other: Any) -> Any:  # noqa: ANN401 - schemas
    return one if one == other else {"allOf": [one, other]}


def _properties(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **one,
        **{key: _both(one[key], schema) if key in one else schema for key, schema in other.items()},
    }


def _types(one: str | list[str], other: str | list[str]) -> list[str]:
    first, second = ([told] if isinstance(told, str) else told for told in (one, other))
    # A whole number is a number too.
    return [kind for kind in first if kind in second or (kind == "integer" and "number" in second)] + [
        kind for kind in second if kind == "integer" and "number" in first and kind not in first
    ]


def _common(one: list[Any], other: list[Any]) -> list[Any]:
    return [value for value in one if value in other]


_MERGES: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "additionalProperties": _both,
    "allOf": lambda one, other: [*one, *other],
    "enum": _common,
    "exclusiveMaximum": min,
    "exclusiveMinimum": max,
    "items": _both,
    "maxItems": min,
    "maxLength": min,
    "maxProperties": min,
    "maximum": min,
    "minItems": max,
    "minLength": max,
    "minProperties": max,
    "minimum": max,
    "properties": _properties,
    "required": lambda one, other: [*one, *other],
    "type": _types,
    "uniqueItems": lambda one, other: one or other,
}

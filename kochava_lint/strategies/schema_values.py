"""Values of `event_data` that a tracking plan allows: from JSON Schema to strategies."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urljoin

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from kochava_lint.plan import EventSchema
from kochava_lint.strategies.schema_merge import merged
from kochava_lint.strategies.schema_scalars import TEXT, integers, numbers, texts

__all__ = ["schema_values"]

_SCALARS: Final = st.one_of(
    st.text(TEXT, max_size=20),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
)
_NAMES: Final = st.from_regex(r"[a-z][a-z0-9]{0,9}", fullmatch=True)
"""Keys that nobody has named: plain ones, since whoever names none means no key that means something to Kochava."""
_KEYS_OF_TYPES: Final[dict[str, tuple[str, ...]]] = {
    "object": ("properties", "required", "additionalProperties", "minProperties", "maxProperties"),
    "array": ("items", "prefixItems", "minItems", "maxItems", "uniqueItems"),
    "string": ("pattern", "format", "minLength", "maxLength"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}


def schema_values(schema: EventSchema | None) -> SearchStrategy[dict[str, Any]]:
    """
    The objects that the *schema* of an event's `event_data` allows; where there is none, flat ones of any kind.

    They hold the keys that the schema speaks of, and such others only where it says what these may be. A keyword that
    nothing is drawn from, such as `not`, is only checked: Hypothesis complains where it is hardly ever met by chance.

    Raises: when drawn from, `InvalidArgument` where a pattern is none that Python reads.
    """
    if schema is None:
        return st.dictionaries(_NAMES, _SCALARS, max_size=5)
    values = _Drawing(schema).values
    return values.filter(lambda value: next(schema.violations(value), None) is None)


class _Drawing:
    """The strategies that the parts of a *schema* come to."""

    def __init__(self, schema: EventSchema) -> None:
        self._schema = schema
        self._by_address: dict[str, SearchStrategy[Any]] = {}
        self.values: SearchStrategy[Any] = st.deferred(
            lambda: self._values(merged({"type": "object"}, _absolute(schema.document, schema.address)))
        )

    def _referred(self, address: str) -> Any:  # noqa: ANN401 - a schema
        return _absolute(self._schema.at(address), address)

    def _values(self, schema: Any) -> SearchStrategy[Any]:  # noqa: ANN401 - a schema
        if not isinstance(schema, Mapping):
            return _SCALARS if schema else st.nothing()
        if schema.keys() == {"$ref"}:  # which may lead back here
            address = schema["$ref"]
            if address not in self._by_address:
                self._by_address[address] = st.deferred(lambda: self._values(self._referred(address)))
            return self._by_address[address]
        if "$ref" in schema:
            return self._values(merged(_without(schema, "$ref"), self._referred(schema["$ref"])))
        parts = _alternatives(schema)
        if parts:
            return st.one_of([self._values(part) for part in parts])
        if "const" in schema:
            return st.just(schema["const"])
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        return st.one_of([self._of_type(kind, schema) for kind in _types(schema)])

    def _of_type(self, kind: str, schema: Mapping[str, Any]) -> SearchStrategy[Any]:
        drawn: dict[str, Callable[[Mapping[str, Any]], SearchStrategy[Any]]] = {
            "null": lambda _: st.none(),
            "boolean": lambda _: st.booleans(),
            "integer": integers,
            "number": numbers,
            "string": texts,
            "array": self._arrays,
            "object": self._objects,
        }
        return drawn[kind](schema)

    def _arrays(self, schema: Mapping[str, Any]) -> SearchStrategy[Any]:
        first = schema.get("prefixItems", ())
        items = schema.get("items", True)
        if isinstance(items, Sequence):  # as drafts before 2020-12 write it
            first, items = items, schema.get("additionalItems", True)
        others = st.nothing() if items is False else self._values(items)
        least = max(0, schema.get("minItems", 0) - len(first))
        most = max(0, schema["maxItems"] - len(first)) if "maxItems" in schema else None
        unique = _written if schema.get("uniqueItems") else None
        rest = st.lists(others, min_size=least, max_size=0 if items is False else most, unique_by=unique)
        if not first:
            return rest
        return st.tuples(st.tuples(*map(self._values, first)), rest).map(lambda parts: [*parts[0], *parts[1]])

    def _objects(self, schema: Mapping[str, Any]) -> SearchStrategy[Any]:
        properties = schema.get("properties", {})
        others = schema.get("additionalProperties")
        required = dict.fromkeys(schema.get("required", ()))
        unsaid = True if others is None else others
        named = st.fixed_dictionaries(
            {key: self._values(properties.get(key, unsaid)) for key in required},
            optional={
                key: self._values(part) for key, part in properties.items() if key not in required and part is not False
            },
        )
        if not isinstance(others, Mapping) and (properties or others is False):
            return named
        names = _NAMES.filter(lambda name: name not in properties)
        rest = st.dictionaries(
            names,
            self._values(unsaid),
            min_size=max(0, schema.get("minProperties", 0) - len(properties)),
            max_size=max(0, schema["maxProperties"] - len(required)) if "maxProperties" in schema else 5,
        )
        return st.tuples(named, rest).map(lambda parts: {**parts[1], **parts[0]})


def _absolute(schema: Any, address: str) -> Any:  # noqa: ANN401 - a schema, or a part of one
    """A *schema* that stands at *address*, in which no reference depends on that."""
    if isinstance(schema, Mapping):
        return {
            key: urljoin(address, value) if key == "$ref" and isinstance(value, str) else _absolute(value, address)
            for key, value in schema.items()
        }
    return [_absolute(part, address) for part in schema] if isinstance(schema, list) else schema


def _alternatives(schema: Mapping[str, Any]) -> list[Any]:
    """Schemas of which a value has to meet one, where a keyword of *schema* puts it together of others; else none."""
    if "allOf" in schema:
        return [merged(_without(schema, "allOf"), *schema["allOf"])]
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema:
            return [merged(_without(schema, keyword), part) for part in schema[keyword]]
    if "if" in schema:
        rest = _without(schema, "if", "then", "else")
        met, unmet = schema.get("then", True), schema.get("else", True)
        return [merged(rest, schema["if"], met), merged(rest, unmet)]
    return []


def _without(schema: Mapping[str, Any], *keywords: str) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key not in keywords}


def _types(schema: Mapping[str, Any]) -> Sequence[str]:
    """The types that a *schema* allows; where it says none, those that its keywords are about, else any of a scalar."""
    if "type" in schema:
        told = schema["type"]
        return [told] if isinstance(told, str) else told
    meant = [kind for kind, keys in _KEYS_OF_TYPES.items() if not schema.keys().isdisjoint(keys)]
    return meant or ("string", "number", "boolean")


def _written(value: object) -> str:
    return json.dumps(value, sort_keys=True)

"""Values that a tracking plan allows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis.errors import InvalidArgument

from kochava_lint.plan import EventSchema
from kochava_lint.strategies.schema_merge import merged
from kochava_lint.strategies.schema_values import schema_values

JSON = dict[str, Any]
QUICK = settings(database=None, derandomize=True, max_examples=20, phases=[Phase.generate])
SHRUNK = settings(QUICK, max_examples=50, phases=[Phase.generate, Phase.shrink])

SCHEMAS: dict[str, JSON] = {
    "bare": {},
    "typed": {
        "required": ["a", "b", "c", "d"],
        "properties": {
            "a": {"type": "string", "minLength": 2, "maxLength": 4},
            "b": {"type": "integer", "minimum": -3, "exclusiveMaximum": 4},
            "c": {"type": ["boolean", "null"]},
            "d": {"type": "array", "items": {"type": "number"}, "minItems": 1, "maxItems": 3, "uniqueItems": True},
        },
    },
    "numbers": {
        "required": ["a", "b", "c", "d"],
        "properties": {
            "a": {"type": "number", "multipleOf": 0.01, "minimum": 0.05, "maximum": 99.99},
            "b": {"type": "integer", "multipleOf": 7, "minimum": 8},
            "c": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
            "d": {"type": "integer", "exclusiveMinimum": 0.5, "maximum": 2.5},
        },
    },
    "patterns": {
        "required": ["a", "b"],
        "properties": {
            "a": {"type": "string", "pattern": r"^[A-Z]{2}\d{3,}\w$"},
            "b": {"pattern": "x", "maxLength": 9},
        },
    },
    "formats": {
        "required": ["date", "date-time", "email", "ipv4", "ipv6", "time", "uri", "uuid"],
        "properties": {
            name: {"type": "string", "format": name}
            for name in ("date", "date-time", "email", "ipv4", "ipv6", "time", "uri", "uuid")
        },
    },
    "references": {
        "$defs": {
            "item": {"type": "object", "required": ["sku"], "properties": {"sku": {"$ref": "#/$defs/sku"}}},
            "sku": {"type": "string", "pattern": "^[a-z]{3}$"},
        },
        "required": ["items"],
        "properties": {"items": {"type": "array", "items": {"$ref": "#/$defs/item", "maxProperties": 1}}},
    },
    "a reference to itself": {
        "$defs": {"node": {"properties": {"next": {"$ref": "#/$defs/node"}, "name": {"type": "string"}}}},
        "properties": {"root": {"$ref": "#/$defs/node"}},
    },
    "allOf": {
        "allOf": [
            {"required": ["x"], "properties": {"x": {"type": "number", "minimum": 3}}},
            {"properties": {"x": {"type": "integer", "maximum": 8}}},
        ]
    },
    "anyOf": {
        "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
        "properties": {"a": {"const": 1}, "b": {"enum": [2]}},
    },
    "oneOf": {
        "properties": {"kind": {"type": "string"}},
        "oneOf": [
            {"required": ["a"], "properties": {"kind": {"const": "a"}}},
            {"properties": {"kind": {"const": "b"}}},
        ],
        "required": ["kind"],
    },
    "if": {
        "required": ["kind"],
        "properties": {"kind": {"enum": ["new", "used"]}},
        "if": {"properties": {"kind": {"const": "used"}}},
        "then": {"required": ["years"], "properties": {"years": {"type": "integer", "minimum": 1}}},
    },
    "others": {"additionalProperties": {"type": "integer"}, "minProperties": 2, "maxProperties": 4},
    "tuples": {
        "required": ["pair"],
        "properties": {"pair": {"prefixItems": [{"type": "string"}, {"const": 2}], "items": False}},
    },
    "draft 4": {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "required": ["a"],
        "properties": {"a": {"type": "integer", "minimum": 0, "exclusiveMinimum": True, "maximum": 3}},
    },
    "only checked": {"properties": {"a": {"type": "integer"}}, "dependentRequired": {"a": ["b"]}},
}


def schema_of(document: JSON | bool) -> EventSchema:
    return EventSchema(document, "file:///plans/plan.json")


@pytest.mark.parametrize("document", SCHEMAS.values(), ids=SCHEMAS)
def test_whatever_is_drawn_is_allowed(document: JSON) -> None:
    """And it is drawn, not filtered: Hypothesis has nothing to complain of."""
    schema = schema_of(document)

    @QUICK
    @given(schema_values(schema))
    def is_allowed(value: JSON) -> None:
        assert isinstance(value, dict)
        assert list(schema.violations(value)) == []

    is_allowed()


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("if", lambda value: value["kind"] == "used"),
        ("if", lambda value: value["kind"] == "new" and "years" not in value),
        ("anyOf", lambda value: "a" in value and "b" not in value),
        ("anyOf", lambda value: "b" in value),
        ("oneOf", lambda value: value["kind"] == "b"),
        ("typed", lambda value: value["c"] is None and len(value["d"]) == 3),
        ("a reference to itself", lambda value: "next" in value.get("root", {}).get("next", {})),
        ("others", lambda value: len(value) == 4),
        ("only checked", lambda value: value == {}),
    ],
)
def test_all_that_is_allowed_may_come(name: str, condition: Callable[[JSON], bool]) -> None:
    find(schema_values(schema_of(SCHEMAS[name])), condition, settings=settings(QUICK, max_examples=2_000))


def test_a_shrunk_value_is_the_least_that_is_allowed() -> None:
    smallest = find(schema_values(schema_of(SCHEMAS["numbers"])), lambda value: value["b"] > 20, settings=SHRUNK)
    assert smallest == {"a": 0.05, "b": 21, "c": 0.5, "d": 1}


def test_an_event_without_a_schema_has_flat_data() -> None:
    @QUICK
    @given(schema_values(None))
    def is_flat(value: JSON) -> None:
        assert all(value)
        assert not any(isinstance(member, dict | list) for member in value.values())

    is_flat()


def test_references_lead_to_files_too(tmp_path: Path) -> None:
    (tmp_path / "parts.json").write_text(
        '{"$defs": {"size": {"enum": ["S"]}, "all": {"$ref": "#/$defs/size"}}}', "utf-8"
    )
    document = {"required": ["size"], "properties": {"size": {"$ref": "parts.json#/$defs/all"}}}
    schema = EventSchema(document, (tmp_path / "plan.json").as_uri())
    assert find(schema_values(schema), lambda _: True, settings=SHRUNK) == {"size": "S"}


def test_a_pattern_that_python_does_not_read_is_told_of() -> None:
    schema = schema_of({"required": ["a"], "properties": {"a": {"pattern": "\\p{L}"}}})
    with pytest.raises(InvalidArgument, match="is none that Python reads"):
        find(schema_values(schema), lambda _: True)


@pytest.mark.parametrize(
    ("schemas", "whole"),
    [
        ([{"minimum": 1}, {"minimum": 3}], {"minimum": 3}),
        ([{"maxLength": 5}, {"maxLength": 3}], {"maxLength": 3}),
        ([{"type": ["number", "null"]}, {"type": "integer"}], {"type": ["integer"]}),
        ([{"type": "integer"}, {"type": "number"}], {"type": ["integer"]}),
        ([{"required": ["a"]}, {"required": ["b"]}], {"required": ["a", "b"]}),
        ([{"enum": [1, 2, 3]}, {"enum": [3, 1]}], {"enum": [1, 3]}),
        (
            [{"properties": {"a": {"minimum": 1}}}, {"properties": {"a": {"maximum": 2}, "b": True}}],
            {"properties": {"a": {"allOf": [{"minimum": 1}, {"maximum": 2}]}, "b": True}},
        ),
        ([True, {"minimum": 1}], {"minimum": 1}),
        ([{"minimum": 1}, False], False),
        ([{"pattern": "a"}, {"pattern": "b"}], {"pattern": "a"}),
    ],
)
def test_schemas_are_merged(schemas: list[Any], whole: object) -> None:
    assert merged(*schemas) == whole

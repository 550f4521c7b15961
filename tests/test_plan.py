"""The schema of an event: what it refuses, and where that is reported."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft4Validator, Draft7Validator, Draft202012Validator

from kochava_lint.plan import EventSchema

ADDRESS = (Path(__file__).parent / "plan-event-1.json").as_uri()
DRAFTS = [Draft4Validator, Draft7Validator, Draft202012Validator]
Told = list[tuple[str, tuple[str | int, ...]]]
MISSING: tuple[str, tuple[str | int, ...]] = ("required", ())


def told(schema: dict[str, Any] | bool, value: object) -> Told:
    return [(found.keyword, tuple(found.pointer)) for found in EventSchema(schema, ADDRESS).violations(value)]


def of(**properties: Any) -> dict[str, Any]:
    return {"properties": properties}


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        pytest.param({"type": "object"}, {}, [], id="accepted"),
        pytest.param({"type": "object"}, "text", [("type", ())], id="root"),
        pytest.param({"type": ["object", "string"]}, "text", [], id="one-of-two-types"),
        pytest.param(of(a={"type": "number"}), {"a": "x"}, [("type", ("a",))], id="key"),
        pytest.param(of(a={"type": "number"}), {"a": None}, [("type", ("a",))], id="null"),
        pytest.param(of(a={"type": "integer"}), {"a": 5.0}, [], id="whole-number-with-a-point"),
        pytest.param(of(a={"type": "integer"}), {"a": True}, [("type", ("a",))], id="boolean-is-no-number"),
        pytest.param(of(a={"const": 1}), {"a": True}, [("const", ("a",))], id="true-is-not-one"),
        pytest.param(of(a={"enum": ["x", None]}), {"a": "y"}, [("enum", ("a",))], id="enum"),
        pytest.param(of(a=False), {"a": 1}, [("falseSchema", ("a",))], id="false"),
        pytest.param(of(a={"items": {"type": "number"}}), {"a": [1, "x"]}, [("type", ("a", 1))], id="element"),
        pytest.param(of(a=of(b={"maximum": 5})), {"a": {"b": 6}}, [("maximum", ("a", "b"))], id="inside"),
        pytest.param({"required": ["a"]}, {}, [MISSING], id="missing"),
        pytest.param({"required": ["a", "b", "c"]}, {"b": 1}, [MISSING, MISSING], id="each-missing"),
        pytest.param(of(a={"required": ["b"]}), {"a": {}}, [("required", ("a",))], id="missing-inside"),
        pytest.param({"required": ["a"]}, "text", [], id="a-text-has-no-keys"),
        pytest.param({"required": ["a"], **of(b={"type": "null"})}, {"b": 1}, [MISSING, ("type", ("b",))], id="both"),
        pytest.param({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, {}, [("anyOf", ())], id="any-of"),
        pytest.param(
            {"allOf": [{"required": ["a"]}, {"maxProperties": 0}]},
            {"b": 1},
            [MISSING, ("maxProperties", ())],
            id="all-of",
        ),
        pytest.param(
            {"additionalProperties": False},
            {"a": 1, "b": 2},
            [("additionalProperties", ("a",)), ("additionalProperties", ("b",))],
            id="additional",
        ),
        pytest.param({"dependentRequired": {"a": ["b"]}}, {"a": 1}, [("required", ())], id="dependent"),
        pytest.param({"propertyNames": {"pattern": "^a"}}, {"b": 1}, [("propertyNames", ())], id="names"),
        pytest.param({"$ref": "#/$defs/a", "$defs": {"a": {"required": ["b"]}}}, {}, [MISSING], id="reference"),
        pytest.param({"if": {"required": ["a"]}, "then": {"required": ["b"]}}, {"a": 1}, [MISSING], id="then"),
        pytest.param(of(a={"pattern": "^x$"}), {"a": "x\n"}, [("pattern", ("a",))], id="line-end"),
        pytest.param(of(a={"format": "email"}), {"a": "none"}, [], id="formats-are-notes"),
    ],
)
def test_what_is_refused_is_told_where_it_stands(schema: dict[str, Any], value: object, expected: Told) -> None:
    assert Counter(told(schema, value)) == Counter(expected)


def test_each_missing_key_is_named_once() -> None:
    schema = EventSchema({"required": ["a", "b"], **of(c={"required": ["d"]})}, ADDRESS)
    assert Counter(found.expected for found in schema.violations({"c": {}})) == Counter([("a",), ("b",), ("d",)])


def test_a_key_that_is_asked_for_twice_is_told_of_once() -> None:
    assert told({"required": ["a"], "allOf": [{"required": ["a"]}]}, {}) == [MISSING]


def test_a_schema_may_refer_to_itself() -> None:
    tree = {"type": "object", "additionalProperties": {"$ref": "#"}}
    assert told(tree, {"a": {"b": {}}}) == []
    assert told(tree, {"a": {"b": {"c": 5}}}) == [("type", ("a", "b", "c"))]


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param({"$ref": "#", "type": "array"}, id="itself"),
        pytest.param({"allOf": [{"$ref": "#"}], "type": "array"}, id="itself-in-a-list"),
        pytest.param({"not": {"$ref": "#"}}, id="what-it-is-not"),
        pytest.param(
            {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b", "type": "array"}, "b": {"$ref": "#/$defs/a"}}},
            id="two-of-each-other",
        ),
    ],
)
def test_a_schema_that_goes_round_in_circles_is_refused_or_used_and_no_defect(schema: dict[str, Any]) -> None:
    try:
        event = EventSchema(schema, ADDRESS)
    except ValueError:
        return
    assert list(event.violations({}))


def test_what_is_nested_deep_is_refused_for_what_it_is() -> None:
    chain: dict[str, Any] = {"value": 1}
    for _ in range(60):
        chain = {"next": chain}
    either = [{"required": ["value"]}, {"required": ["next"]}]
    assert told({"anyOf": either, **of(next={"$ref": "#"})}, chain) == []


def test_what_is_nested_deeper_than_any_validator_goes_is_no_defect() -> None:
    value: Any = []
    for _ in range(900):
        value = [value]
    assert told(of(a={"type": "array"}), {"a": value}) == []
    assert told(of(a={"type": "object"}), {"a": value}) == [("type", ("a",))]


@pytest.mark.parametrize(
    ("schema", "keys"),
    [
        pytest.param(True, (), id="true"),
        pytest.param({}, (), id="empty"),
        pytest.param(of(b={}, a={}), ("b", "a"), id="in-the-order-of-the-schema"),
        pytest.param({"required": ["c", "a"], **of(a={})}, ("a", "c"), id="required-ones-too"),
        pytest.param(of(a=of(b={})), ("a",), id="not-those-inside"),
        pytest.param({"$ref": "#/$defs/a", "$defs": {"a": of(b={})}}, ("b",), id="by-reference"),
        pytest.param({"allOf": [of(a={}), {"required": ["b"]}]}, ("a", "b"), id="in-parts"),
    ],
)
def test_the_keys_that_a_schema_speaks_of(schema: dict[str, Any] | bool, keys: tuple[str, ...]) -> None:
    assert EventSchema(schema, ADDRESS).keys == keys


KEYS = st.sampled_from(["a", "b", "c"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([0.5, 2.0]) | st.sampled_from(["", "x", "yy"]),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(KEYS, inside, max_size=3),
    max_leaves=6,
)
TYPES = st.sampled_from(["null", "boolean", "integer", "number", "string", "array", "object"])
SCHEMAS = st.recursive(
    st.fixed_dictionaries(
        {},
        optional={
            "type": TYPES | st.lists(TYPES, min_size=1, max_size=3, unique=True),
            "enum": st.lists(VALUES, min_size=1, max_size=3, unique_by=repr),
            "required": st.lists(KEYS, min_size=1, max_size=2, unique=True),
            "minimum": st.integers(-2, 2),
            "maxLength": st.integers(0, 2),
            "maxProperties": st.integers(0, 2),
            "uniqueItems": st.booleans(),
        },
    ),
    lambda inside: st.fixed_dictionaries(
        {},
        optional={
            "properties": st.dictionaries(KEYS, inside, max_size=2),
            "additionalProperties": inside | st.booleans(),
            "items": inside,
            "not": inside,
            "anyOf": st.lists(inside, min_size=1, max_size=2),
            "oneOf": st.lists(inside, min_size=1, max_size=2),
            "required": st.lists(KEYS, min_size=1, max_size=2, unique=True),
        },
    ),
    max_leaves=4,
)


@given(SCHEMAS, VALUES, st.sampled_from(DRAFTS))
@example({"enum": [[0]]}, [False], Draft202012Validator)
@example({"uniqueItems": True}, [1, True], Draft202012Validator)
def test_a_schema_refuses_what_a_validator_of_its_draft_refuses(
    schema: dict[str, Any], value: object, draft: type[Draft202012Validator]
) -> None:
    named = {"$schema": draft.META_SCHEMA["$schema" if "$schema" in draft.META_SCHEMA else "id"], **schema}
    errors = list(draft(named).iter_errors(value))
    found = told(named, value)
    assert bool(found) == bool(errors)
    at = {pointer[:-1] if keyword == "additionalProperties" else pointer for keyword, pointer in found}
    assert at == {tuple(error.absolute_path) for error in errors}

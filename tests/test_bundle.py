"""Bundled schemas: complete, and of one mind with those they are made of."""

from __future__ import annotations

import re
from typing import Any

import jsonschema_rs
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.exceptions import Unresolvable
from samples import DROP, changed
from test_api import CLEAN, ODD_PAYLOADS
from test_schema import DOCUMENTS, EXAMPLES, PATHS, TABLE, subschemas

from kochava_lint import Linter
from kochava_lint.bundle import bundled
from kochava_lint.plugins import load_plugins
from kochava_lint.schema import SCHEMA_FILES
from kochava_lint.shipped import published_schemas

PUBLISHED = published_schemas()
OF_PAYLOADS = [name.removesuffix(".json") for name in SCHEMA_FILES.values()]
ALONE = {name: jsonschema_rs.Draft202012Validator(document) for name, document in PUBLISHED.items()}
TOGETHER = {
    name: jsonschema_rs.Draft202012Validator(
        DOCUMENTS[f"{name}.json"],
        registry=jsonschema_rs.Registry([(document["$id"], document) for document in DOCUMENTS.values()]),
    )
    for name in PUBLISHED
}
CONDITION = re.compile(r"/(anyOf|not|then|if)(/|$)|/\$defs/(tells|is|has)_")
"""Where in a schema keys are told only what has to hold of them."""
schemas = pytest.mark.parametrize("name", PUBLISHED)


def _shown(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """What an editor shows of *schema*: what it refers to belongs to it."""
    shown: dict[str, Any] = {}
    for part in (schema, *schema.get("allOf", ())):
        if "$ref" in part:
            shown = {**PUBLISHED[name]["$defs"][part["$ref"].removeprefix("#/$defs/")], **shown}
    return {**shown, **schema}


def test_all_are_published_but_what_says_nothing_by_itself() -> None:
    assert {f"{name}.json" for name in PUBLISHED} == DOCUMENTS.keys() - {"definitions.json"}
    assert list(PUBLISHED) == sorted(PUBLISHED)


@schemas
def test_a_bundle_refers_to_nothing_elsewhere_and_nothing_stands_beside_a_reference(name: str) -> None:
    """Some editors look at nothing that stands beside `$ref`, and others let its target overwrite that."""
    definitions = PUBLISHED[name].get("$defs", {})
    referred = set()
    for path, schema in subschemas(PUBLISHED[name]):
        if isinstance(schema.get("$ref"), str):
            assert list(schema) == ["$ref"], path
            referred.add(schema["$ref"])
        assert path == "" or "$id" not in schema, path
    assert referred == {f"#/$defs/{definition}" for definition in definitions}, "what is needed, and nothing else"


@schemas
def test_a_bundle_is_the_same_version_of_the_same_schema(name: str) -> None:
    original = DOCUMENTS[f"{name}.json"]
    assert {key: PUBLISHED[name][key] for key in ("$schema", "$id", "title", "description", "examples")} == {
        key: original[key] for key in ("$schema", "$id", "title", "description", "examples")
    }
    assert re.fullmatch(rf"urn:kochava-lint:schema:{name}:[0-9]+", PUBLISHED[name]["$id"])


def _payloads() -> list[dict[str, Any]]:
    values = [parameters.values[0] for parameters in TABLE]
    for example in EXAMPLES:
        try:
            values.append(orjson.loads(example.text))
        except orjson.JSONDecodeError:
            continue
    return [value for value in values if isinstance(value, dict)]


@pytest.mark.parametrize("name", OF_PAYLOADS)
def test_a_bundle_gives_the_verdicts_of_the_schemas_that_it_is_made_of(name: str) -> None:
    """Of the slow validator too, which is another one."""
    registry: Any = Registry().with_resources(
        (document["$id"], Resource.from_contents(document)) for document in DOCUMENTS.values()
    )
    together = Draft202012Validator(DOCUMENTS[f"{name}.json"], registry=registry)
    alone = Draft202012Validator(PUBLISHED[name])
    verdicts = set()
    for payload in _payloads():
        expected = together.is_valid(payload)
        verdicts.add(expected)
        assert (alone.is_valid(payload), ALONE[name].is_valid(payload)) == (expected, expected), payload
    assert verdicts == {True, False}


@given(st.sampled_from(CLEAN), st.lists(st.tuples(st.sampled_from(PATHS), ODD_PAYLOADS | st.just(DROP)), max_size=3))
def test_a_bundle_gives_the_same_verdict_on_whatever_is_sent(
    payload: dict[str, Any], changes: list[tuple[str, Any]]
) -> None:
    for path, value in changes:
        try:
            payload = changed(payload, {path: value})
        except (TypeError, KeyError, AttributeError):  # the path leads nowhere any more
            continue
    for name in PUBLISHED:
        assert ALONE[name].is_valid(payload) == TOGETHER[name].is_valid(payload), name


@schemas
def test_every_key_is_described_and_a_condition_is_no_description(name: str) -> None:
    for path, schema in subschemas(PUBLISHED[name]):
        if not path.endswith("/properties") or "/examples/" in path:
            continue
        for key, value in schema.items():
            assert CONDITION.search(path) or "description" in _shown(value, name), f"{path}/{key}"


@pytest.mark.parametrize("name", OF_PAYLOADS)
def test_every_value_that_people_write_has_an_example(name: str) -> None:
    """But for what lists its values, and for objects whose keys have examples."""
    for path, schema in subschemas(PUBLISHED[name]):
        if not path.endswith("/properties") or CONDITION.search(path):
            continue
        for key, value in schema.items():
            shown = _shown(value, name)
            if key != "action" and not {"const", "enum", "properties"} & shown.keys():
                assert shown.get("examples"), f"{path}/{key}"


@schemas
def test_every_example_is_valid(name: str) -> None:
    for path, schema in subschemas(PUBLISHED[name]):
        if not isinstance(schema.get("examples"), list):
            continue
        alone = {**schema, "$defs": PUBLISHED[name].get("$defs", {})} if path else schema
        for example in schema["examples"]:
            jsonschema_rs.Draft202012Validator(alone).validate(example)


@pytest.mark.parametrize("name", OF_PAYLOADS)
def test_in_the_example_of_a_payload_nothing_is_found(name: str) -> None:
    linter = Linter(rules=load_plugins(installed=()).rules.values(), now=1_800_000_000)
    for example in PUBLISHED[name]["examples"]:
        assert linter.lint([example]) == []


LIST = {"$id": "urn:list", "items": {"$ref": "#/$defs/tree"}, "$defs": {"tree": {"items": {"$ref": "#/$defs/tree"}}}}


def test_what_refers_to_itself_is_bundled_too() -> None:
    assert bundled({"$id": "urn:a", "prefixItems": [{"$ref": "urn:list#/$defs/tree", "allOf": [{}]}]}, [LIST]) == {
        "$id": "urn:a",
        "prefixItems": [{"allOf": [{}, {"$ref": "#/$defs/tree"}]}],
        "$defs": {"tree": {"items": {"$ref": "#/$defs/tree"}}},
    }


def test_a_reference_that_leads_nowhere_is_told_of() -> None:
    with pytest.raises(Unresolvable):
        bundled({"$id": "urn:a", "$ref": "urn:list#/$defs/bush"}, [LIST])
    with pytest.raises(Unresolvable):
        bundled({"$id": "urn:a", "$ref": "urn:bush#/$defs/tree"}, [LIST])


def test_two_definitions_of_one_name_are_not_taken_for_each_other() -> None:
    references = [{"$ref": "#/$defs/tree"}, {"$ref": "urn:list#/$defs/tree"}]
    document = {"$id": "urn:a", "allOf": references, "$defs": {"tree": {}}}
    with pytest.raises(ValueError, match="urn:list#/\\$defs/tree and urn:a#/\\$defs/tree would both be called tree"):
        bundled(document, [LIST, document])

"""The schemas: sound, sourced, and in agreement with validators that are not ours."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from samples import (
    ADID,
    ANDROID_UA,
    DROP,
    IDFA,
    IPHONE_UA,
    MAC_UA,
    ROKU_UA,
    android,
    changed,
    flat,
    install,
    ios,
    link,
    update,
)
from test_api import CLEAN, ODD_PAYLOADS

from kochava_lint import Linter, Rule, Schemas
from kochava_lint.examples import examples
from kochava_lint.plugins import load_plugins
from kochava_lint.reader import read_values
from kochava_lint.schema import SCHEMA_FILES
from kochava_lint.shipped import shipped_folder, shipped_schemas

DOCUMENTS: dict[str, Any] = {path.name: json.loads(path.read_text("utf-8")) for path in shipped_folder().glob("*.json")}
PAYLOAD_SCHEMAS = {
    **{name: DOCUMENTS[name] for name in SCHEMA_FILES.values()},
    "definitions.json": DOCUMENTS["definitions.json"],
}
EXAMPLES = [example for rule in load_plugins(installed=()).rules.values() for example in examples(rule)]


def subschemas(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object inside *schema*, with its path."""
    if isinstance(schema, dict):
        yield path, schema
        for key, value in schema.items():
            yield from subschemas(value, f"{path}/{key}")
    elif isinstance(schema, list):
        for index, element in enumerate(schema):
            yield from subschemas(element, f"{path}/{index}")


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_schema_passes_its_meta_schema(document: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(document)
    jsonschema_rs.meta.validate(document)
    assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert re.fullmatch(r"urn:kochava-lint:schema:[a-z-]+:1", document["$id"])


@pytest.mark.parametrize("document", PAYLOAD_SCHEMAS.values(), ids=PAYLOAD_SCHEMAS)
def test_every_key_is_described_with_its_page(document: dict[str, Any]) -> None:
    for path, schema in subschemas(document):
        if not path.endswith("/properties"):
            continue
        for key, value in schema.items():
            described = value.get("description") or _resolved(value).get("description", "")
            inside_a_condition = "description" not in value and "$ref" not in value
            assert "https://" in described or inside_a_condition, f"{path}/{key}"


@pytest.mark.parametrize("document", PAYLOAD_SCHEMAS.values(), ids=PAYLOAD_SCHEMAS)
def test_every_refusal_stands_under_a_description_that_cites_its_page(document: dict[str, Any]) -> None:
    """Whoever follows the path of an error upwards meets the page that it rests on."""

    def walk(schema: Any, path: str, cited: bool) -> None:
        if isinstance(schema, dict):
            cited = cited or "https://" in str(schema.get("description", ""))
            refusing = {"type", "enum", "const", "pattern", "minLength", "required", "not"} & schema.keys()
            is_schema = not path.endswith(("/properties", "/$defs"))
            assert cited or not refusing or not is_schema, path
            for key, value in schema.items():
                if key not in {"enum", "const", "required"}:
                    walk(value, f"{path}/{key}", cited and not path.endswith("/$defs"))
        elif isinstance(schema, list):
            for index, element in enumerate(schema):
                walk(element, f"{path}/{index}", cited)

    walk(document, "", cited=False)


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref", "#")
    found: Any = DOCUMENTS["definitions.json"]
    for part in reference.partition("#")[2].split("/")[1:]:
        found = found[part]
    return dict(found)


def test_every_rule_that_a_schema_leaves_a_defect_to_exists(rules: dict[str, Rule]) -> None:
    owners = {
        schema["$comment"].removeprefix("rule: ")
        for document in PAYLOAD_SCHEMAS.values()
        for _, schema in subschemas(document)
        if isinstance(schema.get("$comment"), str)
    }
    assert (
        {"att-missing", "null-value", "user-agent-not-url-encoded", "unparseable-os-version"} < owners <= rules.keys()
    )


def test_patterns_mean_the_same_to_every_engine() -> None:
    r"""`\d`, `\w`, `\s` and `$` at the end of a text differ between dialects of regular expressions."""
    for document in PAYLOAD_SCHEMAS.values():
        for path, schema in subschemas(document):
            pattern = schema.get("pattern", "")
            if isinstance(pattern, str):
                assert not re.search(r"\\[dwbDWB]", pattern.replace(r"[\s\S]", "")), path
                assert "$" not in pattern.replace("([^0-9]|$)", ""), path


def _verdicts(payload: Any) -> tuple[bool, bool]:
    """Whether `jsonschema-rs` and `jsonschema` accept a payload by the schema of its action."""
    (read,) = read_values([payload])
    document = DOCUMENTS[SCHEMA_FILES[read.action]]
    registry: Any = Registry().with_resources(
        (other["$id"], Resource.from_contents(other)) for other in DOCUMENTS.values()
    )
    slow = Draft202012Validator(document, registry=registry)
    return Schemas(PAYLOAD_SCHEMAS).accepts(read), slow.is_valid(payload)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)
def test_two_validators_agree_on_every_example(example: Any) -> None:
    try:
        payload = orjson.loads(example.text)
    except orjson.JSONDecodeError:
        return
    if isinstance(payload, dict):
        assert len(set(_verdicts(payload))) == 1


SCHEMAS = Schemas(PAYLOAD_SCHEMAS)
PATHS = [
    "action",
    "kochava_app_id",
    "kochava_device_id",
    "data",
    "data/device_ids",
    "data/device_ua",
    "data/device_ver",
]
PATHS += [
    "data/event_name",
    "data/app_tracking_transparency",
    "data/app_tracking_transparency/att",
    "device_ua",
    "device_ver",
    "att",
]


@given(st.sampled_from(CLEAN), st.lists(st.tuples(st.sampled_from(PATHS), ODD_PAYLOADS | st.just(DROP)), max_size=3))
def test_what_the_schema_refuses_is_found_and_what_is_clean_it_accepts(
    payload: dict[str, Any], changes: list[tuple[str, Any]]
) -> None:
    for path, value in changes:
        try:
            payload = changed(payload, {path: value})
        except (TypeError, KeyError, AttributeError):  # the path leads nowhere any more
            continue
    (read,) = read_values([payload])
    if not isinstance(read.data, dict):
        return
    fast, slow = _verdicts(payload)
    assert fast == slow
    findings = LINTER.lint([payload])
    assert fast or findings, "refused, and nothing is said of it"


LINTER = Linter(rules=load_plugins(installed=()).rules.values(), now=1_800_000_000)

SILENT = {"app_tracking_transparency": DROP}
OLD_UA = IPHONE_UA.replace("17_4", "13_7")


TABLE = [
    *[pytest.param(payload, True, id=f"clean-{index}") for index, payload in enumerate(CLEAN)],
    pytest.param(ios(**SILENT), False, id="ios-17-without-att"),
    pytest.param(ios(**SILENT, att=True), True, id="att-loose-in-data"),
    pytest.param(changed(ios(**SILENT), {"att": True}), True, id="att-loose-at-the-root"),
    pytest.param(changed(flat(ios()), {"att": DROP}), False, id="flat-without-att"),
    pytest.param(ios(**SILENT, device_ver="iPhone9,1-iOS-13.7"), True, id="ios-13-by-device-ver"),
    pytest.param(ios(**SILENT, device_ver="iPhone9,1-IOS-140"), False, id="three-digits-and-another-case"),
    pytest.param(ios(**SILENT, device_ver="", device_ua=IPHONE_UA), False, id="ios-17-by-ua"),
    pytest.param(ios(**SILENT, device_ver="", device_ua=IPHONE_UA.replace("%20", "+")), False, id="ios-17-by-plus"),
    pytest.param(ios(**SILENT, device_ver="", device_ua=OLD_UA), True, id="ios-13-by-ua"),
    pytest.param(ios(**SILENT, device_ver="iPhone9,1-iOS-13.7", device_ua=IPHONE_UA), True, id="device-ver-goes-first"),
    pytest.param(ios(**SILENT, device_ver="", device_ua="Shop/1%20CFNetwork/1%20Darwin/23.4.0"), False, id="darwin-23"),
    pytest.param(ios(**SILENT, device_ver="", device_ua="Shop/1%20CFNetwork/1%20Darwin/19.6.0"), True, id="darwin-19"),
    pytest.param(
        ios(**SILENT, device_ver="", device_ua="S%20CFNetwork/1%20Darwin/23.4.0%20(x86_64)"), True, id="darwin-mac"
    ),
    pytest.param(
        ios(**SILENT, device_ver="", device_ua="Shop/1%20(iPhone%3B%20iOS%2017.4)"), False, id="app-of-ios-17"
    ),
    pytest.param(ios(**SILENT, device_ver="", device_ua=MAC_UA), True, id="mac-or-ipad"),
    pytest.param(android(device_ver="", device_ua=""), False, id="no-system"),
    pytest.param(android(device_ver="14", device_ua="Mozilla/5.0"), False, id="no-system-in-either"),
    pytest.param(android(device_ver="", device_ua=ROKU_UA, device_ids={"rida": ADID}), True, id="roku"),
    pytest.param(ios(device_ua="a b"), False, id="ua-not-encoded"),
    pytest.param({**ios(), "device_ua": "a b"}, True, id="ua-at-the-root-is-looked-at-where-data-has-none"),
    pytest.param(update(device_ua="a b"), True, id="ua-of-an-update"),
    pytest.param(android(device_ver="x-iOS-14beta", device_ua=ANDROID_UA), True, id="device-ver-of-another-form"),
    pytest.param(ios(device_ua=None), False, id="null"),
    pytest.param(ios(device_ids={"idfa": IDFA, "idfv": None}), False, id="null-identifier"),
    pytest.param(ios(app_tracking_transparency={"att": "true"}), False, id="att-as-text"),
    pytest.param(ios(event_name=DROP), False, id="no-event-name"),
    pytest.param(install(device_ua=DROP), True, id="install-without-ua"),
    pytest.param(install(device_ua=DROP, device_ver=DROP), False, id="install-without-both"),
    pytest.param(update(idfa=5), False, id="update-with-a-number"),
    pytest.param(link(device_hash_method={"idfa": 5}), False, id="link-with-a-number"),
]


@pytest.mark.parametrize(("payload", "accepted"), TABLE)
def test_what_the_schemas_say_alone(payload: dict[str, Any], accepted: bool) -> None:
    assert _verdicts(payload) == (accepted, accepted)


def test_a_key_that_is_empty_is_not_lost_on_the_way() -> None:
    (payload,) = read_values(link(device_hash_method={"": None}))
    refused = shipped_schemas().violations(payload, ())
    assert [violation.pointer for violation in refused] == [("device_hash_method", "")]

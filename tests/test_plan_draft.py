"""Drafting a plan from traffic: what was sent is what is planned, and nobody can be recognised in it."""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from samples import ADID, DROP, IDFA, IDFV, JSON, changed, flat, install, ios, line, link
from sequences import of, read_lines

from kochava_lint import Finding, Linter
from kochava_lint.cli import main
from kochava_lint.contract import contract_pages
from kochava_lint.options_file import read_options
from kochava_lint.personal import personal_spans
from kochava_lint.plan_draft import Draft
from kochava_lint.rules.unresolved_placeholder import unresolved_placeholder

OF_PLAN = {rule.name for rule in contract_pages()}
TELLING = [
    "ada@example.org",
    "ada%40example.org",
    "+14155550123",
    "+1 (415) 555-0123",
    "203.0.113.7",
    "2001:db8:85a3::8a2e:370:7334",
    IDFA,
    ADID,
    IDFA.replace("-", ""),
]


def drafted(payloads: Iterable[object]) -> JSON:
    """The plan that is drafted from the payloads as lines of a file."""
    draft = Draft()
    for payload in read_lines(payloads):
        draft.see(payload)
    return dict(draft.table())


def schema_of(*event_data: object) -> Any:
    """The schema that is drafted from events of as many devices with *event_data*; `DROP` is for one without any."""
    events = [
        of(ios() if data is DROP else ios(event_data=data), f"KI{number}", {"idfv": f"{number:08}{IDFV[8:]}"})
        for number, data in enumerate(event_data, start=1)
    ]
    return drafted(events)["events"]["Purchase"].get("schema")


@pytest.mark.parametrize(
    ("values", "drafted_type"),
    [
        pytest.param(["x"], "string", id="text"),
        pytest.param([5], "integer", id="integer"),
        pytest.param([5.5], "number", id="number"),
        pytest.param([5.0], "number", id="whole-number-with-a-point"),
        pytest.param([5, 5.5], "number", id="integer-and-number"),
        pytest.param([True, False], "boolean", id="boolean"),
        pytest.param([None], "null", id="null"),
        pytest.param([{"b": 1}], "object", id="object"),
        pytest.param([[1]], "array", id="array"),
        pytest.param([1, "x"], ["integer", "string"], id="mixed"),
        pytest.param([None, 1.5, 1, "x", True], ["boolean", "null", "number", "string"], id="more-mixed"),
        pytest.param([None, "x", "x", "x", "x"], ["null", "string"], id="text-or-null"),
        pytest.param([10**30], "number", id="integer-beyond-64-bits"),
    ],
)
def test_the_types_of_a_key_are_those_that_were_seen(values: list[object], drafted_type: object) -> None:
    assert schema_of(*({"a": value} for value in values))["properties"]["a"] == {"type": drafted_type}


@pytest.mark.parametrize("key", ["sum", "price", "duration"])
def test_an_amount_is_a_number_though_it_was_always_whole(key: str) -> None:
    assert schema_of({key: 5}, {key: 10})["properties"] == {key: {"type": "number"}}
    assert schema_of({key: "5"})["properties"] == {key: {"type": "string"}}


@pytest.mark.parametrize(
    ("values", "property_"),
    [
        pytest.param(["EUR"] * 3, {"enum": ["EUR"]}, id="one-value"),
        pytest.param(["EUR"] * 2, {"type": "string"}, id="seen-too-seldom"),
        pytest.param(["b", "a", "a"] * 2, {"enum": ["a", "b"]}, id="two-values-sorted"),
        pytest.param(["a", "b", "c", "d", "e"] * 3, {"enum": ["a", "b", "c", "d", "e"]}, id="five-values"),
        pytest.param(["a", "b", "c", "d", "e", "f"] * 3, {"type": "string"}, id="six-values"),
        pytest.param(["a", "b", "c", "d", "e", "f"] + ["a"] * 99, {"type": "string"}, id="six-values-though-often"),
        pytest.param(["x" * 41] * 3, {"type": "string"}, id="too-long"),
        pytest.param(["1234"] * 3, {"type": "string"}, id="digits"),
        pytest.param(["a"] * 9 + ["ada@example.org"], {"type": "string"}, id="one-that-is-an-address"),
        pytest.param(["ada@example.org"] + ["a"] * 9, {"type": "string"}, id="the-first-is-an-address"),
        pytest.param(["a"] * 9 + [5], {"type": ["integer", "string"]}, id="mixed"),
        pytest.param([5] * 9, {"type": "integer"}, id="numbers"),
    ],
)
def test_few_values_that_were_seen_often_are_an_enum(values: list[object], property_: JSON) -> None:
    assert schema_of(*({"a": value} for value in values))["properties"]["a"] == property_


@pytest.mark.parametrize(
    ("event_data", "schema"),
    [
        pytest.param([DROP], None, id="never-any"),
        pytest.param([{}], None, id="never-a-key"),
        pytest.param([None], None, id="null-is-none"),
        pytest.param([{"a": 1, "b": 1}, {"b": 1}], {"type": "object", "required": ["b"]}, id="some-in-all"),
        pytest.param([{"a": 1}, DROP], {"type": "object"}, id="once-without"),
        pytest.param([DROP, {"a": 1}], {"type": "object"}, id="first-without"),
        pytest.param([{"a": 1}, None], {"type": "object"}, id="once-null"),
        pytest.param(['{"a": 1}', {"a": 2}], {"type": "object", "required": ["a"]}, id="text-that-holds-an-object"),
        pytest.param(["free"], {"type": ["object", "string"]}, id="text"),
        pytest.param(["free", {"a": 1}], {"type": ["object", "string"]}, id="text-and-object"),
        pytest.param([{"a": {"b": 1}}], {"type": "object", "required": ["a"]}, id="nested"),
    ],
)
def test_keys_that_every_event_had_are_required(event_data: list[object], schema: JSON | None) -> None:
    told = schema_of(*event_data)
    assert (told and {key: told[key] for key in ("type", "required") if key in told}) == schema


def test_keys_are_sorted_and_those_of_events_are_kept_apart() -> None:
    payloads = [ios(event_name="B", event_data={"b": 1, "a": 1}), ios(event_name="A", event_data={"c": 1})]
    events = drafted(payloads)["events"]
    assert list(events) == ["A", "B"]
    assert list(events["B"]["schema"]["properties"]) == ["a", "b"]
    assert list(events["A"]["schema"]["properties"]) == ["c"]


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(install(), id="install"),
        pytest.param(link(), id="link"),
        pytest.param(ios(event_name=DROP), id="no-name"),
        pytest.param(ios(event_name=" "), id="blank"),
        pytest.param(ios(event_name=5), id="number"),
        pytest.param(ios(event_name="{{name}}"), id="placeholder"),
        pytest.param(changed(ios(), {"action": "start"}), id="other-action"),
    ],
)
def test_what_is_no_event_with_a_name_is_not_planned(payload: JSON) -> None:
    assert drafted([payload])["events"] == {}


def test_apps_are_those_of_all_payloads_but_for_placeholders() -> None:
    apps = ["ko-2", "ko-1", "<APP GUID HERE>", "", 5, None, "ko-1"]
    payloads = [changed(install(), {"kochava_app_id": app}) for app in apps]
    assert drafted(payloads)["app-ids"] == ["ko-1", "ko-2"]


def test_a_plan_says_nothing_of_apps_where_none_was_seen() -> None:
    """An empty list would make every app a foreign one."""
    assert "app-ids" not in drafted([changed(ios(), {"kochava_app_id": DROP})])


def test_events_are_read_wherever_their_keys_stand() -> None:
    assert drafted([flat(ios(event_data={"a": 1}))]) == drafted([ios(event_data={"a": 1})])


@pytest.mark.parametrize("value", TELLING)
@pytest.mark.parametrize(
    "payloads",
    [
        pytest.param(lambda value: [ios(event_data={"a": value})] * 9, id="value"),
        pytest.param(lambda value: [ios(event_data={"a": f"by {value}!"})] * 9, id="in-a-value"),
        pytest.param(lambda value: [ios(event_data={"a": {"b": value}, "c": [value]})] * 9, id="nested"),
        pytest.param(lambda value: [ios(event_data={value: "a"})] * 9, id="key"),
        pytest.param(lambda value: [ios(event_data=value)] * 9, id="text"),
        pytest.param(lambda value: [ios(event_data=line({"a": value}))] * 9, id="object-in-a-text"),
        pytest.param(lambda value: [ios(event_name=value)] * 9, id="event-name"),
        pytest.param(lambda value: [ios(event_name=f"Sale to {value}")] * 9, id="in-an-event-name"),
        pytest.param(lambda value: [changed(ios(), {"kochava_app_id": value})] * 9, id="app-id"),
    ],
)
def test_nothing_that_looks_like_an_identifier_gets_into_a_plan(value: str, payloads: Any) -> None:
    assert value not in repr(drafted(payloads(value)))


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("KI6F2E9A", id="kochava-device-id"),
        pytest.param("Ada Lovelace", id="name"),
        pytest.param("adalovelace", id="login"),
        pytest.param("::1", id="short-ipv6"),
        pytest.param("deadbeefcafe", id="hash"),
    ],
)
def test_what_one_device_alone_has_sent_is_no_enum(value: str) -> None:
    """However often it was seen: it may well be about the person."""
    purchase = drafted([ios(event_data={"user": value})] * 20)["events"]["Purchase"]
    assert purchase["schema"]["properties"]["user"] == {"type": "string"}


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6) | st.sampled_from(
    ['"', "'", "'''", "a.b", "a\nb", "\x7f", "\x00", "\\", "#", "[a]", "=", " ", "\u2028", "plan", "schema", "é"]
)
SHAREABLE_NAMES = NAMES.filter(lambda name: not list(personal_spans(name)))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | NAMES
    | st.sampled_from(["a", "b", *TELLING]),
    lambda inside: st.lists(inside, max_size=2) | st.dictionaries(NAMES, inside, max_size=2),
    max_leaves=4,
)
DATA = st.dictionaries(NAMES | st.sampled_from(["a", "b", *TELLING]), VALUES, max_size=4)
EVENTS = st.builds(
    lambda name, data, app: changed(ios(event_name=name, event_data=data), {"kochava_app_id": app}),
    st.sampled_from(["View", "Sale"]) | SHAREABLE_NAMES,
    DATA | DATA.map(line) | st.none() | NAMES | st.integers() | st.lists(NAMES, max_size=1),
    st.just("ko-1") | SHAREABLE_NAMES,
)


def found_under_the_own_plan(payloads: list[JSON]) -> list[Finding]:
    """What rules about the plan find in payloads, after the plan that is drafted from them was written and read."""
    with tempfile.TemporaryDirectory() as name, contextlib.redirect_stdout(io.StringIO()) as printed:
        folder = Path(name)
        (folder / "a.jsonl").write_text("".join(f"{line(payload)}\n" for payload in payloads), "utf-8")
        assert main(["plan", "init", str(folder / "a.jsonl")]) == 0
        (folder / "pyproject.toml").write_text(printed.getvalue(), "utf-8")
        plan = read_options(folder / "pyproject.toml").plan
    linter = Linter(rules=[unresolved_placeholder], plan=plan, now=NOW)
    findings = [finding for payload in read_lines(payloads) for finding in linter.lint_payload(payload)]
    return [finding for finding in findings if finding.rule in OF_PLAN]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EVENTS, min_size=1, max_size=8))
@example([ios(event_data={"a": "x"})] * 3 + [ios(event_data={"a": None})])
@example([ios(event_data={"a": 1}), ios(event_data="free")])
@example([ios(event_data={"a": 1}), ios()])
@example([ios(event_data={"": "x"})] * 3)
def test_what_was_sent_is_on_the_plan_that_is_drafted_from_it(payloads: list[JSON]) -> None:
    assert found_under_the_own_plan(payloads) == []


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EVENTS, min_size=1, max_size=8))
def test_no_value_and_no_key_in_a_schema_looks_like_an_identifier(payloads: list[JSON]) -> None:
    for event in drafted(payloads)["events"].values():
        assert not list(personal_spans(repr(event)))

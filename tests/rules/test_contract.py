"""The rules about the user's own contract, beyond their pages' examples."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW
from samples import DROP, changed, flat, install, ios, line, link, update

from kochava_lint import Linter, Rule
from kochava_lint.errors import OptionError
from kochava_lint.plan_table import plan_of
from kochava_lint.reader import read_payloads
from kochava_lint.request import Request
from kochava_lint.source import Source, render

Pairs = list[tuple[str, str]]

NAME, EVENT_DATA = "/data/event_name", "/data/event_data"
UNPLANNED, OFF_PLAN = "unplanned-event", "event-data-off-plan"
FOREIGN, WRONG_TOKEN = ("foreign-app-id", "/kochava_app_id"), ("wrong-auth-token", "")
SECRET = "a-secret-of-tests"  # noqa: S105 - it opens nothing
SUM: dict[str, Any] = {"required": ["sum"], "properties": {"sum": {"type": "number"}}}


def found_by_plan(
    table: dict[str, Any], payload: object, rules: dict[str, Rule] | None = None, folder: Path | None = None
) -> Pairs:
    """What the rules of the plan in *table*, and other *rules*, find in a payload."""
    linter = Linter(rules=(rules or {}).values(), plan=plan_of(table, folder or Path()), now=NOW)
    return [(finding.rule, render(finding.pointer)) for finding in linter.lint(payload)]


def events(schema: object, name: str = "Purchase") -> dict[str, Any]:
    return {"events": {name: {"schema": schema}, "View": {}}}


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        pytest.param(ios(event_name="View"), [], id="planned"),
        pytest.param(ios(event_name="Sale"), [(UNPLANNED, NAME)], id="unplanned"),
        pytest.param(ios(event_name="view"), [(UNPLANNED, NAME)], id="other-case"),
        pytest.param(ios(event_name=" View"), [(UNPLANNED, NAME)], id="padded"),
        pytest.param(flat(ios(event_name="Sale")), [(UNPLANNED, NAME)], id="flat"),
        pytest.param(changed(ios(event_name=DROP), {"event_name": "Sale"}), [(UNPLANNED, "/event_name")], id="root"),
        pytest.param(ios(event_name=""), [], id="empty"),
        pytest.param(ios(event_name=DROP), [], id="absent"),
        pytest.param(ios(event_name=["Sale"]), [], id="list"),
        pytest.param(changed(install(), {"data/event_name": "Sale"}), [], id="install"),
        pytest.param(link(data={"event_name": "Sale"}, action="identityLink"), [], id="link"),
    ],
)
def test_an_event_that_the_plan_does_not_name(payload: object, expected: Pairs) -> None:
    assert found_by_plan({"events": {"Purchase": {}, "View": {}}}, payload) == expected


def test_a_plan_that_names_no_events_plans_any_and_one_of_none_plans_none() -> None:
    assert found_by_plan({}, ios()) == []
    assert found_by_plan({"events": {}}, ios()) == [(UNPLANNED, NAME)]


def test_a_placeholder_is_the_only_thing_said_of_a_name_or_an_app(rules: dict[str, Rule]) -> None:
    payload = changed(ios(event_name="{{name}}"), {"kochava_app_id": "<APP>"})
    assert found_by_plan({"events": {}, "app-ids": []}, payload, rules) == [
        ("unresolved-placeholder", "/kochava_app_id"),
        ("unresolved-placeholder", NAME),
    ]


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        pytest.param(ios(event_data={"sum": 5}), [], id="as-planned"),
        pytest.param(ios(event_data={"sum": 5, "own": []}), [], id="more-than-planned"),
        pytest.param(ios(event_data={"sum": "5"}), [f"{EVENT_DATA}/sum"], id="of-another-type"),
        pytest.param(ios(event_data={"sum": None}), [f"{EVENT_DATA}/sum"], id="null-inside"),
        pytest.param(ios(event_data={}), [EVENT_DATA], id="required-key-missing"),
        pytest.param(ios(), ["/data"], id="absent-is-empty"),
        pytest.param(changed(ios(), {"data": {"event_name": "Purchase"}}), ["/data"], id="nothing-but-a-name"),
        pytest.param(ios(event_data='{"sum":5}'), [], id="text-as-planned"),
        pytest.param(ios(event_data='{"sum":"5"}'), [EVENT_DATA], id="text-off-plan"),
        pytest.param(ios(event_data='{"own":5}'), [EVENT_DATA], id="text-without-the-key"),
        pytest.param(ios(event_data="{}"), [EVENT_DATA], id="text-that-holds-an-empty-object"),
        pytest.param(flat(ios(event_data={"sum": "5"})), ["/event_data/sum"], id="flat"),
        pytest.param(flat(ios()), ["/data"], id="flat-and-absent"),
        pytest.param(ios(event_name="View", event_data={"sum": "5"}), [], id="event-without-a-schema"),
        pytest.param(changed(install(), {"data/event_name": "Purchase"}), [], id="install"),
        pytest.param(ios(event_data={"sum": 10**300}), [], id="huge-number"),
        pytest.param(line(ios(event_data=0)).replace(":0", ":" + '{"sum":' * 900 + "0" + "}" * 900), None, id="deep"),
    ],
)
def test_event_data_that_the_plan_refuses(payload: object, expected: list[str] | None) -> None:
    expected = [f"{EVENT_DATA}/sum"] if expected is None else expected
    assert found_by_plan(events(SUM), payload) == [(OFF_PLAN, pointer) for pointer in expected]


@pytest.mark.parametrize(
    ("schema", "data", "pointer", "message"),
    [
        pytest.param(SUM, {}, "", "sum is missing: the plan requires it", id="required"),
        pytest.param(SUM, {"sum": "IDFA"}, "/sum", "sum has to be a number", id="type"),
        pytest.param({"properties": {"a": {"enum": ["x"]}}}, {"a": "y"}, "/a", "none of the values", id="enum"),
        pytest.param({"properties": {"a": {"const": 1}}}, {"a": 2}, "/a", "none of the values", id="const"),
        pytest.param({"additionalProperties": False}, {"a": 1}, "/a", "not know the key a", id="extra"),
        pytest.param({"properties": {"a": {"maximum": 5}}}, {"a": 10**300}, "/a", "maximum 5", id="maximum"),
        pytest.param({"properties": {"a": {"pattern": "^x$"}}}, {"a": "y"}, "/a", "pattern ^x$", id="pattern"),
        pytest.param({"properties": {"a": {"pattern": "^x$"}}}, {"a": "x\n"}, "/a", "pattern ^x$", id="line-end"),
        pytest.param(
            {"properties": {"b": {}}, "additionalProperties": False},
            {"a": 1},
            "/a",
            "not know the key a",
            id="extra-key",
        ),
        pytest.param({"properties": {"a": {"multipleOf": 0.01}}}, {"a": 0.005}, "/a", "multipleOf", id="multiple"),
        pytest.param({"type": "array"}, {}, "", "event_data has to be an array", id="array"),
        pytest.param({"properties": {"a/b": {"type": "null"}}}, {"a/b": 1}, "/a~1b", "a/b has to be a", id="slash"),
    ],
)
def test_what_is_said_of_event_data_is_what_the_plan_wants(
    schema: dict[str, Any], data: dict[str, Any], pointer: str, message: str
) -> None:
    (finding,) = Linter(rules=(), plan=plan_of(events(schema), Path()), now=NOW).lint(ios(event_data=data))
    assert (finding.rule, render(finding.pointer)) == (OFF_PLAN, EVENT_DATA + pointer)
    assert message in finding.message


@pytest.mark.parametrize("amount", [19.99, 0.07, 1.1, 0.3])
def test_cents_are_multiples_of_a_hundredth(amount: float) -> None:
    schema = {"properties": {"sum": {"multipleOf": 0.01}}}
    assert found_by_plan(events(schema), ios(event_data={"sum": amount})) == []


def test_a_plan_may_refuse_an_event_altogether() -> None:
    (finding,) = Linter(rules=(), plan=plan_of(events(schema=False), Path()), now=NOW).lint(ios())
    assert finding.rule == OFF_PLAN
    assert "None" not in finding.message
    assert found_by_plan(events(schema=True), ios(event_data="any")) == []


@pytest.mark.parametrize("name", ["a b", "a/b", "../x", "a#b", "a?b", "a%2Fb", "a\\b", "Kauf \u00e9", "."])
def test_an_event_may_have_any_name(tmp_path: Path, name: str) -> None:
    assert found_by_plan(events(SUM, name), ios(event_name=name), folder=tmp_path) == [(OFF_PLAN, "/data")]


def test_an_event_may_be_called_like_the_folder_above(tmp_path: Path) -> None:
    assert found_by_plan(events(SUM, ".."), ios(event_name=".."), folder=tmp_path) == [(OFF_PLAN, "/data")]


def test_a_schema_in_a_file_refers_to_files_beside_it(tmp_path: Path) -> None:
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "money.json").write_text(json.dumps({"$defs": {"money": {"type": "number"}}}), "utf-8")
    schema = {"properties": {"sum": {"$ref": "money.json#/$defs/money"}}}
    (tmp_path / "plan" / "purchase.json").write_text(json.dumps(schema), "utf-8")
    table = events("plan/purchase.json")
    assert found_by_plan(table, ios(event_data={"sum": "5"}), folder=tmp_path) == [(OFF_PLAN, f"{EVENT_DATA}/sum")]
    assert found_by_plan(table, ios(event_data={"sum": 5}), folder=tmp_path) == []


@pytest.mark.parametrize(
    "table",
    [
        pytest.param({"event": {}}, id="unknown-key"),
        pytest.param({"events": []}, id="events-as-a-list"),
        pytest.param({"events": {"View": True}}, id="event-as-a-boolean"),
        pytest.param({"events": {"View": {"shema": {}}}}, id="unknown-key-of-an-event"),
        pytest.param(events(5), id="schema-as-a-number"),
        pytest.param(events({"type": "text"}), id="no-schema"),
        pytest.param(events({"pattern": "("}), id="no-regular-expression"),
        pytest.param(events({"$ref": "https://example.org/schema.json"}), id="schema-to-fetch"),
        pytest.param(events({"$ref": "#/$defs/none"}), id="reference-to-nothing"),
        pytest.param(events("none.json"), id="no-file"),
        pytest.param({"app-ids": "kodemo"}, id="app-ids-as-a-text"),
        pytest.param({"app-ids": [1]}, id="app-id-as-a-number"),
        pytest.param({"app-ids": [["kodemo"]]}, id="app-id-as-a-list"),
    ],
)
def test_a_plan_that_means_nothing_is_refused(tmp_path: Path, table: dict[str, Any]) -> None:
    with pytest.raises(OptionError):
        plan_of(table, tmp_path)


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        pytest.param(ios(), [], id="own"),
        pytest.param(changed(ios(), {"kochava_app_id": "kodemo-ios-4ea2"}), [FOREIGN], id="near"),
        pytest.param(changed(ios(), {"kochava_app_id": "KODEMO-IOS-4EA1"}), [FOREIGN], id="other-case"),
        pytest.param(changed(install(), {"kochava_app_id": "koother"}), [FOREIGN], id="install"),
        pytest.param(changed(update(), {"kochava_app_id": "koother"}), [FOREIGN], id="update"),
        pytest.param(link(kochava_app_id="koother"), [FOREIGN], id="link"),
        pytest.param({"action": "start", "kochava_app_id": "koother"}, [FOREIGN], id="action-that-is-not-known"),
        pytest.param(f"[{line(link(kochava_app_id='koother'))},{line(link())}]", [FOREIGN], id="element-of-a-batch"),
        pytest.param(changed(ios(), {"kochava_app_id": ""}), [], id="empty"),
        pytest.param(changed(ios(), {"kochava_app_id": None}), [], id="null"),
        pytest.param(changed(ios(), {"kochava_app_id": ["koother"]}), [], id="list"),
        pytest.param(changed(ios(), {"kochava_app_id": DROP}), [], id="absent"),
        pytest.param(ios(kochava_app_id="koother"), [], id="inside-data"),
        pytest.param("null", [], id="no-object"),
    ],
)
def test_an_app_that_is_none_of_the_plans(payload: object, expected: Pairs) -> None:
    assert found_by_plan({"app-ids": ["kodemo-ios-4ea1"]}, payload) == expected


def token(body: bytes, key: str = "key", secret: str = SECRET) -> str:
    """The token as the page prescribes it."""
    digest = hashlib.sha1(body, usedforsecurity=False).hexdigest()
    return hmac.new(key.encode(), (secret + digest).encode(), hashlib.sha256).hexdigest()


BODY = b'{"kochava_app_id":"ko-1","device_id":{"custom":"7"},"data":{"url":"https:\\/\\/example.org"}}'
SIGNED = [("Kochava-Api-Key", "key"), ("Kochava-Auth-Token", token(BODY))]


@pytest.mark.parametrize(
    ("headers", "body", "is_found"),
    [
        pytest.param(SIGNED, BODY, False, id="right"),
        pytest.param([SIGNED[0], ("kochava-auth-token", f" {token(BODY).upper()}")], BODY, False, id="upper-case"),
        pytest.param(SIGNED, BODY + b"\n", True, id="body-with-a-line-end"),
        pytest.param(SIGNED, BODY.replace(b"\\/", b"/"), True, id="slashes-escaped-otherwise"),
        pytest.param([("Kochava-Api-Key", "other"), SIGNED[1]], BODY, True, id="another-key"),
        pytest.param([SIGNED[0], ("Kochava-Auth-Token", token(BODY, secret="other"))], BODY, True, id="another-secret"),  # noqa: S106
        pytest.param([SIGNED[0], ("Kochava-Auth-Token", "")], BODY, True, id="empty-token"),
        pytest.param([SIGNED[0], ("Kochava-Auth-Token", "t\u00f6ken")], BODY, True, id="token-that-is-no-hex"),
        pytest.param([SIGNED[0], ("Kochava-Auth-Token", "\udcff")], BODY, True, id="bytes-that-are-not-utf-8"),
        pytest.param([SIGNED[0], ("Kochava-Auth-Token", "\ud800")], BODY, True, id="half-a-character"),
        pytest.param([("Kochava-Api-Key", "\ud800"), SIGNED[1]], BODY, True, id="half-a-character-as-key"),
        pytest.param(SIGNED[:1], BODY, False, id="key-alone"),
        pytest.param(SIGNED[1:], BODY, False, id="token-alone"),
        pytest.param(None, BODY, False, id="headers-not-known"),
        pytest.param([*SIGNED[:1], ("Kochava-Auth-Token", "x")], None, False, id="body-not-known"),
        pytest.param(SIGNED, b"not json", True, id="no-json"),
        pytest.param([SIGNED[0], ("Kochava-Auth-Token", token(b"no json"))], b"no json", False, id="no-json-but-right"),
        pytest.param(SIGNED, b"[" + BODY + b"," + BODY + b"]", True, id="a-batch-is-told-once"),
    ],
)
def test_tokens(headers: Sequence[tuple[str, str]] | None, body: bytes | None, is_found: bool) -> None:
    linter = Linter(rules=(), secret=SECRET, now=NOW)
    request = Request("POST", "https://control.kochava.com/v1/cpi/identityLink.php", headers, body)
    payloads = read_payloads(Source("<bytes>", body or BODY), (), request)
    found = [(finding.rule, render(finding.pointer)) for read in payloads for finding in linter.lint_payload(read)]
    assert found == ([WRONG_TOKEN] if is_found else [])


def test_without_a_secret_or_a_plan_there_are_no_such_rules() -> None:
    assert list(Linter(rules=()).rules) == []
    assert list(Linter(rules=(), secret=SECRET).rules) == ["wrong-auth-token"]
    assert list(Linter(rules=(), plan=plan_of({"app-ids": []}, Path())).rules) == ["foreign-app-id"]
    assert list(Linter(rules=(), plan=plan_of({"events": {}}, Path())).rules) == [OFF_PLAN, UNPLANNED]

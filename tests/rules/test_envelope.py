"""The rules about the text and the envelope, beyond their pages' examples."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Found
from samples import ADID, DROP, IDFA, IDFV, android, att, changed, flat, install, ios, line, link, update

from kochava_lint import Linter

ROOT = ""
BLOCK = "/data/app_tracking_transparency"
SDK_EVENT = {
    "action": "event",
    "sdk_version": "AndroidTracker 3.6.0",
    "kochava_app_id": "kodemo-android-7b2",
    "data": {"event_name": "View", "app_tracking_transparency": {}},
}
DEEP = '{"data":' * 1001 + "1" + "}" * 1001
PADDING = " " * (2 * 1024 * 1024)


@pytest.mark.parametrize(
    ("text", "line_", "column"),
    [
        pytest.param('{"a": NaN}', 1, 7, id="nan"),
        pytest.param('{"a": -Infinity}', 1, 7, id="infinity"),
        pytest.param('{"a": 1,\n}', 2, 1, id="trailing-comma"),
        pytest.param('{"é": "\\ud800"}', 1, 8, id="lone-surrogate-escape"),
        pytest.param('{"a": "\ud800"}', 1, 8, id="lone-surrogate-in-python-text"),
        pytest.param(b'{"\xc3\xa9": "\xff"}', 1, 8, id="not-utf-8"),
        pytest.param('{"a": ' + "9" * 400 + "}", 1, 7, id="number-of-400-digits"),
        pytest.param('{"a": ' + "9" * 10_000 + "}", 1, 7, id="number-of-10000-digits"),
        pytest.param(DEEP, 1, 8001, id="nested-1001-deep"),
        pytest.param("[" * 100_000, 1, 1001, id="nested-100000-deep"),
        pytest.param('{"a": "b', 1, 9, id="truncated-in-a-string"),
        pytest.param('{"a": {"b": 1}', 1, 15, id="truncated-in-an-object"),
        pytest.param("", 1, 1, id="empty"),
        pytest.param("<html></html>", 1, 1, id="html"),
        pytest.param('{"a": 1} {"b": 2}', 1, 10, id="two-values"),
        pytest.param('{"a": 1}'.encode("utf-16"), 1, 1, id="utf-16"),
    ],
)
def test_text_that_is_not_json_is_found_where_it_stops_being_json(
    linter: Linter, text: str | bytes, line_: int, column: int
) -> None:
    assert [(f.rule, f.pointer, f.line, f.column) for f in linter.lint(text)] == [("invalid-json", (), line_, column)]


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        pytest.param({"data": {"sum": float("nan")}}, ("data", "sum"), id="nan"),
        pytest.param({"data": [1, {2, 3}]}, ("data", 1), id="set"),
        pytest.param({"a": b"bytes"}, ("a",), id="bytes-inside"),
        pytest.param({"a": {1: 2}}, ("a",), id="number-for-a-key"),
        pytest.param({"a": "\udc80"}, ("a",), id="half-a-character"),
        pytest.param({"a": 10**400}, ("a",), id="number-of-400-digits"),
        pytest.param(object(), (), id="object"),
    ],
)
def test_a_python_value_that_cannot_be_written_as_json_is_found_where_it_stands(
    linter: Linter, value: object, pointer: tuple[str | int, ...]
) -> None:
    assert [(f.rule, f.pointer, f.line) for f in linter.lint(value)] == [("invalid-json", pointer, None)]


def test_a_python_value_inside_itself_is_found() -> None:
    value: dict[str, Any] = {}
    value["self"] = value
    assert [finding.rule for finding in Linter().lint(value)] == ["invalid-json"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("\ufeff" + line(ios()), [], id="bom-is-skipped"),
        pytest.param(b"\xef\xbb\xbf" + line(ios()).encode(), [], id="bom-of-bytes-is-skipped"),
        pytest.param('{"action": "\\ud83d\\ude00"}', [("unknown-action", "/action")], id="whole-surrogate-pair"),
        pytest.param(
            line(ios())[:-1] + ',"\\u0061ction":"event"}', [("duplicate-key", "/action")], id="key-again-as-escape"
        ),
        pytest.param(
            line(ios(event_data={"a": 1})).replace('"a":1', '"a":1,"a":2,"a":3'),
            [("duplicate-key", "/data/event_data/a")],
            id="key-three-times-is-one-finding",
        ),
        pytest.param(
            line(ios())[:-1] + ',"x":{"a":1,"a":2},"x":{"b":1}}',
            [("duplicate-key", "/x")],
            id="key-twice-in-what-is-replaced",
        ),
        pytest.param(line(ios(event_data={'a\\"b': '"""'})), [], id="quotes-in-values-and-keys"),
        pytest.param('"a string"', [("not-an-object", ROOT)], id="string"),
        pytest.param("null", [("not-an-object", ROOT)], id="null"),
        pytest.param("17", [("not-an-object", ROOT)], id="number"),
        pytest.param("[]", [("not-an-object", ROOT)], id="empty-array"),
        pytest.param("a=1", [("form-encoded-body", ROOT)], id="form-of-one-field"),
        pytest.param("data=%7B%22action%22%3A%22event%22%7D", [("form-encoded-body", ROOT)], id="form-around-json"),
        pytest.param("action=event&data%5Bsum%5D=1", [("form-encoded-body", ROOT)], id="form-of-php"),
        pytest.param("not json", [("invalid-json", ROOT)], id="no-form"),
        pytest.param(f"[{line(link())}]", [("batched-payload", ROOT)], id="batch-of-one"),
        pytest.param(
            f"[{line(link())}, {line(ios(event_name=''))}]",
            [("batched-payload", ROOT), ("empty-value", "/data/event_name")],
            id="elements-of-a-batch-are-linted",
        ),
        pytest.param(
            '[{"action":"session","a":1,"a":2}]',
            [("sdk-payload", ROOT), ("duplicate-key", "/a"), ("sdk-payload", ROOT)],
            id="duplicate-in-a-batch-is-told-once",
        ),
        pytest.param(
            f"[[{line(link())}]]", [("batched-payload", ROOT), ("not-an-object", ROOT)], id="array-in-a-batch"
        ),
        pytest.param(
            f"[{line(SDK_EVENT)}]", [("sdk-payload", ROOT), ("sdk-payload", ROOT)], id="batches-of-the-sdk-are-usual"
        ),
        pytest.param(line(link()) + PADDING[: -len(line(link())) - 1], [], id="just-under-2-mib"),
        pytest.param(line(link()) + PADDING, [("oversized-payload", ROOT)], id="over-2-mib"),
    ],
)
def test_text(found: Found, text: str | bytes, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_a_python_list_is_a_capture_and_no_batch(found: Found) -> None:
    assert found([link(), line(link()), line(link()).encode()]) == []


def test_a_list_inside_a_python_list_is_a_batch(found: Found) -> None:
    assert found([[link(), link()]]) == [("batched-payload", ROOT)]


@pytest.mark.parametrize("beside", [None, 10**30, [[[]]]], ids=["alone", "long-integer", "nested"])
def test_a_python_value_is_measured_as_it_would_be_written(found: Found, beside: object) -> None:
    assert found(link(data={"note": "x" * 2 * 1024 * 1024, "beside": beside})) == [("oversized-payload", ROOT)]
    assert found(link(data={"note": "x" * 2 * 1024 * 1000, "beside": beside})) == []


@pytest.mark.parametrize("depth", [300, 999])
def test_what_nests_deep_is_linted_however_deep_the_caller_is(found: Found, depth: int) -> None:
    assert ("missing-required-key", ROOT) in found('{"x":' * depth + "1" + "}" * depth)
    inside = "[" * (depth - 1) + "]" * (depth - 1)
    assert ("wrong-type", "/data/usertime") in found(
        line(ios(usertime=0)).replace('"usertime":0', f'"usertime":{inside}')
    )


@pytest.mark.parametrize(
    "key", ["action", "kochava_app_id", "device_ua", "device_ids", "att", "event_data", "usertime"]
)
def test_a_deep_value_under_a_known_key_raises_nothing(found: Found, key: str) -> None:
    def called_from(depth: int) -> list[tuple[str, str]]:
        if depth:
            return called_from(depth - 1)
        return found(f'{{"{key}":' + "[" * 998 + "]" * 998 + ',"kochava_appid":1}')

    assert called_from(200)


def test_a_key_of_a_class_of_its_own_is_a_key(found: Found) -> None:
    class Key(str):
        __slots__ = ()

    assert found({Key(key): value for key, value in ios().items()}) == []


REQUIRED = {
    "event": (ios(), ["action", "kochava_app_id", "kochava_device_id", "data"]),
    "install": (install(), ["kochava_app_id", "data"]),
    "update": (update(), ["kochava_app_id", "kochava_device_id", "data"]),
    "identityLink": (link(), ["kochava_app_id", "data"]),
}
CONTEXT = {
    "event": ["device_ids", "origination_ip", "device_ver", "device_ua", "event_name"],
    "install": ["device_ids", "origination_ip"],
}


@pytest.mark.parametrize(
    ("payload", "key"), [(payload, key) for payload, keys in REQUIRED.values() for key in keys], ids=str
)
def test_each_root_key_that_is_required_is_missed(found: Found, payload: dict[str, Any], key: str) -> None:
    assert ("missing-required-key", ROOT) in found(changed(payload, {key: DROP}))


@pytest.mark.parametrize(
    ("action", "key"), [(action, key) for action, keys in CONTEXT.items() for key in keys], ids=str
)
def test_each_context_key_that_is_required_is_missed_in_data_and_found_at_the_root(
    found: Found, action: str, key: str
) -> None:
    payload = REQUIRED[action][0]
    without = changed(payload, {f"data/{key}": DROP})
    assert ("missing-required-key", "/data") in found(without)
    assert ("missing-required-key", "/data") not in found({**without, key: payload["data"][key]})


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        pytest.param(install(device_ver=DROP, device_ua=DROP), 1, id="install-with-neither"),
        pytest.param(install(device_ver=DROP, device_ua="okhttp/4.9"), 0, id="install-with-ua"),
        pytest.param(install(device_ua=DROP), 0, id="install-with-ver"),
        pytest.param(changed(install(), {"kochava_device_id": DROP}), 0, id="install-without-kochava-device-id"),
        pytest.param(link(device_id=DROP, action="identityLink"), 1, id="link-with-neither"),
        pytest.param(link(device_id=DROP, action="identityLink", kochava_device_id="KI1"), 0, id="link-of-the-sdk"),
        pytest.param(changed(ios(), {"data": True}), 0, id="no-flood-where-data-is-no-object"),
        pytest.param(
            {"action": "event", "kochava_app_id": "ko-1", "kochava_device_id": ""}, 1, id="nor-where-it-is-not"
        ),
        pytest.param(SDK_EVENT, 0, id="sdk"),
        pytest.param({"action": "Event"}, 0, id="action-not-known"),
    ],
)
def test_how_many_required_keys_are_missing(found: Found, payload: object, expected: int) -> None:
    assert [rule for rule, _ in found(payload)].count("missing-required-key") == expected


@pytest.mark.parametrize("payload", [ios(), android(), install()], ids=["ios", "android", "install"])
def test_a_flat_payload_has_no_error_but_misplaced_keys(found: Found, payload: dict[str, Any]) -> None:
    assert {rule for rule, _ in found(flat(payload))} == {"misplaced-key"}


@pytest.mark.parametrize(
    ("payload", "action"),
    [
        (changed(ios(), {"action": DROP}), "event"),
        (link(), "identityLink"),
        ({**link(), "data": {"event_name": "View"}}, "event"),
        ({**link(), "device_ids": {}}, "event"),
        ({**link(), "action": "install"}, "install"),
    ],
    ids=["without", "link", "link-with-event-name", "link-with-device-ids", "named"],
)
def test_the_action_of_a_payload_that_names_none(linter: Linter, payload: object, action: str) -> None:
    finding = linter.lint({**dict(payload), "kochava_app_id": 5})[-1]  # type: ignore[call-overload]
    assert finding.rule == "wrong-type"
    assert finding.payload.action == action


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        pytest.param(changed(ios(), {"action": "start"}), [("unknown-action", "/action")], id="action-start"),
        pytest.param(changed(ios(), {"action": ""}), [("empty-value", "/action")], id="action-empty"),
        pytest.param(changed(ios(), {"action": 5}), [("wrong-type", "/action")], id="action-number"),
        pytest.param({"action": "session"}, [("sdk-payload", ROOT)], id="action-of-the-sdk"),
        pytest.param(
            {"action": "x", "data": {"usertime": []}},
            [("unknown-action", "/action"), ("wrong-type", "/data/usertime")],
            id="types-are-known-where-the-action-is-not",
        ),
        pytest.param(ios(usertime="1710000000"), [], id="usertime-as-text"),
        pytest.param(ios(usertime=1710000000.5), [("wrong-type", "/data/usertime")], id="usertime-broken"),
        pytest.param(ios(usertime="yesterday"), [("usertime-not-epoch", "/data/usertime")], id="usertime-words"),
        pytest.param(ios(event_data="text"), [("event-data-not-object", "/data/event_data")], id="event-data-as-text"),
        pytest.param(ios(event_data=[1]), [("wrong-type", "/data/event_data")], id="event-data-as-array"),
        pytest.param(ios(device_limit_tracking="true", device_ids={"idfv": IDFV}), [], id="limit-tracking-as-text"),
        pytest.param(
            ios(gdpr_privacy_consent={"gdpr_applies": True, "ad_user_data": 0, "ad_personalization": False}),
            [],
            id="consent-flags",
        ),
        pytest.param(
            ios(gdpr_privacy_consent={"ad_user_data": "yes", "ad_personalization": 1}),
            [("wrong-type", "/data/gdpr_privacy_consent/ad_user_data")],
            id="consent-in-words",
        ),
        pytest.param(
            ios(gdpr_privacy_consent={"gdpr_applies": 2, "ad_user_data": 1, "ad_personalization": 1}),
            [("inconsistent-consent", "/data/gdpr_privacy_consent/gdpr_applies")],
            id="consent-of-another-number",
        ),
        pytest.param(
            ios(device_limit_tracking=0), [("wrong-type", "/data/device_limit_tracking")], id="limit-tracking-number"
        ),
        pytest.param(ios(app_tracking_transparency=None), [("wrong-type", BLOCK)], id="att-block-null"),
        pytest.param(changed(ios(), {"action": None}), [("wrong-type", "/action")], id="action-null"),
        pytest.param(
            changed(update(), {"action": ["update"]}), [("wrong-type", "/action")], id="action-list-is-no-event"
        ),
        pytest.param(update(device_ua="a b"), [], id="ua-of-an-update-is-not-judged"),
        pytest.param(link(action="IdentityLink"), [("unknown-action", "/action")], id="link-in-another-case"),
        pytest.param(
            link(data={"device_ver": None, "app_tracking_transparency": {"att": "yes"}}), [], id="names-of-a-link"
        ),
        pytest.param(ios(own_key=[{"any": None}]), [], id="unknown-keys-are-of-any-type"),
        pytest.param(
            ios(device_ids={"idfa": IDFA, "custom": 5}), [("wrong-type", "/data/device_ids/custom")], id="id-number"
        ),
        pytest.param(ios(origination_ip=""), [("empty-value", "/data/origination_ip")], id="ip-empty"),
        pytest.param(changed(ios(), {"kochava_app_id": ""}), [("empty-value", "/kochava_app_id")], id="app-id-empty"),
        pytest.param(changed(ios(), {"kochava_device_id": ""}), [], id="kochava-device-id-may-be-empty"),
        pytest.param(
            changed(ios(), {"kochava_device_id": None}), [("null-value", "/kochava_device_id")], id="null-device-id"
        ),
        pytest.param(ios(device_ua=None), [("null-value", "/data/device_ua")], id="null-ua"),
        pytest.param(
            link(device_id={"idfa": IDFA, "idfv": None}), [("null-value", "/device_id/idfv")], id="null-in-a-link"
        ),
        pytest.param(
            ios(device_ua=None, device_ver=""),
            [("null-value", "/data/device_ua"), ("unparseable-os-version", "/data/device_ua")],
            id="null-counts-as-absent",
        ),
        pytest.param(ios(data={"any": 1}), [], id="data-inside-data-is-a-key-of-your-own"),
        pytest.param(ios(action="event"), [("misplaced-key", "/data/action")], id="root-key-inside-data"),
        pytest.param(
            changed(ios(kochava_app_id="ko-1"), {"kochava_app_id": DROP}),
            [("misplaced-key", "/data/kochava_app_id"), ("missing-required-key", ROOT)],
            id="misplaced-and-missing-stand-side-by-side",
        ),
        pytest.param(changed(update(), {"idfa": IDFA}), [], id="idfa-at-the-root-of-an-update-is-no-context-key"),
    ],
)
def test_values_and_places(found: Found, payload: object, expected: list[tuple[str, str]]) -> None:
    assert found(payload) == expected


SLIPS = [
    ("data/device_id", "data/device_ids"),
    ("data/ip_address", "data/origination_ip"),
    ("data/originating_ip", "data/origination_ip"),
    ("data/user_agent", "data/device_ua"),
    ("data/eventname", "data/event_name"),
    ("data/eventName", "data/event_name"),
    ("data/device_uas", "data/device_ua"),
    ("data/DEVICE_VER", "data/device_ver"),
    ("kochavaAppId", "kochava_app_id"),
    ("kochava-device-id", "kochava_device_id"),
    ("kochava_app_ids", "kochava_app_id"),
    ("data/device_ids/IDFA", "data/device_ids/idfa"),
]


@pytest.mark.parametrize(("slip", "key"), SLIPS, ids=[slip for slip, _ in SLIPS])
def test_a_misspelled_key_is_found_where_the_right_one_is_absent(found: Found, slip: str, key: str) -> None:
    value: Any = ios()
    for part in key.split("/"):
        value = value[part]
    assert ("misspelled-key", f"/{slip}") in found(changed(ios(), {key: DROP, slip: value}))
    assert ("misspelled-key", f"/{slip}") not in found(changed(ios(), {slip: value}))


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        pytest.param(ios(user_time=1), [("misspelled-key", "/data/user_time")], id="user-time"),
        pytest.param(ios(event_value="20"), [("misspelled-key", "/data/event_value")], id="event-value"),
        pytest.param(
            ios(app_tracking_transparency={"att": True, "att-detail": "authorized"}),
            [("misspelled-key", "/data/app_tracking_transparency/att-detail")],
            id="att-detail",
        ),
        pytest.param(ios(device_ids={"idvf": "x"}), [("misspelled-key", "/data/device_ids/idvf")], id="idvf"),
        pytest.param(android(device_ids={"ad_id": ADID}), [("misspelled-key", "/data/device_ids/ad_id")], id="ad-id"),
        pytest.param(android(device_ids={"aaid": ADID}), [("misspelled-key", "/data/device_ids/aaid")], id="aaid"),
        pytest.param(android(device_ids={"faid": ADID}), [("misspelled-key", "/data/device_ids/faid")], id="faid"),
        pytest.param(android(device_ids={"device_id": "7"}), [], id="device-id-among-identifiers"),
        pytest.param(android(device_ids={"uid": "7", "gid": "8"}), [], id="short-words-of-your-own"),
        pytest.param(ios(event_data={"event_nam": "x", "currencyy": 1}), [], id="inside-event-data"),
        pytest.param(
            link(action="identityLink", data={"device_ids": "x", "user_agent": "y"}),
            [],
            id="names-of-a-link-are-the-users",
        ),
        pytest.param(ios(app_ver="1", idfs=1, data_ids=1), [], id="words-of-your-own"),
    ],
)
def test_what_counts_as_misspelled(found: Found, payload: object, expected: list[tuple[str, str]]) -> None:
    assert found(payload) == expected


PLACEHOLDERS = ["{idfa}", "{{ua}}", "{{ user.ua | urlencode }}", "${x}", "#{x}", "%ADID%", "<APP GUID HERE>"]
WORDS = ["null", "undefined", "None", "NaN", "[object Object]", "(null)"]


@pytest.mark.parametrize("value", PLACEHOLDERS + WORDS)
@pytest.mark.parametrize(
    "path",
    ["kochava_app_id", "data/origination_ip", "data/device_ua", "data/device_ver", "data/usertime", "data/own/key"],
)
def test_a_placeholder_is_the_only_thing_said_of_a_value(found: Found, path: str, value: str) -> None:
    assert found(changed(ios(), {path: value})) == [("unresolved-placeholder", f"/{path}")]


@pytest.mark.parametrize("value", ["null", "None", "<b>", "{x}", "50% off%", "{'a': 1}"])
@pytest.mark.parametrize("key", ["event_name", "event_data"])
def test_free_text_may_look_like_a_placeholder(found: Found, key: str, value: str) -> None:
    assert {rule for rule, _ in found(ios(**{key: value}))} <= {"event-data-not-object"}
    assert {rule for rule, _ in found(ios(event_data={"deep": [value]}))} == {"nested-event-data"}


@pytest.mark.parametrize("value", ["{{name}}", "${name}", "%NAME%"])
def test_no_free_text_is_a_macro(found: Found, value: str) -> None:
    assert found(ios(event_data={"name": value})) == [("unresolved-placeholder", "/data/event_data/name")]


@pytest.mark.parametrize("value", ["nullable", "%20", "<>", '{"a": 1}', "{}", "a{b}", "100%", "None of these"])
def test_what_is_no_placeholder(found: Found, value: str) -> None:
    assert found(ios(own_key=value)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            line(ios())[:-1] + ',"kochava_app_id":"<APP GUID>"}',
            [("duplicate-key", "/kochava_app_id"), ("unresolved-placeholder", "/kochava_app_id")],
            id="duplicate",
        ),
        pytest.param(
            line({**ios(), "origination_ip": "{ip}"}),
            [("misplaced-key", "/origination_ip"), ("unresolved-placeholder", "/origination_ip")],
            id="misplaced",
        ),
        pytest.param(
            line(android(device_ids={"gaid": "{gaid}", "custom": "7"})),
            [("misspelled-key", "/data/device_ids/gaid"), ("unresolved-placeholder", "/data/device_ids/gaid")],
            id="misspelled",
        ),
    ],
)
def test_a_placeholder_explains_nothing_about_its_key(found: Found, text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_a_placeholder_is_no_identifier(found: Found) -> None:
    payload = changed(ios(device_ids={"idfa": "{idfa}"}), {"kochava_device_id": "<ID>"})
    assert ("no-device-identifier", "/data/device_ids") in found(payload)


@pytest.mark.parametrize(
    ("app_id", "expected"),
    [
        ("kodemo-ios-4ea1", []),
        ("kosimsfreeplayiosea4385112e0941dfa3", []),
        ("KODEMO", [("malformed-app-id", "/kochava_app_id")]),
        ("com.example", [("malformed-app-id", "/kochava_app_id")]),
        ("ko", [("malformed-app-id", "/kochava_app_id")]),
    ],
)
def test_what_an_app_guid_looks_like(found: Found, app_id: str, expected: list[tuple[str, str]]) -> None:
    assert found(changed(ios(), {"kochava_app_id": app_id})) == expected


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        pytest.param(ios(event_data={"u": "mail ada@example.org!"}), "/data/event_data/u", id="address-in-a-text"),
        pytest.param(ios(event_data="ada@example.org"), "/data/event_data", id="event-data-as-text"),
        pytest.param(ios(event_data={"a": ["+49 30 901820"]}), "/data/event_data/a/0", id="phone"),
        pytest.param(android(device_ids={"adid": ADID, "custom": "+14155550123"}), "/data/device_ids/custom", id="id"),
        pytest.param(ios(event_data={"n": "1e+1000000000", "t": "2024-01-01T00:00:00+01:00"}), None, id="numbers"),
        pytest.param(ios(event_data={"at": "a@b", "handle": "@ada", "file": "x@2x.png"}), None, id="no-address"),
        pytest.param(ios(event_data={"at": "@" * 100_000}), None, id="many-ats"),
        pytest.param(link(data={"email": "ada@example.org", "phone": "+14155550123"}), None, id="links-are-for-that"),
        pytest.param(android(device_ids={"custom": "kochava-test-ada@example.org"}), None, id="test-data"),
    ],
)
def test_personal_data(found: Found, payload: object, expected: str | None) -> None:
    told = [pointer for rule, pointer in found(payload) if rule == "personal-data"]
    assert told == ([] if expected is None else [expected])


def test_sdk_payloads_are_not_asked_for_what_they_do_not_have(found: Found) -> None:
    assert found(SDK_EVENT) == [("sdk-payload", ROOT)]
    assert found(changed(ios(device_ver="", app_tracking_transparency=att()), {"nt_id": "1"})) == [
        ("sdk-payload", ROOT)
    ]

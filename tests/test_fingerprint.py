"""Fingerprints: what of a finding they tell, and what they keep to themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from json_texts import KEYS, LAYOUTS, OBJECTS, VALUES, Layout, written
from samples import DROP, IDFA, IDFV, JSON, android, changed, ios, line

from kochava_lint import Finding, Linter, Severity
from kochava_lint.fingerprint import fingerprint
from kochava_lint.payload import MISSING, Payload
from kochava_lint.source import Pointer, Source

IDFA_POINTER = ("data", "device_ids", "idfa")
ADDRESS = ("data", "origination_ip")
UUIDS = st.uuids().map(str)
ADDRESSES = st.ip_addresses(v=4).map(str)


def mark(payload: object, pointer: Pointer = (), rule: str = "rule", **more: Any) -> str:
    """The fingerprint of a finding of *rule* at *pointer* of a *payload*."""
    holder = payload if isinstance(payload, Payload) else Payload(payload)
    return fingerprint(Finding(rule, Severity.ERROR, "message", pointer, holder, **more))


def in_text(text: str) -> Payload:
    return Payload(MISSING, Source("a.json", text), ())


def marks(linter: Linter, text: str) -> list[str]:
    return sorted(map(fingerprint, linter.lint(text)))


def reordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: reordered(member) for key, member in reversed(value.items())}
    return [reordered(element) for element in value] if isinstance(value, list) else value


SAME: dict[str, tuple[JSON, JSON, Pointer]] = {
    "another-identifier": (ios(), ios(device_ids={"idfa": IDFV}), IDFA_POINTER),
    "digits-for-letters": (ios(), ios(device_ids={"idfa": "11111111-1111-1111-1111-111111111111"}), IDFA_POINTER),
    "another-address": (ios(origination_ip="10.0.0.1"), ios(origination_ip="192.168.110.12"), ADDRESS),
    "another-e-mail": (ios(user="ann@a.example"), ios(user="robert7@b.example"), ("data", "user")),
    "another-time": (ios(usertime=1700000000), ios(usertime=1800000001), ("data", "usertime")),
    "time-in-a-text": (ios(usertime="1700000000"), ios(usertime="1800000001"), ("data", "usertime")),
    "att-time": (ios(att_time=1), ios(att_time=23), ("data", "att_time")),
    "another-amount": (ios(sum=4.99), ios(sum=149.9), ("data", "sum")),
    "what-stands-elsewhere": (ios(), ios(device_ver="iPhone9,1-iOS-15.0", currency="EUR"), IDFA_POINTER),
    "value-of-a-key-of-an-object": (ios(), ios(device_ua="other"), ("data",)),
    "keys-of-an-object": (ios(), ios(sum=1), ("data",)),
    "elements-of-an-array": (ios(items=[1]), ios(items=["a", {}]), ("data", "items")),
    "event-of-one-user": (ios(event_name="paid by ann@a.example"), ios(event_name="paid by bo@b.example"), ADDRESS),
    "event-with-a-number": (ios(event_name="order 12345678"), ios(event_name="order 987654321"), ADDRESS),
    "event-that-is-an-object": (ios(event_name={"a": 1, "b": 2}), ios(event_name={"b": 3, "a": 4}), ADDRESS),
    "event-that-is-a-number": (ios(event_name=1), ios(event_name=22), ADDRESS),
    "key-that-is-an-identifier": (ios(**{IDFA: 1}), ios(**{IDFV: 1}), ("data",)),
    "address-beyond-ascii": (ios(origination_ip="\u0661.0.0.1"), ios(origination_ip="\u0669.8.7.65"), ADDRESS),
    "name-beyond-ascii": (ios(user="नाम"), ios(user="जॉन"), ("data", "user")),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other", "pointer"), SAME.values(), ids=SAME)
def test_what_differs_when_traffic_is_recorded_again_leaves_it(one: JSON, other: JSON, pointer: Pointer) -> None:
    assert one != other
    assert mark(one, pointer) == mark(other, pointer)


CHANGED: dict[str, tuple[JSON, JSON, Pointer]] = {
    "event": (ios(), ios(event_name="Level Complete"), ADDRESS),
    "no-event": (ios(), ios(event_name=DROP), ADDRESS),
    "action": (ios(), changed(ios(), {"action": "install"}), ADDRESS),
    "shared-value": (ios(currency="usd"), ios(currency="eur"), ("data", "currency")),
    "shared-flag": (ios(att=True), ios(att=False), ("data", "att")),
    "device": (ios(), ios(device_ver="iPhone9,1-iOS-15.0"), ("data", "device_ver")),
    "app": (ios(), changed(ios(), {"kochava_app_id": "kodemo-ios-5b7"}), ("kochava_app_id",)),
    "form-of-an-identifier": (ios(), ios(device_ids={"idfa": IDFA.replace("-", "")}), IDFA_POINTER),
    "form-of-an-address": (ios(), ios(origination_ip="2001:db8::1"), ADDRESS),
    "type": (ios(sum="4"), ios(sum=4), ("data", "sum")),
    "null": (ios(sum=None), ios(sum=4), ("data", "sum")),
    "value-that-is-gone": (ios(), ios(origination_ip=DROP), ADDRESS),
    "object-for-an-array": (ios(items=[]), ios(items={}), ("data", "items")),
}


@pytest.mark.parametrize(("one", "other", "pointer"), CHANGED.values(), ids=CHANGED)
def test_what_is_another_finding_changes_it(one: JSON, other: JSON, pointer: Pointer) -> None:
    assert mark(one, pointer) != mark(other, pointer)


def test_the_rule_and_the_place_change_it() -> None:
    payload = ios(one="alike", two="alike")
    told = [mark(payload, ("data", "one")), mark(payload, ("data", "one"), "other"), mark(payload, ("data", "two"))]
    assert len(set(told)) == len(told)


def test_severity_message_and_help_leave_it() -> None:
    """A rule may learn to speak more clearly, and a project may call it worse."""
    payload = Payload(ios())
    told = {
        fingerprint(Finding("rule", severity, text, ADDRESS, payload, text)) for severity in Severity for text in "ab"
    }
    assert len(told) == 1


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        pytest.param("device_ua is missing", "device_ver is missing", False, id="another-key"),
        pytest.param("iOS 17.4, and att is missing", "iOS 18.0, and att is missing", True, id="another-version"),
    ],
)
def test_of_an_object_it_counts_what_is_said_of_it(one: str, other: str, is_same: bool) -> None:
    told = [fingerprint(Finding("rule", Severity.ERROR, text, ("data",), Payload(ios()))) for text in (one, other)]
    assert (told[0] == told[1]) is is_same


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        pytest.param(f'{{"idfa": "{IDFA}"', f'{{"idfa": "{IDFV}"', True, id="another-identifier"),
        pytest.param('{"a": 1', '{"bcd": 23', True, id="other-words"),
        pytest.param('{"a": 1', '{"a": 1,', False, id="another-form"),
    ],
)
def test_of_a_text_that_is_no_json_the_form_counts(one: str, other: str, is_same: bool) -> None:
    assert (mark(in_text(one)) == mark(in_text(other))) is is_same


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        pytest.param("/track/json?id=1", "/track/json?id=22", True, id="another-query"),
        pytest.param("/track/json", "/track/json?id=1", False, id="another-form"),
    ],
)
def test_of_a_part_of_the_request_the_form_counts(one: str, other: str, is_same: bool) -> None:
    told = [mark(ios(), elsewhere=Source("a.har", text)) for text in (one, other)]
    assert (told[0] == told[1]) is is_same


FAULTY = st.sampled_from(
    [
        ios(event_name=""),
        ios(origination_ip="10.0.0.1", currency="usd"),
        ios(app_tracking_transparency={"att": "true"}),
        android(event_data={"sum": "4,99"}, device_ua=None),
        {"action": "evnt"},
    ]
)


@given(FAULTY, LAYOUTS, st.booleans(), st.integers(0, 3))
def test_neither_lines_nor_layout_nor_the_order_of_keys_change_any(
    linter: Linter, payload: JSON, layout: Layout, is_reordered: bool, lines: int
) -> None:
    other = written(reordered(payload) if is_reordered else payload, layout)
    assert marks(linter, line(payload)) == marks(linter, "\n" * lines + other)
    assert marks(linter, line(payload))


@given(UUIDS, UUIDS, ADDRESSES, ADDRESSES, st.integers(0, 2**40), st.integers(0, 2**40))
def test_traffic_that_is_recorded_again_has_the_same(
    first: str, second: str, here: str, there: str, then: int, now: int
) -> None:
    def recorded(idfa: str, address: str, time: int) -> Sequence[str]:
        payload = ios(device_ids={"idfa": idfa}, origination_ip=address, usertime=time)
        return [mark(payload, pointer) for pointer in (IDFA_POINTER, ADDRESS, ("data", "usertime"), ("data",), ())]

    assert recorded(first, here, then) == recorded(second, there, now)


@given(UUIDS, UUIDS, st.sampled_from(["event_name", "currency", "device_ua", "device_ver", "kochava_device_id"]))
def test_an_identifier_tells_nothing_wherever_it_stands(first: str, second: str, key: str) -> None:
    """Else whoever knows some identifiers could ask the baseline for which of them it was."""
    pointer = ("data", key)
    assert mark(ios(**{key: first}), pointer) == mark(ios(**{key: second}), pointer)
    assert mark(ios(**{first: 1}), ("data", first)) == mark(ios(**{second: 1}), ("data", second))


DEEP: Any = []
for _ in range(5_000):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(DEEP, id="nested-deep"),
        pytest.param({"a": DEEP}, id="nested-in-an-object"),
        pytest.param(10**5_000, id="number-with-5000-digits"),
        pytest.param(float("nan"), id="nan"),
        pytest.param("\ud800", id="half-a-character"),
        pytest.param("\x00", id="nul"),
    ],
)
@pytest.mark.parametrize("key", ["event_name", "currency", "origination_ip", "usertime"])
def test_odd_values_have_one_too(key: str, value: object) -> None:
    for pointer in (("data", key), ("data",), ()):
        assert re.fullmatch("[0-9a-f]{16}", mark(ios(**{key: value}), pointer))


@given(
    VALUES | OBJECTS | OBJECTS.map(lambda data: {"action": "event", "data": data}),
    st.lists(KEYS | st.integers(0, 2), max_size=3),
)
def test_whatever_the_payload_is_it_has_one(payload: object, pointer: list[str | int]) -> None:
    assert re.fullmatch("[0-9a-f]{16}", mark(payload, tuple(pointer)))
    assert mark(payload, tuple(pointer)) == mark(json.loads(json.dumps(payload)), tuple(pointer))

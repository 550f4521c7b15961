"""The library: what `lint` and `Linter` promise."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import ADID, DROP, IDFA, android, changed, flat, install, ios, line, link, update
from test_json_text import JSON_VALUES, LAYOUTS

import kochava_lint
from kochava_lint import Finding, Linter, Severity, Source, TrackingPlan, lint
from kochava_lint.reader import read_payloads

KEYS = [
    *(
        "action",
        "kochava_app_id",
        "kochava_device_id",
        "data",
        "device_ids",
        "device_id",
        "origination_ip",
        "device_ua",
    ),
    *("device_ver", "usertime", "event_name", "event_data", "currency", "app_tracking_transparency", "att", "att_time"),
    *("att_duration", "att_detail", "idfa", "idfv", "adid", "android_id", "custom", "gaid", "sdk_version", "imei"),
    *("gdpr_privacy_consent", "device_limit_tracking", "user_agent", "kochavaAppId", "device_hash_method"),
]
TEXTS = st.sampled_from(
    [
        *(
            "",
            " ",
            "event",
            "install",
            "update",
            "identityLink",
            "session",
            "Event",
            "{idfa}",
            "null",
            "10.0.0.1",
            "8.8.8.8",
        ),
        *(
            "iPhone14,5-iOS-17.4",
            "17.4",
            "Mozilla%2F5.0%20(iPhone%3B%20CPU%20iPhone%20OS%2017_4%20like%20Mac%20OS%20X)",
            "%",
        ),
        *("curl/8", IDFA, ADID, "0" * 32, "authorized", "3", "true", "a@b.org", "-1", "1e5", "\x00", "-iOS-", "٣"),
    ]
) | st.text(max_size=5)
# Beyond 64 bits, an integer is decoded as the nearest double.
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
)
# Payload-like values of every wrong shape: known keys with any value, at any level.
ODD_PAYLOADS = st.recursive(
    SCALARS,
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=4), inside, max_size=8)
    ),
    max_leaves=30,
)
CLEAN = [ios(), android(), install(), update(), link(), flat(ios())]


@given(ODD_PAYLOADS | JSON_VALUES)
def test_nothing_raises_on_any_json_value(value: Any) -> None:
    linter = _linter()
    as_value = [(finding.rule, finding.pointer) for finding in linter.lint([value])]
    if not isinstance(value, str):  # text inside a list is JSON text
        as_text = [(finding.rule, finding.pointer) for finding in linter.lint(json.dumps(value))]
        assert as_value == as_text, "a value and its text are one payload"


@given(st.sampled_from(CLEAN), st.data())
def test_nothing_raises_on_a_payload_with_any_value_in_any_place(payload: dict[str, Any], data: st.DataObject) -> None:
    paths = [
        "action",
        "kochava_app_id",
        "data",
        *(f"data/{key}" for key in KEYS),
        "data/device_ids/idfa",
        "device_id/idfa",
    ]
    path = data.draw(st.sampled_from(paths))
    try:
        broken = changed(payload, {path: data.draw(ODD_PAYLOADS)})
    except TypeError:  # the path leads through something that is no object
        return
    for finding in _linter().lint(line(broken)):
        assert finding.message
        assert finding.line is not None


@given(ODD_PAYLOADS.filter(lambda value: isinstance(value, dict)), LAYOUTS)
def test_each_position_is_that_of_the_value_that_the_pointer_names(value: Any, layout: dict[str, Any]) -> None:
    text = json.dumps(value, **layout)
    for finding in _linter().lint(text):
        assert finding.span is not None
        assert json.loads(text[finding.span.start : finding.span.end]) == finding.payload.get(*finding.pointer)
        assert finding.start is not None
        lines = text.split("\n")
        before = sum(len(earlier) + 1 for earlier in lines[: finding.start.line - 1])
        assert before + finding.start.column - 1 == finding.span.start


@given(st.text() | st.binary() | st.binary().map(lambda tail: b'{"action": "event", "' + tail))
@settings(max_examples=300)
def test_nothing_raises_on_any_text(text: str | bytes) -> None:
    for finding in _linter().lint(text):
        assert finding.line is not None
        assert finding.end is not None


@given(st.sampled_from(CLEAN), LAYOUTS)
def test_clean_payloads_are_clean_however_they_are_written(payload: dict[str, Any], layout: dict[str, Any]) -> None:
    linter = _linter()
    expected = [(finding.rule, finding.pointer) for finding in linter.lint(payload)]
    for written in (json.dumps(payload, **layout), json.dumps(payload, **layout).encode()):
        assert [(finding.rule, finding.pointer) for finding in linter.lint(written)] == expected


def _linter() -> Linter:
    return kochava_lint.api._default_linter()  # noqa: SLF001 - one for all examples; it holds no state


def test_a_finding_says_what_where_and_how_bad() -> None:
    (finding,) = lint(json.dumps(ios(origination_ip="10.0.0.1"), indent=1))
    assert finding.rule == "non-public-ip"
    assert finding.severity is Severity.WARNING
    assert finding.severity.value == "warning"
    assert finding.message == "origination_ip is a private address, not the device's"
    assert finding.pointer == ("data", "origination_ip")
    assert (finding.line, finding.column) == (7, 21)
    assert finding.end == (7, 31)
    assert finding.help


def test_infos_are_told_too() -> None:
    assert [finding.severity.value for finding in lint(changed(ios(), {"kochava_app_id": "x"}))] == ["info"]


def test_a_python_value_has_no_lines() -> None:
    (finding,) = lint(ios(origination_ip="10.0.0.1"))
    assert (finding.line, finding.column, finding.span, finding.start, finding.end) == (None,) * 5


def test_the_elements_of_a_list_are_told_apart() -> None:
    findings = lint([ios(), line(ios(event_name="")), {"data": None}])
    assert {finding.payload.pointer for finding in findings} == {(1,), (2,)}


def test_a_payload_is_not_changed_nor_kept() -> None:
    payload = ios(origination_ip="10.0.0.1")
    before = json.dumps(payload)
    (finding,) = lint(payload)
    payload["data"]["origination_ip"] = "8.8.8.8"
    assert finding.payload.get("data", "origination_ip") == "10.0.0.1"
    payload["data"]["origination_ip"] = "10.0.0.1"
    assert json.dumps(payload) == before


def test_a_payload_that_was_linted_cannot_be_changed() -> None:
    (finding,) = lint(ios(origination_ip="10.0.0.1"))
    with pytest.raises(AttributeError, match="a payload cannot be changed; data stays as it is"):
        finding.payload.data = {}


def test_what_python_writes_as_json_is_taken_as_such() -> None:
    class Text(str):
        __slots__ = ()

    assert lint(ios(own={"list": (1, 2)}, event_name=Text("View"))) == []


def test_a_text_of_several_elements_knows_each_ones_place() -> None:
    text = f"[{line(link())},\n {line(link(data=''))}]"
    findings = [finding for finding in lint(text) if finding.rule == "wrong-type"]
    assert [(finding.line, finding.payload.pointer) for finding in findings] == [(2, (1,))]
    assert findings[0].start is not None
    assert text.split("\n")[1][findings[0].start.column - 1 :].startswith('""')


def test_findings_show_nothing_of_a_payload_when_they_are_printed() -> None:
    (finding,) = lint(ios(origination_ip="10.0.0.1"))
    assert IDFA not in repr(finding)
    assert "10.0.0.1" not in repr(finding)
    assert IDFA not in repr(finding.payload)


def test_the_clock_is_read_at_each_call(monkeypatch: pytest.MonkeyPatch) -> None:
    payload = ios(app_tracking_transparency={"att": True, "att_time": 1_700_000_000})
    linter = Linter()
    monkeypatch.setattr("time.time", lambda: 1_600_000_000.0)
    assert [finding.rule for finding in linter.lint(payload)] == ["implausible-att-time"]
    monkeypatch.setattr("time.time", lambda: 1_800_000_000.0)
    assert linter.lint(payload) == []


def test_severities_are_in_order() -> None:
    assert Severity.INFO < Severity.WARNING < Severity.ERROR
    assert Severity.ERROR >= Severity.ERROR > Severity.INFO
    assert max(Severity) is Severity.ERROR


def test_severities_of_rules_can_be_chosen() -> None:
    linter = Linter(
        severities={"empty-value": Severity.INFO, "foreign-app-id": Severity.WARNING},
        plan=TrackingPlan(None, frozenset()),
    )
    found = {finding.rule: finding.severity for finding in linter.lint(ios(event_name="", origination_ip="x"))}
    assert found == {
        "empty-value": Severity.INFO,
        "foreign-app-id": Severity.WARNING,
        "invalid-ip": Severity.ERROR,
    }


def test_the_public_names_resolve() -> None:
    names = kochava_lint.__all__
    assert {name: getattr(kochava_lint, name) for name in names}.keys() == set(names)
    assert set(names) <= set(dir(kochava_lint))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = kochava_lint.nothing


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, kochava_lint; print(*sorted(m for m in sys.modules if m.partition('.')[0] in sys.argv[1:]))"
    heavy = ["orjson", "jsonschema", "jsonschema_rs", "pluggy", "ua_parser", "hypothesis", "pytest"]
    done = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_a_clean_payload_never_waits_for_what_explains_or_parses() -> None:
    code = (
        "import sys, kochava_lint; findings = kochava_lint.lint(sys.argv[1]); "
        "print(findings, 'jsonschema' in sys.modules, 'ua_parser' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, line(ios())], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] False False"


def test_oversized_text_is_not_decoded() -> None:
    source = Source("x.jsonl", b'{"action": "event"', cut=20_000_000)
    (payload,) = read_payloads(source)
    found: list[Finding] = Linter().lint_payload(payload)
    assert [(finding.rule, finding.line, finding.column) for finding in found] == [("oversized-payload", 1, 1)]
    assert "20,000,000 bytes, too many to decode" in found[0].message


def test_drop_is_no_value() -> None:
    """The samples of these tests take keys away, and leave no trace of how."""
    assert "event_name" not in ios(event_name=DROP)["data"]

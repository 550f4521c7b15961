"""Fixing payloads: what each fix of the catalogue makes of a payload, and laws about all of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from conftest import NOW
from faults import clean_payloads, faults_of
from hypothesis import given
from hypothesis import strategies as st
from json_texts import LAYOUTS, Layout, source_of, written
from samples import ADID, DROP, IDFA, IDFV, IPHONE_UA, JSON, ZERO, android, att, changed, install, ios, line, link
from samples import update as update_of

from kochava_lint import Finding, Linter, Rule
from kochava_lint.fixer import Fixed, fix_payload
from kochava_lint.json_string import json_string
from kochava_lint.plan import TrackingPlan
from kochava_lint.plugins import load_plugins
from kochava_lint.reader import read_payload
from kochava_lint.source import Source

LINTER = Linter(rules=load_plugins(installed=()).rules.values(), now=NOW)
BLOCK = "data/app_tracking_transparency"
UA_SPACED = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X)"
UA_ENCODED = "Mozilla%2F5.0%20(iPhone%3B%20CPU%20iPhone%20OS%2017_4%20like%20Mac%20OS%20X)"
LATER = int(NOW) - 1000


def safely(finding: Finding) -> bool:
    return finding.fix is not None and finding.fix.safe


def anyhow(finding: Finding) -> bool:
    return finding.fix is not None


def fixed_of(text: str, wanted: Callable[[Finding], bool] = anyhow, linter: Linter = LINTER) -> Fixed | None:
    return fix_payload(read_payload(Source("x", text)), linter.lint_payload, wanted)


def rules_in(text: str, linter: Linter = LINTER) -> list[str]:
    return [finding.rule for finding in linter.lint(text)]


# Rule, whether the fix is safe, a clean payload and the change that is its fault; None: the fix brings it back.
Row = tuple[str, bool, JSON, dict[str, Any], JSON | None]
ROWS: dict[str, Row] = {
    "att-text": ("att-not-boolean", True, ios(), {f"{BLOCK}/att": "true"}, None),
    "att-number": ("att-not-boolean", True, ios(), {f"{BLOCK}/att": 3}, None),
    "idfa": ("idfa-without-consent", False,
        ios(device_ids={"idfa": "", "idfv": IDFV}, app_tracking_transparency=att(answer=False)),
             {"data/device_ids/idfa": IDFA}, None),
    "att-time": ("implausible-att-time", True, ios(app_tracking_transparency=att(answer=True, time=LATER)),
                 {f"{BLOCK}/att_time": LATER * 1000 + 999}, None),
    "att-time-text": ("implausible-att-time", True, ios(app_tracking_transparency=att(answer=True, time=str(LATER))),
                      {f"{BLOCK}/att_time": f"{LATER}000"}, None),
    "currency": ("invalid-currency", True, ios(currency="USD"), {"data/currency": "usd"}, None),
    "currency-inside": ("invalid-currency", True, ios(event_data={"currency": "USD"}),
        {"data/event_data/currency": "usD"}, None),
    "idfa-case": ("lowercase-idfa", True, ios(), {"data/device_ids/idfa": IDFA.lower()}, None),
    "idfa-of-an-update": ("lowercase-idfa", True, update_of(), {"data/idfa": IDFA.lower()}, None),
    "idfv-of-a-link": ("lowercase-idfa", True, link(device_id={"idfv": IDFV}), {"device_id/idfv": IDFV.lower()}, None),
    "root-key": ("misplaced-key", False, install(), {"kochava_device_id": DROP, "data/kochava_device_id": "KI6F2E9A"},
        None),
    "context-key": ("misplaced-key", False, ios(), {"data/origination_ip": DROP, "origination_ip": "203.0.113.7"},
        None),
    "att-key": ("misplaced-key", False, ios(), {BLOCK: DROP, "data/att": True}, None),
    "att-key-at-the-root": ("misplaced-key", False, ios(), {BLOCK: DROP, "att": True}, None),
    "att-key-beside-others": ("misplaced-key", False, ios(app_tracking_transparency=att(answer=True, time=LATER)),
                              {f"{BLOCK}/att_time": DROP, "att_time": LATER}, None),
    "user-agent-key": ("misspelled-key", False, ios(currency="USD"), {"data/currency": DROP, "data/Currency": "USD"},
        None),
    "identifier-key": ("misspelled-key", False, android(device_ids={"adid": ADID}),
        {"data/device_ids": {"gaid": ADID}}, None),
    "detail-key": ("misspelled-key", False, ios(app_tracking_transparency=att(answer=True, detail="authorized")),
                   {BLOCK: {"att": True, "att-detail": "authorized"}}, None),
    "standard-event": ("misspelled-standard-event", False, ios(), {"data/event_name": "purchase"}, None),
    "no-version": ("missing-required-key", True, ios(device_ver="", device_ua=IPHONE_UA), {"data/device_ver": DROP},
        None),
    "no-user-agent": ("missing-required-key", True, ios(), {"data/device_ua": DROP}, None),
    "no-device-id": ("missing-required-key", True, changed(ios(), {"kochava_device_id": ""}),
        {"kochava_device_id": DROP}, None),
    "null-version": ("null-value", True, ios(device_ver="", device_ua=IPHONE_UA), {"data/device_ver": None}, None),
    "null-device-id": ("null-value", True, changed(install(), {"kochava_device_id": ""}), {"kochava_device_id": None},
        None),
    "null-identifier": ("null-value", True, ios(), {"data/device_ids/custom": None},
                        ios(device_ids={"idfa": IDFA, "custom": ""})),
    "null-in-a-link": ("null-value", True, link(), {"device_id/custom": None},
        link(device_id={"idfa": IDFA, "custom": ""})),
    "padded": ("padded-event-name", True, ios(), {"data/event_name": "\tPurchase "}, None),
    "action-case": ("unknown-action", False, ios(), {"action": "Event"}, None),
    "detail": ("unknown-att-detail", True, ios(app_tracking_transparency=att(answer=True, detail="authorized")),
               {f"{BLOCK}/att_detail": "Authorized"}, None),
    "encoded-twice": ("user-agent-double-encoded", True, ios(device_ver="", device_ua=UA_ENCODED),
                      {"data/device_ua": UA_ENCODED.replace("%", "%25")}, None),
    "not-encoded": ("user-agent-not-url-encoded", True, ios(device_ver="", device_ua=UA_ENCODED),
        {"data/device_ua": UA_SPACED}, None),
    "half-encoded": ("user-agent-not-url-encoded", True, ios(device_ver="", device_ua=UA_ENCODED),
                     {"data/device_ua": UA_SPACED.replace("/", "%2F").replace(";", "%3B")}, None),
    "milliseconds": ("usertime-in-milliseconds", True, ios(usertime=LATER), {"data/usertime": LATER * 1000 + 999},
        None),
    "nanoseconds-text": ("usertime-in-milliseconds", True, ios(usertime=str(LATER)),
        {"data/usertime": f"{LATER}000000000"}, None),
    "iso": ("usertime-not-epoch", False, ios(usertime=1710000000), {"data/usertime": "2024-03-09T16:00:00Z"}, None),
    "iso-zone": ("usertime-not-epoch", False, ios(usertime=1710000000),
        {"data/usertime": "2024-03-09 18:00:00.5+02:00"}, None),
    "zeros": ("zero-advertising-id", True,
        ios(device_ids={"idfa": "", "idfv": IDFV}, app_tracking_transparency=att(answer=False)),
              {"data/device_ids/idfa": ZERO}, None),
}  # fmt: skip
ALONE = [pytest.param(*row, id=f"{row[0]}-{name}") for name, row in ROWS.items()]


@pytest.mark.parametrize(("rule", "safe", "clean", "change", "expected"), ALONE)
def test_a_fix_of_the_catalogue(rule: str, safe: bool, clean: JSON, change: JSON, expected: JSON | None) -> None:
    text = line(changed(clean, change))
    assert rules_in(line(clean)) == []
    assert [(finding.rule, finding.fix and finding.fix.safe) for finding in LINTER.lint(text)] == [(rule, safe)]
    assert LINTER.fix(text) == text or safe
    result = LINTER.fix(text, unsafe=True)
    assert LINTER.fix(text) == (result if safe else text)
    assert json.loads(result) == (clean if expected is None else expected)
    assert rules_in(result) == []


def test_every_rule_with_a_fix_is_in_the_tables(shared_fixes: dict[str, str]) -> None:
    assert {row[0] for row in ROWS.values()} == set(shared_fixes)
    for name, letters in shared_fixes.items():
        assert {"S" if row[1] else "U" for row in ROWS.values() if row[0] == name} == {letters}, name


@pytest.fixture(scope="session")
def shared_fixes(shared: Any) -> dict[str, str]:
    """The catalogue's own column: which rules have a fix, and whether it is safe."""
    rows = [row.split("|") for row in (shared / "rules.md").read_text("utf-8").replace("\\|", "").splitlines()]
    told = {row[1].strip(): row[-2].strip() for row in rows if len(row) == 8}
    return {name: fix[0] for name, fix in told.items() if fix[:1] in {"S", "U"} and "-" in name}


NO_FIX = {
    "att-one-is-ambiguous": ios(app_tracking_transparency={"att": 1}),
    "currency-sign": ios(currency="€"),
    "currency-inside-a-text": ios(event_data='{"currency":"usd"}'),
    "time-without-zone": ios(usertime="2024-03-09T16:00:00"),
    "time-before-1970": ios(usertime="1969-03-09T16:00:00Z"),
    "no-such-month": ios(usertime="2024-13-09T16:00:00Z"),
    "nothing-but-space": ios(event_name=" "),
    "action-misspelled": changed(ios(), {"action": "evnt"}),
    "device-id-of-an-install": changed(install(), {"kochava_device_id": DROP}),
    "device-id-of-an-update": changed(update_of(), {"kochava_device_id": DROP}),
    "version-that-nothing-tells": ios(device_ver=DROP, device_ua=""),
    "device-id-without-identifiers": changed(ios(device_ids={}), {"kochava_device_id": DROP}),
    "address": ios(origination_ip=DROP),
    "two-at-once": {**ios(), "origination_ip": "203.0.113.7"},
    "future-att-time": ios(app_tracking_transparency={"att": True, "att_time": (int(NOW) + 10**6) * 1000}),
    "text": "just text",
    "array": [1, 2],
}


@pytest.mark.parametrize("payload", NO_FIX.values(), ids=NO_FIX)
def test_what_is_not_plain_is_not_fixed(payload: object) -> None:
    text = json.dumps(payload)
    assert LINTER.fix(text, unsafe=True) == text
    assert fixed_of(text) is None


KEPT = {  # what has been sent, under another name
    "device-id-inside-data": (changed(ios(), {"kochava_device_id": DROP, "data/kochava_device_id": "KI6F2E9A"}), ios()),
    "device-id-misspelled": (changed(ios(), {"kochava_device_id": DROP, "kochavaDeviceId": "KI6F2E9A"}), ios()),
    "user-agent-misspelled": (ios(device_ua=DROP, user_agent=IPHONE_UA), ios(device_ua=IPHONE_UA)),
}  # fmt: skip


@pytest.mark.parametrize(("payload", "meant"), KEPT.values(), ids=KEPT)
def test_a_safe_fix_stands_in_no_other_fixs_way(payload: JSON, meant: JSON) -> None:
    assert json.loads(LINTER.fix(LINTER.fix(line(payload)), unsafe=True)) == meant
    assert json.loads(LINTER.fix(line(payload), unsafe=True)) == meant


def test_a_safe_fix_loses_no_bytes_that_it_cannot_read() -> None:
    agent = "My%FFApp%2520CFNetwork%252F1494%2520Darwin%252F23.4.0"
    fixed = LINTER.fix(line(ios(device_ver="", device_ua=agent)))
    assert "%FF" in fixed
    assert "user-agent-broken-encoding" in rules_in(fixed)


def test_a_name_that_the_plan_has_with_its_white_space_stays(rules: dict[str, Rule]) -> None:
    linter = Linter(rules=rules.values(), plan=TrackingPlan({" Spring": None}), now=NOW)
    text = line(ios(event_name=" Spring"))
    assert linter.fix(text) == text


@given(payload=clean_payloads(), layout=LAYOUTS, is_in_string=st.booleans(), data=st.data())
def test_a_clean_payload_with_one_fault_is_clean_again_after_the_safe_fix(
    payload: JSON, layout: Layout, is_in_string: bool, data: st.DataObject
) -> None:
    assert LINTER.lint(payload) == []
    fault = data.draw(st.sampled_from(faults_of(payload)))
    text = written(fault.faulty, layout)
    string = json_string(json.dumps(text, ensure_ascii=layout.is_ascii)[1:-1]) if is_in_string else None
    read = read_payload(Source("x", text, written=string))
    (finding,) = LINTER.lint_payload(read)
    assert finding.rule == fault.rule
    fixed = fix_payload(read, LINTER.lint_payload, safely)
    assert fixed is not None
    assert [done.rule for done in fixed.applied] == [fault.rule]
    assert (fixed.left, fixed.uncovered, fixed.gave_up) == ([], [], False)
    assert json.loads(source_of(fixed).text) == payload
    assert LINTER.lint(source_of(fixed).text) == []
    assert string is None or json.loads(f'"{source_of(fixed).raw}"') == source_of(fixed).text


def test_the_law_is_about_every_rule_with_a_safe_fix() -> None:
    """A rule whose faults none of the clean payloads can have would go untested."""
    seen: set[str] = set()

    @given(clean_payloads())
    def collect(payload: JSON) -> None:
        seen.update(fault.rule for fault in faults_of(payload))

    collect()
    assert seen == {row[0] for row in ROWS.values() if row[1]}


@st.composite
def muddles(draw: st.DrawFn) -> str:
    """Payloads with several faults at once, safe to fix and not."""
    payload = draw(clean_payloads())
    for _ in range(draw(st.integers(1, 4))):
        faults = faults_of(payload)
        payload = draw(st.sampled_from(faults)).faulty if faults else payload
    for key in draw(st.lists(st.sampled_from(sorted(payload["data"])), max_size=3, unique=True)):
        holder, name = draw(st.sampled_from([(payload, key), (payload["data"], key.upper()), (payload, key.title())]))
        holder[name] = payload["data"].pop(key)
    for key in draw(st.lists(st.sampled_from(["kochava_device_id", "action"]), max_size=2, unique=True)):
        payload["data"].update({key: payload.pop(key)} if key in payload else {})
    if "app_tracking_transparency" in payload["data"] and draw(st.booleans()):
        draw(st.sampled_from([payload, payload["data"]])).update(payload["data"].pop("app_tracking_transparency"))
    return written(payload, draw(LAYOUTS))


@given(muddles(), st.sampled_from([safely, anyhow]))
def test_after_fixing_nothing_is_left_to_fix_and_fixing_again_changes_nothing(
    text: str, wanted: Callable[[Finding], bool]
) -> None:
    fixed = fixed_of(text, wanted)
    if fixed is None:
        assert not any(map(wanted, LINTER.lint(text)))
        return
    assert not fixed.gave_up
    assert not any(map(wanted, fixed.left))
    assert [(found.rule, found.pointer) for found in LINTER.lint(source_of(fixed).text)] == [
        (found.rule, found.pointer) for found in fixed.left
    ]
    assert fixed_of(source_of(fixed).text, wanted) is None


UNREACHABLE = {  # there is no place to move it to
    "no-data": changed(update_of(), {"data": DROP, "att": True}),
    "data-is-text": changed(update_of(), {"data": "x", "att": True}),
}


@pytest.mark.parametrize("payload", UNREACHABLE.values(), ids=UNREACHABLE)
def test_a_fix_that_is_offered_can_be_made(payload: JSON) -> None:
    fixed = LINTER.fix(line(payload), unsafe=True)
    assert [finding.rule for finding in LINTER.lint(fixed) if finding.fix] == []


@given(muddles())
def test_safe_fixes_take_no_value_away(text: str) -> None:
    fixed = fixed_of(text, safely)
    if fixed is not None:
        assert keys_of(json.loads(text)) <= keys_of(json.loads(source_of(fixed).text))


def keys_of(value: Any, pointer: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    members = value.items() if isinstance(value, dict) else ()
    return {pointer}.union(*(keys_of(member, (*pointer, key)) for key, member in members))


UNCOVERED = {
    "consent": (ios(app_tracking_transparency={"att": "false"}), safely, ["idfa-without-consent"]),
    "detail": (
        ios(app_tracking_transparency={"att": "true", "att_detail": "denied"}),
        safely,
        ["att-contradicts-detail"],
    ),
    "time": (ios(usertime=4 * 10**12), safely, ["implausible-usertime"]),
    "nothing": (ios(usertime=LATER * 1000, origination_ip="10.0.0.1"), safely, []),
    "nothing-but-moved": ({**ios(origination_ip=DROP), "origination_ip": "10.0.0.1"}, anyhow, []),
    "nothing-but-renamed": (android(origination_ip=DROP, origination_Ip="10.0.0.1"), anyhow, ["non-public-ip"]),
}


@pytest.mark.parametrize(("payload", "wanted", "expected"), UNCOVERED.values(), ids=UNCOVERED)
def test_what_a_fix_uncovers_is_told(payload: JSON, wanted: Callable[[Finding], bool], expected: list[str]) -> None:
    fixed = fixed_of(line(payload), wanted)
    assert fixed is not None
    assert [finding.rule for finding in fixed.uncovered] == expected
    assert {finding.rule for finding in fixed.uncovered} <= {finding.rule for finding in fixed.left}

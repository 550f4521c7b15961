"""Fixing payloads wherever they stand: in arrays, in records of requests, in strings; and when it has to end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conftest import NOW
from json_texts import source_of
from reading import payloads_in
from samples import DROP, IDFA, JSON, ZERO, changed, ios, line
from test_fixer import LATER, LINTER, anyhow, fixed_of, safely

from kochava_lint import Finding, Linter, Payload, Severity
from kochava_lint.fixer import MAX_PASSES, fix_payload
from kochava_lint.formats.json_document import json_document
from kochava_lint.formats.json_lines import json_lines
from kochava_lint.rule import Context, Fix, PayloadRule, Problem, SetValue, payload_rule

FAULTY = ios(usertime=LATER * 1000)
FIXED = ios(usertime=LATER)


def rule_that(step: Any, *, name: str = "counts") -> PayloadRule:
    """A rule with a safe fix of `n`: what *step* makes of it, unless that is None."""

    def check(payload: Payload, context: Context) -> Iterator[Problem]:
        """Tell of a number."""
        value = step(payload.root.get("n"))
        if value is not None:
            yield Problem(("n",), "is wrong", fix=Fix("count on", SetValue(("n",), value), safe=True))

    check.__name__ = name
    return payload_rule(severity=Severity.WARNING)(check)


def linter_of(*rules: PayloadRule) -> Linter:
    return Linter(rules=rules, now=NOW)


@pytest.mark.parametrize(
    ("last", "passes", "gave_up"),
    [(1, 1, False), (MAX_PASSES, MAX_PASSES, False), (MAX_PASSES + 1, MAX_PASSES, True), (10**9, MAX_PASSES, True)],
)
def test_passes_have_a_bound_and_it_is_told_when_that_is_met(last: int, passes: int, gave_up: bool) -> None:
    linter = linter_of(rule_that(lambda n: n + 1 if n < last else None))
    fixed = fixed_of('{"n": 0}', linter=linter)
    assert fixed is not None
    assert (len(fixed.applied), fixed.gave_up, source_of(fixed).text) == (passes, gave_up, f'{{"n": {passes}}}')


def test_of_two_fixes_of_one_value_one_is_made() -> None:
    linter = linter_of(
        rule_that(lambda n: 1 if n == 0 else None, name="one"), rule_that(lambda n: 2 if n == 0 else None, name="two")
    )
    fixed = fixed_of('{"n": 0}', linter=linter)
    assert fixed is not None
    assert [finding.rule for finding in fixed.applied] == ["one"]
    assert source_of(fixed).text == '{"n": 1}'


def test_a_fix_that_cannot_be_made_ends_it() -> None:
    def check(payload: Payload, context: Context) -> Iterator[Problem]:
        """Tell of what is not there."""
        yield Problem((), "is missing", fix=Fix("set it", SetValue(("missing",), 1), safe=True))

    assert fixed_of('{"n": 0}', linter=linter_of(payload_rule(severity=Severity.ERROR)(check))) is None


def test_the_payload_is_looked_at_again_as_what_it_was() -> None:
    """A rule may ask for the request, and whether the payload stands in an array."""
    seen = []

    def check(payload: Payload, context: Context) -> Iterator[Problem]:
        """Take note."""
        seen.append((payload.batched, payload.pointer, payload.request and payload.request.method))
        if payload.root.get("n") == 0:
            yield Problem(("n",), "is wrong", fix=Fix("set it", SetValue(("n",), 1), safe=True))

    linter = linter_of(payload_rule(severity=Severity.ERROR)(check))
    record = line({"request": {"method": "PUT", "body": '[{"n": 0}]'}})
    *_, payload = payloads_in(json_lines, record)
    fix_payload(payload, linter.lint_payload, anyhow)
    assert seen == [(True, (0,), "PUT")] * 2


BODY = line(FAULTY)
PLACES = {
    "one": (json.dumps(FAULTY, indent=2), json.dumps(FIXED, indent=2)),
    "array": (f"[{line(ios())}, {BODY},\n{BODY}]", f"[{line(ios())}, {line(FIXED)},\n{line(FIXED)}]"),
    "pretty-array": (json.dumps([FAULTY, 1, FAULTY], indent="\t"), json.dumps([FIXED, 1, FIXED], indent="\t")),
    "broken-neighbour": (f"[{BODY}, {{]", f"[{BODY}, {{]"),
    "crlf": (json.dumps([FAULTY], indent=1).replace("\n", "\r\n"), json.dumps([FIXED], indent=1).replace("\n", "\r\n")),
    "not-json": (BODY[:-1], BODY[:-1]),
    "space-around": (f" \n {BODY}\n\n", f" \n {line(FIXED)}\n\n"),
    "byte-order-mark": ("\ufeff" + BODY, "\ufeff" + line(FIXED)),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("text", "expected"), PLACES.values(), ids=PLACES)
def test_the_front_door_fixes_payloads_wherever_they_stand_in_a_text(text: str, expected: str) -> None:
    assert LINTER.fix(text) == expected


def test_the_front_door_makes_unsafe_fixes_only_where_that_is_asked() -> None:
    text = line(ios(event_name="purchase", usertime=LATER * 1000))
    assert json.loads(LINTER.fix(text)) == ios(event_name="purchase", usertime=LATER)
    assert json.loads(LINTER.fix(text, unsafe=True)) == FIXED


def record(body: object, **request: Any) -> str:
    return line({"at": 1, "request": {"method": "POST", "body": body, **request}})


def fixed_record(text: str, wanted: Callable[[Finding], bool] = anyhow) -> str:
    """The line of a capture with each of its payloads fixed, put together by their places in the line."""
    done = text
    for payload in reversed(payloads_in(json_lines, text)):
        fixed = fix_payload(payload, LINTER.lint_payload, wanted)
        if fixed is not None:
            assert payload.source is not None
            start = payload.source.column - 1
            assert done[start:].startswith(payload.source.raw)
            done = done[:start] + source_of(fixed).raw + done[start + len(payload.source.raw) :]
    return done


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(BODY, line(FIXED), id="text"),
        pytest.param(json.dumps(FAULTY, indent=2), json.dumps(FIXED, indent=2), id="pretty-text"),
        pytest.param(FAULTY, FIXED, id="object"),
        pytest.param([ios(), FAULTY], [ios(), FIXED], id="array"),
        pytest.param(f"[{BODY}, {BODY}]", f"[{line(FIXED)}, {line(FIXED)}]", id="text-of-an-array"),
        pytest.param(line(ios(event_name=" Größe\n😀")), line(ios(event_name="Größe\n😀")), id="beyond-ascii"),
        pytest.param("action=event", "action=event", id="form"),
    ],
)
@pytest.mark.parametrize("is_ascii", [True, False])
def test_bodies_of_records_are_fixed_in_place(body: object, expected: object, is_ascii: bool) -> None:
    before, after = ({"n": 1.50, "request": {"body": told}, "é/": "\u2028"} for told in (body, expected))
    assert fixed_record(json.dumps(before, ensure_ascii=is_ascii)) == json.dumps(after, ensure_ascii=is_ascii)


def test_slashes_and_escapes_of_a_body_stay_as_they_were() -> None:
    raw = BODY.replace('"', "\\u0022").replace("Purchase", "\\u0050ur\\/chase")
    before = f'{{"request":{{"body":"{raw}"}}}}'
    assert fixed_record(before, safely) == before.replace(f"{LATER * 1000}", str(LATER))


SIGNED = {
    "object": {"Kochava-Auth-Token": "x"},
    "other-case": {"KOCHAVA-auth-TOKEN": "x"},
    "list-of-values": {"Kochava-Auth-Token": ["x"]},
    "pairs": [["Kochava-Auth-Token", "x"]],
    "names-and-values": [{"name": "kochava-auth-token", "value": "x"}],
    "empty": {"Kochava-Auth-Token": ""},
    "number": {"Kochava-Auth-Token": 5},
    "left-out-by-the-capture": {"Kochava-Auth-Token": None},
    "names-and-no-values": [{"name": "Kochava-Auth-Token"}],
    "keys-and-values": [{"key": "Kochava-Auth-Token", "value": "x"}],
    "text": "Host: control.kochava.com\r\nKochava-Auth-Token: x\r\n",
    "lines": ["Host: control.kochava.com", "Kochava-Auth-Token: x"],
    "space-around": {" Kochava-Auth-Token ": "x"},
}


@pytest.mark.parametrize("body", [BODY, FAULTY, f"[{BODY}]"], ids=["text", "object", "array"])
@pytest.mark.parametrize("headers", SIGNED.values(), ids=SIGNED)
def test_a_signed_body_is_never_rewritten(headers: object, body: object) -> None:
    text = record(body, headers=headers)
    assert fixed_record(text) == text


@pytest.mark.parametrize(
    "headers", [None, {}, {"Kochava-Api-Key": "x"}, [["Content-Type", "application/json"]]], ids=str
)
def test_a_body_that_is_not_signed_is_rewritten(headers: object) -> None:
    assert fixed_record(record(BODY, headers=headers)) == record(line(FIXED), headers=headers)


def test_a_payload_without_a_text_has_nothing_to_rewrite() -> None:
    assert fix_payload(Payload(FAULTY), LINTER.lint_payload, safely) is None


def many_nulls(count: int) -> JSON:
    return ios(device_ids={"idfa": IDFA, **{f"own{number}": None for number in range(count)}})


def test_faults_by_the_hundred_take_one_pass_and_not_a_hundred() -> None:
    fixed = fixed_of(line(many_nulls(500)), safely)
    assert fixed is not None
    assert len(fixed.applied) == 500
    assert json.loads(source_of(fixed).text) == json.loads(line(many_nulls(500)).replace("null", '""'))


def test_keys_that_are_moved_away_together_take_a_few_passes() -> None:
    keys = ("origination_ip", "device_ver", "device_ua", "device_ids", "event_name", "app_tracking_transparency")
    payload = {**changed(ios(), {f"data/{key}": DROP for key in keys}), **{key: ios()["data"][key] for key in keys}}
    fixed = fixed_of(line(payload), anyhow)
    assert fixed is not None
    assert json.loads(source_of(fixed).text) == ios()
    assert not fixed.gave_up


ORDER = ios(device_ids={"idfa": IDFA.lower(), "idfv": None, "custom": None}, usertime=LATER * 1000, currency="usd")


def test_what_was_done_is_told_in_the_order_of_the_text() -> None:
    fixed = fixed_of(line(ORDER), safely)
    assert fixed is not None
    assert [finding.pointer[-1] for finding in fixed.applied] == ["idfa", "idfv", "custom", "usertime", "currency"]


def test_documents_of_several_values_are_fixed_each_at_its_place() -> None:
    text = json.dumps(FAULTY, indent=1) + "\n\n" + json.dumps(ios(device_ids={"idfa": ZERO, "own": "x"}), indent=1)
    payloads = payloads_in(json_document, text)
    places = [(payload.source.line, payload.source.column) for payload in payloads if payload.source]
    assert places == [(1, 1), (text[: text.index("\n{")].count("\n") + 2, 1)]

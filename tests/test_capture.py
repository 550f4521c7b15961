"""Linting a capture: places, memory, and what rules across payloads add to what is found in each."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from conftest import NOW
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import ADID, DROP, IDFA, IDFV, JSON, ZERO, changed, install, ios, line, link, update
from sequences import ACROSS, CHANGE, EARLY, TWICE, UNSTABLE, event, in_capture, of, read_lines
from test_api import ODD_PAYLOADS

from kochava_lint import Finding, Linter, Payload, Rule
from kochava_lint.api import Capture
from kochava_lint.plugins import load_plugins
from kochava_lint.reader import read_values
from kochava_lint.rule import CaptureRule

PAIRS = {
    EARLY: ([ios(), install()], 1),
    UNSTABLE: ([of(ios(), "K1"), of(ios(), "K2")], 0),
    TWICE: ([ios(), ios()], 0),
}


@pytest.mark.parametrize(("rule", "payloads", "other"), [(rule, *pair) for rule, pair in PAIRS.items()])
def test_a_message_names_the_place_of_the_other_payload(
    linter: Linter, rule: str, payloads: list[JSON], other: int
) -> None:
    before = [link(), link(device_id={"idfv": IDFV})]
    columns = [2, len(line(payloads[0])) + 3]

    def named(findings: Iterable[Finding]) -> list[str]:
        return [finding.message.rpartition(" in ")[2] for finding in findings if finding.rule == rule]

    assert named(in_capture(linter, read_lines([*before, *payloads]), rule)) == [f"line {other + 3}"]
    assert named(linter.lint([*before, *payloads])) == [f"/{other + 2}"]
    assert named(linter.lint([*before, payloads])) == [f"/2/{other}"]
    assert named(linter.lint(line(payloads))) == [f"line 1, column {columns[other]}"]


@pytest.mark.parametrize(("rule", "payloads", "other"), [(rule, *pair) for rule, pair in PAIRS.items()])
def test_of_texts_in_a_python_list_the_place_is_that_in_the_list(
    linter: Linter, rule: str, payloads: list[JSON], other: int
) -> None:
    (message,) = [finding.message for finding in linter.lint(list(map(line, payloads))) if finding.rule == rule]
    assert f"/{other}" in message


def test_a_finding_about_an_earlier_payload_is_in_its_text(linter: Linter) -> None:
    (finding,) = in_capture(linter, read_lines([link(), ios(), update(), install()]), EARLY)
    assert (finding.pointer, finding.line, finding.payload.data) == ((), 2, ios())
    assert finding.span is not None


def test_a_finding_about_an_earlier_long_payload_keeps_its_line(linter: Linter) -> None:
    long = ios(event_data={"text": "x" * 10_000})
    (finding,) = in_capture(linter, read_lines([link(), long, install()]), EARLY)
    assert (finding.line, finding.column, finding.payload.size) == (2, 1, len(line(long)))


def test_one_payload_is_no_capture(linter: Linter) -> None:
    for _ in range(2):
        assert linter.lint(ios()) == linter.lint([ios()]) == linter.lint_payload(Payload(ios())) == []


def uuid(number: int) -> str:
    """An identifier of its own for each number."""
    return f"5D1F7A20-93C4-4E0B-8A61-{number:012d}"


def short_sighted(rules: dict[str, Rule], name: str, lookback: int) -> Linter:
    """A linter with one rule across payloads only, which remembers little."""
    rule = rules[name]
    assert isinstance(rule, CaptureRule)
    return Linter(rules=[replace(rule, lookback=lookback)], now=NOW)


OVERFLOWS: dict[str, tuple[Callable[[str], JSON], Callable[[str], JSON]]] = {
    EARLY: (lambda key: of(ios(), key, {}), lambda key: of(install(), key, {})),
    UNSTABLE: (
        lambda key: of(ios(), f"K{key}", {"idfv": uuid(ord(key))}),
        lambda key: of(ios(), "L", {"idfv": uuid(ord(key))}),
    ),
    CHANGE: (lambda key: of(ios(), key, {}), lambda key: of(ios(), key, {"idfa": IDFA})),
    TWICE: (lambda key: ios(usertime=key), lambda key: ios(usertime=key)),
}


@pytest.mark.parametrize("name", ACROSS)
def test_the_oldest_are_forgotten_and_that_is_told(rules: dict[str, Rule], name: str) -> None:
    first, second = OVERFLOWS[name]
    capture = short_sighted(rules, name, 3).capture()
    for number, key in enumerate("abcde"):
        assert capture.forgotten() == ({name: number - 3} if number > 3 else {})
        assert capture.lint(read_lines([first(key)])[0]) == []
    assert capture.forgotten() == {name: 2}
    assert [bool(capture.lint(read_lines([second(key)])[0])) for key in "edcba"] == [True, True, True, False, False]


def test_captures_do_not_know_each_other(linter: Linter) -> None:
    for _ in range(2):
        capture = linter.capture()
        assert [finding.rule for payload in read_lines([ios(), ios()]) for finding in capture.lint(payload)] == [TWICE]
        assert capture.forgotten() == {}


LONG = "x" * 200_000
KINDS = ("data/event_data", "kochava_device_id", "kochava_app_id", "data/device_ids/idfv")
LEAK = (UNSTABLE, "kochava_device_id")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *[(name, kind) for name in ACROSS for kind in KINDS if (name, kind) != LEAK],
        pytest.param(*LEAK, id="the-ids-that-are-noted"),
    ],
)
def test_memory_is_bounded_however_long_the_values(rules: dict[str, Rule], name: str, kind: str) -> None:
    linter = short_sighted(rules, name, 20)

    def run() -> Capture:
        capture = linter.capture()
        for number in range(40):
            payload = of(event(), f"K{number}", {"idfv": uuid(number), "idfa": uuid(number)})
            (read,) = read_lines([changed(payload, {kind: f"{LONG}{number}"})])
            capture.lint(read)
        return capture

    run()  # what all captures share is made at the first
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    capture = run()
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert capture.forgotten()
    assert taken < 20 * 10_000


POOL = st.sampled_from(["", ZERO, "kochava-test-1", "{idfa}", IDFA, IDFV, ADID, "K1", "K2"])
IDS = st.dictionaries(st.sampled_from(["idfa", "idfv", "adid", "custom"]), POOL, max_size=3)
RELATED = st.builds(
    lambda payload, key, app, ids: of(payload, key, ids, kochava_app_id=app),
    st.sampled_from(
        [ios(), install(), update(), changed(ios(), {"action": "session"}), changed(ios(), {"action": DROP})]
    ),
    POOL,
    st.sampled_from(["koa", "kob"]),
    IDS,
)
CAPTURES = st.lists(RELATED | ODD_PAYLOADS.filter(lambda value: not isinstance(value, str)), max_size=12)
ALL_RULES = load_plugins(installed=()).rules
ALL = Linter(rules=ALL_RULES.values(), now=NOW)
ONLY_ACROSS = Linter(rules=[ALL_RULES[name] for name in ACROSS], now=NOW)
Told = list[tuple[str, str, tuple[str | int, ...], str]]


def told(findings: Iterable[Finding]) -> Told:
    return [(finding.rule, finding.message, finding.pointer, finding.payload.place) for finding in findings]


@given(CAPTURES, st.sampled_from([read_lines, read_values]))
@settings(max_examples=300)
def test_a_capture_is_its_payloads_and_what_is_across_them(
    values: list[object], read: Callable[[list[object]], Iterable[Payload]]
) -> None:
    capture, across = ALL.capture(), ONLY_ACROSS.capture()
    for payload in read(values):
        assert told(capture.lint(payload)) == told(ALL.lint_payload(payload)) + told(across.lint(payload))


@given(CAPTURES)
@settings(max_examples=300)
def test_a_list_is_linted_as_a_capture(values: list[object]) -> None:
    payloads = list(read_values(values))
    capture = ALL.capture()
    one_by_one = [finding for payload in payloads for finding in capture.lint(payload)]
    alone = [finding for payload in payloads for finding in ALL.lint_payload(payload)]
    assert told(ALL.lint(values)) == told(one_by_one if len(payloads) > 1 else alone)


def test_nothing_raises_on_an_app_id_of_any_depth(linter: Linter) -> None:
    def called_from(depth: int) -> list[Finding]:
        return called_from(depth - 1) if depth else linter.lint([deep, deep])

    deep = line(ios()).replace('"kodemo-ios-4ea1"', "[" * 900 + "]" * 900)
    assert called_from(100)

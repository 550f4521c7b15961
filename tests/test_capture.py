"""Linting a capture: places, memory, and what rules across payloads add to what is found in each."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import pytest
from conftest import NOW
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import ADID, DROP, IDFA, IDFV, JSON, ZERO, changed, install, ios, line, link, update
from sequences import ACROSS, CHANGE, EARLY, TWICE, UNSTABLE, event, in_capture, of, read_lines
from test_api import ODD_PAYLOADS

from kochava_lint import Context, Finding, Linter, Payload, Problem, Rule, Severity, Window, capture_rule, payload_rule
from kochava_lint.api import Capture
from kochava_lint.errors import RuleError
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


def second_sight(*, per_device: bool) -> tuple[Rule, list[int]]:
    """A rule that finds something in every payload but the first, and how many it had seen at each call."""
    calls = []

    @capture_rule(severity=Severity.ERROR, lookback=9, per_device=per_device)
    def seen_before(payload: Payload, seen: Window, context: Context) -> Iterator[Problem]:
        """Something is not the first."""
        before = seen.number - 1
        calls.append(before)
        if before:
            assert seen.last(before - 1) == "line " + str(before)
            yield Problem((), f"after {before}")
        seen.note(before, payload.place)

    return seen_before, calls


@pytest.mark.parametrize("per_device", [False, True])
def test_a_rule_is_shown_all_payloads_of_a_device_in_their_order(per_device: bool) -> None:
    rule, calls = second_sight(per_device=per_device)
    capture = Linter(rules=[rule], now=NOW).capture()
    found = [[finding.message for finding in capture.lint(payload)] for payload in read_lines([ios()] * 3)]
    assert found == [[], ["after 1"], ["after 2"]]
    assert calls == [0, 1, 2]


@pytest.mark.parametrize(("per_device", "plain", "shown"), [(False, False, 1), (True, False, 0), (True, True, 1)])
def test_a_rule_that_compares_is_not_shown_a_single_one(per_device: bool, plain: bool, shown: int) -> None:
    rule, calls = second_sight(per_device=per_device)
    Linter(rules=[rule], now=NOW, plain=plain).capture().lint(read_lines([ios()])[0])
    assert len(calls) == shown


@pytest.mark.parametrize("name", ACROSS)
def test_ours_find_nothing_in_one_payload(rules: dict[str, Rule], name: str) -> None:
    rule = rules[name]
    assert isinstance(rule, CaptureRule)
    assert rule.per_device
    linter = Linter(rules=[replace(rule, per_device=False)], now=NOW)
    twice = [ios(), install(), update(), of(ios(), "K1", {"idfa": IDFA, "idfv": IDFA, "adid": IDFA})]
    assert [linter.capture().lint(payload) for payload in read_lines(twice)] == [[]] * len(twice)


@pytest.mark.parametrize("per_device", [True, False])
def test_what_is_known_by_its_text_is_not_passed_where_a_rule_is_to_be_shown_it(per_device: bool) -> None:
    rule, _ = second_sight(per_device=per_device)
    linter = Linter(rules=[rule], now=NOW)
    texts = [line(ios(usertime=int(NOW) - number)).encode() for number in range(100)]
    for text in texts:
        linter.lint(text)
    passes, traits_of = linter.capture().knowledge
    assert passes is None
    assert traits_of is not None
    assert traits_of(texts[0]) is not None
    assert linter.knows_alone(texts[0]) is per_device


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
def test_payloads_beyond_the_window_are_not_remembered(rules: dict[str, Rule], name: str) -> None:
    first, second = OVERFLOWS[name]
    capture = short_sighted(rules, name, 5).capture()
    assert capture.lookbacks == {name: 5}
    for key in "abcde":
        assert capture.lint(read_lines([first(key)])[0]) == []
    # The payload between counts, though the rule speaks of no such action.
    between = [read_lines([link()])[0], *[read_lines([second(key)])[0] for key in "edcba"]]
    assert [bool(capture.lint(payload)) for payload in between] == [False, True, True, False, False, False]


def test_a_payload_at_which_a_rule_fails_is_one_of_the_capture(rules: dict[str, Rule]) -> None:
    failures = iter([False, True, False])

    @payload_rule(severity=Severity.ERROR)
    def fails_once(payload: Payload, context: Context) -> Iterator[Problem]:
        """Something fails."""
        if next(failures):
            raise ZeroDivisionError
        yield from ()

    capture = Linter(rules=[fails_once, rules[TWICE]], now=NOW).capture()
    first, failing, again = read_lines([link(), ios(), ios()])
    assert capture.lint(first) == []
    with pytest.raises(RuleError):
        capture.lint(failing)
    assert [finding.message for finding in capture.lint(again)] == [
        "the same event, byte for byte, was sent before, in line 2"
    ]


def test_captures_do_not_know_each_other(linter: Linter) -> None:
    for _ in range(2):
        capture = linter.capture()
        assert [finding.rule for payload in read_lines([ios(), ios()]) for finding in capture.lint(payload)] == [TWICE]


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
    assert capture.lookbacks == {name: 20}
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
ACROSS_RULES = [rule for rule in ALL_RULES.values() if isinstance(rule, CaptureRule)]
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


@given(CAPTURES, st.sampled_from([1, 2, 4]))
@settings(max_examples=200)
def test_what_is_found_in_a_payload_depends_on_those_in_the_window_alone(values: list[object], lookback: int) -> None:
    linter = Linter(rules=[replace(rule, lookback=lookback) for rule in ACROSS_RULES], now=NOW)
    payloads = read_lines(values)
    whole = linter.capture()
    for number, payload in enumerate(payloads):
        part = linter.capture()
        for earlier in payloads[max(0, number - lookback) : number]:
            part.look_at(earlier)
        assert told(part.lint(payload)) == told(whole.lint(payload))


def test_nothing_raises_on_an_app_id_of_any_depth(linter: Linter) -> None:
    def called_from(depth: int) -> list[Finding]:
        return called_from(depth - 1) if depth else linter.lint([deep, deep])

    deep = line(ios()).replace('"kodemo-ios-4ea1"', "[" * 900 + "]" * 900)
    assert called_from(100)

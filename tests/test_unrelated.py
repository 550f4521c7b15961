"""Rules that compare the payloads of one device are shown those alone, and find what they would if shown all."""

from __future__ import annotations

import gc
import io
import json
import pickle
import tracemalloc
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
from conftest import NOW
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import ADID, DROP, IDFA, IDFV, JSON, ZERO, android, changed, install, ios, line, link, update
from sequences import ACROSS, EARLY, TWICE, of, read_lines

from kochava_lint import Context, Finding, Linter, Payload, Problem, Severity, Window, capture_rule
from kochava_lint.api import Capture
from kochava_lint.errors import RuleError
from kochava_lint.format import CaptureFile
from kochava_lint.formats.json_lines import json_lines
from kochava_lint.payload import CAPTURED, Traits
from kochava_lint.plugins import load_plugins
from kochava_lint.reader import read_payload
from kochava_lint.recorded import NOTHING_KNOWN, Knowledge
from kochava_lint.rule import CaptureRule
from kochava_lint.source import Source
from kochava_lint.unrelated import Unrelated

RULES = [rule for rule in load_plugins(installed=()).rules.values() if isinstance(rule, CaptureRule)]


def device(number: int, payload: JSON | None = None) -> JSON:
    """A payload of the device with this *number*."""
    ids = {"idfa": f"5D1F7A20-93C4-4E0B-8A61-{number:012d}"}
    return of(ios() if payload is None else payload, f"K{number}", ids)


def watched() -> tuple[Linter, list[tuple[int, int]]]:
    """A linter with a rule per device, and what it is shown: the number of each payload, and its line."""
    shown = []

    @capture_rule(severity=Severity.ERROR, lookback=3, per_device=True)
    def other_line(payload: Payload, seen: Window, context: Context) -> Iterator[Problem]:
        """A device has another line."""
        assert payload.source is not None
        shown.append((seen.number, payload.source.line))
        for key in payload.device_keys.values():
            if seen.last(key) is not None:
                yield Problem((), f"after line {seen.last(key)}")
            seen.note(key, payload.source.line)

    return Linter(rules=[other_line], now=NOW), shown


def messages(linter: Linter, payloads: Iterable[Payload]) -> list[str]:
    capture = linter.capture()
    return [finding.message for payload in payloads for finding in capture.lint(payload)]


@pytest.mark.parametrize(
    ("devices", "expected", "found"),
    [
        pytest.param([1, 2, 3, 4, 5], [], [], id="all-apart"),
        pytest.param([1, 2, 1], [1, 3], ["after line 1"] * 2, id="the-first-waits-for-the-second"),
        pytest.param([1, 2, 1, 1], [1, 3, 4], ["after line 1"] * 2 + ["after line 3"] * 2, id="and-for-no-third"),
        pytest.param([1, 2, 2, 1], [2, 3, 1, 4], ["after line 2"] * 2 + ["after line 1"] * 2, id="in-its-own-turn"),
        pytest.param([1, 2, 3, 1], [1, 4], ["after line 1"] * 2, id="as-far-as-it-looks-back"),
        pytest.param([1, 2, 3, 4, 1], [], [], id="and-no-further"),
        pytest.param([9, 8, 1, 7, 1, 6, 5, 1], [3, 5, 8], ["after line 3"] * 2 + ["after line 5"] * 2, id="the-latest"),
    ],
)
def test_a_payload_is_shown_when_there_is_another_of_its_device(
    devices: list[int], expected: list[int], found: list[str]
) -> None:
    linter, shown = watched()
    assert messages(linter, read_lines(map(device, devices))) == found
    assert shown == [(line, line) for line in expected]


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(of(ios(device_ids={}), ""), id="tells-no-device"),
        pytest.param(device(1, ios(event_data={"text": "x" * 5_000})), id="long"),
    ],
)
def test_it_is_shown_at_once_where_it_cannot_wait(payload: JSON) -> None:
    linter, shown = watched()
    messages(linter, read_lines([device(7), payload]))
    assert shown == [(2, 2)]


def test_other_rules_are_shown_each_payload_once_in_its_turn() -> None:
    numbers = []

    @capture_rule(severity=Severity.ERROR, lookback=3)
    def any_device(payload: Payload, seen: Window, context: Context) -> Iterator[Problem]:
        """All payloads are shown."""
        numbers.append(seen.number)
        yield from ()

    one_device, shown = watched()
    messages(Linter(rules=[any_device, *one_device.rules.values()], now=NOW), read_lines(map(device, [1, 2, 1, 3])))
    assert numbers == [1, 2, 3, 4]
    assert [number for number, _ in shown] == [1, 3]


def test_a_text_with_a_rare_character_takes_four_times_as_much_memory() -> None:
    linter, shown = watched()
    text = json.dumps(device(1, ios(event_name="\U0001f600", event_data={"text": "x" * 500})), ensure_ascii=False)
    messages(linter, [read_payload(Source("a.jsonl", text, 1)), read_payload(Source("a.jsonl", text.encode(), 2))])
    assert len(text) < 2048
    assert shown[0] == (1, 1)
    assert len(shown) == 2


def test_a_payload_of_two_devices_is_shown_after_both() -> None:
    linter, shown = watched()
    both = of(ios(), "K1", {"idfa": "5D1F7A20-93C4-4E0B-8A61-000000000002"})
    messages(linter, read_lines([device(2), device(1), both]))
    assert shown == [(1, 1), (2, 2), (3, 3)]


def uuid(number: int) -> str:
    return f"5D1F7A20-93C4-4E0B-8A61-{number:012d}"


KEYS = st.sampled_from(["", ZERO, "kochava-test-1", "{idfa}", "K1", "K2", "K3", uuid(1)])
IDS = st.dictionaries(
    st.sampled_from(["idfa", "idfv", "adid", "android_id", "custom"]),
    st.sampled_from([uuid(1), uuid(2), uuid(1).lower(), IDFA, IDFV, ADID, "", ZERO, "9774d56d682e549c"]),
    max_size=3,
)
KINDS = st.sampled_from(
    [
        *(ios(), android(), install(), update(), link(), changed(ios(), {"action": "session"})),
        changed(ios(), {"data/device_ids": DROP, "data/idfa": uuid(1)}),
        changed(update(), {"data/idfv": uuid(2)}),
    ]
)


@st.composite
def related(draw: st.DrawFn) -> JSON:
    """A payload of one of a few devices, or of several at once; some are like others but for their identifiers."""
    payload = of(draw(KINDS), draw(KEYS), draw(st.none() | IDS), kochava_app_id=draw(st.sampled_from(["koa", "kob"])))
    return changed(payload, {"data/usertime": draw(st.sampled_from([1_718_000_000, 1_718_000_001]))})


Told = list[tuple[str, str, tuple[str | int, ...], str, object]]


def told(findings: Iterable[Finding]) -> Told:
    return [
        (finding.rule, finding.message, finding.pointer, finding.payload.place, finding.payload.data)
        for finding in findings
    ]


@given(st.lists(related(), max_size=12), st.sampled_from([1, 2, 4, 100]))
@settings(max_examples=300)
def test_what_is_found_is_what_would_be_if_all_were_shown(payloads: list[JSON], lookback: int) -> None:
    few = Linter(rules=[replace(rule, lookback=lookback) for rule in RULES], now=NOW).capture()
    every = Linter(rules=[replace(rule, lookback=lookback, per_device=False) for rule in RULES], now=NOW).capture()
    for payload in read_lines(payloads):
        assert told(few.lint(payload)) == told(every.lint(payload))


def read(payloads: Iterable[JSON], knowledge: Knowledge) -> Iterator[Payload]:
    """The payloads as the lines of a file, of which there is *knowledge*."""
    text = "".join(f"{line(payload)}\n" for payload in payloads).encode()
    for entry in json_lines.read(CaptureFile(io.BytesIO(text), "a.jsonl", knowledge=knowledge)):
        assert isinstance(entry, Payload)
        yield entry


ALL = Linter(rules=load_plugins(installed=()).rules.values(), now=NOW)


def captured() -> tuple[Capture, Linter]:
    """A capture of a linter that has seen nothing yet, and the linter."""
    linter = Linter(rules=load_plugins(installed=()).rules.values(), now=NOW)
    return linter.capture(), linter


@pytest.fixture(scope="module")
def hasty() -> Iterator[None]:
    """Forms are learnt from the first payload that has them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kochava_lint.known_forms._PATIENCE", 1)
        yield


@pytest.mark.usefixtures("hasty")
@given(st.lists(related(), max_size=12))
@settings(max_examples=200)
def test_what_is_known_before_it_is_read_changes_nothing(payloads: list[JSON]) -> None:
    capture, plain = ALL.capture(), ALL.capture()
    known = [told(capture.lint(payload)) for payload in read(payloads, capture.knowledge)]
    assert known == [told(plain.lint(payload)) for payload in read(payloads, NOTHING_KNOWN)]


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("rule", [EARLY, TWICE])
def test_one_that_is_known_is_read_when_something_is_found_in_it(rule: str) -> None:
    ahead = [device(number) for number in range(5)]
    second = device(4, install()) if rule == EARLY else ahead[4]
    capture, _ = captured()
    payloads = list(read(ahead[:4], capture.knowledge))
    assert not any(capture.lint(payload) for payload in payloads)
    found = []
    for payload in read([ahead[4], second], capture.knowledge):
        known = payload.is_sound or payload.action == "install"
        assert known
        found += capture.lint(payload)
    (finding,) = found
    assert finding.rule == rule
    assert finding.payload.data == ahead[4]
    assert finding.span is not None


def sound(payload: JSON, key: str = "x") -> Payload:
    """A payload that is known, of which nothing was asked yet."""
    return Payload.sound(Source("a.jsonl", line(payload).encode(), 7), CAPTURED, Traits("event", {"idfa": key}))


def test_a_payload_that_is_known_by_its_text_is_the_same_payload() -> None:
    payload = sound(ios())
    asked = read_payload(Source("a.jsonl", line(ios()).encode(), 7), recording=CAPTURED)
    assert (payload.data, payload.root, payload.inner) == (asked.data, asked.root, asked.inner)
    assert (payload.place, payload.fingerprint, payload.size) == (asked.place, asked.fingerprint, asked.size)
    assert (payload.is_whole, payload.is_lost, payload.is_editable) == (True, False, True)
    assert payload.span(("data", "event_name")) == asked.span(("data", "event_name"))
    with pytest.raises(AttributeError):
        _ = payload.nothing  # type: ignore[attr-defined]


def test_it_is_the_same_in_another_process() -> None:
    assert "data" not in sound(ios()).__getstate__()
    there = pickle.loads(pickle.dumps(sound(ios())))  # noqa: S301 - our own
    assert (there.data, there.place, there.action) == (ios(), "line 7", "event")


def test_a_rule_that_fails_at_an_earlier_payload_is_shown_the_present_one() -> None:
    @capture_rule(severity=Severity.ERROR, lookback=9, per_device=True)
    def fails_first(payload: Payload, seen: Window, context: Context) -> Iterator[Problem]:
        """Fails in the first line."""
        if payload.place == "line 1":
            raise ZeroDivisionError
        if seen.last("device") is not None:
            yield Problem((), f"after {seen.last('device')}")
        seen.note("device", payload.place)

    capture = Linter(rules=[fails_first], now=NOW).capture()
    first, second, third = read_lines(map(device, [1, 1, 1]))
    assert capture.lint(first) == []
    with pytest.raises(RuleError):
        capture.lint(second)
    assert [finding.message for finding in capture.lint(third)] == ["after line 2"]


def test_what_other_rules_work_out_of_a_payload_does_not_wait_with_it() -> None:
    asked = []

    @capture_rule(severity=Severity.ERROR, lookback=3)
    def asks(payload: Payload, seen: Window, context: Context) -> Iterator[Problem]:
        """Decodes each payload."""
        asked.append(weakref.ref(payload))
        assert payload.event_data == {}
        yield from ()

    one_device, _ = watched()
    capture = Linter(rules=[asks, *one_device.rules.values()], now=NOW).capture()
    for number in range(3):
        assert capture.lint(sound(ios(), key=f"{number}")) == []
    gc.collect()
    assert [each() for each in asked] == [None] * 3


def test_no_more_wait_than_a_rule_looks_back_over() -> None:
    def run(count: int) -> Unrelated:
        unrelated = Unrelated(100)
        for number in range(1, count + 1):
            (payload,) = read_lines([device(number)])
            assert unrelated.related(payload, number) is None
        return unrelated

    def size_after(count: int) -> int:
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        unrelated = run(count)
        taken = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        assert unrelated is not None
        return taken

    run(200)
    assert size_after(2_050) < 2 * size_after(150)


def test_all_of_ours_are_per_device() -> None:
    assert [rule.name for rule in RULES if rule.per_device] == sorted(ACROSS)

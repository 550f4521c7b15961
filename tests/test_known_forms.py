"""What was found sound once is known by its text: nothing else may be, and that has to be bounded."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, timezone
from decimal import Decimal
from enum import Enum
from itertools import combinations, product
from random import Random
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import (
    ADID,
    ANDROID_UA,
    DROP,
    IDFA,
    IDFV,
    IPHONE_UA,
    JSON,
    MAC_UA,
    ZERO,
    android,
    att,
    changed,
    install,
    ios,
    line,
    link,
    update,
)

from kochava_lint import Context, Linter, Payload, Problem, Severity, Source, payload_rule
from kochava_lint.known_forms import KnownForms
from kochava_lint.linter import Engine
from kochava_lint.payload import CAPTURED
from kochava_lint.plugins import load_plugins
from kochava_lint.reader import read_payload, read_values
from kochava_lint.rule import PayloadRule
from kochava_lint.shipped import shipped_schemas

NOW = 1_800_000_000
CONTEXT = Context(float(NOW))
RULES = load_plugins(installed=()).rules
PLAIN = Engine(RULES.values(), shipped_schemas(), plain=True)
FAST = Engine(RULES.values(), shipped_schemas())

FULL_IOS = ios(
    usertime=1_718_000_000,
    device_ua=IPHONE_UA,
    app_version="3.2.0",
    currency="EUR",
    device_ids={"idfa": IDFA, "idfv": IDFV, "custom": "user 17"},
    app_tracking_transparency=att(answer=True, time=1_717_000_000, detail="authorized"),
    event_data={"sum": 12.5, "content_id": "sku-5859", "name": "Skis", "order": "0042", "new": True},
)
FULL_ANDROID = android(
    usertime="1718000000",
    device_ua=ANDROID_UA,
    device_limit_tracking=False,
    device_ids={"adid": ADID, "android_id": "9774d56d682e549c"},
    event_data={"price": 3, "currency": "USD", "items": {"first": "a1"}, "name": 'Prix d\'été, "grand"'},
)
NO_ANSWER = ios(app_tracking_transparency=DROP, device_ver="iPhone8,1-iOS-13.4", device_ua="", event_data={"sum": 1})
BASES = [
    *(FULL_IOS, FULL_ANDROID, NO_ANSWER, ios(), install(), update(), link()),
    android(event_data='{"sum": 3}', currency="EUR"),
]

IDENTIFIERS = [
    *(
        IDFA,
        IDFV,
        ADID,
        IDFA.lower(),
        ADID.upper(),
        IDFA.title(),
        ZERO,
        ZERO.replace("0", "F"),
        "",
        "0",
        "0-0 0",
        "null",
    ),
    *("kochava-test-7", "9774d56d682e549c", "0000000000000000", "a" * 32, "KI6F2E9A", "[REDACTED]", "x@example.org"),
    *("11111111-2222-4333-8444-555555555555", "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", None, 7),
]
MOMENTS = [
    *(
        1_718_000_001,
        1_717_000_000,
        1_590_969_599,
        1_590_969_600,
        NOW,
        NOW + 60,
        NOW + 61,
        NOW + 90_000,
        0,
        -1,
        9_999_999_999,
    ),
    *(
        1_718_000_000_000,
        1_718_000_000.5,
        1_718_000_000.0,
        "1718000000.0",
        "01718000000",
        "1718000000",
        "1717000000",
        "01718000000",
        "soon",
        "",
        True,
        None,
    ),
]
ADDRESSES = [
    "8.8.8.8",
    "31.108.109.7",
    "10.0.0.1",
    "192.168.0.1",
    "172.16.0.1",
    "100.64.0.1",
    "256.1.1.1",
    "8.8.8.08",
    "::1",
    "",
]
OTHERS = [
    *(
        "EUR",
        "USD",
        "eur",
        "Purchase",
        "Purchse",
        "Purchase ",
        "authorized",
        "denied",
        True,
        False,
        1,
        0,
        None,
        "",
        "x",
        0.0,
    ),
    *(
        "iPhone14,5-iOS-17.4",
        "iPhone8,1-iOS-13.4",
        "Pixel 8-Android-14",
        "17.4",
        IPHONE_UA,
        ANDROID_UA,
        "curl/8",
        "a b",
    ),
    *(
        "sku-1",
        "sku-0",
        "0",
        "00 00",
        "12",
        "1e9",
        "{sku}",
        "null",
        "xxxxxx",
        "a+491701234567",
        "\u00e9t\u00e9",
        'say "7"',
    ),
    *(12.5, 3, -3, 0, 1e20, 0.001, 12.123456789012345, [], {}, ["a"], {"a": 1}),
]


VERSIONS = ["iPhone14,5-iOS-17.4", "iPhone8,1-iOS-13.4", "Pixel 8-Android-14", "iPhone14,5-iOS-x", "17.4", ""]
AGENTS = [IPHONE_UA, IPHONE_UA.replace("17_4", "13_4"), ANDROID_UA, MAC_UA, "curl/8", "a b", ""]


def _values_for(path: str) -> list[Any]:
    key = path.rpartition("/")[2]
    if key in {"device_ver", "device_ua"}:
        return VERSIONS if key == "device_ver" else AGENTS
    if key in {"usertime", "att_time"}:
        return MOMENTS
    if key == "origination_ip":
        return ADDRESSES
    return IDENTIFIERS if key == "kochava_device_id" or "device_id" in path or key in {"idfa", "idfv"} else OTHERS


def _paths(value: object, path: str = "") -> Iterator[str]:
    if not isinstance(value, dict):
        yield path
        return
    for key, member in value.items():
        yield from _paths(member, f"{path}/{key}" if path else key)


@st.composite
def _variants(draw: st.DrawFn, base: JSON, most: int = 2) -> JSON:
    """The payload with other values in some places, which are alike, or nearly so."""
    paths = draw(st.lists(st.sampled_from(list(_paths(base))), min_size=1, max_size=most, unique=True))
    return changed(base, {path: draw(st.sampled_from(_values_for(path))) for path in paths})


@st.composite
def _grids(draw: st.DrawFn, base: JSON) -> list[JSON]:
    """The payload with each of some values in one place, and each of some in another: what is read together is met."""
    paths = draw(st.lists(st.sampled_from(list(_paths(base))), min_size=2, max_size=2, unique=True))
    values = [draw(st.lists(st.sampled_from(_values_for(path)), min_size=2, max_size=3)) for path in paths]
    pairs = draw(st.permutations(list(product(*values))))
    return [base, *(changed(base, dict(zip(paths, pair, strict=True))) for pair in pairs)]


def _read(payload: object, layout: Callable[[object], str] = line) -> Payload:
    return read_payload(Source("a.jsonl", layout(payload).encode()), recording=CAPTURED)


def _told(engine: Engine, payload: Payload, context: Context = CONTEXT) -> list[tuple[object, ...]]:
    return [(finding.rule, finding.pointer, finding.message) for finding in engine.findings(payload, context)]


def _fresh(engine: Engine) -> Engine:
    """The engine, which takes long to make, as if it had seen nothing yet."""
    engine._known = engine._no_forms()  # noqa: SLF001 - memory is what this is about
    return engine


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms are learnt from the first payload that has them."""
    monkeypatch.setattr("kochava_lint.known_forms._PATIENCE", 1)


LAYOUTS = st.sampled_from([line, json.dumps, lambda payload: json.dumps(payload, indent=1, ensure_ascii=False)])


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("base", BASES, ids=range(len(BASES)))
@given(st.data(), LAYOUTS)
@settings(max_examples=25)
def test_what_is_known_would_have_found_nothing(
    base: JSON, data: st.DataObject, layout: Callable[[object], str]
) -> None:
    """Over a sequence of payloads that differ in some values: the fast way and the plain one find the same."""
    fast = _fresh(FAST)
    for variant in [base, *data.draw(st.lists(_variants(base), min_size=3, max_size=12))]:
        payload = _read(variant, layout)
        assert _told(fast, payload) == _told(PLAIN, payload)


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("base", BASES, ids=range(len(BASES)))
@given(st.data())
@settings(max_examples=25)
def test_nor_in_python_values(base: JSON, data: st.DataObject) -> None:
    fast = _fresh(FAST)
    for variant in [base, *data.draw(st.lists(_variants(base), min_size=3, max_size=12))]:
        (payload,) = read_values(variant)
        assert _told(fast, payload) == _told(PLAIN, payload)


class _Word(str, Enum):
    NAME = "Purchase"


class _Odd(Enum):
    NAME = "Purchase"

    def __eq__(self, other: object) -> bool:
        raise AssertionError("nobody asked")

    def __hash__(self) -> int:
        return 1


class _Text(str):
    """A text that is more than one."""

    __slots__ = ()


UNUSUAL = [
    *(
        float("nan"),
        float("-inf"),
        10**400,
        "\ud800",
        {1: 2},
        {"a"},
        object(),
        Decimal(1),
        b"Purchase",
        bytearray(b"x"),
    ),
    *(UUID(int=7), date(2026, 1, 2), datetime(2026, 1, 2, tzinfo=timezone.utc), _Word.NAME, _Text("Purchase"), ("a",)),
    *(_Odd.NAME, orjson.Fragment(b"{"), {"a": orjson.Fragment(b'"b"')}),
    *(2**64, 2**63, -0.0, 1e-7, 1e22, True, None),
]


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("path", ["data/event_name", "data/event_data/sum", "data/usertime", "kochava_device_id"])
@pytest.mark.parametrize("value", UNUSUAL, ids=lambda value: f"{type(value).__name__}-{str(value)[:6]!r}")
def test_nor_in_values_that_json_has_not(path: str, value: object) -> None:
    linter, plain = Linter(now=NOW), Linter(now=NOW, plain=True)
    assert linter.lint(FULL_IOS) == linter.lint(FULL_IOS) == []
    unusual = changed(FULL_IOS, {path: value})
    found, expected = (
        [(finding.rule, finding.pointer, finding.message) for finding in each.lint(unusual)] for each in (linter, plain)
    )
    assert found == expected


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("base", BASES, ids=range(len(BASES)))
@given(st.data(), LAYOUTS)
@settings(max_examples=25)
def test_what_is_known_of_a_payload_is_what_it_says(
    base: JSON, data: st.DataObject, layout: Callable[[object], str]
) -> None:
    fast = _fresh(FAST)
    for variant in [base, base, *data.draw(st.lists(_variants(base), min_size=3, max_size=12))]:
        payload = _read(variant, layout)
        assert payload.source is not None
        traits = fast.traits(bytes(payload.source.content), CONTEXT)  # type: ignore[arg-type]
        assert traits is None or traits == (payload.action, payload.device_keys)
        fast.findings(payload, CONTEXT)


@pytest.mark.slow
@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("base", BASES, ids=range(len(BASES)))
@given(st.data())
@settings(max_examples=200)
def test_nor_over_long_sequences(base: JSON, data: st.DataObject) -> None:
    fast = _fresh(FAST)
    for variant in [base, *data.draw(st.lists(_variants(base), min_size=10, max_size=30))]:
        payload = _read(variant)
        assert _told(fast, payload) == _told(PLAIN, payload)


ALONE = {
    name: (Engine([rule], shipped_schemas()), Engine([rule], shipped_schemas(), plain=True))
    for name, rule in RULES.items()
    if isinstance(rule, PayloadRule) and rule.together is not None
}


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("name", ALONE)
@given(st.sampled_from(BASES), st.data())
@settings(max_examples=5)
def test_each_rule_reads_together_what_it_says(name: str, base: JSON, data: st.DataObject) -> None:
    """A rule by itself: nothing of what others read together keeps its own declaration right."""
    fast, plain = _fresh(ALONE[name][0]), ALONE[name][1]
    for variant in data.draw(_grids(base)):
        payload = _read(variant)
        assert _told(fast, payload) == _told(plain, payload)


def _pairs(base: JSON, random: Random) -> list[tuple[str, str]]:
    """Places that any rule reads together, and some others."""
    pairs = list(combinations(_paths(base), 2))
    fields = [rule.together for rule in RULES.values() if isinstance(rule, PayloadRule) and rule.together]
    related = [pair for pair in pairs if any({path.split("/")[-1] for path in pair} <= names for names in fields)]
    return [*related, *random.sample(pairs, min(10, len(pairs)))]


@pytest.mark.slow
@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("base", BASES, ids=range(len(BASES)))
def test_nor_of_two_places(base: JSON) -> None:
    """Every rule by itself, with some values in one place and some in another, in every combination."""
    random = Random(17)  # noqa: S311 - values to try
    for paths in _pairs(base, random):
        values = [random.sample(_values_for(path), 4) for path in paths]
        grid = [_read(changed(base, dict(zip(paths, pair, strict=True)))) for pair in product(*values)]
        for fast, plain in ALONE.values():
            _fresh(fast)
            expected = [_told(plain, payload) for payload in grid]
            assert [_told(fast, payload) for payload in grid] == expected
            assert [_told(fast, payload) for payload in reversed(grid)] == expected[::-1]


def _counting(seen: list[Payload], together: tuple[str, ...] | None) -> PayloadRule:
    def look(payload: Payload, context: Context) -> Iterator[Problem]:
        """Look."""
        seen.append(payload)
        if payload.context("currency") == "bad":
            yield Problem((), "bad")

    return payload_rule(severity=Severity.INFO, together=together)(look)


def _looked(payloads: list[Any], together: tuple[str, ...] | None = ()) -> list[int]:
    """At which of *payloads* a rule has looked, which reads *together* what is said."""
    seen: list[Payload] = []
    engine = Engine([_counting(seen, together)], shipped_schemas())
    read = [_read(payload) for payload in payloads]
    for payload in read:
        engine.findings(payload, CONTEXT)
    return [index for index, payload in enumerate(read) if payload in seen]


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    ("change", "is_looked_at"),
    [
        ({"data/device_ids/idfa": IDFV.replace("5", "6")}, False),
        ({"data/device_ids/idfa": IDFA.lower()}, True),
        ({"data/device_ids/idfa": IDFV}, True),  # twice the same
        ({"data/usertime": 1_718_000_777}, False),
        ({"data/usertime": 1_716_999_999}, True),  # before the answer, which comes first
        ({"data/usertime": NOW + 61}, True),
        ({"data/origination_ip": "8.8.8.8"}, False),
        ({"data/origination_ip": "10.0.0.1"}, True),
        ({"data/event_data/sum": 99}, False),
        ({"data/event_data/sum": 0}, True),
        ({"data/event_data/content_id": "sku-1"}, False),
        ({"data/event_data/content_id": "sku"}, True),
        ({"data/event_name": "View"}, True),
        ({"data/event_data/name": "Poles"}, True),
        ({"data/event_data/other": "sku-1"}, True),
        ({"kochava_device_id": "KI1"}, False),
        ({"kochava_device_id": "0"}, True),
    ],
    ids=str,
)
def test_values_of_a_kind_are_alike(change: dict[str, object], *, is_looked_at: bool) -> None:
    assert _looked([FULL_IOS, FULL_IOS, changed(FULL_IOS, change)]) == ([0, 2] if is_looked_at else [0])


@pytest.mark.usefixtures("hasty")
def test_other_values_are_known_once_they_were_sound() -> None:
    views, bad = [changed(FULL_IOS, {"data/event_name": "View", "data/currency": money}) for money in ("USD", "bad")]
    both = changed(FULL_IOS, {"data/event_name": "View"})
    assert _looked([FULL_IOS, views, both, views, FULL_IOS, bad, bad]) == [0, 1, 5, 6], "each value by itself"
    assert _looked([FULL_IOS, views, both, both], ("event_name", "currency")) == [0, 1, 2], "read together"


def test_a_rule_that_promises_nothing_always_runs() -> None:
    assert _looked([FULL_IOS] * 200, None) == list(range(200))


def test_a_form_is_learnt_when_it_was_met_some_times() -> None:
    looked = _looked([FULL_IOS] * 200)
    assert looked == list(range(len(looked)))
    assert 10 < len(looked) < 100


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    "unusual",
    [
        {"data/usertime": "01718000000"},
        {"data/usertime": 1_718_000_000.0},
        {"data/app_tracking_transparency/att_time": "01718000000"},
    ],
    ids=str,
)
def test_moments_are_compared_however_they_are_written(unusual: JSON) -> None:
    engine = _fresh(FAST)
    late = {"data/usertime": 1_716_000_000, "data/app_tracking_transparency/att_time": 1_719_000_000}
    sound, bad = changed(FULL_IOS, unusual), changed(FULL_IOS, {**late, **unusual})
    assert [_told(engine, _read(payload)) for payload in (sound, sound)] == [[], []]
    assert _told(engine, _read(bad)) == _told(PLAIN, _read(bad)) != []


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("written", ["\\u0038C6CBCE3-3B0E-4B5A-9D5F-3F0A7C1B2E4D", "\u017f1"], ids=["escape", "long s"])
def test_identifiers_are_compared_however_they_are_written(written: str) -> None:
    engine = _fresh(FAST)
    text = line(changed(FULL_IOS, {"data/device_ids/idfv": "WRITTEN"})).replace("WRITTEN", written)
    same = json.loads(f'"{written}"').upper()
    sound = [text, text.replace("KI6F2E9A", "11111111-2222-4333-8444-555555555555"), text.replace("KI6F2E9A", "S2")]
    for each in [*sound, *sound, text.replace(IDFA, same)]:
        payload = read_payload(Source("a.jsonl", each.encode()), recording=CAPTURED)
        assert _told(engine, payload) == _told(PLAIN, payload)


@pytest.mark.usefixtures("hasty")
def test_a_rule_is_asked_again_when_the_clock_was_set_back() -> None:
    engine = Engine(RULES.values(), shipped_schemas())
    payload = _read(FULL_IOS)
    for _ in range(3):
        assert _told(engine, payload) == []
    back = Context(1_700_000_000.0)
    assert _told(engine, payload, back) == _told(PLAIN, payload, back) != []


@pytest.mark.usefixtures("hasty")
def test_a_rule_is_asked_again_when_what_it_may_know_has_changed() -> None:
    engine = Engine(RULES.values(), shipped_schemas())
    misspelled = _read(android(event_name="Purchse"))
    planned = CONTEXT._replace(planned=frozenset({"Purchse"}))
    for _ in range(3):
        assert _told(engine, misspelled, planned) == []
    assert [rule for rule, _, _ in _told(engine, misspelled)] == ["misspelled-standard-event"]


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    "payload",
    [
        android(event_data={f"key {number}": number for number in range(200)}),
        android(event_data={"long": "x" * 9000}),
        android(event_data={"deep": json.loads('{"a":' * 40 + "1" + "}" * 40)}),
        "a text",
        [FULL_IOS],
    ],
    ids=["many values", "long", "deep", "no object", "an array"],
)
def test_what_is_large_or_no_object_is_not_learnt(payload: Any) -> None:
    assert _looked([payload] * 3) == [0, 1, 2]


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("app_id", [b"ko\x01demo", b"ko\xe9demo"], ids=["control-character", "no-utf-8"])
def test_what_is_no_json_is_not_learnt_though_no_rule_minds(app_id: bytes) -> None:
    engine = Engine([], shipped_schemas())
    texts = [
        line(changed(ios(), {"kochava_app_id": "koa"})).encode(),
        line(ios()).encode().replace(b"kodemo-ios-4ea1", app_id),
    ]
    for text in texts * 2:
        engine.findings(read_payload(Source("a.jsonl", text), recording=CAPTURED), CONTEXT)
    assert [engine.knows(text, CONTEXT) for text in texts] == [True, False]


def test_what_was_learnt_in_vain_is_forgotten_with_all_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kochava_lint.known_forms._PATIENCE", 2)
    known = KnownForms([])

    def seen_until_known(number: int) -> int:
        keys = {f"key {number} {index}": True for index in range(3)}
        payload = _read(android(event_data=keys))
        assert payload.source is not None
        text = bytes(payload.source.content)  # type: ignore[arg-type]
        times = 0
        while not known.know(text, NOW):
            known.learn(text, payload, NOW)
            times += 1
        return times

    assert [seen_until_known(number) for number in range(4)] == [2, 2, 4, 6]
    known.know(b"", NOW - 1)  # the clock goes back
    known.know(b"", NOW)
    assert seen_until_known(9) == 2


@pytest.mark.usefixtures("hasty")
def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kochava_lint.known_forms._ROOM", 20_000)
    monkeypatch.setattr("kochava_lint.known_forms._MOST_FORMS", 5)
    known = KnownForms([])
    for number in range(300):
        keys = {f"key {index}": True for index in range(number % 12)}
        payload = _read(android(event_name=f"Level{'x' * number}", event_data=keys))
        assert payload.source is not None
        known.learn(bytes(payload.source.content), payload, NOW)  # type: ignore[arg-type]
        assert known._held <= 20_000  # noqa: SLF001 - memory is what this is about
        assert sum(map(len, known._by_keys.values())) <= 5  # noqa: SLF001 - as above

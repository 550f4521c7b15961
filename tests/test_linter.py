"""The engine: which rules run, and which findings silence which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import DROP, JSON, android, changed, ios
from test_api import CLEAN, KEYS, ODD_PAYLOADS, TEXTS

from kochava_lint import Context, Linter, Payload, Pointer, Problem, Rule, RuleError, Severity, payload_rule
from kochava_lint.identifier import IDENTIFIER_KEYS
from kochava_lint.linter import Engine
from kochava_lint.plugins import load_plugins
from kochava_lint.reader import read_values
from kochava_lint.rule import PayloadRule, Violation
from kochava_lint.shipped import shipped_schemas

CHANGED_PATHS = [
    *KEYS,
    *(f"data/{key}" for key in KEYS),
    *(
        f"{ids}/{key}"
        for ids in ("data/device_ids", "device_id", "data")
        for key in sorted({*IDENTIFIER_KEYS, "MAC", "Imei", "own"})
    ),
    *(f"data/app_tracking_transparency/{key}" for key in ("att", "att_time", "att_duration", "att_detail", "own")),
]


def a_rule(
    name: str,
    *pointers: Pointer,
    actions: Iterable[str] = (),
    unless: Iterable[str] = (),
    explains_value: bool = False,
) -> Rule:
    """A rule that finds something at each of *pointers*, in every payload of its *actions*."""

    def check(payload: Payload, context: Context) -> Iterator[Problem]:
        """Find something."""
        assert payload.data is not None
        assert context.now == 17.0
        for pointer in pointers:
            yield Problem(pointer, "here")

    check.__name__ = name
    return payload_rule(*actions, severity=Severity.ERROR, unless=unless, explains_value=explains_value)(check)


def names(*rules: Rule, payload: object = None) -> list[str]:
    """The names of the rules that find something in a payload."""
    return [finding.rule for finding in Linter(rules=rules, now=17.0).lint(payload or {"action": "event"})]


def test_findings_come_in_the_order_of_names() -> None:
    assert names(a_rule("b", ()), a_rule("a", (), ("x",)), a_rule("c")) == ["a", "a", "b"]


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({"action": "event"}, ["events", "every"]),
        ({"action": "update"}, ["every", "updates"]),
        ({"action": "session"}, ["every"]),
        ("[]", ["every"]),
        ("{", ["every"]),
    ],
)
def test_a_rule_runs_for_its_actions(payload: object, expected: list[str]) -> None:
    rules = (a_rule("events", (), actions=["event"]), a_rule("updates", (), actions=["update"]), a_rule("every", ()))
    assert names(*rules, payload=payload) == expected


def test_a_finding_silences_the_rules_that_yield_to_it() -> None:
    assert names(a_rule("cause", ()), a_rule("effect", (), unless=["cause"])) == ["cause"]


def test_a_rule_that_finds_nothing_silences_nobody() -> None:
    assert names(a_rule("cause"), a_rule("effect", (), unless=["cause"])) == ["effect"]


def test_a_silenced_rule_silences_nobody() -> None:
    rules = (a_rule("a", (), unless=["b"]), a_rule("b", (), unless=["c"]), a_rule("c", ()))
    assert names(*rules) == ["a", "c"]


def test_a_rule_may_yield_to_one_that_is_not_there() -> None:
    assert names(a_rule("effect", (), unless=["cause"])) == ["effect"]


def test_an_explained_value_has_one_finding() -> None:
    rules = (a_rule("explains", ("x",), explains_value=True), a_rule("other", ("x",), ("y",), ("x", "z")))
    found = Linter(rules=rules, now=17.0).lint({})
    assert [(finding.rule, finding.pointer) for finding in found] == [
        ("explains", ("x",)),
        ("other", ("y",)),
        ("other", ("x", "z")),
    ]


def test_rules_that_silence_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="silence each other in a circle"):
        Linter(rules=[a_rule("a", unless=["b"]), a_rule("b", unless=["a"])])


def test_two_rules_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two rules are called a"):
        Linter(rules=[a_rule("a"), a_rule("a")])


def test_a_rule_that_raises_is_named() -> None:
    def broken(payload: Payload, context: Context) -> Iterator[Problem]:
        """Fail."""
        texts: dict[str, str] = {}
        yield Problem((), texts[f"{payload} {context}"])

    with pytest.raises(RuleError, match="the rule broken failed") as caught:
        names(payload_rule(severity=Severity.INFO)(broken))
    assert isinstance(caught.value.__cause__, KeyError)


def test_a_rule_needs_a_page_and_known_actions() -> None:
    def bare(payload: Payload, context: Context) -> Iterator[Problem]:
        yield Problem((), f"{payload} {context}")

    with pytest.raises(ValueError, match="bare has no docstring"):
        payload_rule(severity=Severity.INFO)(bare)
    with pytest.raises(ValueError, match="no such action: Event"):
        payload_rule("Event", severity=Severity.INFO)


def test_only_the_rules_that_are_given_run(rules: dict[str, Rule]) -> None:
    linter = Linter(rules=[rules["non-public-ip"]])
    assert [finding.rule for finding in linter.lint(ios(origination_ip="10.0.0.1", event_name=5))] == ["non-public-ip"]


def test_a_defect_whose_rule_does_not_run_is_left_to_the_schema(rules: dict[str, Rule]) -> None:
    payload = ios(app_tracking_transparency={"att": "true"})
    assert [finding.rule for finding in Linter(rules=[rules["wrong-type"]]).lint(payload)] == ["wrong-type"]
    both = Linter(rules=[rules["wrong-type"], rules["att-not-boolean"]])
    assert [finding.rule for finding in both.lint(payload)] == ["att-not-boolean"]


def test_each_violation_is_told_once(rules: dict[str, Rule]) -> None:
    told: list[Violation] = []

    def listen(payload: Payload, context: Context) -> Iterator[Problem]:
        """Listen."""
        assert payload.action == "event"
        told.extend(context.violations)
        yield from ()

    payload = changed(android(device_ids="x", device_limit_tracking="soon"), {"kochava_app_id": ""})
    Linter(rules=[*rules.values(), payload_rule("event", severity=Severity.INFO)(listen)]).lint(payload)
    assert sorted((violation.keyword, violation.subject) for violation in told) == [
        ("enum", "device_limit_tracking"),
        ("minLength", "kochava_app_id"),
        ("type", "device_ids"),
    ]


PLAIN = Engine(load_plugins(installed=()).rules.values(), shipped_schemas(), plain=True)
SPARING = Engine(load_plugins(installed=()).rules.values(), shipped_schemas())
CONTEXT = Context(now=1_800_000_000.0)
TEXT_CHANGES = st.tuples(st.sampled_from(CHANGED_PATHS), ODD_PAYLOADS | TEXTS | st.just(DROP))


def _told(engine: Engine, payload: Payload) -> list[tuple[str, Pointer, str]]:
    return [(finding.rule, finding.pointer, finding.message) for finding in engine.findings(payload, CONTEXT)]


@given(st.sampled_from(CLEAN), st.lists(TEXT_CHANGES, max_size=4))
@settings(max_examples=500)
def test_what_is_spared_would_have_found_nothing(payload: JSON, changes: list[tuple[str, object]]) -> None:
    """Screens and memory change nothing of what is found."""
    for path, value in changes:
        try:
            payload = changed(payload, {path: value})
        except (TypeError, KeyError, AttributeError):  # the path leads nowhere any more
            continue
    for read in read_values([payload]):
        assert _told(SPARING, read) == _told(PLAIN, read)


ALONE = {
    rule.name: (Engine([rule], shipped_schemas()), Engine([rule], shipped_schemas(), plain=True))
    for rule in load_plugins(installed=()).rules.values()
    if isinstance(rule, PayloadRule) and rule.quiet is not None
}


@pytest.mark.parametrize("name", ALONE)
@given(st.lists(st.tuples(st.sampled_from(CLEAN), st.lists(TEXT_CHANGES, max_size=2)), min_size=2, max_size=4))
@settings(max_examples=25)
def test_each_rule_alone_is_spared_soundly(name: str, drawn: list[tuple[JSON, list[tuple[str, object]]]]) -> None:
    """Over sequences of payloads: what was remembered of one holds for the next."""
    sparing, plain = ALONE[name]
    for payload, changes in drawn:
        for path, value in changes:
            try:
                payload = changed(payload, {path: value})  # noqa: PLW2901 - one change after the other
            except (TypeError, KeyError, AttributeError):  # the path leads nowhere any more
                continue
        for read in read_values([payload]):
            assert _told(sparing, read) == _told(plain, read)


def test_a_condition_on_no_field_is_refused() -> None:
    with pytest.raises(ValueError, match="event_data/sum is no field"):
        payload_rule(severity=Severity.INFO, quiet={"event_data/sum": {"minimum": 0}})
    with pytest.raises(TypeError, match="a rule is made by `payload_rule`; this is a str"):
        Linter(rules=["att-missing"])  # type: ignore[list-item]


@given(ODD_PAYLOADS)
@settings(max_examples=300)
def test_nor_in_any_other_value(value: object) -> None:
    for read in read_values([value]):
        assert _told(SPARING, read) == _told(PLAIN, read)


def test_the_corpus_is_found_the_same_without_sparing(shared: Path) -> None:
    for path in sorted((shared / "corpus" / "payloads").rglob("*.json")):
        for read in read_values(path.read_bytes()):
            assert _told(SPARING, read) == _told(PLAIN, read)


def test_a_rule_is_spared_where_its_condition_holds() -> None:
    seen: list[object] = []

    def look(payload: Payload, context: Context) -> Iterator[Problem]:
        """Look."""
        seen.append(payload.get("data", "currency"))
        yield from ()

    linter = Linter(rules=[payload_rule(severity=Severity.INFO, quiet={"currency": {"enum": ["EUR"]}})(look)])
    for currency in ("EUR", "USD"):
        linter.lint(ios(currency=currency))
    linter.lint(ios())
    assert seen == ["USD"]

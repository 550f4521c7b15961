"""The engine: which rules run, and which findings silence which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from samples import android, changed, ios

from kochava_lint import Context, Linter, Payload, Pointer, Problem, Rule, RuleError, Severity, payload_rule
from kochava_lint.rule import Violation


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

    payload = changed(android(device_ids="x", usertime="soon"), {"kochava_app_id": ""})
    Linter(rules=[*rules.values(), payload_rule("event", severity=Severity.INFO)(listen)]).lint(payload)
    assert sorted((violation.keyword, violation.subject) for violation in told) == [
        ("minLength", "kochava_app_id"),
        ("pattern", "usertime"),
        ("type", "device_ids"),
    ]

"""The project's self-test: each rule has operators, and each of them makes exactly the defect that its rule finds."""

from __future__ import annotations

from collections import Counter

import pytest
from conftest import NOW
from hypothesis import Phase, find, given, settings

from kochava_lint import Linter, Rule
from kochava_lint.payload import MISSING
from kochava_lint.plugins import load_plugins
from kochava_lint.source import render
from kochava_lint.strategies import FAULT_RULES, Fault, faults
from kochava_lint.strategies.choices import made
from kochava_lint.synthetic.choices import Choices
from kochava_lint.synthetic.faults.catalogue import OPERATORS
from kochava_lint.synthetic.faults.operator import Operator

SLOW_TO_LINT = {"oversized-payload": 2}


LINTERS: dict[tuple[int, str | None], Linter] = {}
"""By the contract that a fault needs; the plan is the same in all faults that need one."""


def linter_for(fault: Fault) -> Linter:
    contract = id(fault.plan), fault.secret
    if contract not in LINTERS:
        rules = load_plugins(installed=()).rules.values()
        LINTERS[contract] = Linter(rules=rules, plan=fault.plan, secret=fault.secret, now=NOW)
    return LINTERS[contract]


def found_in(fault: Fault) -> list[tuple[str, str]]:
    """What all rules find in what a fault holds: each rule's name, and the pointer as text."""
    capture = linter_for(fault).capture()
    return [
        (finding.rule, render((*finding.payload.pointer, *finding.pointer)))
        for payload in fault.payloads()
        for finding in capture.lint(payload)
    ]


def test_every_rule_has_an_operator_and_every_operator_a_rule(all_rules: dict[str, Rule]) -> None:
    assert set(FAULT_RULES) == set(all_rules)


def test_no_two_operators_of_a_rule_have_one_label() -> None:
    assert [name for name, count in Counter(operator.id for operator in OPERATORS).items() if count > 1] == []


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.id)
def test_of_something_valid_an_operator_makes_what_its_rule_finds_and_nothing_else_does(operator: Operator) -> None:
    def with_base(choices: Choices) -> tuple[object, Fault]:
        return operator.base.make(choices) if operator.base else {}, operator.make(choices)

    @given(made(with_base))
    @settings(max_examples=SLOW_TO_LINT.get(operator.rule, 4))
    def test(drawn: tuple[object, Fault]) -> None:
        base, fault = drawn
        if operator.base:
            assert {finding.rule for finding in linter_for(fault).lint(base)} <= {rule for rule, _ in fault.implies}
        assert (fault.rule, fault.label) == (operator.rule, operator.label)
        assert sorted(found_in(fault)) == sorted(fault.expected)

    test()


@pytest.mark.slow
@pytest.mark.parametrize("rule", FAULT_RULES)
def test_very_many_faults_are_found_so(rule: str) -> None:
    @given(faults(rule=rule))
    @settings(max_examples=20 if rule in SLOW_TO_LINT else 100)
    def test(fault: Fault) -> None:
        assert sorted(found_in(fault)) == sorted(fault.expected)

    test()


def test_what_a_fault_says_was_changed() -> None:
    fault = find(faults(rule="usertime-in-milliseconds"), lambda fault: fault.label == "milliseconds")
    assert (fault.rule, fault.pointer, fault.before) == ("usertime-in-milliseconds", ("data", "usertime"), MISSING)
    assert fault.payload["data"]["usertime"] == fault.after == 1_720_000_000_000
    assert fault.expected == (("usertime-in-milliseconds", "/data/usertime"),)


def test_faults_of_any_rule_are_drawn_where_none_is_named() -> None:
    rules = set()

    @given(faults())
    @settings(phases=[Phase.generate])
    def test(fault: Fault) -> None:
        rules.add(fault.rule)

    test()
    assert len(rules) > 3
    assert rules <= set(FAULT_RULES)

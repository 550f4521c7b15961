"""Faults: what has exactly one defect."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

from kochava_lint.strategies.arguments import check_word
from kochava_lint.strategies.choices import made
from kochava_lint.synthetic.faults.catalogue import OPERATORS, operators_by_rule
from kochava_lint.synthetic.faults.fault import Fault

__all__ = ["FAULT_RULES", "faults"]

_BY_RULE: Final = operators_by_rule()

FAULT_RULES: Final = tuple(_BY_RULE)
"""The names of the rules that there are faults of: of all that are built in."""


def faults(*, rule: str | None = None) -> st.SearchStrategy[Fault]:
    """
    Draw faults that the rule called *rule* finds, or any does: see `Fault`.

    Each is a valid payload, capture, request or text of which an operator made one with exactly that defect: linting
    what it holds finds what it says, and nothing else.

    Raises: `InvalidArgument` where there is no such rule.
    """
    check_word("rule", rule, FAULT_RULES)
    operators = OPERATORS if rule is None else _BY_RULE[rule]
    return made(lambda choices: choices.choose(operators).make(choices))

"""Which rules are reported, from what the user named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kochava_lint.errors import OptionError
from kochava_lint.rule import Rule
from kochava_lint.spelling import hint

__all__ = ["find_rule", "selected"]


def find_rule(name: str, rules: Mapping[str, Rule]) -> Rule:
    """
    The rule called *name*.

    Raises: `OptionError` where there is none, with the nearest name.
    """
    if name not in rules:
        raise OptionError(f"there is no rule called {name}; {hint(name, rules, '`kochava-lint rules` lists them')}")
    return rules[name]


def selected(rules: Mapping[str, Rule], *, select: Iterable[str], ignore: Iterable[str]) -> frozenset[str]:
    """
    The names of the rules to report: those of *select*, or all where it is empty, without those of *ignore*.

    The others run all the same, since what they find may explain what these find.

    Raises: `OptionError` for a name that no rule has.
    """
    wanted = frozenset(find_rule(name, rules).name for name in select) or frozenset(rules)
    return wanted - {find_rule(name, rules).name for name in ignore}

"""`kochava-lint explain RULE`: a rule's page."""

from __future__ import annotations

from kochava_lint.cli.selection import find_rule
from kochava_lint.plugins import load_plugins

__all__ = ["explain"]


def explain(name: str) -> int:
    """
    Print the page of the rule called *name*.

    Raises: `OptionError` where there is none.
    """
    rule = find_rule(name, load_plugins().rules)
    actions = ", ".join(sorted(rule.actions)) if rule.actions else "every payload"
    print(f"# {rule.name} ({rule.severity.value}; {actions})\n\n{rule.docs}")
    if rule.unless:
        print(f"\nSilent where one of these speaks: {', '.join(sorted(rule.unless))}.")
    return 0

"""`kochava-lint explain RULE`: a rule's page."""

from __future__ import annotations

from kochava_lint.cli.project import known_rules
from kochava_lint.cli.selection import find_rule
from kochava_lint.plugins import BUILT_IN, load_plugins

__all__ = ["explain"]


def explain(name: str) -> int:
    """
    Print the page of the rule called *name*.

    Raises: `OptionError` where there is none.
    """
    plugins = load_plugins()
    rule = find_rule(name, known_rules(plugins))
    actions = ", ".join(sorted(rule.actions)) if rule.actions else "every payload"
    print(f"# {rule.name} ({rule.severity.value}; {actions})\n\n{rule.docs}")
    if rule.unless:
        print(f"\nNot reported where one of these finds something in the payload: {', '.join(sorted(rule.unless))}.")
    origin = plugins.origins.get(rule.name, BUILT_IN)
    if origin != BUILT_IN:
        print(f"\nA rule of the plugin {origin}.")
    return 0

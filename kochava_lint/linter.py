"""The engine: payloads in, findings out. It is pure: no options, no plugins, no files, no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from kochava_lint.errors import RuleError
from kochava_lint.finding import Finding
from kochava_lint.payload import ACTIONS, Payload
from kochava_lint.rule import Context, Rule
from kochava_lint.schema import Schemas

__all__ = ["Engine"]


class Engine:
    """
    Rules and schemas bound together, for as many payloads as there are.

    Raises: `ValueError` where two rules have one name, or silence each other in a circle.
    """

    def __init__(self, rules: Iterable[Rule], schemas: Schemas) -> None:
        ordered = sorted(rules, key=lambda rule: rule.name)
        self.rules = {rule.name: rule for rule in ordered}
        if len(self.rules) < len(ordered):
            twice = next(rule.name for rule, after in pairwise(ordered) if rule.name == after.name)
            raise ValueError(f"two rules are called {twice}")
        self.schemas = schemas
        self._by_action = {
            action: [rule for rule in ordered if rule.actions is None or action in rule.actions]
            for action in (*ACTIONS, None)
        }
        self._help = {name: rule.help for name, rule in self.rules.items()}
        self._silencing_order = self._sorted_for_silencing()

    def _sorted_for_silencing(self) -> list[str]:
        """The rules' names, each after those that may silence it: one that is silent itself silences nobody."""
        graph = {name: rule.unless & self.rules.keys() for name, rule in self.rules.items()}
        try:
            return [name for name in TopologicalSorter(graph).static_order() if graph[name]]
        except CycleError as error:
            raise ValueError(f"rules silence each other in a circle: {', '.join(error.args[1])}") from None

    def findings(self, payload: Payload, context: Context) -> list[Finding]:
        """
        Lint one payload; the findings come in the order of the rules' names.

        Raises: `RuleError` where a rule does, which none should, whatever the payload.
        """
        if isinstance(payload.data, dict) and not self.schemas.accepts(payload):
            context = replace(context, violations=tuple(self.schemas.violations(payload, self.rules)))
        found = []
        for rule in self._by_action[payload.action]:
            try:
                for pointer, message, at in rule.check(payload, context):
                    help_ = self._help[rule.name]
                    found.append(Finding(rule.name, rule.severity, message, pointer, payload, help_, at))
            except Exception as error:
                raise RuleError(rule.name) from error
        return self._without_silenced(found) if found else found

    def _without_silenced(self, found: list[Finding]) -> list[Finding]:
        speaking = {finding.rule for finding in found}
        for name in self._silencing_order:
            if name in speaking and not speaking.isdisjoint(self.rules[name].unless):
                speaking.discard(name)
        explained = {finding.pointer for finding in found if self.rules[finding.rule].explains_value}
        return [
            finding
            for finding in found
            if finding.rule in speaking
            and (finding.pointer not in explained or self.rules[finding.rule].explains_value)
        ]

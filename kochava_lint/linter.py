"""
The engine: payloads in, findings out. It is pure: no options, no plugins, no files, no clock.

Most payloads are in order, and most rules need not look at them to know. Before rules run, a screen tells natively
which payloads give those with a `quiet` condition nothing to find, and those that are `about` certain keys are
spared values for which they have found nothing before. A rule that declares neither always runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any

from kochava_lint.errors import RuleError
from kochava_lint.finding import Finding
from kochava_lint.memory import LONGEST_REMEMBERED, REMEMBERED
from kochava_lint.payload import ACTIONS, MISSING, Missing, Payload
from kochava_lint.rule import CaptureRule, Context, PayloadRule, Problem, RequestRule, Rule
from kochava_lint.schema import Schemas
from kochava_lint.window import Window

__all__ = ["CaptureLinter", "Engine"]

_Told = tuple[str | Missing, ...]


class Engine:
    """
    Rules and schemas bound together, for as many payloads as there are.

    *plain*: run every rule on every payload, as a check on what is spared otherwise.

    Raises: `ValueError` where two rules have one name, or silence each other in a circle; `TypeError` for what is
    no rule.
    """

    def __init__(self, rules: Iterable[Rule], schemas: Schemas, *, plain: bool = False) -> None:
        given = list(rules)
        for rule in given:
            if not isinstance(rule, PayloadRule | RequestRule | CaptureRule):
                raise TypeError(f"a rule is made by `payload_rule`; this is a {type(rule).__name__}")
        ordered = sorted(given, key=lambda rule: rule.name)
        if plain:
            ordered = [
                replace(rule, quiet=None, about=frozenset()) if isinstance(rule, PayloadRule) else rule
                for rule in ordered
            ]
        self.rules = {rule.name: rule for rule in ordered}
        if len(self.rules) < len(ordered):
            twice = next(rule.name for rule, after in pairwise(ordered) if rule.name == after.name)
            raise ValueError(f"two rules are called {twice}")
        self.schemas = schemas
        self._plans = {
            action: _Plan(action, [rule for rule in ordered if rule.speaks_of(action)], schemas)
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
        plan = self._plans[payload.action]
        is_object = isinstance(payload.data, dict)
        try:
            # Of a payload that is known in part, what is there may be in order; that it is a part is to be told.
            in_order = is_object and payload.is_whole and plan.is_in_order(payload.data)
        except ValueError:  # what is nested too deep to be looked at is not in order
            in_order = False
        if is_object and not in_order and not self.schemas.accepts(payload):
            context = context._replace(violations=tuple(self.schemas.violations(payload, self.rules)))
        told = plan.told(payload)
        found = self._in_payload(plan.waking[in_order, told in plan.silent], payload, context)
        if payload.request is not None:
            for request_rule in plan.request_rules:
                check = partial(request_rule.check, payload, payload.request, context)
                found += self.run(request_rule, check, payload)
            found.sort(key=lambda finding: finding.rule)
        if not found:
            if told is not None and told not in plan.silent:
                plan.remember(told)
            return found
        if told is not None and plan.about.isdisjoint(finding.rule for finding in found):
            plan.remember(told)
        return self._without_silenced(found)

    def _in_payload(self, rules: Sequence[PayloadRule], payload: Payload, context: Context) -> list[Finding]:
        found = []
        for rule in rules:
            # Not by calls of `run`: most rules find nothing, and a call takes as long as such a rule.
            try:
                for problem in rule.check(payload, context):
                    found.append(self._finding(rule, payload, problem))  # noqa: PERF401 - as the comment above
            except Exception as error:
                raise RuleError(rule.name) from error
        return found

    def run(self, rule: Rule, check: Callable[[], Iterator[Problem]], payload: Payload) -> list[Finding]:
        """
        Make findings of what the *check* of *rule* has to say of *payload*.

        Raises: `RuleError` where it raises anything.
        """
        try:
            return [self._finding(rule, payload, problem) for problem in check()]
        except Exception as error:
            raise RuleError(rule.name) from error

    def _finding(self, rule: Rule, payload: Payload, problem: Problem) -> Finding:
        pointer, message, at, fix, earlier, part = problem
        about = earlier or payload
        elsewhere = about.request.source_of(part) if part is not None and about.request is not None else None
        return Finding(rule.name, rule.severity, message, pointer, about, self._help[rule.name], at, fix, elsewhere)

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
            and (finding.pointer not in explained or self._is_not_about_the_value(finding.rule))
        ]

    def _is_not_about_the_value(self, rule: str) -> bool:
        return self.rules[rule].explains_value or self.rules[rule].judges_key


class CaptureLinter:
    """
    Lints the payloads of one capture, in sending order: by themselves, and by the rules across payloads.

    Its memory is bounded by what those rules may note, whatever the capture's size.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        across = [rule for rule in engine.rules.values() if isinstance(rule, CaptureRule)]
        self._windows = [(rule, Window(rule.lookback)) for rule in across]

    def findings(self, payload: Payload, context: Context) -> list[Finding]:
        """
        Lint the next payload. What the rules across payloads find comes last; it may be about an earlier one.

        Raises: `RuleError` where a rule does, which none should, whatever the payload.
        """
        found = self._engine.findings(payload, context)
        for rule, window in self._windows:
            if rule.speaks_of(payload.action):
                found += self._engine.run(rule, partial(rule.check, payload, window, context), payload)
        return found

    def forgotten(self) -> dict[str, int]:
        """How many notes each rule has had to forget, for those that could not look back over the whole capture."""
        return {rule.name: window.forgotten for rule, window in self._windows if window.forgotten}

    def lookback(self, rule: str) -> int:
        """How many notes the rule called *rule* looks back over."""
        return next(window.size for known, window in self._windows if known.name == rule)


class _Plan:
    """
    The rules of one action, and which of them can be spared when.

    *waking* holds the rules that have to run: by whether the payload is in order by the screen, and whether what is
    told of the keys that rules are about is in *silent*. *about* are the names of those rules.
    """

    def __init__(self, action: str | None, all_rules: Sequence[Rule], schemas: Schemas) -> None:
        self._action = action
        self._rules = rules = [rule for rule in all_rules if isinstance(rule, PayloadRule)]
        self._schemas = schemas
        self._keys = sorted({key for rule in rules for key in rule.about})
        self.request_rules = [rule for rule in all_rules if isinstance(rule, RequestRule)]
        self.about = frozenset(rule.name for rule in rules if rule.about)
        self.silent: set[_Told] = set()
        self.waking = {
            (in_order, silent): [
                rule for rule in rules if not (in_order and rule.quiet is not None) and not (silent and rule.about)
            ]
            for in_order in (False, True)
            for silent in (False, True)
        }

    @cached_property
    def is_in_order(self) -> Callable[[Any], bool]:
        """Tells whether rules with a quiet condition surely find nothing in a payload's data."""
        conditions = [rule.quiet for rule in self._rules if rule.quiet is not None]
        return self._schemas.screen(self._action, conditions, frozenset(rule.name for rule in self._rules))

    def told(self, payload: Payload) -> _Told | None:
        """What the payload holds of the keys that rules are about; None where that cannot be remembered."""
        inner, root = payload.inner, payload.root
        values = tuple([inner[key] if key in inner else root.get(key, MISSING) for key in self._keys])
        for value in values:
            if value is not MISSING and not (isinstance(value, str) and len(value) <= LONGEST_REMEMBERED):
                return None
        return values

    def remember(self, told: _Told) -> None:
        """Take note that the rules about what was *told* have found nothing."""
        if len(self.silent) >= REMEMBERED:
            self.silent.clear()
        self.silent.add(told)

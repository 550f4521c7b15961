"""
The engine: payloads in, findings out. It is pure: no options, no plugins, no files, no clock.

Most payloads are in order, and most rules need not look at them to know. A payload that differs from those before in
nothing that any rule could mind is known by its text (see `kochava_lint.form`). Of the others a screen tells natively
whether rules with a `quiet` condition have anything to find. A rule that declares neither always runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any, Final

import orjson

from kochava_lint.errors import RuleError
from kochava_lint.finding import Finding
from kochava_lint.known_forms import KnownForms
from kochava_lint.payload import CAPTURED, Payload, Traits
from kochava_lint.rule import CaptureRule, Context, PayloadRule, Problem, RequestRule, Rule
from kochava_lint.schema import Schemas

__all__ = ["Engine"]

_AS_SENT: Final = (None, CAPTURED, CAPTURED._replace(is_editable=False))
"""How a payload is recorded that was sent just so."""
_SCREENED: Final = 6
"""How many rules share a screen that tells, of a payload that is not in order, which of them have to look at it."""


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
            ordered = [_spared_nothing(rule) for rule in ordered]
        self.rules = {rule.name: rule for rule in ordered}
        if len(self.rules) < len(ordered):
            twice = next(rule.name for rule, after in pairwise(ordered) if rule.name == after.name)
            raise ValueError(f"two rules are called {twice}")
        self.schemas = schemas
        self._plain = plain
        self._plans: dict[str | None, _Plan] = {}
        self._help: dict[str, str] = {}
        self._silencing_order = self._sorted_for_silencing()
        self._known = self._no_forms()
        self._known_of = Context(0)
        self._compares_all = any(isinstance(rule, CaptureRule) and not rule.per_device for rule in ordered)

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
        plan = self._plans.get(payload.action) or self._plan_of(payload.action)
        content = _written(payload) if plan.all_alike and payload.recording in _AS_SENT else None
        if content is not None and self.knows(content, context):
            found = []
        else:
            found = self._in_payload(plan, payload, context)
            if content is not None and not found:
                self._known.learn(content, payload, context.now)
        if payload.request is not None:
            for request_rule in plan.request_rules:
                check = partial(request_rule.check, payload, payload.request, context)
                found += self.run(request_rule, check, payload)
            found.sort(key=lambda finding: finding.rule)
        return self._without_silenced(found) if found else found

    def knows(self, content: bytes, context: Context) -> bool:
        """Whether surely nothing is found in a payload with the text *content*, but for what its request tells."""
        return not self._plain and self._forms(context).know(content, context.now)

    def traits(self, content: bytes, context: Context) -> Traits | None:
        """What such a payload tells of its device; None where something might be found in it."""
        return None if self._plain else self._forms(context).traits(content, context.now)

    def knows_alone(self, content: bytes, context: Context) -> bool:
        """The same of a payload that is the only one of its capture."""
        return not self._compares_all and self.knows(content, context)

    def _forms(self, context: Context) -> KnownForms:
        """The forms of payloads that are known where *context* holds, whatever the time."""
        if context is not self._known_of:  # most often it is, and comparing takes longer
            if context[2:] != self._known_of[2:]:
                self._known = self._no_forms()
            self._known_of = context
        return self._known

    def _no_forms(self) -> KnownForms:
        return KnownForms(
            {rule.together for rule in self.rules.values() if isinstance(rule, PayloadRule) and rule.together}
        )

    def _plan_of(self, action: str | None) -> _Plan:
        plan = _Plan(action, [rule for rule in self.rules.values() if rule.speaks_of(action)], self.schemas)
        self._plans[action] = plan
        return plan

    def _in_payload(self, plan: _Plan, payload: Payload, context: Context) -> list[Finding]:
        rules = plan.rules
        if isinstance(payload.data, dict):
            # Of a payload that is known in part, what is there may be in order; that it is a part is to be told.
            if payload.is_whole and plan.is_in_order(payload.data):
                rules = plan.wakeful
            elif not plan.is_accepted(payload.data):
                violations = self.schemas.violations(payload, self.rules, plain=self._plain)
                context = context._replace(violations=violations)
            elif payload.is_whole:
                rules = plan.awake(payload.data)
        found = []
        for rule in rules:
            # Not by calls of `run`: most rules find nothing, and a call takes as long as such a rule.
            try:
                for problem in rule.check(payload, context):
                    found.append(self.finding(rule, payload, problem))  # noqa: PERF401 - as the comment above
            except Exception as error:
                raise RuleError(rule.name) from error
        return found

    def run(self, rule: Rule, check: Callable[[], Iterator[Problem]], payload: Payload) -> list[Finding]:
        """
        Make findings of what the *check* of *rule* has to say of *payload*.

        Raises: `RuleError` where it raises anything.
        """
        try:
            return [self.finding(rule, payload, problem) for problem in check()]
        except Exception as error:
            raise RuleError(rule.name) from error

    def finding(self, rule: Rule, payload: Payload, problem: Problem) -> Finding:
        """Make a finding of what *rule* has to say of *payload*."""
        pointer, message, at, fix, earlier, part = problem
        about = earlier or payload
        elsewhere = about.request.source_of(part) if part is not None and about.request is not None else None
        if rule.name not in self._help:
            self._help[rule.name] = rule.help
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


class _Plan:
    """
    The rules of one action; *wakeful* are those that run though the payload is in order by the screen.

    *all_alike*: what was found sound once need not be looked at again.
    """

    def __init__(self, action: str | None, all_rules: Sequence[Rule], schemas: Schemas) -> None:
        self._action = action
        self._schemas = schemas
        self.rules = [rule for rule in all_rules if isinstance(rule, PayloadRule)]
        self.request_rules = [rule for rule in all_rules if isinstance(rule, RequestRule)]
        self.wakeful = [rule for rule in self.rules if rule.quiet is None]
        self._awake: dict[tuple[bool, ...], list[PayloadRule]] = {}
        self.all_alike = all(rule.together is not None for rule in self.rules)

    @cached_property
    def is_in_order(self) -> Callable[[Any], bool]:
        """Tells whether rules with a quiet condition surely find nothing in a payload's data."""
        conditions = [rule.quiet for rule in self.rules if rule.quiet is not None]
        return self._schemas.screen(self._action, conditions, frozenset(rule.name for rule in self.rules))

    @cached_property
    def is_accepted(self) -> Callable[[Any], bool]:
        """Tells whether the action's schema accepts a payload's data, but for what it leaves to rules."""
        return self._schemas.screen(self._action, (), frozenset(rule.name for rule in self.rules))

    def awake(self, data: object) -> list[PayloadRule]:
        """The rules that may find something in a payload's *data*, which the schema of the action accepts."""
        quiet = tuple([is_in_order(data) for is_in_order in self._screens])
        if quiet not in self._awake:
            asleep = {
                rule.name for group, is_quiet in zip(self._groups, quiet, strict=True) if is_quiet for rule in group
            }
            self._awake[quiet] = [rule for rule in self.rules if rule.name not in asleep]
        return self._awake[quiet]

    @cached_property
    def _groups(self) -> list[list[PayloadRule]]:
        # By what they look at: what is wrong in one field wakes those that look there.
        rules = sorted(
            [rule for rule in self.rules if rule.quiet is not None], key=lambda rule: sorted(rule.quiet or ())
        )
        return [rules[start : start + _SCREENED] for start in range(0, len(rules), _SCREENED)]

    @cached_property
    def _screens(self) -> list[Callable[[Any], bool]]:
        return [self._schemas.conditions(rule.quiet for rule in group if rule.quiet) for group in self._groups]


def _spared_nothing(rule: Rule) -> Rule:
    """The *rule* without what it declares so that it is not run where it would find nothing."""
    if isinstance(rule, PayloadRule):
        return replace(rule, quiet=None, together=None)
    return replace(rule, per_device=False) if isinstance(rule, CaptureRule) else rule


def _written(payload: Payload) -> bytes | None:
    """The text of *payload*, be it yet to be written; None where it is not known whole, or cannot be written."""
    source = payload.source
    try:
        if source is None:
            return orjson.dumps(payload.data) if isinstance(payload.data, dict) else None
        if source.cut is not None:  # that it is too long is to be told, be all of it kept
            return None
        return source.content if isinstance(source.content, bytes) else source.content.encode()
    except (orjson.JSONEncodeError, UnicodeEncodeError):  # too deep for it; half a surrogate pair
        return None

"""The linting of one capture: each payload by itself, and by rules that compare it with others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kochava_lint.errors import RuleError
from kochava_lint.finding import Finding
from kochava_lint.linter import Engine
from kochava_lint.payload import Payload
from kochava_lint.rule import CaptureRule, Context
from kochava_lint.unrelated import Unrelated
from kochava_lint.window import Window

__all__ = ["CaptureLinter"]


class _Watching(NamedTuple):
    """The rules across payloads that speak of an action, each with its window: those *per_device*, *others*, *all*."""

    per_device: Sequence[tuple[CaptureRule, Window]]
    others: Sequence[tuple[CaptureRule, Window]]
    all: Sequence[tuple[CaptureRule, Window]]


class CaptureLinter:
    """
    Lints the payloads of one capture, in sending order: by themselves, and by the rules across payloads.

    Its memory is bounded by what those rules may note of the payloads that they look back over, and by what these
    take that wait until there is another of their device, whatever the capture's size.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        across = [rule for rule in engine.rules.values() if isinstance(rule, CaptureRule)]
        self._windows = [(rule, Window(rule.lookback)) for rule in across]
        self._compares_devices = any(rule.per_device for rule in across)
        self._unrelated = Unrelated(max((rule.lookback for rule in across if rule.per_device), default=0))
        self._number = 0
        self._by_action: dict[str | None, _Watching] = {}

    def findings(self, payload: Payload, context: Context) -> list[Finding]:
        """
        Lint the next payload. What the rules across payloads find comes last; it may be about an earlier one.

        Raises: `RuleError` where a rule does, which none should, whatever the payload.
        """
        # These note what they need of it, whatever happens to the others.
        across = self._across(payload, context)
        return across if payload.is_sound else self._engine.findings(payload, context) + across

    def look_at(self, payload: Payload, context: Context) -> None:
        """
        Take the next payload for one that was linted already, of which rules across payloads note what they need.

        Raises: `RuleError` as `findings` does.
        """
        self._across(payload, context)

    def _across(self, payload: Payload, context: Context) -> list[Finding]:
        """What the rules across payloads find in the next *payload*."""
        self._number += 1
        related = self._unrelated.related(payload, self._number) if self._compares_devices else None
        if related is None:
            return self._shown(payload, self._number, self._watching(payload).others, context)
        found: list[Finding] = []
        failed = None
        for number, earlier in related:
            try:
                found += self._shown(earlier, number, self._watching(earlier).per_device, context)
            except RuleError as error:  # the present payload is to be shown all the same
                failed = error
        found += self._shown(payload, self._number, self._watching(payload).all, context)
        if failed is not None:
            raise failed
        return found

    def _shown(
        self, payload: Payload, number: int, windows: Sequence[tuple[CaptureRule, Window]], context: Context
    ) -> list[Finding]:
        """What the rules with these *windows* find in the *payload* of this *number*, of which they take note."""
        found: list[Finding] = []
        for rule, window in windows:
            window.go_to(number)
            # Not by a call for each: see `Engine`.
            try:
                for problem in rule.check(payload, window, context):
                    found.append(self._engine.finding(rule, payload, problem))  # noqa: PERF401
            except Exception as error:
                raise RuleError(rule.name) from error
        return found

    def _watching(self, payload: Payload) -> _Watching:
        action = payload.action
        if action not in self._by_action:
            every = [each for each in self._windows if each[0].speaks_of(action)]
            per_device = [each for each in every if each[0].per_device]
            others = [each for each in every if not each[0].per_device]
            self._by_action[action] = _Watching(per_device, others, every)
        return self._by_action[action]

    @property
    def lookbacks(self) -> dict[str, int]:
        """How many payloads each rule across payloads looks back over, by its name."""
        return {rule.name: rule.lookback for rule, _ in self._windows}

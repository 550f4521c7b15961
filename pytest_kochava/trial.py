"""One run of a builder's test: each event is tried, and at the end it is known what holds for all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import hypothesis

from kochava_lint.finding import Severity
from kochava_lint.plan import TrackingPlan
from pytest_kochava.builder_arguments import Event, name_of
from pytest_kochava.built import Called, Place, UnsendableError, called, requests_of
from pytest_kochava.judge import Fault, Judge, Seen, relative
from pytest_kochava.report import shown
from pytest_kochava.settings import Settings
from pytest_kochava.untraced import untraced

__all__ = ["Bench", "Builder", "BuilderFailure", "NothingToLint", "Trial"]

_PURPOSE: Final = "expect=[{}]"


@dataclass(frozen=True)
class Builder:
    """
    A *function* that builds payloads or sends them, at *place*, and what is said of it.

    It may raise *raises* for events that it refuses. It may break the rules in *ignore*, and has to break those in
    *expect*.
    """

    function: Callable[..., Any]
    place: Place
    raises: tuple[type[BaseException], ...] = ()
    ignore: tuple[str, ...] = ()
    expect: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called."""
        return name_of(self.function)


@dataclass(frozen=True)
class Bench:
    """Who judges, what holds for the test, and what takes what it has printed since the last time."""

    judge: Judge
    settings: Settings
    take_printed: Callable[[], str] = str  # nothing

    @property
    def least(self) -> Severity:
        """The least severity that fails."""
        return Severity(self.settings.fail_on) if self.settings.fail_on else self.judge.project.failing


class BuilderFailure(AssertionError):  # noqa: N818 - as pytest says it
    """
    For some *event*, a builder breaks a rule: *faults* are what is found of it, *others* the rules that it breaks too.

    It was found in *captures*. Meanwhile the builder has *printed* something. Each rule has a type of its own, so that
    Hypothesis tells them apart.
    """

    def __init__(
        self,
        message: str,
        faults: Sequence[Fault] = (),
        others: Sequence[str] = (),
        captures: Sequence[Sequence[Seen]] = (),
        *,
        show_values: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.event: Event | None = None
        self.printed = ""
        self.captures = captures
        self.faults = faults
        self._others = others
        self._show_values = show_values

    def __str__(self) -> str:
        """All that is to be said, where it is shown by somebody else than us."""
        return "\n".join([self.message, *self.lines])

    @property
    def lines(self) -> list[str]:
        """What is found, for people."""
        lines = [line for fault in self.faults for line in ("", *shown(fault, self._show_values, _PURPOSE))]
        return [*lines, f"  this event breaks {', '.join(self._others)} too"] if self._others else lines


class NothingToLint(BuilderFailure):
    """For some event, a builder makes nothing that could be linted."""


@cache
def _failure(rule: str) -> type[BuilderFailure]:
    return type(f"BuilderFailure[{rule}]", (BuilderFailure,), {"__doc__": f"A builder breaks {rule}."})


class Trial:
    """Tries a *builder* with one event after the other, judged by *bench*."""

    def __init__(self, builder: Builder, bench: Bench) -> None:
        self._builder = builder
        self._bench = bench
        file, line, name = builder.place
        self._place = (relative(file, bench.judge.root), line, name)
        self._expected = (*bench.settings.expected, *builder.expect)
        self._spared = frozenset({*bench.settings.ignore, *builder.ignore, *self._expected})
        self._found: set[str] = set()
        self._accepted = 0
        self._refusals: dict[str, int] = {}

    @property
    def plan(self) -> TrackingPlan | None:
        """The project's tracking plan."""
        return self._bench.judge.project.options.tracking_plan

    def check(self) -> None:
        """
        See that the rules that are spared exist.

        Raises: `OptionError` where one does not.
        """
        self._bench.judge.check((*self._bench.settings.select, *sorted(self._spared)))

    def run(self, event: Event) -> None:
        """
        Try one *event*.

        Raises: `BuilderFailure` where the builder breaks a rule, and whatever the builder raises, but what it may.
        """
        __tracebackhide__ = True
        self._bench.take_printed()
        done = called(event.build, self._bench.judge.hosts, self._bench.judge.root)
        with untraced():
            try:
                self._take(done, event.choice)
            except BuilderFailure as failure:
                failure.event, failure.printed = event, self._bench.take_printed()
                raise

    def _take(self, done: Called, choice: int) -> None:
        __tracebackhide__ = True
        if done.error is not None:
            if not isinstance(done.error, self._builder.raises):
                raise done.error
            refusal = type(done.error).__name__
            self._refusals[refusal] = self._refusals.get(refusal, 0) + 1
            hypothesis.event(f"refused: {refusal}")
        if done.error is None or done.sent:
            self._judge(self._captures(done), choice)

    def _captures(self, done: Called) -> list[list[Seen]]:
        """
        What is linted: what was sent, and what the result stands for.

        They are captures of their own, since what is returned is often what was sent before something was added to it.
        """
        __tracebackhide__ = True
        name = self._builder.name
        if not done.sent and done.result is None:
            raise NothingToLint(
                f"{name} returned nothing and sent nothing to Kochava; for an event that is not reported, "
                "let it return [] or raise what raises= names"
            )
        try:
            returned = list(requests_of(done.result, self._place))
        except UnsendableError as error:
            if not done.sent:
                raise NothingToLint(f"{name} returned what cannot be sent: {error}") from None
            returned = []  # an answer, perhaps, or how many were sent
        if not done.sent:
            return [returned] if returned else []
        returned = self._bench.judge.unsent(returned, done.sent)
        return [done.sent, returned] if returned else [done.sent]

    def _judge(self, captures: list[list[Seen]], choice: int) -> None:
        __tracebackhide__ = True
        judge = self._bench.judge
        verdicts = [judge.judge(requests) for requests in captures]
        if captures and not any(verdict.payloads for verdict in verdicts):
            addresses = ", ".join(request.address for requests in captures for request in requests)
            raise NothingToLint(f"{self._builder.name} sent no payload: {addresses}")
        self._accepted += bool(captures)
        self._found.update(fault.finding.rule for verdict in verdicts for fault in verdict.faults)
        reported = [
            fault
            for requests, verdict in zip(captures, verdicts, strict=True)
            for fault in judge.reported(verdict, self._bench.settings.select, [self._spared] * len(requests))
        ]
        by_rule: dict[str, list[Fault]] = {}
        for fault in reported:
            if fault.finding.severity >= self._bench.least:
                by_rule.setdefault(fault.finding.rule, []).append(fault)
        if by_rule:
            rule = list(by_rule)[choice % len(by_rule)]
            others = sorted(by_rule.keys() - {rule})
            show_values = judge.project.options.show_values
            failure = _failure(rule)
            raise failure(
                f"{self._builder.name} breaks {rule}", by_rule[rule], others, captures, show_values=show_values
            )

    def shortcoming(self) -> str | None:
        """Why the test fails though each event passed; None where it does not."""
        name = self._builder.name
        if not self._accepted:
            refused = ", ".join(f"{times:,} by {refusal}" for refusal, times in sorted(self._refusals.items()))
            told = f"it refused all events ({refused})" if refused else "there was no event that it builds something of"
            return f"nothing was linted of {name}: {told}; give events= that it accepts"
        missing = [rule for rule in dict.fromkeys(self._expected) if rule not in self._found]
        if missing:
            return f"{', '.join(missing)} was expected of {name}, and breaks with no event of {self._accepted:,}"
        return None

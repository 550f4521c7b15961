"""What the plugin says at the end of a run: what was sent, what is wrong with it, and what nobody sent."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from kochava_lint.errors import KochavaLintError
from kochava_lint.printable import printable
from kochava_lint.reporter import Display
from kochava_lint.reporter import Summary as Totals
from kochava_lint.reporters.statistics import counts_by_rule
from kochava_lint.reporters.summary import counted
from pytest_kochava.judge import BLOCKED, Fault, Judge, Seen, Verdict, unpacked
from pytest_kochava.outputs import PlannedReport, planned, write_capture
from pytest_kochava.watcher import Watcher

__all__ = ["Summary"]

_BLOCKED = "A request to Kochava was kept from leaving this machine."
_MOST_LISTED = 20
_SELDOM = {"blocked": "blocked", "outside": "outside tests", "late": "late"}


class Summary:
    """
    Gathers what the reports of tests tell.

    *errors* are why something could not be linted or written. The requests are kept where they are to be written.
    """

    def __init__(self, watcher: Watcher, *, keeps_requests: bool) -> None:
        self._watcher = watcher
        self._keeps_requests = keeps_requests
        self._reports: list[PlannedReport] = []
        self._requests: list[Seen] = []
        self._faults: list[Fault] = []
        self._listed: list[tuple[str, Fault]] = []
        self._accepted: list[Fault] = []
        self._totals = Totals()
        self._counts: Counter[str] = Counter()
        self._events: set[str] = set()
        self._late: list[str] = []
        self._built: list[str] = []
        self._built_faults: list[Fault] = []
        self._built_payloads = 0
        self._diagnostics: set[str] = set()
        self._written = ""
        self.errors: dict[str, None] = {}

    @property
    def _judge(self) -> Judge:
        return self._watcher.judge()

    def plan_reports(self, wanted: Sequence[str]) -> None:
        """
        Prepare to write the reports that are *wanted*.

        Raises: `pytest.UsageError` where one has no format, which nobody wants to be told after an hour of tests.
        """
        try:
            self._reports = planned(wanted, self._judge.plugins.reporters)
            for report in self._reports:  # what one of them needs may not be installed
                report.reporter.begin(io.StringIO(), Display(rules=self._judge.rules))
        except KochavaLintError as error:
            raise pytest.UsageError(f"kochava-lint: {error}") from error

    def plan_baseline(self) -> None:
        """
        Prepare to accept what is found.

        Raises: `pytest.UsageError` where there is nowhere to write that to.
        """
        try:
            self._watcher.judge()
        except KochavaLintError as error:
            raise pytest.UsageError(f"kochava-lint: {error}") from error

    def take_report(self, report: pytest.TestReport, told: dict[str, Any]) -> None:
        """Take in what a *report* has *told* that its test has sent."""
        # What a test fails for is shown there, with what else was found.
        name = "" if report.failed else report.nodeid
        self._take(unpacked(told["requests"]), told["before"], told["select"], told["spared"], name)

    def take_built(self, name: str, told: str | None, found: Sequence[dict[str, Any]]) -> None:
        """
        Take in what the test called *name* has *found* of a builder, and what it has *told* where it does not fail.

        What is built is not sent: reports have what is found in it, and nothing of it is counted as a request.
        """
        if told is not None:
            self._built.append(f"{name}: {told}")
        for each in found:
            for requests in map(unpacked, each["captures"]):
                verdict = self._judge.judge(requests)
                self._built_payloads += len(verdict.payloads)
                self._built_faults += self._judge.reported(verdict, (each["rule"],))

    def take_leftovers(self, told: dict[str, Any]) -> None:
        """Take in what no test has sent, or none that was still running."""
        outside, late = unpacked(told["outside"]), unpacked(told["late"])
        for name, requests in (("outside", outside), ("late", late)):
            self._counts[name] += len(requests)
            if requests:
                self._take(requests, 0, (), (), _SELDOM[name])
        self._late += [
            f"late: {request.place} sent a request from a thread that {by} had left behind"
            for request, by in zip(late, told["left_by"], strict=True)
        ]
        self._diagnostics.update(told["diagnostics"])
        self.errors.update(dict.fromkeys(told["errors"]))

    def _take(
        self,
        requests: list[Seen],
        before: int,
        select: Sequence[str],
        spared: Sequence[Sequence[str]],
        name: str,
    ) -> None:
        """Take in the *requests* from number *before* on; what is found in them is listed, where there is a *name*."""
        if self._keeps_requests:
            self._requests += requests[before:]
        self._counts["seen"] += len(requests) - before
        self._counts["blocked"] += sum(request.blocked is not None for request in requests[before:])
        try:
            verdict = self._judge.judge(requests)
        except KochavaLintError as error:
            self.errors[f"not linted: {error}"] = None
            return
        self._count(verdict, before)
        faulty = set()
        for fault in self._judge.reported(verdict, select, spared):
            if fault.since < before:
                continue
            if fault.finding.severity < self._judge.project.shown:
                self._totals.hidden += 1
                continue
            faulty.add(fault.number)
            self._totals.count(fault.finding)
            self._faults.append(fault)
            if name:
                self._listed.append((name, fault))
        self._counts["faulty"] += len(faulty)
        accepted = self._judge.accepted(verdict, select, spared)
        self._accepted += [
            fault for fault in accepted if fault.since >= before and fault.finding.severity >= self._judge.project.shown
        ]

    def _count(self, verdict: Verdict, before: int) -> None:
        linted = set()
        for payload, number in verdict.payloads:
            if number >= before:
                linted.add(number)
                self._totals.payloads += 1
                name = payload.context("event_name")
                if isinstance(name, str):
                    self._events.add(name)
        self._counts["linted"] += len(linted)
        self._totals.requests += len(linted)

    def write_reports(self) -> None:
        """Write the reports that were planned."""
        display = Display(
            show_values=self._judge.project.options.show_values,
            rules=self._judge.rules,
            fails=lambda finding: finding.severity >= self._judge.project.failing,
        )
        # Tests end in any order, where several processes run them.
        faults = sorted([*self._faults, *self._built_faults], key=_place)
        totals = deepcopy(self._totals)
        totals.files = len({fault.request.place.rpartition(":")[0] for fault in faults}) or 1
        totals.payloads += self._built_payloads
        for fault in self._built_faults:
            totals.count(fault.finding)
        for report in self._reports:
            try:
                report.write(display, [fault.finding for fault in faults], totals)
            except OSError as error:
                self.errors[f"{report.path} cannot be written: {error.strerror}"] = None

    def write_capture(self, path: str) -> None:
        """Write to *path* what was sent."""
        try:
            write_capture(Path(path), self._requests)
        except OSError as error:
            self.errors[f"{path} cannot be written: {error.strerror}"] = None

    def write_baseline(self) -> None:
        """Accept what was found, from now on."""
        try:
            baseline = self._judge.baseline
            if baseline is not None:
                new = counted(baseline.write(self._accepted), "new entry").replace("entrys", "entries")
                self._written = f"the baseline has {new}"
        except KochavaLintError as error:
            self.errors[str(error)] = None

    def lines(self) -> Iterator[str]:
        """What is said at the end; nothing, where nothing was seen."""
        yield from map(printable, self.errors)
        if self._counts["seen"]:
            yield self._told()
            yield from self._rules()
            yield from self._list()
            yield from map(printable, self._late)
        yield from map(printable, sorted(self._built))
        if self._written:
            yield self._written
        if self._counts["linted"]:
            yield from self._unsent()
        for diagnostic in sorted(self._diagnostics):
            yield f"not observed: {diagnostic}; please report it"

    def _told(self) -> str:
        counts = self._counts
        told = [counted(counts["seen"], "request"), f"{counts['linted']:,} linted", f"{counts['faulty']:,} faulty"]
        told += [f"{counts[name]:,} {words}" for name, words in _SELDOM.items() if counts[name]]
        if self._accepted:
            told.append(f"{counted(len(self._accepted), 'finding')} in the baseline")
        return ", ".join(told)

    def _rules(self) -> Iterator[str]:
        rows = counts_by_rule(self._totals)
        width = max((len(rule) for rule, _, _ in rows), default=0)
        for rule, severity, number in rows:
            told = _BLOCKED if rule == BLOCKED else self._judge.rules[rule].summary
            yield f"{number:6,}  {severity.value:7}  {rule:{width}}  {told}"
        if self._totals.hidden:
            least = self._judge.project.shown.value
            yield f"{counted(self._totals.hidden, 'finding')} less severe than {least} not shown"

    def _list(self) -> Iterator[str]:
        """What was found where nothing failed: no other place tells of it."""
        listed = sorted(self._listed, key=lambda named: (named[0], _place(named[1])))
        shown = dict.fromkeys(f"{_line(fault)} ({name})" for name, fault in listed)
        yield from map(printable, list(shown)[:_MOST_LISTED])
        if len(shown) > _MOST_LISTED:
            yield f"and {counted(len(shown) - _MOST_LISTED, 'more')[:-1]}: --kochava-report=kochava.html tells of all"

    def _unsent(self) -> Iterator[str]:
        plan = self._judge.project.options.tracking_plan
        never = sorted((plan.events or {}).keys() - self._events) if plan is not None else []
        if never:
            yield f"planned, and sent by no test: {', '.join(map(printable, never))}"


def _line(fault: Fault) -> str:
    finding = fault.finding
    return f"{fault.request.place}: {finding.severity.value}[{finding.rule}]: {finding.message}"


def _place(fault: Fault) -> tuple[str, int, str, str]:
    """What findings are sorted by: where it was sent from, and what is told of it."""
    file, line, _ = fault.request.sent_from[0] if fault.request.sent_from else ("", 0, "")
    return file, line, fault.finding.rule, fault.finding.message

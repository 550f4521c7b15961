"""What the plugin says of one test: why it fails, and what it has sent."""

from __future__ import annotations

import json
from collections.abc import Collection, Hashable, Iterator
from typing import TYPE_CHECKING

import pytest

from kochava_lint.errors import KochavaLintError
from kochava_lint.finding import Severity
from kochava_lint.printable import printable
from kochava_lint.reporter import Display
from kochava_lint.reporters.entry import entry_of
from kochava_lint.reporters.excerpt import Excerpts
from kochava_lint.reporters.summary import counted
from pytest_kochava.judge import BLOCKED, BUILT, Fault, Seen, Verdict, packed, seen

if TYPE_CHECKING:
    from pytest_kochava.watcher import Attempt

__all__ = ["complaint", "properties", "shown", "tell"]

_MOST_NAMED = 3
_MOST_CALLERS = 3


def complaint(attempt: Attempt, *, is_over: bool) -> str | None:
    """
    Why a test fails for what it has sent since it was judged last; None where it does not.

    Where it *is over*, it fails too for what it was to send, and has not.
    """
    settings = attempt.settings
    if settings.mode == "off":
        return None
    requests = _requests(attempt)
    try:
        judge = attempt.watcher.judge()
        judge.check((*settings.select, *settings.ignore, *settings.expected))
        verdict = judge.judge(requests)
    except KochavaLintError as error:
        # What cannot be linted has not passed, though nobody is to blame but the project's options.
        return f"kochava-lint: {error}" if settings.mode == "fail" else None
    lines: list[str] = []
    if settings.mode == "fail":
        least = Severity(settings.fail_on) if settings.fail_on else judge.project.failing
        found = [
            fault
            for fault in _reported(verdict, attempt)
            if fault.finding.severity >= least and fault.since >= attempt.judged
        ]
        if found:
            lines.append(_headline(found, requests))
            lines += [line for fault in found for line in ("", *shown(fault, judge.project.options.show_values))]
            attempt.told.update(_key(fault) for fault in found)
    if is_over:
        lines += _missing(attempt, verdict)
    return "\n".join(lines) if lines else None


def _headline(found: list[Fault], requests: list[Seen]) -> str:
    """What stands in the summary of the run too, where there is room for one line: which rules, and how much."""
    rules = list(dict.fromkeys(fault.finding.rule for fault in found))
    named = ", ".join(rules[:_MOST_NAMED])
    more = f" and {counted(len(rules) - _MOST_NAMED, 'more rule')}" if len(rules) > _MOST_NAMED else ""
    faulty = len({fault.number for fault in found})
    of = f"{faulty:,} of " if faulty < len(requests) else ""
    return f"kochava-lint: {named}{more} in {of}{counted(len(requests), 'request')}"


def tell(report: pytest.TestReport, attempt: Attempt) -> None:
    """Put on *report* what the test has sent since the last one: for people, and for whoever sums up."""
    requests = _requests(attempt)
    lines = [_line(request) for request in requests[attempt.reported :]]
    try:
        judge = attempt.watcher.judge()
        for fault in _reported(judge.judge(requests), attempt):
            is_new = fault.since >= attempt.reported and _key(fault) not in attempt.told
            if is_new and fault.finding.severity >= judge.project.shown:
                lines += ["", *shown(fault, judge.project.options.show_values)]
    except KochavaLintError as error:
        lines.append(f"not linted: {error}")
    report.sections.append((f"Kochava requests ({report.when})", "\n".join(lines)))
    report.kochava = {  # type: ignore[attr-defined] # what pytest sends from one process to another is what a report has
        "requests": packed(requests),
        "before": attempt.reported,
        "select": sorted(attempt.settings.select),
        "spared": [sorted(rules) for rules in _spared(attempt)],
    }
    attempt.reported = len(requests)


def properties(attempt: Attempt) -> list[tuple[str, object]]:
    """What a JUnit report says of a test: how many requests it has sent, and how much was found in them."""
    told: list[tuple[str, object]] = [("kochava_requests", len(attempt.sent))]
    try:
        judge = attempt.watcher.judge()
        faults = list(_reported(judge.judge(_requests(attempt)), attempt))
    except KochavaLintError:
        return told
    found = sum(fault.finding.severity >= judge.project.shown for fault in faults)
    return [*told, ("kochava_findings", found)]


def _line(request: Seen) -> str:
    blocked = ", blocked" if request.blocked else ""
    return f"{printable(request.address)} by {request.client}, sent from {printable(request.place)}{blocked}"


def _requests(attempt: Attempt) -> list[Seen]:
    return [seen(sighting, attempt.watcher.root) for sighting in attempt.sent]


def _reported(verdict: Verdict, attempt: Attempt) -> Iterator[Fault]:
    return attempt.watcher.judge().reported(verdict, attempt.settings.select, _spared(attempt))


def _spared(attempt: Attempt) -> list[Collection[str]]:
    """The rules that are not held against each request: those to ignore, and those that it is meant to break."""
    always = attempt.settings.ignore.union(attempt.settings.expected)
    return [
        always.union(*(rules for begun, ended, rules in attempt.meant if begun <= number < ended))
        for number in range(len(attempt.sent))
    ]


def _key(fault: Fault) -> Hashable:
    """What tells a finding from the others of an attempt."""
    finding = fault.finding
    return finding.rule, fault.number, finding.payload.pointer, finding.pointer, finding.message


def _missing(attempt: Attempt, verdict: Verdict) -> Iterator[str]:
    """What a test was to send, and has not."""
    settings = attempt.settings
    found = {fault.finding.rule for fault in verdict.faults}
    for rule in settings.expected:
        if rule not in found:
            yield f"kochava-lint: {rule} was expected of this test, and nothing that it sent breaks it"
    if len(attempt.sent) < settings.min_requests:
        sent = f"{len(attempt.sent):,} of at least {counted(settings.min_requests, 'request')}"
        yield f"kochava-lint: this test sent {sent} to Kochava"


def shown(fault: Fault, show_values: bool, purpose: str = "@pytest.mark.kochava_expect({})") -> Iterator[str]:  # noqa: FBT001 - as a display has it
    """
    The lines that tell people of a finding, the payload masked unless values are to be shown.

    *purpose* is what whoever breaks the rule on purpose writes, with the name of the rule in the place of the braces.
    """
    finding, request = fault.finding, fault.request
    display = Display(show_values=show_values)
    entry = entry_of(finding, display)
    yield f"{entry.severity.value}[{entry.rule}]: {printable(entry.message)}"
    verb = "sent from" if request.client != BUILT else "built by"
    yield f"  {verb} {printable(request.place)}{f' in {request.sent_from[0][2]}' if request.sent_from else ''}"
    for file, line, name in request.sent_from[1:_MOST_CALLERS]:
        yield f"  called from {printable(file)}:{line} in {name}"
    places = [f"in {printable(request.address)}"] if request.client != BUILT else []  # nobody has sent it anywhere
    places += [f"at {printable(entry.pointer)}"] if entry.pointer else []
    if places:
        yield f"  {' '.join(places)}"
    # What is said of the request itself, and of the whole payload, shows nothing in its text.
    excerpt = Excerpts(display).of(finding) if finding.pointer or finding.at is not None else None
    if excerpt is not None:
        yield f"    | {excerpt.line}"
        yield f"    | {excerpt.carets}"
    yield f"  help: {entry.help}"
    explained = f"more: kochava-lint explain {entry.rule}; " if entry.rule != BLOCKED else ""
    yield f"  {explained}on purpose: {purpose.format(json.dumps(entry.rule))}"

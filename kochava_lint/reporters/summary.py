"""The last line of a report for people."""

from __future__ import annotations

from kochava_lint.finding import Severity
from kochava_lint.reporter import Summary

__all__ = ["summed_up"]


def summed_up(summary: Summary) -> str:
    """Say what a run has come to: `Found 2 errors and 1 warning in 3 payloads of 1 file.`"""
    seen = f"{_counted(summary.payloads, 'payload')} of {_counted(summary.files, 'file')}"
    counts = [
        _counted(summary.severities[severity], severity.value)
        for severity in reversed(Severity)
        if summary.severities[severity]
    ]
    if not summary.payloads:
        return f"No payload was linted.{_skipped(summary)}"
    found = f"Found {' and '.join(counts)}" if counts else "Nothing to show" if summary.hidden else "Nothing found"
    hidden = (
        f"{_fixable(summary)} {_counted(summary.hidden, 'finding')} below --min-severity not shown."
        if summary.hidden
        else _fixable(summary)
    )
    return f"{found} in {seen}.{hidden}{_skipped(summary)}"


def _skipped(summary: Summary) -> str:
    """What was not linted, and why: ` 3 of 8 requests were skipped: 2 to another host, 1 without a body.`"""
    count = summary.skipped.total()
    if not count:
        return ""
    reasons = ", ".join(f"{number:,} {reason}" for reason, number in summary.skipped.most_common())
    requests = _counted(count + summary.requests, "request")
    return f" {count:,} of {requests} {'was' if count == 1 else 'were'} skipped: {reasons}."


def _fixable(summary: Summary) -> str:
    """What could be done about it: ` 3 can be fixed with --fix, 1 more with --unsafe-fixes.`"""
    safe, unsafe = summary.safe_fixes, summary.unsafe_fixes
    if safe:
        return f" {safe:,} can be fixed with --fix{f', {unsafe:,} more with --unsafe-fixes' if unsafe else ''}."
    return f" {unsafe:,} can be fixed with --fix --unsafe-fixes." if unsafe else ""


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

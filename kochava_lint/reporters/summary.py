"""The last line of a report for people."""

from __future__ import annotations

from kochava_lint.finding import Severity
from kochava_lint.reporter import Summary

__all__ = ["counted", "summed_up"]


def summed_up(summary: Summary) -> str:
    """Say what a run has come to: `Found 2 errors and 1 warning in 3 payloads of 1 file.`"""
    begun = "Interrupted. " if summary.interrupted else ""
    if summary.errors:
        begun += f"{counted(len(summary.errors), 'input')} could not be read. "
    if not summary.payloads:
        return f"{begun}No payload was linted.{_skipped(summary)}"
    seen = f"{counted(summary.payloads, 'payload')} of {counted(summary.files, 'file')}"
    return f"{begun}{_found(summary)} in {seen}.{_fixable(summary)}{_not_shown(summary)}{_skipped(summary)}"


def _found(summary: Summary) -> str:
    severities = summary.severities
    counts = [counted(severities[severity], severity.value) for severity in reversed(Severity) if severities[severity]]
    if counts:
        *others, last = counts
        return f"Found {', '.join(others)} and {last}" if others else f"Found {last}"
    return "Nothing to show" if summary.hidden or summary.in_baseline or summary.in_comments else "Nothing found"


def _not_shown(summary: Summary) -> str:
    """What was found and is not shown, and why."""
    told = ""
    if summary.left_out:
        told += f" {counted(summary.left_out, 'more finding')} beyond --max-findings not shown."
    if summary.hidden:
        told += f" {counted(summary.hidden, 'finding')} below --min-severity not shown."
    suppressed = [
        f"{number:,} {where}"
        for number, where in ((summary.in_baseline, "in the baseline"), (summary.in_comments, "in comments"))
        if number
    ]
    return told + (f" Suppressed: {', '.join(suppressed)}." if suppressed else "")


def _skipped(summary: Summary) -> str:
    """What was not linted, and why: ` 3 of 8 requests were skipped: 2 to another host, 1 without a body.`"""
    count = summary.skipped.total()
    if not count:
        return ""
    reasons = ", ".join(f"{number:,} {reason}" for reason, number in summary.skipped.most_common())
    requests = counted(count + summary.requests, "request")
    return f" {count:,} of {requests} {'was' if count == 1 else 'were'} skipped: {reasons}."


def _fixable(summary: Summary) -> str:
    """What could be done about it: ` 3 can be fixed with --fix, 1 more with --unsafe-fixes.`"""
    safe, unsafe = summary.safe_fixes, summary.unsafe_fixes
    if safe:
        return f" {safe:,} can be fixed with --fix{f', {unsafe:,} more with --unsafe-fixes' if unsafe else ''}."
    return f" {unsafe:,} can be fixed with --fix --unsafe-fixes." if unsafe else ""


def counted(number: int, noun: str) -> str:
    """The *number* of what *noun* calls: `1 file`, `1,024 files`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

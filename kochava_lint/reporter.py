"""What an output format is, and what it is told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TextIO

from kochava_lint.finding import Finding, Severity
from kochava_lint.personal import personal_spans
from kochava_lint.recorded import OTHER_HOST

__all__ = ["Display", "Reporter", "Summary"]


_MOST_HOSTS = 100
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}|localhost")


@dataclass(slots=True)
class Summary:
    """
    What a run has come to. It is filled while findings are drawn from it, and complete when there are no more.

    *requests* are those that brought *payloads*, *skipped* counts the others by the reason. *other_hosts* are those
    that requests were skipped for.
    """

    files: int = 0
    payloads: int = 0
    requests: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    other_hosts: set[str] = field(default_factory=set)
    severities: Counter[Severity] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    hidden: int = 0
    safe_fixes: int = 0
    unsafe_fixes: int = 0

    def skip(self, reason: str, host: str = "") -> None:
        """Count something that is not linted for this *reason*, and the *host* it went to."""
        self.skipped[reason] += 1
        if reason == OTHER_HOST and _may_be_shown(host) and len(self.other_hosts) < _MOST_HOSTS:
            self.other_hosts.add(host)

    def count(self, finding: Finding) -> None:
        """Count a finding that is reported."""
        self.severities[finding.severity] += 1
        self.rules[finding.rule] += 1
        if finding.fix is not None and finding.is_fixable:
            self.safe_fixes += finding.fix.safe
            self.unsafe_fixes += not finding.fix.safe


def _may_be_shown(host: str) -> bool:
    """Whether *host* is one of those that many requests go to, and no word of a command that was taken for one."""
    return _HOST.fullmatch(host) is not None and next(personal_spans(host), None) is None


@dataclass(frozen=True, slots=True)
class Display:
    """
    How a report is shown.

    *color* with ANSI escapes; *show_values* with what identifies people in clear; *width* is how many columns an
    excerpt may take.
    """

    color: bool = False
    show_values: bool = False
    width: int = 100


Writing = Callable[[Iterable[Finding], Summary, Display, TextIO], None]


@dataclass(frozen=True, slots=True)
class Reporter:
    """
    A way in which findings are written.

    *write* takes the findings in the order of the input, the summary that they fill, how to show them, and where
    to write.
    """

    name: str
    write: Writing

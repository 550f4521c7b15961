"""What an output format is, and what it is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TextIO

from kochava_lint.expression import expression
from kochava_lint.finding import Finding, Severity
from kochava_lint.personal import personal_spans
from kochava_lint.recorded import OTHER_HOST
from kochava_lint.rule import Rule

__all__ = ["Display", "Report", "Reporter", "Summary"]


_MOST_HOSTS = 100
_HOST = expression(r"(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}|localhost")


@dataclass(slots=True)
class Summary:
    """
    What a run has come to.

    *requests* are those that brought *payloads*, *skipped* counts the others by the reason. *other_hosts* are those
    that requests were skipped for, as they were met. *found* counts the findings that are reported, by rule and
    severity; *hidden* were below the least severity that is shown, and *left_out* of those reported beyond the most
    that are. *in_baseline* and *in_comments* were suppressed. *unmatched* entries of the baseline and *unused* comments
    suppressed nothing.
    *errors* tell of inputs that could not be read, or not to their end. *interrupted*: the run was ended before that.
    """

    files: int = 0
    payloads: int = 0
    requests: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    other_hosts: dict[str, None] = field(default_factory=dict)
    found: Counter[tuple[str, Severity]] = field(default_factory=Counter)
    hidden: int = 0
    left_out: int = 0
    in_baseline: int = 0
    in_comments: int = 0
    unmatched: int = 0
    unused: int = 0
    safe_fixes: int = 0
    unsafe_fixes: int = 0
    errors: list[str] = field(default_factory=list)
    interrupted: bool = False

    @property
    def rules(self) -> Counter[str]:
        """How many findings are reported of each rule."""
        rules: Counter[str] = Counter()
        for (rule, _), number in self.found.items():
            rules[rule] += number
        return rules

    @property
    def severities(self) -> Counter[Severity]:
        """How many findings are reported of each severity."""
        severities: Counter[Severity] = Counter()
        for (_, severity), number in self.found.items():
            severities[severity] += number
        return severities

    def skip(self, reason: str, host: str = "") -> None:
        """Count something that is not linted for this *reason*, and the *host* it went to."""
        self.skipped[reason] += 1
        if reason == OTHER_HOST and _may_be_shown(host) and len(self.other_hosts) < _MOST_HOSTS:
            self.other_hosts[host] = None

    def include(self, part: Summary) -> None:
        """Count the payloads and what was skipped of a *part* of the run."""
        self.payloads += part.payloads
        self.requests += part.requests
        self.skipped += part.skipped
        for host in part.other_hosts:
            if len(self.other_hosts) < _MOST_HOSTS:
                self.other_hosts[host] = None

    def count(self, finding: Finding) -> None:
        """Count a finding that is reported."""
        self.found[finding.rule, finding.severity] += 1
        if finding.fix is not None and finding.is_fixable:
            self.safe_fixes += finding.fix.safe
            self.unsafe_fixes += not finding.fix.safe


def _may_be_shown(host: str) -> bool:
    """Whether *host* is one of those that many requests go to, and no word of a command that was taken for one."""
    return _HOST.fullmatch(host) is not None and next(personal_spans(host), None) is None


def _is_error(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR


@dataclass(frozen=True, slots=True)
class Display:
    """
    How a report is shown.

    *color* with ANSI escapes; *show_values* with what identifies people in clear; *width* is how many columns an
    excerpt may take. *rules* are those that there are, by name, for formats that tell of rules. *fails* tells whether
    the finding that is added makes the check fail: that may differ from folder to folder.
    """

    color: bool = False
    show_values: bool = False
    width: int = 100
    rules: Mapping[str, Rule] = field(default_factory=dict)
    fails: Callable[[Finding], bool] = _is_error


class Report(Protocol):
    """
    A report in the making.

    It is given findings in the order of the input, and keeps no more of them than it needs: a finding holds its
    payload. At the end, also at one by an interrupt, it is told what the run has come to.
    """

    def add(self, finding: Finding) -> None:
        """Write the next finding, or note it."""

    def end(self, summary: Summary) -> None:
        """Write what is left to write."""


@dataclass(frozen=True, slots=True)
class Reporter:
    """
    A way in which findings are written.

    *begin* makes a report, of where to write and of how to show findings. *is_utf8*: what it writes says, or has to be
    taken for, UTF-8, whatever the terminal's encoding.
    """

    name: str
    begin: Callable[[TextIO, Display], Report]
    is_utf8: bool = False

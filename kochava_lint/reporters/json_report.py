"""The JSON report: one object for programs, as `schemas/report.json` describes it, written as findings come."""

from __future__ import annotations

import json
from typing import Any, TextIO

from kochava_lint.finding import Finding, Severity
from kochava_lint.reporter import Display, Reporter, Summary
from kochava_lint.reporters.entry import Entry, entry_of

__all__ = ["SCHEMA", "VERSION", "described", "json_report", "totals"]

SCHEMA = "urn:kochava-lint:schema:report:1"
"""By which a report is told from captures, too."""
VERSION = 1
"""The version of the form, which `schemas/report.json` tells."""


class _JsonReport:
    def __init__(self, out: TextIO, display: Display) -> None:
        self._out = out
        self._display = display
        self._separator = "\n  "
        out.write(f'{{"$schema": "{SCHEMA}", "version": {VERSION}, "findings": [')

    def add(self, finding: Finding) -> None:
        self._out.write(self._separator + json.dumps(described(entry_of(finding, self._display))))
        self._separator = ",\n  "

    def end(self, summary: Summary) -> None:
        close = "\n]" if self._separator.startswith(",") else "]"
        self._out.write(f'{close}, "summary": {json.dumps(totals(summary))}}}\n')


def described(entry: Entry) -> dict[str, Any]:
    """The *entry* as `schemas/report.json` describes a finding."""
    return {
        **entry._asdict(),
        "severity": entry.severity.value,
        "fix": entry.fix._asdict() if entry.fix else None,
    }


def totals(summary: Summary) -> dict[str, Any]:
    """The *summary* as `schemas/report.json` describes it."""
    severities = summary.severities
    return {
        "files": summary.files,
        "payloads": summary.payloads,
        "requests": {
            "seen": summary.requests + summary.skipped.total(),
            "linted": summary.requests,
            "skipped": dict(sorted(summary.skipped.items())),
        },
        "severities": {severity.value: severities[severity] for severity in reversed(Severity)},
        "rules": dict(sorted(summary.rules.items())),
        "hidden": summary.hidden,
        "left_out": summary.left_out,
        "suppressed": {
            "baseline": summary.in_baseline,
            "comments": summary.in_comments,
            "unmatched": summary.unmatched,
            "unused": summary.unused,
        },
        "fixable": {"safe": summary.safe_fixes, "unsafe": summary.unsafe_fixes},
        "errors": summary.errors,
        "interrupted": summary.interrupted,
    }


json_report = Reporter("json", _JsonReport)

"""The JSON report: one object for programs, as `schemas/report.json` describes it, written as findings come."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TextIO

from kochava_lint.finding import Finding, Severity
from kochava_lint.privacy import shown_pointer
from kochava_lint.reporter import Display, Reporter, Summary
from kochava_lint.source import render

__all__ = ["json_report"]

_VERSION = 1


def _write(findings: Iterable[Finding], summary: Summary, display: Display, out: TextIO) -> None:
    out.write(f'{{"version": {_VERSION}, "findings": [')
    separator = "\n  "
    try:
        for finding in findings:
            out.write(separator + json.dumps(_described(finding, display)))
            separator = ",\n  "
    finally:
        # Whatever ends the run, what was found so far can be read.
        out.write(("\n]" if separator.startswith(",") else "]") + f', "summary": {json.dumps(_summed_up(summary))}}}\n')


def _described(finding: Finding, display: Display) -> dict[str, Any]:
    source, start, end = finding.source, finding.start, finding.end
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        # A name may hold bytes that are no text, which strict readers of JSON refuse.
        "file": source.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace") if source else None,
        "line": start.line if start else None,
        "column": start.column if start else None,
        "end_line": end.line if end else None,
        "end_column": end.column if end else None,
        "pointer": render(finding.pointer) if display.show_values else shown_pointer(finding.pointer),
        "help": finding.help,
        "fix": {"message": finding.fix.message, "safe": finding.fix.safe}
        if finding.fix and finding.is_fixable
        else None,
    }


def _summed_up(summary: Summary) -> dict[str, Any]:
    return {
        "files": summary.files,
        "payloads": summary.payloads,
        "requests": {
            "seen": summary.requests + summary.skipped.total(),
            "linted": summary.requests,
            "skipped": dict(sorted(summary.skipped.items())),
        },
        "severities": {severity.value: summary.severities[severity] for severity in reversed(Severity)},
        "rules": dict(sorted(summary.rules.items())),
        "hidden": summary.hidden,
        "fixable": {"safe": summary.safe_fixes, "unsafe": summary.unsafe_fixes},
    }


json_report = Reporter("json", _write)

"""
GitLab's Code Quality report: an array of violations.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import json
from typing import Final, TextIO

from kochava_lint.finding import Finding, Severity
from kochava_lint.reporter import Display, Reporter, Summary
from kochava_lint.reporters.entry import entry_of
from kochava_lint.reporters.file_path import relative_path
from kochava_lint.reporters.occurrence import Occurrences

__all__ = ["gitlab"]

_SEVERITIES: Final = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


class _GitLab:
    def __init__(self, out: TextIO, display: Display) -> None:
        self._out = out
        self._display = display
        self._occurrences = Occurrences()
        self._separator = "\n  "
        out.write("[")

    def add(self, finding: Finding) -> None:
        entry = entry_of(finding, self._display)
        path = relative_path(entry.file or "<value>")
        violation = {
            "description": f"{entry.message}{f' ({entry.pointer})' if entry.pointer else ''}. {entry.help}",
            "check_name": entry.rule,
            # Of several with one fingerprint, GitLab shows one.
            "fingerprint": self._occurrences.digest(path, entry.fingerprint),
            "severity": _SEVERITIES[entry.severity],
            "location": {"path": path, "lines": {"begin": entry.line or 1, "end": entry.end_line or 1}},
        }
        self._out.write(self._separator + json.dumps(violation))
        self._separator = ",\n  "

    def end(self, summary: Summary) -> None:  # noqa: ARG002 - the form has no place for it
        self._out.write("\n]\n" if self._separator.startswith(",") else "]\n")


gitlab = Reporter("gitlab", _GitLab)

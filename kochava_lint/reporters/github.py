"""
Annotations of GitHub Actions, by workflow commands.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from typing import Final, TextIO

from kochava_lint.finding import Finding, Severity
from kochava_lint.printable import printable
from kochava_lint.reporter import Display, Reporter, Summary
from kochava_lint.reporters.entry import Entry, entry_of
from kochava_lint.reporters.file_path import relative_path
from kochava_lint.reporters.summary import summed_up

__all__ = ["github"]

_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


class _GitHub:
    def __init__(self, out: TextIO, display: Display) -> None:
        self._out = out
        self._display = display

    def add(self, finding: Finding) -> None:
        entry = entry_of(finding, self._display)
        properties = ",".join(f"{key}={_property(str(value))}" for key, value in _properties(entry).items())
        message = _data(f"{entry.message}{f' ({entry.pointer})' if entry.pointer else ''}\n{entry.help}")
        self._out.write(f"::{_LEVELS[entry.severity]} {properties}::{message}\n")

    def end(self, summary: Summary) -> None:
        for error in summary.errors:
            self._out.write(f"::error title={_property('kochava-lint')}::{_data(error)}\n")
        self._out.write(summed_up(summary) + "\n")


def _properties(entry: Entry) -> dict[str, str | int]:
    properties: dict[str, str | int] = {"title": f"kochava-lint: {entry.rule}"}
    if entry.file is not None:
        properties["file"] = relative_path(entry.file)
    if entry.line is not None and entry.end_line is not None:
        properties |= {"line": entry.line, "endLine": entry.end_line}
        # Columns are taken only within one line.
        if entry.line == entry.end_line and entry.column is not None and entry.end_column is not None:
            properties |= {"col": entry.column, "endColumn": entry.end_column}
    return properties


def _data(text: str) -> str:
    lines = (printable(line).replace("%", "%25") for line in text.split("\n"))
    return "%0A".join(lines)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


github = Reporter("github", _GitHub)

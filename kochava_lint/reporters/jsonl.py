"""The report as JSON Lines: one that says so, a line for each finding as it comes, and one that sums up."""

from __future__ import annotations

import json
from typing import TextIO

from kochava_lint.finding import Finding
from kochava_lint.reporter import Display, Reporter, Summary
from kochava_lint.reporters.entry import entry_of
from kochava_lint.reporters.json_report import SCHEMA, VERSION, described, totals

__all__ = ["jsonl"]


class _JsonLines:
    def __init__(self, out: TextIO, display: Display) -> None:
        self._out = out
        self._display = display
        out.write(json.dumps({"$schema": SCHEMA, "version": VERSION}) + "\n")

    def add(self, finding: Finding) -> None:
        self._out.write(json.dumps(described(entry_of(finding, self._display))) + "\n")

    def end(self, summary: Summary) -> None:
        self._out.write(json.dumps({"summary": totals(summary)}) + "\n")


jsonl = Reporter("jsonl", _JsonLines)

"""The concise report: one finding a line, for editors and `grep`."""

from __future__ import annotations

from typing import TextIO

from kochava_lint.finding import Finding
from kochava_lint.printable import printable
from kochava_lint.reporter import Display, Reporter, Summary
from kochava_lint.reporters.entry import entry_of
from kochava_lint.reporters.summary import summed_up

__all__ = ["concise"]


class _Concise:
    def __init__(self, out: TextIO, display: Display) -> None:
        self._out = out
        self._display = display

    def add(self, finding: Finding) -> None:
        entry = entry_of(finding, self._display)
        pointer = f" ({entry.pointer})" if entry.pointer else ""
        line = f"{entry.place}: {entry.severity.value}[{entry.rule}] {entry.message}{pointer}"
        self._out.write(printable(line) + "\n")

    def end(self, summary: Summary) -> None:
        self._out.write(summed_up(summary) + "\n")


concise = Reporter("concise", _Concise)

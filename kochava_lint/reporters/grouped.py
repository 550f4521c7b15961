"""The grouped report: the findings of each file below its name."""

from __future__ import annotations

from typing import TextIO

from kochava_lint.finding import Finding
from kochava_lint.printable import printable
from kochava_lint.reporter import Display, Reporter, Summary
from kochava_lint.reporters.colors import BOLD, SEVERITIES, painter
from kochava_lint.reporters.entry import entry_of
from kochava_lint.reporters.summary import summed_up

__all__ = ["grouped"]


class _Grouped:
    def __init__(self, out: TextIO, display: Display) -> None:
        self._out = out
        self._display = display
        self._paint = painter(display)
        self._file: str | None = None

    def add(self, finding: Finding) -> None:
        entry = entry_of(finding, self._display)
        paint = self._paint
        file = entry.name
        if file != self._file:
            between = "\n" if self._file is not None else ""
            self._out.write(f"{between}{paint(BOLD, printable(file))}\n")
            self._file = file
        place = f"{entry.line}:{entry.column}  " if entry.line else ""
        label = paint(SEVERITIES[entry.severity], f"{entry.severity.value}[{entry.rule}]")
        pointer = f" ({entry.pointer})" if entry.pointer else ""
        self._out.write(f"  {place}{label} {printable(entry.message + pointer)}\n")

    def end(self, summary: Summary) -> None:
        between = "\n" if self._file is not None else ""
        self._out.write(f"{between}{self._paint(BOLD, summed_up(summary))}\n")


grouped = Reporter("grouped", _Grouped)

"""The text report: for people at a terminal, in the manner of ruff."""

from __future__ import annotations

from typing import TextIO

from kochava_lint.finding import Finding
from kochava_lint.printable import printable
from kochava_lint.reporter import Display, Reporter, Summary
from kochava_lint.reporters.colors import BOLD, HELP, MARGIN, SEVERITIES, painter
from kochava_lint.reporters.entry import entry_of
from kochava_lint.reporters.excerpt import Excerpts
from kochava_lint.reporters.summary import summed_up

__all__ = ["text"]


class _Text:
    def __init__(self, out: TextIO, display: Display) -> None:
        self._out = out
        self._display = display
        self._paint = painter(display)
        self._excerpts = Excerpts(display)

    def add(self, finding: Finding) -> None:
        self._out.write("\n".join(self._lines(finding)) + "\n\n")

    def end(self, summary: Summary) -> None:
        self._out.write(self._paint(BOLD, summed_up(summary)) + "\n")

    def _lines(self, finding: Finding) -> list[str]:
        paint = self._paint
        entry = entry_of(finding, self._display)
        color = SEVERITIES[entry.severity]
        number = str(entry.line or "")
        margin = " " * len(number)
        pointer = f" {printable(entry.pointer)}" if entry.pointer else ""
        lines = [
            f"{paint(color, f'{entry.severity.value}[{entry.rule}]')} {paint(BOLD, printable(entry.message))}",
            f"{margin}{paint(MARGIN, '-->')} {printable(entry.place)}{pointer}",
        ]
        excerpt = self._excerpts.of(finding)
        bar = paint(MARGIN, "|")
        if excerpt is not None:
            lines += [
                f"{margin} {bar}",
                f"{paint(MARGIN, number)} {bar} {excerpt.line}",
                f"{margin} {bar} {paint(color, excerpt.carets)}",
                f"{margin} {bar}",
            ]
        lines.append(f"{paint(HELP, 'help:')} {entry.help}")
        if entry.fix is not None:
            option = "--fix" if entry.fix.safe else "--fix --unsafe-fixes"
            lines.append(f"{paint(HELP, 'fix:')} {entry.fix.message} ({option})")
        return lines


text = Reporter("text", _Text)

"""The report of `--statistics`: how many findings there are of each rule."""

from __future__ import annotations

from dataclasses import replace
from typing import TextIO

from kochava_lint.finding import Finding, Severity
from kochava_lint.reporter import Display, Reporter, Summary
from kochava_lint.reporters.colors import BOLD, SEVERITIES, painter
from kochava_lint.reporters.summary import summed_up

__all__ = ["counts_by_rule", "statistics"]


class _Statistics:
    def __init__(self, out: TextIO, display: Display) -> None:
        self._out = out
        self._display = display

    def add(self, finding: Finding) -> None:
        """Write nothing: what is counted is in the summary, with what is not shown."""

    def end(self, summary: Summary) -> None:
        paint = painter(self._display)
        rows = counts_by_rule(summary)
        numbers = max((len(f"{number:,}") for _, _, number in rows), default=0)
        names = max((len(rule) for rule, _, _ in rows), default=0)
        for rule, severity, number in rows:
            known = self._display.rules.get(rule)
            label = paint(SEVERITIES[severity], f"{severity.value:7}")
            line = f"{number:{numbers},}  {label}  {rule:{names}}  {known.summary if known else ''}"
            self._out.write(line.rstrip() + "\n")
        between = "\n" if rows else ""
        # Those beyond --max-findings are counted as well.
        self._out.write(f"{between}{paint(BOLD, summed_up(replace(summary, left_out=0)))}\n")


def counts_by_rule(summary: Summary) -> list[tuple[str, Severity, int]]:
    """Each rule that found something, with its severity and how often: the worst first, then the most frequent."""
    rows = [(rule, severity, number) for (rule, severity), number in summary.found.items()]
    return sorted(rows, key=lambda row: (-row[1].rank, -row[2], row[0]))


statistics = Reporter("statistics", _Statistics)

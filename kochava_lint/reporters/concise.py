"""The concise report: one finding a line, for editors and `grep`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from kochava_lint.finding import Finding
from kochava_lint.privacy import shown_pointer
from kochava_lint.reporter import Display, Reporter, Summary
from kochava_lint.reporters.excerpt import printable
from kochava_lint.reporters.summary import summed_up
from kochava_lint.source import render

__all__ = ["concise"]


def _write(findings: Iterable[Finding], summary: Summary, display: Display, out: TextIO) -> None:
    for finding in findings:
        name = finding.source.name if finding.source else "<value>"
        place = f"{name}:{finding.line}:{finding.column}" if finding.line else name
        pointer = render(finding.pointer) if display.show_values else shown_pointer(finding.pointer)
        line = f"{place}: {finding.severity.value}[{finding.rule}] {finding.message}" + (
            f" ({pointer})" if pointer else ""
        )
        out.write(printable(line) + "\n")
    out.write(summed_up(summary) + "\n")


concise = Reporter("concise", _write)

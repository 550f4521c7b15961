"""The text report: for people at a terminal, in the manner of ruff."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from kochava_lint.finding import Finding, Severity
from kochava_lint.payload import Payload
from kochava_lint.privacy import Mask, shown_pointer
from kochava_lint.reporter import Display, Reporter, Summary
from kochava_lint.reporters.excerpt import excerpt, printable
from kochava_lint.reporters.summary import summed_up
from kochava_lint.source import render

__all__ = ["text"]

_COLORS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.INFO: "1;36"}
_BOLD, _FAINT, _HELP = "1", "34", "1;36"


def _write(findings: Iterable[Finding], summary: Summary, display: Display, out: TextIO) -> None:
    seen: Payload | None = None
    mask: Mask | None = None
    for finding in findings:
        if finding.payload is not seen and not display.show_values:
            seen, mask = finding.payload, Mask(finding.payload)
        out.write("\n".join(_lines(finding, mask, display)) + "\n\n")
    paint = _painted if display.color else _plain
    out.write(paint(_BOLD, summed_up(summary)) + "\n")


def _lines(finding: Finding, mask: Mask | None, display: Display) -> list[str]:
    paint = _painted if display.color else _plain
    color = _COLORS[finding.severity]
    name = finding.source.name if finding.source else "<value>"
    number = str(finding.line or "")
    margin = " " * len(number)
    place = f"{name}:{finding.line}:{finding.column}" if finding.line else name
    pointer = render(finding.pointer) if display.show_values else shown_pointer(finding.pointer)
    lines = [
        f"{paint(color, f'{finding.severity.value}[{finding.rule}]')} {paint(_BOLD, printable(finding.message))}",
        f"{margin}{paint(_FAINT, '-->')} {printable(place)}" + (f" {printable(pointer)}" if pointer else ""),
    ]
    shown = excerpt(finding, mask, display.width)
    bar = paint(_FAINT, "|")
    if shown is not None:
        lines += [
            f"{margin} {bar}",
            f"{paint(_FAINT, number)} {bar} {shown.line}",
            f"{margin} {bar} {paint(color, shown.carets)}",
            f"{margin} {bar}",
        ]
    lines.append(f"{paint(_HELP, 'help:')} {finding.help}")
    if finding.fix is not None and finding.is_fixable:
        option = "--fix" if finding.fix.safe else "--fix --unsafe-fixes"
        lines.append(f"{paint(_HELP, 'fix:')} {finding.fix.message} ({option})")
    return lines


def _painted(code: str, words: str) -> str:
    return f"\x1b[{code}m{words}\x1b[0m"


def _plain(_code: str, words: str) -> str:
    return words


text = Reporter("text", _write)

"""
The report in Markdown, for the summary of a job and for merge requests.

GitHub takes no more than 1 MiB for a step: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TextIO

from kochava_lint.expression import expression
from kochava_lint.finding import Finding
from kochava_lint.printable import printable
from kochava_lint.reporter import Display, Reporter, Summary
from kochava_lint.reporters.entry import Entry, entry_of
from kochava_lint.reporters.statistics import counts_by_rule
from kochava_lint.reporters.summary import summed_up

__all__ = ["markdown"]

_MOST: Final = 1_000
"""How many findings are listed; the others are counted by rule."""
_HEAD: Final = ("where", "severity", "rule", "what is wrong", "in the payload")
_MARKS: Final = expression(r"[\\`*_\[\]|~]")
_TICKS: Final = expression(r"`+")


class _Markdown:
    def __init__(self, out: TextIO, display: Display) -> None:
        self._out = out
        self._display = display
        self._entries: list[Entry] = []
        self._count = 0

    def add(self, finding: Finding) -> None:
        self._count += 1
        if len(self._entries) < _MOST:
            self._entries.append(entry_of(finding, self._display))

    def end(self, summary: Summary) -> None:
        self._out.write("".join(f"{line}\n" for line in self._lines(summary)))

    def _lines(self, summary: Summary) -> Iterator[str]:
        yield "## kochava-lint"
        yield ""
        yield f"**{_words(summed_up(summary))}**"
        for error in summary.errors:
            yield ""
            yield f"- {_words(error)}"
        if summary.found:
            yield ""
            yield from _table(("findings", "severity", "rule", "what it means"), self._rule_rows(summary))
        if self._entries:
            yield ""
            yield "<details><summary>Where they are</summary>"
            yield ""
            yield from _table(_HEAD, map(_row, self._entries))
            yield ""
            if self._count > len(self._entries):
                yield f"The first {len(self._entries):,} are listed, and {self._count - len(self._entries):,} are not."
                yield ""
            yield "</details>"

    def _rule_rows(self, summary: Summary) -> Iterator[tuple[str, ...]]:
        for rule, severity, number in counts_by_rule(summary):
            known = self._display.rules.get(rule)
            yield f"{number:,}", severity.value, _code(rule), (known.summary.replace("|", r"\|") if known else "")


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for cells in (head, ("---",) * len(head), *rows):
        yield f"| {' | '.join(cells)} |"


def _row(entry: Entry) -> tuple[str, ...]:
    return (
        _code(entry.place),
        entry.severity.value,
        _code(entry.rule),
        _words(entry.message),
        _code(entry.pointer) if entry.pointer else "",
    )


def _words(text: str) -> str:
    """The *text* as it is, whatever of it would be a mark, a tag or a mention."""
    escaped = _MARKS.sub(r"\\\g<0>", printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    return escaped.replace("@", "&#64;")


def _code(text: str) -> str:
    """The *text* as code, in a table."""
    shown = printable(text).replace("|", r"\|")
    ticks = "`" * (max(map(len, _TICKS.findall(shown)), default=0) + 1)
    space = " " if len(ticks) > 1 else ""
    return f"{ticks}{space}{shown}{space}{ticks}"


markdown = Reporter("markdown", _Markdown, is_utf8=True)

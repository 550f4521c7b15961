"""
The JUnit report, as Jenkins and GitLab read it: a suite for each file, a test case for each finding.

A finding that makes the check fail is a failure; others are test cases that pass and say what was found. A last suite
sums up, so that a report in which nothing is found has a test that passes.
"""

from __future__ import annotations

from collections import Counter
from html import escape
from tempfile import SpooledTemporaryFile
from typing import Final, TextIO

from kochava_lint.finding import Finding
from kochava_lint.printable import printable
from kochava_lint.reporter import Display, Reporter, Summary
from kochava_lint.reporters.entry import Entry, entry_of
from kochava_lint.reporters.file_path import relative_path
from kochava_lint.reporters.summary import summed_up

__all__ = ["junit"]

_SUITE: Final = "kochava-lint"
_MOST_IN_MEMORY: Final = 1024 * 1024
_PIECE: Final = 64 * 1024


class _JUnit:
    def __init__(self, out: TextIO, display: Display) -> None:
        self._out = out
        self._display = display
        self._suite: _Suite | None = None
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="kochava-lint">\n')

    def add(self, finding: Finding) -> None:
        entry = entry_of(finding, self._display)
        file = relative_path(entry.file or "<value>")
        if self._suite is None or self._suite.file != file:
            self._end_suite()
            self._suite = _Suite(file)
        self._suite.add(entry, fails=self._display.fails(finding))

    def end(self, summary: Summary) -> None:
        self._end_suite()
        outcome = f"<system-out>{escape(summed_up(summary), quote=False)}</system-out>"
        errors = [("interrupted", "interrupted")] if summary.interrupted else []
        errors += [("input", error) for error in summary.errors]
        told = "".join(f"<error type={_attribute(kind)} message={_attribute(text)}/>" for kind, text in errors)
        self._out.write(
            f'  <testsuite name="{_SUITE}" tests="1" failures="0" errors="{int(bool(errors))}">\n'
            f'    <testcase name="summary" classname="{_SUITE}">{told}{outcome}</testcase>\n'
            "  </testsuite>\n"
            "</testsuites>\n"
        )

    def _end_suite(self) -> None:
        if self._suite is not None:
            self._suite.write(self._out)


class _Suite:
    """The test cases of a *file*, which are counted before they are written: many are kept in a temporary file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._cases = SpooledTemporaryFile(_MOST_IN_MEMORY, "w+", encoding="utf-8", newline="")  # noqa: SIM115 - closed by `write`
        self._failures = 0
        self._names: Counter[str] = Counter()
        # What stands before the last dot of a class is taken for its package.
        self._classname = _attribute(f"{_SUITE}.{file.replace('.', '_')}")

    def add(self, entry: Entry, *, fails: bool) -> None:
        # Test reports know a case by its name, which therefore holds no line.
        name = " ".join(filter(None, (entry.rule, entry.pointer, entry.event and f"in {entry.event}")))
        self._names[name] += 1
        self._failures += fails
        number = f" ({self._names[name]})" if self._names[name] > 1 else ""
        case = f"    <testcase name={_attribute(name + number)} classname={self._classname}>"
        self._cases.write(f"{case}{_outcome(entry, fails=fails)}</testcase>\n")

    def write(self, out: TextIO) -> None:
        counts = f'tests="{self._names.total()}" failures="{self._failures}" errors="0"'
        name = _attribute(self.file)
        out.write(f"  <testsuite name={name} file={name} {counts}>\n")
        self._cases.seek(0)
        while piece := self._cases.read(_PIECE):
            out.write(piece)
        self._cases.close()
        out.write("  </testsuite>\n")


def _outcome(entry: Entry, *, fails: bool) -> str:
    place = f"{entry.place}{f' ({entry.pointer})' if entry.pointer else ''}"
    lines = (place, f"{entry.severity.value}: {entry.message}", f"help: {entry.help}")
    told = escape("\n".join(map(printable, lines)), quote=False)
    if not fails:
        return f"<system-out>{told}</system-out>"
    return f"<failure type={_attribute(entry.rule)} message={_attribute(entry.message)}>{told}</failure>"


def _attribute(text: str) -> str:
    return f'"{escape(printable(text))}"'


junit = Reporter("junit", _JUnit, is_utf8=True)

"""`kochava-lint check PATH…`: lint captured payloads."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kochava_lint.api import Linter
from kochava_lint.cli.inputs import find_files, read_file
from kochava_lint.cli.selection import selected
from kochava_lint.errors import InputError, OptionError, PluginError, RuleError
from kochava_lint.finding import Finding, Severity
from kochava_lint.plugins import BUILT_IN, Plugins, load_plugins
from kochava_lint.reporter import Display, Reporter, Summary
from kochava_lint.spelling import nearest

__all__ = ["check"]

_CLEAN, _FINDINGS, _USAGE, _NOTHING = 0, 1, 2, 4


def check(
    paths: Sequence[str],
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    fail_on: str = "error",
    min_severity: str | None = None,
    output_format: str = "text",
    max_payload: int = 16 * 1024 * 1024,
    show_values: bool = False,
    exit_zero: bool = False,
    color: str = "auto",
) -> int:
    """
    Lint the captures at *paths* and write a report to standard output.

    Returns the exit code: 2 where an input could not be read (the others are linted), else 1 where something of
    the severity *fail_on* was found, else 4 where there was nothing to lint, else 0.

    Raises: `OptionError` and `PluginError`, before anything is linted.
    """
    plugins = load_plugins()
    failing = Severity(fail_on)
    shown = Severity(min_severity) if min_severity else min(Severity.WARNING, failing)
    run = _Run(
        plugins,
        Linter(rules=plugins.rules.values()),
        selected(plugins.rules, select=select, ignore=ignore),
        shown,
        failing,
        max_payload,
    )
    display = Display(color=_wants_color(color), show_values=show_values)
    _reporter(output_format, plugins).write(run.findings(paths), run.summary, display, sys.stdout)
    if run.broken:
        return _USAGE
    if run.failed and not exit_zero:
        return _FINDINGS
    if not run.summary.payloads:
        print("kochava-lint: there was nothing to lint", file=sys.stderr)
        return _NOTHING
    return _CLEAN


@dataclass
class _Run:
    """One run over all inputs, and what it has come to so far."""

    plugins: Plugins
    linter: Linter
    rules: frozenset[str]
    shown: Severity
    failing: Severity
    max_payload: int
    summary: Summary = field(default_factory=Summary)
    broken: bool = False
    failed: bool = False

    def findings(self, paths: Sequence[str]) -> Iterator[Finding]:
        """The findings to show, file by file, payload by payload, in the order of the text."""
        suffixes = frozenset(suffix for format_ in self.plugins.formats.values() for suffix in format_.suffixes)
        for path in find_files(paths, suffixes):
            try:
                if isinstance(path, InputError):
                    raise path
                yield from self._in_file(path)
            except InputError as error:
                self.broken = True
                print(f"kochava-lint: error: {error}", file=sys.stderr)

    def _in_file(self, path: str) -> Iterator[Finding]:
        before = self.summary.payloads
        self.summary.files += 1
        for payload in read_file(path, self.plugins.formats, self.max_payload):
            self.summary.payloads += 1
            try:
                found = self.linter.lint_payload(payload)
            except RuleError as error:
                origin = self.plugins.origins[error.rule]
                if origin == BUILT_IN:
                    raise
                raise PluginError(
                    f"the rule {error.rule} of the plugin {origin} failed: {error.__cause__!r}"
                ) from error
            if found:
                yield from self._reported(found)
        if self.summary.payloads == before:
            print(f"kochava-lint: warning: there is no payload in {path}", file=sys.stderr)

    def _reported(self, found: list[Finding]) -> Iterator[Finding]:
        wanted = [finding for finding in found if finding.rule in self.rules]
        self.failed = self.failed or any(finding.severity >= self.failing for finding in wanted)
        visible = [finding for finding in wanted if finding.severity >= self.shown]
        self.summary.hidden += len(wanted) - len(visible)
        for finding in sorted(visible, key=_position):
            self.summary.count(finding)
            yield finding


def _position(finding: Finding) -> tuple[int, int, str]:
    span = finding.span
    return (span.start, span.end, finding.rule) if span else (0, 0, finding.rule)


def _reporter(name: str, plugins: Plugins) -> Reporter:
    if name not in plugins.reporters:
        meant = nearest(name, plugins.reporters)
        hint = f"; {meant} is probably meant" if meant else f"; there are {', '.join(plugins.reporters)}"
        raise OptionError(f"there is no output format called {name}{hint}")
    return plugins.reporters[name]


def _wants_color(choice: str) -> bool:
    """Whether to colour; `auto` follows https://no-color.org and https://force-color.org."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()

"""`kochava-lint check PATH…`: lint captured payloads."""

from __future__ import annotations

import os
import shutil
import sys
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

from kochava_lint.api import Linter
from kochava_lint.captures import Reading
from kochava_lint.cli.complaint import ISSUES, complain, told
from kochava_lint.cli.exit_code import CLEAN, DEFECT, FINDINGS, NOTHING, USAGE
from kochava_lint.cli.fixing import Fixing, Mode
from kochava_lint.cli.inputs import Inputs, payloads_in, shown_name
from kochava_lint.cli.paths import STDIN
from kochava_lint.cli.project import known_rules, linter_of, options_of, reading_of, warn_of_missing
from kochava_lint.cli.selection import selected
from kochava_lint.errors import InputError, OptionError, PluginError, RuleError
from kochava_lint.finding import Finding, Severity
from kochava_lint.plugins import BUILT_IN, Plugins, load_plugins
from kochava_lint.recorded import BODY_LOST, OTHER_HOST, Skipped
from kochava_lint.reporter import Display, Reporter, Summary
from kochava_lint.spelling import nearest

__all__ = ["check"]

_COLUMNS, _FEWEST_COLUMNS = 108, 30
_NAMED_HOSTS = 3


def check(
    paths: Sequence[str],
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    fail_on: str = "error",
    min_severity: str | None = None,
    output_format: str = "text",
    reading: Reading | None = None,
    show_values: bool = False,
    exit_zero: bool = False,
    color: str = "auto",
    fix: bool = False,
    unsafe_fixes: bool = False,
    diff: bool = False,
    show_fixes: bool = False,
    config: str | None = None,
    secret_env: str | None = None,
) -> int:
    """
    Lint the captures at *paths* and write a report to standard output, after fixing them where that is wanted.

    Returns the exit code: 3 where a rule of ours failed, else 2 where an input could not be read or written (the
    others are linted), else 1 where something of the severity *fail_on* was found, or a *diff* is shown, else 4
    where there was nothing to lint, else 0.

    Raises: `OptionError` and `PluginError`, before anything is linted; `PluginError` where a plugin's rule fails.
    """
    plugins = load_plugins()
    options = options_of(config)
    failing = Severity(fail_on)
    shown = Severity(min_severity) if min_severity else min(Severity.WARNING, failing)
    rules = selected(known_rules(plugins), select=select, ignore=ignore)
    linter = linter_of(plugins, options, secret_env or options.secret_env, rules)
    warn_of_missing(select, linter)
    inputs = Inputs(paths, plugins.formats, reading_of(options, reading))
    run = _Run(plugins, linter, rules, shown, failing, inputs)
    if fix or diff or show_fixes:
        if STDIN in paths:
            raise OptionError("standard input cannot be fixed; name a file")
        mode = Mode.DIFF if diff else Mode.WRITE if fix else Mode.LIST
        wanted = _wanted(rules, unsafe=unsafe_fixes)
        run.fixing = Fixing(linter, wanted, mode, show_fixes, show_values, _wants_color(color))
    elif unsafe_fixes:
        raise OptionError("--unsafe-fixes says which fixes are made; it needs --fix, --diff or --show-fixes")
    display = Display(color=_wants_color(color), show_values=show_values, width=_width())
    write = _reporter(output_format, plugins).write
    try:
        if diff:
            deque(run.findings(), maxlen=0)  # their report is the diff
        else:
            write(run.findings(), run.summary, display, sys.stdout)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the report has seen enough, as `head` does; what is left must not be flushed at exit.
        sys.stdout = None
    if run.fixing is not None:
        run.fixing.sum_up()
    return run.exit_code(exit_zero=exit_zero)


def _wanted(rules: Collection[str], *, unsafe: bool) -> Callable[[Finding], bool]:
    """Tells which findings are to be fixed."""

    def is_wanted(finding: Finding) -> bool:
        return finding.fix is not None and finding.rule in rules and (finding.fix.safe or unsafe)

    return is_wanted


@dataclass
class _Run:
    """One run over all inputs, and what it has come to so far."""

    plugins: Plugins
    linter: Linter
    rules: frozenset[str]
    shown: Severity
    failing: Severity
    inputs: Inputs
    fixing: Fixing | None = None
    summary: Summary = field(default_factory=Summary)
    failed: bool = False
    defective: bool = False
    failing_rules: set[str] = field(default_factory=set)

    def exit_code(self, *, exit_zero: bool) -> int:
        """What the run has come to, for whoever called the program."""
        if self.defective:
            return DEFECT
        if self.inputs.broken:
            return USAGE
        is_diff = self.fixing is not None and self.fixing.mode is Mode.DIFF
        if is_diff and self.failed:
            complain("there are findings that make the check fail; --diff shows fixes only")
        has_diff = is_diff and self.fixing is not None and self.fixing.count
        if (self.failed or has_diff) and not exit_zero:
            return FINDINGS
        if not self.summary.payloads:
            complain(f"there was nothing to lint{self._hint()}")
            return NOTHING
        return CLEAN

    def _hint(self) -> str:
        """What to do where all requests went elsewhere."""
        skipped = self.summary.skipped
        hosts = sorted(self.summary.other_hosts)
        if not hosts or skipped[OTHER_HOST] < skipped.total():
            return ""
        more = ", …" if len(hosts) > _NAMED_HOSTS else ""
        return f": requests went to {', '.join(hosts[:_NAMED_HOSTS])}{more}; --host HOST has those to a host linted"

    def findings(self) -> Iterator[Finding]:
        """The findings to show, file by file, payload by payload, in the order of the text."""
        return self.inputs.each(self._in_file)

    def _in_file(self, path: str) -> Iterator[Finding]:
        if self.fixing is not None:
            try:
                self.fixing.fix(path, payloads_in(self.inputs.read(path)))
            except InputError as error:  # it can be linted all the same
                self.inputs.tell(error)
        summary = self.summary
        before, skipped = summary.payloads, summary.skipped.total()
        summary.files += 1
        capture = self.linter.capture()
        for entry in self.inputs.read(path):
            if isinstance(entry, Skipped):
                summary.skip(entry.reason, entry.host)
                continue
            if entry.is_lost:  # it is told of, and not linted
                summary.skip(BODY_LOST)
            else:
                summary.payloads += 1
                summary.requests += not entry.batched
            try:
                found = capture.lint(entry)
            except RuleError as error:
                self._note(error)
                continue
            if found:
                yield from self._reported(found)
        if summary.payloads == before:
            count = summary.skipped.total() - skipped
            told = f": {count:,} request{'' if count == 1 else 's'} skipped" if count else ""
            complain(f"warning: there is no payload in {shown_name(path)}{told}")
        for rule, forgotten in capture.forgotten().items():
            reach = f"{rule} looks back over {capture.lookback(rule):,} notes"
            older = f"{forgotten:,} older {'one was' if forgotten == 1 else 'ones were'} forgotten"
            complain(f"note: {shown_name(path)}: {reach}; {older}")

    def _note(self, error: RuleError) -> None:
        """Tell of a rule that failed: a plugin's stops the run, one of ours is a defect, and the others go on."""
        origin = self.plugins.origins.get(error.rule, BUILT_IN)
        if origin != BUILT_IN:
            raise PluginError(
                f"the rule {error.rule} of the plugin {origin} failed: {told(error.__cause__)}"
            ) from error
        self.defective = True
        if error.rule not in self.failing_rules:
            self.failing_rules.add(error.rule)
            complain(f"{told(error.__cause__)}\n{error}. This is a defect of kochava-lint; please report it: {ISSUES}")

    def _reported(self, found: list[Finding]) -> Iterator[Finding]:
        wanted = [finding for finding in found if finding.rule in self.rules]
        self.failed = self.failed or any(finding.severity >= self.failing for finding in wanted)
        visible = [finding for finding in wanted if finding.severity >= self.shown]
        self.summary.hidden += len(wanted) - len(visible)
        for finding in sorted(visible, key=_position) if len(visible) > 1 else visible:
            self.summary.count(finding)
            yield finding


def _position(finding: Finding) -> tuple[int, int, int, int, str]:
    start, end = finding.start, finding.end
    return (*start, *end, finding.rule) if start and end else (0, 0, 0, 0, finding.rule)


def _reporter(name: str, plugins: Plugins) -> Reporter:
    if name not in plugins.reporters:
        meant = nearest(name, plugins.reporters)
        hint = f"; {meant} is probably meant" if meant else f"; there are {', '.join(plugins.reporters)}"
        raise OptionError(f"there is no output format called {name}{hint}")
    return plugins.reporters[name]


def _width() -> int:
    """How many columns an excerpt may take beside its line number: what the terminal has, if it is one."""
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else _COLUMNS
    return max(_FEWEST_COLUMNS, min(columns, _COLUMNS) - len("12345 | "))


def _wants_color(choice: str) -> bool:
    """Whether to colour; `auto` follows https://no-color.org and https://force-color.org."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()

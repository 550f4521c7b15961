"""`kochava-lint check PATH…`: lint captured payloads."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kochava_lint.cli.complaint import complain
from kochava_lint.cli.exit_code import CLEAN, DEFECT, FINDINGS, NOTHING, USAGE
from kochava_lint.cli.inputs import Inputs
from kochava_lint.cli.outputs import Outputs, wants_color
from kochava_lint.cli.paths import STDIN
from kochava_lint.cli.progress import Progress, is_watched
from kochava_lint.cli.project import Projects, known_rules
from kochava_lint.cli.run import Run
from kochava_lint.cli.workers import Workers, processors
from kochava_lint.errors import OptionError
from kochava_lint.options import Options
from kochava_lint.recorded import OTHER_HOST
from kochava_lint.reporter import Display

if TYPE_CHECKING:
    from kochava_lint.cli.accepted import AcceptedFindings
    from kochava_lint.cli.fixing import Fixing

__all__ = ["check"]

_NAMED_HOSTS = 3


def check(
    paths: Sequence[str],
    *,
    given: Mapping[str, Any] | None = None,
    config: str | None = None,
    exit_zero: bool = False,
    fix: bool = False,
    unsafe_fixes: bool = False,
    diff: bool = False,
    show_fixes: bool = False,
    update_baseline: bool = False,
    prune_baseline: bool = False,
    no_progress: bool = False,
    jobs: int | None = None,
    plain: bool = False,
) -> int:
    """
    Lint the captures at *paths* and write reports, after fixing them where that is wanted.

    *given* are options by field, which come before those of the project; *config* names the file that holds these.
    *no_progress*: show no bar, though work is long and standard error a terminal. *jobs* is how many processes lint
    large files, by default as many as there are processors; *plain*: have every rule look at every payload.

    Returns the exit code: 3 where a rule of ours failed, else 2 where an input could not be read or written (the
    others are linted), else 1 where something was found that makes the check fail, or a *diff* is shown, else 4 where
    there was nothing to lint that is to be, else 0.

    Raises: `OptionError` and `PluginError`, before anything is linted but where only the folder of a file tells;
    `PluginError` where a plugin's rule fails.
    """
    projects = Projects(given, config, plain=plain)
    options = projects.options
    if diff and (update_baseline or prune_baseline):
        raise OptionError("--diff changes nothing; leave --update-baseline and --prune-baseline out")
    written = _written(options)
    fixing = _fixing(options, paths, fix=fix, unsafe=unsafe_fixes, diff=diff, listing=show_fixes)
    accepted = _accepted(projects, update=update_baseline, prune=prune_baseline)
    progress = Progress() if is_watched() and not no_progress and STDIN not in paths else None
    jobs = jobs or processors()
    workers = Workers(jobs, projects, given, config, plain=plain) if jobs > 1 and fixing is None else None
    inputs = Inputs(paths, projects, progress, written)
    run = Run(inputs, projects.plugins, accepted, fixing, workers, options.max_findings)
    try:
        if diff:
            deque(run.findings(), maxlen=0)  # their report is the diff
            sys.stdout.flush()
        else:
            _report(run, projects, progress)
    except BrokenPipeError:
        # Whoever read the report has seen enough, as `head` does; what is left must not be flushed at exit.
        sys.stdout = None
    finally:
        if workers is not None:
            workers.end()
    if fixing is not None:
        fixing.sum_up()
    return _exit_code(run, exit_zero=exit_zero, is_content=options.ignore_unrelated)


def _report(run: Run, projects: Projects, progress: Progress | None) -> None:
    whole = projects.whole
    display = Display(show_values=whole.options.show_values, rules=known_rules(projects.plugins), fails=run.fails)
    is_shared = progress is not None and sys.stdout.isatty()
    stdout = progress.above(sys.stdout) if progress is not None and is_shared else sys.stdout
    outputs = Outputs(whole.options, projects.plugins.reporters, display, stdout)
    try:
        for finding in run.findings():
            outputs.add(finding)
    except KeyboardInterrupt:
        run.summary.interrupted = True
        _hide(progress)
        outputs.end(run.summary)
        raise
    except BaseException:
        _hide(progress)
        outputs.discard()  # half a report looks like a whole one
        raise
    _hide(progress)
    outputs.end(run.summary)
    run.finish()


def _hide(progress: Progress | None) -> None:
    if progress is not None:
        progress.hide()


def _fixing(
    options: Options, paths: Sequence[str], *, fix: bool, unsafe: bool, diff: bool, listing: bool
) -> Fixing | None:
    if not (fix or diff or listing):
        if unsafe:
            raise OptionError("--unsafe-fixes says which fixes are made; it needs --fix, --diff or --show-fixes")
        return None
    if STDIN in paths:
        raise OptionError("standard input cannot be fixed; name a file")
    from kochava_lint.cli.fixing import Fixing, Mode  # noqa: PLC0415 - most runs fix nothing

    mode = Mode.DIFF if diff else Mode.WRITE if fix else Mode.LIST
    return Fixing(mode, unsafe, listing, options.show_values, wants_color(options.color, sys.stdout))


def _written(options: Options) -> frozenset[str]:
    """The files that reports are written to, none of which may be one that says something of ours."""
    reports = [options.output_file, *(output.path for output in options.output)]
    written = {os.path.realpath(path): path for path in reports if path is not None}
    for kept, what in ((options.baseline, "the baseline"), (options.file, "the options in")):
        if kept is not None and os.path.realpath(kept) in written:
            raise OptionError(f"a report cannot be written into {what} {kept}")
    return frozenset(written)


def _accepted(projects: Projects, *, update: bool, prune: bool) -> AcceptedFindings | None:
    baseline = projects.options.baseline
    if baseline is None:
        if update or prune:
            word = "--update-baseline" if update else "--prune-baseline"
            raise OptionError(f"{word} needs to know the file: give --baseline FILE too, or name it in the options")
        return None
    from kochava_lint.cli.accepted import AcceptedFindings  # noqa: PLC0415 - most runs have no baseline

    return AcceptedFindings(baseline, known_rules(projects.plugins), update=update, prune=prune)


def _exit_code(run: Run, *, exit_zero: bool, is_content: bool) -> int:
    """What the run has come to, for whoever called the program; they may be *content* with nothing to lint."""
    if run.defective:
        return DEFECT
    if run.inputs.errors:
        return USAGE
    is_diff = run.fixing is not None and run.fixing.is_diff
    if is_diff and run.failed:
        complain("there are findings that make the check fail; --diff shows fixes only")
    has_diff = is_diff and run.fixing is not None and run.fixing.count
    if (run.failed or has_diff) and not exit_zero:
        return FINDINGS
    if not run.summary.payloads and not is_content:
        complain(f"there was nothing to lint{_hint(run)}")
        return NOTHING
    return CLEAN


def _hint(run: Run) -> str:
    """What to do where all requests went elsewhere, or all files are excluded."""
    summary = run.summary
    if not summary.files and run.inputs.excluded:
        return ": what is named is excluded by the options; see `kochava-lint config`"
    hosts = sorted(summary.other_hosts)
    if not hosts or summary.skipped[OTHER_HOST] < summary.skipped.total():
        return ""
    more = ", …" if len(hosts) > _NAMED_HOSTS else ""
    return f": requests went to {', '.join(hosts[:_NAMED_HOSTS])}{more}; --host HOST has those to a host linted"

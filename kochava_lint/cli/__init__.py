"""The command: argv to exit code."""

from __future__ import annotations

import argparse
import gc
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, NoReturn

from kochava_lint.cli.arguments import parse
from kochava_lint.cli.exit_code import CLEAN, DEFECT, INTERRUPTED, TERMINATED, USAGE
from kochava_lint.errors import KochavaLintError

__all__ = ["main", "program"]

_MADE_AT_START: Final = 50_000
"""About how many objects a start makes that stay: looking for garbage among them finds none."""


def program() -> int:
    """
    Run `main` as a process of its own.

    Garbage is looked for less often, and not at the end, when all goes: together that took a tenth of a small run.
    """
    gc.set_threshold(_MADE_AT_START)
    try:
        return main()
    finally:
        gc.freeze()


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run the command with *argv*, by default the program's own, and return its exit code.

    0 clean; 1 findings; 2 wrong usage, input, output or plugin; 3 a defect of kochava-lint; 4 nothing to lint;
    130 interrupted. Wrong words, `--help` and `--version` leave by `SystemExit`, as `argparse` does.
    """
    _end_in_order()
    for stream in (sys.stdout, sys.stderr):
        # A file's name may hold bytes that the terminal's encoding does not.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    arguments = parse(sys.argv[1:] if argv is None else argv)
    # Imported only here: `--version` and `--help` do not wait for it.
    from kochava_lint.cli.complaint import ISSUES, complain, told  # noqa: PLC0415

    if sys.stdout is None:
        complain("error: standard output is closed")
        return USAGE
    try:
        return _run(arguments)
    except KochavaLintError as error:
        complain(f"error: {error}")
        return USAGE
    except _TerminatedError:
        complain("terminated")
        return TERMINATED
    except KeyboardInterrupt:
        complain("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever reads has seen enough, as `head` does; what is left must not be flushed at exit.
        sys.stdout = None
        return CLEAN
    except OSError as error:
        # What cannot be read is told of where it is read. What is left must not be flushed at exit.
        sys.stdout = None
        where = "cannot write to standard output" if error.filename is None else f"cannot use {error.filename}"
        complain(f"error: {where}: {error.strerror or error}")
        return USAGE
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a defect, and the exit code has to say so
        complain(f"{told(error)}This is a defect of kochava-lint, not of your payloads; please report it: {ISSUES}")
        return DEFECT


def _run(arguments: argparse.Namespace) -> int:
    code: int = arguments.run(arguments)
    if sys.stdout is not None:  # it is given up where nobody reads it any more
        sys.stdout.flush()
    return code


class _TerminatedError(KeyboardInterrupt):
    """Something asks the program to end: what was found so far is reported, as at Ctrl-C."""


def _end_in_order() -> None:
    """Have reports ended where the program is asked to end; elsewhere than at a terminal, nobody presses Ctrl-C."""

    def end(*_: object) -> NoReturn:
        raise _TerminatedError

    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        with suppress(ValueError):  # only the main thread may say so
            signal.signal(signal.SIGTERM, end)

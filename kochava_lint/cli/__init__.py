"""The command: argv to exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from kochava_lint.cli.arguments import parse
from kochava_lint.cli.exit_code import CLEAN, DEFECT, INTERRUPTED, USAGE
from kochava_lint.errors import KochavaLintError

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run the command with *argv*, by default the program's own, and return its exit code.

    0 clean; 1 findings; 2 wrong usage, input, output or plugin; 3 a defect of kochava-lint; 4 nothing to lint;
    130 interrupted. Wrong words, `--help` and `--version` leave by `SystemExit`, as `argparse` does.
    """
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
        code: int = arguments.run(arguments)
        if sys.stdout is not None:  # it is given up where nobody reads it any more
            sys.stdout.flush()
    except KochavaLintError as error:
        complain(f"error: {error}")
        return USAGE
    except KeyboardInterrupt:
        complain("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever reads has seen enough, as `head` does; what is left must not be flushed at exit.
        sys.stdout = None
        return CLEAN
    except OSError as error:
        # Input that cannot be read is told of where it is read. What is left must not be flushed at exit.
        sys.stdout = None
        complain(f"error: cannot write to standard output: {error.strerror or error}")
        return USAGE
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a defect, and the exit code has to say so
        complain(f"{told(error)}This is a defect of kochava-lint, not of your payloads; please report it: {ISSUES}")
        return DEFECT
    return code

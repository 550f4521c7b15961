"""The command: argv to exit code."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence

from kochava_lint.cli.arguments import parse
from kochava_lint.errors import KochavaLintError

__all__ = ["main"]

CLEAN, FINDINGS, USAGE, DEFECT, NOTHING, INTERRUPTED = 0, 1, 2, 3, 4, 130


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run the command with *argv*, by default the program's own, and return its exit code.

    0 clean; 1 findings; 2 wrong usage, input or plugin; 3 a defect of kochava-lint; 4 nothing to lint;
    130 interrupted.
    """
    for stream in (sys.stdout, sys.stderr):
        # A file's name may hold bytes that the terminal's encoding does not.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        arguments = parse(sys.argv[1:] if argv is None else argv)
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except KochavaLintError as error:
        print(f"kochava-lint: error: {error}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print("kochava-lint: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the report has seen enough, as `head` does; what is left must not be flushed at exit.
        sys.stdout = None
        return FINDINGS
    except Exception:  # noqa: BLE001 - whatever it is, it is a defect, and the exit code has to say so
        traceback.print_exc()
        print(
            "kochava-lint: this is a defect of kochava-lint, not of your payloads. Please report it with the lines "
            "above: https://github.com/OWNER/kochava-lint/issues",
            file=sys.stderr,
        )
        return DEFECT
    return code

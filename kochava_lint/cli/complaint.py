"""What the program says to the person at the terminal, beside its report."""

from __future__ import annotations

import sys

from kochava_lint.printable import printable

__all__ = ["ISSUES", "complain", "told"]

ISSUES = "https://github.com/OWNER/kochava-lint/issues"


def complain(message: str) -> None:
    """Write *message* to standard error; where that is closed or full, nobody is left to be told."""
    if sys.stderr is not None:
        lines = (printable(line) for line in message.splitlines())
        try:
            print("kochava-lint:", "\n".join(lines), file=sys.stderr, flush=True)
        except OSError:
            sys.stderr = (
                None  # what is left of it must not be flushed at exit, which would have an exit code of its own
            )


def told(error: BaseException | None) -> str:
    """Where *error* was raised and of what type it is; its own words may hold values of a payload."""
    if error is None:
        return ""
    import traceback  # noqa: PLC0415 - only where something is wrong

    lines = traceback.format_tb(error.__traceback__)
    return f"{type(error).__name__}, raised here:\n{''.join(lines)}"

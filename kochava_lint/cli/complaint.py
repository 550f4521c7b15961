"""What the program says to the person at the terminal, beside its report."""

from __future__ import annotations

import contextlib
import sys

from kochava_lint.reporters.excerpt import printable

__all__ = ["complain"]


def complain(message: str) -> None:
    """Write *message* to standard error; where that is closed or full, nobody is left to be told."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            lines = (printable(line) for line in message.splitlines())
            print("kochava-lint:", "\n".join(lines), file=sys.stderr, flush=True)

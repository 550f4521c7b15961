"""What the program comes to, for whoever called it."""

from __future__ import annotations

from typing import Final

__all__ = ["CLEAN", "DEFECT", "FINDINGS", "INTERRUPTED", "NOTHING", "TERMINATED", "USAGE"]

CLEAN: Final = 0
"""Clean, or nothing that makes the run fail."""
FINDINGS: Final = 1
"""Findings, a diff, or less coverage than is asked for."""
USAGE: Final = 2
"""Wrong usage, options, input, output or plugin."""
DEFECT: Final = 3
"""A defect of ours."""
NOTHING: Final = 4
"""Nothing at all to lint."""
INTERRUPTED: Final = 130
"""Somebody pressed Ctrl-C."""
TERMINATED: Final = 143
"""Something ended the program, as CI does where a job takes too long."""

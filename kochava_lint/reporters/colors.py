"""The colours of reports for people at a terminal: what `painter` writes them with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kochava_lint.finding import Severity
from kochava_lint.reporter import Display

__all__ = ["BOLD", "HELP", "MARGIN", "SEVERITIES", "painter"]

BOLD: Final = "1"
HELP: Final = "1;36"
MARGIN: Final = "34"
SEVERITIES: Final = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.INFO: "1;36"}


def painter(display: Display) -> Callable[[str, str], str]:
    """What writes words in a colour, or as they are where *display* wants none."""
    return _painted if display.color else _plain


def _painted(color: str, words: str) -> str:
    return f"\x1b[{color}m{words}\x1b[0m"


def _plain(_color: str, words: str) -> str:
    return words

"""Text as a terminal, or a page, may be given it."""

from __future__ import annotations

__all__ = ["printable"]


def printable(text: str) -> str:
    """Replace what a terminal would obey or show out of place, such as escapes and marks of direction."""
    return "".join(char if char.isprintable() else " " if char == "\t" else "\ufffd" for char in text)

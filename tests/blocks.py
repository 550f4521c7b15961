"""The blocks of code in pages of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

__all__ = ["CHECKOUT", "Block", "Session", "blocks", "prose", "sessions"]

CHECKOUT = Path(__file__).parents[1]

_BLOCK = re.compile(
    r"(?:^<!-- not run: (?P<why>.+?) -->\n+)?"
    r"^(?P<fence>```+)(?P<language>\w*)(?P<more>[^\n]*)\n(?P<text>.*?)^(?P=fence)$",
    re.DOTALL | re.MULTILINE,
)
_TITLE = re.compile(r'title="([^"]+)"')
_COMMAND = re.compile(r"^\$ ((?:[^\n]*\\\n)*[^\n]*)\n", re.MULTILINE)


class Block(NamedTuple):
    """
    A block of code, in its *language*, at a *line* of a page.

    One with a *title* is a file of that name. One with a reason *why_not* is not run.
    """

    page: Path
    line: int
    language: str
    title: str
    text: str
    why_not: str

    @property
    def where(self) -> str:
        """Where it stands, for people."""
        return f"{self.page.relative_to(CHECKOUT)}:{self.line}"


class Session(NamedTuple):
    """A command, and what it shows."""

    command: str
    shown: str


def blocks(page: Path) -> Iterator[Block]:
    """The blocks of a page, in its order."""
    source = page.read_text("utf-8")
    for match in _BLOCK.finditer(source):
        title = _TITLE.search(match["more"])
        line = source.count("\n", 0, match.start("fence")) + 1
        yield Block(page, line, match["language"], title[1] if title else "", match["text"], match["why"] or "")


def prose(page: Path) -> str:
    """What a page says beside its blocks."""
    return _BLOCK.sub("", page.read_text("utf-8"))


def sessions(text: str) -> Iterator[Session]:
    """The commands of a console, each after a `$`, and what stands below each."""
    parts = _COMMAND.split(text)
    if parts[0]:
        raise ValueError(f"a console begins with a command, and this with {parts[0]!r}")
    for command, shown in zip(parts[1::2], parts[2::2], strict=True):
        yield Session(command.replace("\\\n", ""), shown)

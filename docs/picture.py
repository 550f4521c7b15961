"""
The picture of a terminal session in the README: what the program really shows, as an SVG.

`python docs/picture.py` writes it anew; a test sees that it is up to date. It is a file of the repository, since a
README is read where nothing is built.
"""

from __future__ import annotations

import contextlib
import io
import os
import shlex
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.style import Style
from rich.text import Text

from kochava_lint.cli import main

__all__ = ["PICTURE", "picture"]

PICTURE: Final = Path(__file__).parent / "assets" / "session.svg"
"""Where the picture is."""

_COMMANDS: Final = (
    "kochava-lint check examples/faulty.jsonl --select att-missing,user-agent-not-url-encoded",
    "kochava-lint check examples/clean.jsonl",
)
_CHECKOUT: Final = Path(__file__).parents[1]
_COLUMN, _LINE, _MARGIN, _BAR = 8.4, 19, 20, 36
_COLORS: Final = {1: "#ff7b72", 2: "#7ee787", 3: "#e3b341", 4: "#79c0ff", 5: "#d2a8ff", 6: "#76e3ea"}
"""The colours of a terminal that is dark, by ANSI's numbers; bright ones are the same."""
_FONT: Final = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"


def picture() -> str:
    """Run the commands, and draw what they show."""
    lines = [line for command in _COMMANDS for line in _session(command)]
    width = round(_MARGIN * 2 + _COLUMN * max(line.cell_len for line in lines))
    height = _BAR + _MARGIN + _LINE * len(lines)
    drawn = "\n".join(_drawn(line, _BAR + _LINE * number) for number, line in enumerate(lines, start=1))
    buttons = "".join(
        f'<circle cx="{_MARGIN + 18 * number}" cy="18" r="6" fill="{color}"/>'
        for number, color in enumerate(("#ff5f56", "#ffbd2e", "#27c93f"))
    )
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">
<title>kochava-lint in a terminal</title>
<rect width="{width}" height="{height}" rx="8" fill="#0d1117"/>
{buttons}
<g font-family="{_FONT}" font-size="14" fill="#e6edf3">
{drawn}
</g>
</svg>
"""


def _session(command: str) -> Iterator[Text]:
    """The command, and what it shows, line by line."""
    yield Text.from_ansi(f"\x1b[32m$\x1b[0m \x1b[1m{command}\x1b[0m")
    shown = io.StringIO()
    here = Path.cwd()
    os.chdir(_CHECKOUT)
    try:
        with contextlib.redirect_stdout(shown):
            main([*shlex.split(command)[1:], "--color", "always"])
    finally:
        os.chdir(here)
    yield from (Text.from_ansi(line) for line in shown.getvalue().splitlines())
    yield Text()


def _drawn(line: Text, y: int) -> str:
    """A line of text, each part of it where its column is: fonts differ in width."""
    column, parts = 0, []
    for text, style, _ in line.render(Console(color_system="standard")):
        if text.strip():
            shown = escape(text, quote=False).replace(" ", "\u00a0")  # others are taken for one, or for none
            parts.append(
                f'<tspan x="{_MARGIN + _COLUMN * column:.1f}" textLength="{_COLUMN * len(text):.1f}"'
                f"{_attributes(style)}>{shown}</tspan>"
            )
        column += len(text)
    return f'<text y="{y}">{"".join(parts)}</text>'


def _attributes(style: Style | None) -> str:
    if style is None:
        return ""
    number = style.color.number if style.color else None
    color = _COLORS.get(number % 8, "") if number is not None else ""
    return (
        f' fill="{color}"' * bool(color) + ' font-weight="bold"' * bool(style.bold) + ' opacity="0.6"' * bool(style.dim)
    )


if __name__ == "__main__":
    PICTURE.write_text(picture(), "utf-8")

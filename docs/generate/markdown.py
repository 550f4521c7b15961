"""Markdown: tables, links and code as pages have them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from textwrap import indent

__all__ = ["cell", "code", "fence", "paragraph", "table", "tabs"]

_NAMES = {"python": "Python", "javascript": "JavaScript", "php": "PHP"}


def code(text: str) -> str:
    """The *text* as inline code, which may hold backticks itself."""
    ticks = "``" if "`" in text else "`"
    space = " " if "`" in text else ""
    return f"{ticks}{space}{text}{space}{ticks}"


def cell(text: str) -> str:
    """The *text* as it has to stand in a table, where a bar in code stays as it is."""
    parts = re.split(r"(`[^`]*`)", text.replace("\n", " "))
    return "".join(part if part.startswith("`") else part.replace("|", "\\|") for part in parts)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of *rows* below *heads*, whose cells are Markdown."""
    lines = [heads, ["---"] * len(heads), *([cell(text) for text in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def fence(text: str, language: str = "", more: str = "") -> str:
    """A block of code; *more* is what the first line says beyond the language."""
    return f"```{language}{f' {more}' if more else ''}\n{text.rstrip()}\n```\n"


def tabs(blocks: Iterable[tuple[str, str]]) -> str:
    """Blocks of code, each with its language, of which the reader sees the one of their choice."""
    return "\n".join(
        f'=== "{_NAMES.get(language, language)}"\n\n{indent(fence(text, language), "    ")}'
        for language, text in blocks
    )


def paragraph(text: str) -> str:
    """The *text* as a sentence of its own: with a capital letter and a full stop."""
    return f"{text[0].upper()}{text[1:]}" + ("" if text.endswith((".", ":", "?", "!")) else ".")

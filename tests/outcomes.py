"""What a command comes to: its exit code, what it says, and the files that it writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple


class Outcome(NamedTuple):
    """The exit *code* of a command, and what it wrote on standard output and on standard error."""

    code: int
    out: str
    err: str


Command = Callable[..., Outcome]
"""Runs the program with some words, be they wrong."""


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write *files* into the *folder*, by their paths from there on."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def files_in(folder: Path) -> dict[str, str]:
    """The texts of all files in the *folder*, by their paths from there on."""
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8", "replace")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }

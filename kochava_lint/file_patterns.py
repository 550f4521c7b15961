"""Patterns of files, as in `.gitignore`, and the paths that they are matched with."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from kochava_lint.setting import Pattern

__all__ = ["FilePatterns", "path_within"]


def path_within(folder: Path, path: str) -> str:
    """The *path* from *folder* on, with forward slashes; links are followed to its folder, and not to the file."""
    parent, name = os.path.split(os.path.abspath(path))
    whole = os.path.join(os.path.realpath(parent), name)
    try:
        return Path(os.path.relpath(whole, os.path.realpath(folder))).as_posix()
    except ValueError:  # on Windows, it is on another drive
        return Path(whole).as_posix()


class FilePatterns:
    """Tells which files any of some *patterns* mean; one that begins with `!` takes back what those before it say."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._specs = []
        self._parents: dict[tuple[Path, str], str] = {}
        for folder, group in groupby(patterns, key=lambda pattern: os.path.realpath(pattern.folder)):
            from pathspec import GitIgnoreSpec  # noqa: PLC0415 - most projects name no pattern

            self._specs.append((Path(folder), GitIgnoreSpec.from_lines([pattern.pattern for pattern in group])))

    def match(self, path: str, *, is_folder: bool = False) -> bool:
        """Whether they mean the file at *path*, or the folder."""
        for folder, spec in reversed(self._specs):
            said = spec.check_file(self._within(folder, path) + ("/" if is_folder else "")).include
            if said is not None:
                return bool(said)
        return False

    def _within(self, folder: Path, path: str) -> str:
        """The same as `path_within`, which follows the links to a folder once, and not for each of its files."""
        parent, name = os.path.split(path)
        if name in {"", os.curdir, os.pardir}:
            return path_within(folder, path)
        if (folder, parent) not in self._parents:
            self._parents[folder, parent] = path_within(folder, os.path.join(parent, "x")).removesuffix("x")
        return self._parents[folder, parent] + name

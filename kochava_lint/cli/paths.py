"""The files that paths, folders and patterns on the command line stand for."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

from kochava_lint.cli.complaint import complain
from kochava_lint.errors import InputError

__all__ = ["STDIN", "Choice", "find_files"]

STDIN = "-"
_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__"})


class Choice(Protocol):
    """Tells which files and folders are meant."""

    def wants(self, path: str) -> bool:
        """Whether a file in a folder is to be read."""

    def excludes(self, path: str, *, is_folder: bool, is_named: bool) -> bool:
        """Whether a file or folder is to be passed over, be it *named* by the user or met in a folder."""


def find_files(paths: Iterable[str], choice: Choice) -> Iterator[str | InputError]:
    """
    The files that *paths* stand for, each once: of a folder those that are the user's *choice*, sorted.

    In folders and patterns, folders whose names begin with a dot are passed over, and `node_modules`, and links to
    folders. A path that leads nowhere comes as the error that says so, so that the others can still be linted.
    """
    seen = set()
    for path in paths:
        for found in _files_of(path, choice):
            if isinstance(found, InputError):
                yield found
            elif found.identity not in seen:
                seen.add(found.identity)
                yield found.path


class _File(NamedTuple):
    """A file as it was named or met; *identity* is what else it may be called, with all links followed."""

    path: str
    identity: str


def _files_of(path: str, choice: Choice) -> Iterator[_File | InputError]:
    if path == STDIN:
        yield _File(path, path)
    elif os.path.lexists(path):
        yield from _named(path, choice, is_named=True)
    elif glob.has_magic(path):
        matches = _matching(path)
        if not matches:
            yield InputError(f"nothing matches the pattern {path}")
        for match in matches:
            yield from _named(match, choice, is_named=False)
    else:
        yield InputError(f"there is no file or folder {path}")


def _named(path: str, choice: Choice, *, is_named: bool) -> Iterator[_File | InputError]:
    is_folder = os.path.isdir(path)
    if choice.excludes(path, is_folder=is_folder, is_named=is_named):
        return
    if is_folder:
        yield from _walk(path, choice)
    else:
        yield _File(path, os.path.realpath(path))


def _matching(pattern: str) -> list[str]:
    """The paths that match *pattern*; none where it is no pattern, such as `a**b`."""
    path = Path(pattern)
    try:
        # Unlike the module `glob`, this follows no links to folders, which may go round in circles.
        matches = sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor))))
    except ValueError:
        return []
    if any(map(_is_passed_over, path.parts)):  # what is named is not passed over
        return [str(match) for match in matches]
    return [str(match) for match in matches if not any(map(_is_passed_over, match.parts))]


def _is_passed_over(folder: str) -> bool:
    return folder.startswith(".") or folder in _SKIPPED_FOLDERS


def _walk(folder: str, choice: Choice) -> Iterator[_File | InputError]:
    errors: list[OSError] = []
    empty = True
    waiting = [folder]
    while waiting:
        where = waiting.pop()
        try:
            with os.scandir(where) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            errors.append(error)
            continue
        folders = [entry for entry in entries if _is_folder(entry)]
        files = [entry for entry in entries if not _is_folder(entry)]
        waiting += [
            entry.path
            for entry in reversed(folders)
            if not _is_passed_over(entry.name)
            and not choice.excludes(entry.path, is_folder=True, is_named=False)
            and not entry.is_symlink()
        ]
        real = os.path.realpath(where)
        for entry in files:
            path = os.path.normpath(entry.path)
            if choice.excludes(path, is_folder=False, is_named=False) or not choice.wants(path):
                continue
            empty = False
            # A pipe that nobody writes to would be waited for without end.
            if not _is_file(entry) and os.path.exists(path):
                yield InputError(f"{path} is no regular file")
            else:
                # Following the links of every folder again for each of its files would take longer than reading it.
                yield _File(path, os.path.realpath(path) if entry.is_symlink() else os.path.join(real, entry.name))
    if empty:
        complain(f"warning: there is no capture in {folder}")
    for unread in errors:
        yield InputError(f"cannot read the folder {unread.filename}: {unread.strerror}")


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder, or a link to one."""
    try:
        return entry.is_dir()
    except OSError:  # what cannot be told is told when it is read
        return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether it is a regular file, or a link to one."""
    try:
        return entry.is_file()
    except OSError:
        return False

"""The files that paths, folders and patterns on the command line stand for."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kochava_lint.cli.complaint import complain
from kochava_lint.errors import InputError

__all__ = ["STDIN", "find_files"]

STDIN = "-"
_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__"})


def find_files(paths: Iterable[str], is_wanted: Callable[[str], bool]) -> Iterator[str | InputError]:
    """
    The files that *paths* stand for, each once: of a folder those that *is_wanted* tells of, sorted.

    In folders and patterns, folders whose names begin with a dot are passed over, and `node_modules`, and links to
    folders. A path that leads nowhere comes as the error that says so, so that the others can still be linted.
    """
    seen = set()
    for path in paths:
        for found in _files_of(path, is_wanted):
            identity = os.path.realpath(found) if isinstance(found, str) and found != STDIN else found
            if identity not in seen:
                seen.add(identity)
                yield found


def _files_of(path: str, is_wanted: Callable[[str], bool]) -> Iterator[str | InputError]:
    if path == STDIN:
        yield path
    elif os.path.isdir(path):
        yield from _walk(path, is_wanted)
    elif os.path.lexists(path):
        yield path
    elif glob.has_magic(path):
        matches = _matching(path)
        if not matches:
            yield InputError(f"nothing matches the pattern {path}")
        for match in matches:
            if os.path.isdir(match):
                yield from _walk(match, is_wanted)
            else:
                yield match
    else:
        yield InputError(f"there is no file or folder {path}")


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


def _walk(folder: str, is_wanted: Callable[[str], bool]) -> Iterator[str | InputError]:
    errors: list[OSError] = []
    empty = True
    for where, folders, files in os.walk(folder, onerror=errors.append):
        folders[:] = sorted(name for name in folders if not _is_passed_over(name))
        for name in sorted(files):
            path = os.path.normpath(os.path.join(where, name))
            if not is_wanted(path):
                continue
            # A pipe that nobody writes to would be waited for without end.
            empty = False
            special = os.path.exists(path) and not os.path.isfile(path)
            yield InputError(f"{path} is no regular file") if special else path
    if empty:
        complain(f"warning: there is no capture in {folder}")
    for error in errors:
        yield InputError(f"cannot read the folder {error.filename}: {error.strerror}")

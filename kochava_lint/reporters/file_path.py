"""The paths of files as other programs need them: from the folder on where the program runs, with forward slashes."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

__all__ = ["file_uri", "relative_path"]


def relative_path(name: str) -> str:
    """The file called *name*, from the current folder on; where it is not in that, its whole path."""
    try:
        relative = os.path.relpath(name) if name else name
    except ValueError:  # on Windows, it may be on another drive
        return Path(name).as_posix()
    is_inside = relative != os.pardir and not relative.startswith(os.pardir + os.sep)
    return Path(relative if is_inside else os.path.normpath(Path.cwd() / name)).as_posix()


def file_uri(name: str) -> str:
    """The same as the reference of a URI: a relative one, or one with the scheme `file`."""
    path = relative_path(name)
    return Path(path).as_uri() if Path(path).is_absolute() else quote(path)

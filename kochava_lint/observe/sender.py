"""Where in the user's code a request was sent from."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path
from types import FrameType
from typing import Final, NamedTuple

__all__ = ["Frame", "sent_from"]

_MOST: Final = 10
_ROOT: Final = Path(__file__).parents[2]
_OURS: Final = tuple(f"{_ROOT / name}{os.sep}" for name in ("kochava_lint", "pytest_kochava"))
_STANDARD: Final = str(Path(os.__file__).parent)
_INSTALLED: Final = ("site-packages", "dist-packages")
_SCRIPTS: Final = f"{os.path.realpath(Path(sys.executable or os.devnull).parent)}{os.sep}"
"""Where `pytest` and the like are, which begin every program, and tell nothing."""


class Frame(NamedTuple):
    """A place in code: *line* of *file*, in the function *name*."""

    file: str
    line: int
    name: str


def sent_from() -> tuple[Frame, ...]:
    """The innermost frames of the caller that are the user's own code, the innermost first."""
    frames: list[Frame] = []
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - `inspect.stack` reads the source of each frame
    while frame is not None and len(frames) < _MOST:
        file = frame.f_code.co_filename
        if _is_users(file):
            frames.append(Frame(file, frame.f_lineno, frame.f_code.co_name))
        frame = frame.f_back
    return tuple(frames)


@lru_cache(maxsize=1024)
def _is_users(file: str) -> bool:
    if file.startswith(("<", *_OURS, _STANDARD)) or any(part in file for part in _INSTALLED):
        return False
    # An environment may be reached by a link.
    return not os.path.realpath(file).startswith(_SCRIPTS)

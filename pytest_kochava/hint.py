"""What to say where no request was seen, though the code names Kochava."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

__all__ = ["hint"]

_HOSTS = re.compile(rb"\b(?:control|token\.api|kvinit-prod\.api)\.kochava\.com\b")
_MOST_READ = 2_000


def hint(root: Path) -> str | None:
    """What to say, where a module in the folder *root* that was imported names a host of Kochava's."""
    for file in _modules(f"{root}{os.sep}"):
        try:
            names_it = _HOSTS.search(Path(file).read_bytes()) is not None
        except OSError:
            continue
        if names_it:
            return (
                f"no request to Kochava was seen, though {Path(file).relative_to(root).as_posix()} names its host.\n"
                "Is there a test that sends one? Of a fake of your own, tell the fixture: "
                "kochava.observe(url, json=payload)"
            )
    return None


def _modules(root: str) -> Iterator[str]:
    """The files of modules below *root* that are the project's own, as many as are read in no time."""
    files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    own = [file for file in files if isinstance(file, str) and file.startswith(root) and "site-packages" not in file]
    yield from (file for file in own[:_MOST_READ] if not file.endswith("conftest.py"))

"""The figures: the page in `benchmarks/`, which says how each was measured."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

__all__ = ["pages"]

_SITE = "docs/"
_BENCHMARKS = Path(__file__).parents[2] / "benchmarks" / "README.md"
_REPOSITORY = "https://github.com/OWNER/kochava-lint/blob/main/"
_LINK = re.compile(r"\]\((?!https?:|#)([^)]+)\)")


def pages() -> Iterator[tuple[str, str]]:
    """The page of `benchmarks/`, whose links lead to files of the repository."""
    yield "about/benchmarks.md", _LINK.sub(_to_repository, _BENCHMARKS.read_text("utf-8"))


def _to_repository(link: re.Match[str]) -> str:
    path = posixpath.normpath(posixpath.join("benchmarks", link[1]))
    if path.startswith(_SITE):  # a picture, which the site has too
        return f"](../{path.removeprefix(_SITE)})"
    return f"]({_REPOSITORY}{path})"

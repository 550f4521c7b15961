"""The pages about the program that `kochava-lint explain` prints too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import dedent

from generate.markdown import fence
from kochava_lint.cli.explain import topics

__all__ = ["pages", "topic"]

_ELSEWHERE = frozenset({"configuration"})
_INDENTED = re.compile(r"(?:^    .*\n(?:\n(?=    ))?)+", re.MULTILINE)


def pages() -> Iterator[tuple[str, str]]:
    """Each page that stands for itself."""
    for name in topics():
        if name not in _ELSEWHERE:
            yield f"reference/{name}.md", topic(name)


def topic(name: str) -> str:
    """The page called *name*, with its code told apart by language, for colours."""
    return _INDENTED.sub(lambda block: fence(dedent(block[0]), _language(block[0])), topics()[name])


def _language(text: str) -> str:
    first = text.strip()
    if first.startswith("kochava-lint"):
        return "sh"
    if first.startswith("{"):
        return "json"
    return "yaml" if first.startswith("#") else "toml"

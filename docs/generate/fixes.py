"""How to fix in code what a rule finds: the fragments in `docs/fixes/`, one a rule, as the rule's page shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from generate.markdown import tabs

__all__ = ["FIXES", "Snippet", "fix_in_code", "snippets"]

FIXES = Path(__file__).parents[1] / "fixes"
"""The folder of the fragments: a file for each rule where code helps, called like the rule."""

_EACH = re.compile(r"^```(python|javascript|php)\n(.*?)^```$\n*", re.DOTALL | re.MULTILINE)
_SEVERAL = re.compile(r"(?:^```(?:python|javascript|php)\n.*?^```$\n*)+", re.DOTALL | re.MULTILINE)


class Snippet(NamedTuple):
    """Code in one *language* that fixes what *rule* finds."""

    rule: str
    language: str
    text: str


def snippets() -> Iterator[Snippet]:
    """The code of all fragments."""
    for path in sorted(FIXES.glob("*.md")):
        yield from (Snippet(path.stem, *match.groups()) for match in _EACH.finditer(path.read_text("utf-8")))


def fix_in_code(rule: str) -> list[str]:
    """The section of a rule's page about code, or nothing where there is no fragment."""
    path = FIXES / f"{rule}.md"
    if not path.exists():
        return []
    text = _SEVERAL.sub(lambda found: tabs(_EACH.findall(found[0])), path.read_text("utf-8"))
    return [f"## In code\n\n{text}"]

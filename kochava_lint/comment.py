"""
Comments in captures that accept findings: `kochava-lint: ignore[att-missing] recorded before the prompt was there`.

What is a comment, a format knows; here is what is in it.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from kochava_lint.expression import expression

__all__ = ["MARK", "Comment", "comment_in"]

MARK: Final = "kochava-lint"
"""What every comment of ours begins with."""

_OURS: Final = expression(rf"(?<![\w.-]){MARK}(?::[ \t]*|[ \t]+(?=ignore[ \t]*\[))(?P<words>[^\r\n]*)")
"""The colon may be left out: who does so means a comment, and has no other way to hear of it."""
_IGNORE: Final = expression(r"ignore[ \t]*\[(?P<rules>[^\]]*)\](?P<reason>.*)")


class Comment(NamedTuple):
    """
    A comment on *line* of a file that accepts what *rules* find in a request, for a *reason*.

    Without rules, it says nothing that is understood.
    """

    line: int
    rules: tuple[str, ...]
    reason: str = ""


def comment_in(text: str, line: int) -> Comment | None:
    """What the *text* of a comment on *line* says to us; None where it says nothing."""
    ours = _OURS.search(text)
    if ours is None:
        return None
    told = _IGNORE.match(ours["words"])
    if told is None:
        return Comment(line, ())
    rules = tuple(rule.strip() for rule in told["rules"].split(",") if rule.strip())
    return Comment(line, rules, told["reason"].strip())

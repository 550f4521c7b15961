"""Comments in YAML, which its parsers pass over."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from kochava_lint.comment import MARK, Comment, comment_in
from kochava_lint.expression import expression
from kochava_lint.source import Source, Span

__all__ = ["line_end", "yaml_comments"]

_BEGINNING: Final = expression(r"(?:^|(?<=[ \t]))#", re.MULTILINE)


def yaml_comments(whole: Source, span: Span, tokens: Sequence[Span]) -> Iterator[Comment]:
    """The comments that say something to us in a *span* of whole lines, in which the *tokens* stand in their order."""
    text, starts = whole.text, [token.start for token in tokens]

    def is_in_token(offset: int) -> bool:
        index = bisect_right(starts, offset) - 1
        return index >= 0 and offset < tokens[index].end

    at = span.start
    while (mark := text.find(MARK, at, span.end)) >= 0:
        at = line_end(text, mark)
        first = text.rfind("\n", 0, mark) + 1
        signs = (found.start() for found in _BEGINNING.finditer(text, first, at))
        begins = next((sign for sign in signs if not is_in_token(sign)), at)
        comment = comment_in(text[begins:at], whole.place(begins).line)
        if comment is not None:
            yield comment


def line_end(text: str, offset: int) -> int:
    """Where the line ends that the character at *offset* is in."""
    end = text.find("\n", offset)
    return len(text) if end < 0 else end

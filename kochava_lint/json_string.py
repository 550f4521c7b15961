"""JSON text inside a JSON string: which character of the one stands where in the other."""

from __future__ import annotations

import json
import re
from array import array
from bisect import bisect_left
from dataclasses import dataclass, field

from kochava_lint.json_tree import Span
from kochava_lint.memory import once

__all__ = ["JsonString"]

# Two escapes that are the halves of a surrogate pair stand for one character.
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)")


@dataclass(frozen=True, eq=False)
class JsonString:
    """A text as a JSON string literal writes it: *raw* is what stands between its quotes."""

    raw: str = field(repr=False)

    @once
    def text(self) -> str:
        """The text that is written so."""
        text: str = json.loads(f'"{self.raw}"')
        return text

    def outward(self, offset: int) -> int:
        """Where the character at *offset* of the text begins in what is written."""
        inner, outer = self._after_escapes
        index = bisect_left(inner, offset + 1) - 1
        return offset if index < 0 else outer[index] + offset - inner[index]

    def spelled(self, text: str) -> str:
        """Write *text* in the manner of what stands here: with or without escapes beyond ASCII, and of slashes."""
        spelled = json.dumps(text, ensure_ascii=self.raw.isascii() and "\x7f" not in self.raw)[1:-1]
        return spelled.replace("/", "\\/") if self._escapes_slashes else spelled

    def part(self, span: Span) -> JsonString:
        """What is written of the part of the text that *span* covers."""
        return JsonString(self.raw[self.outward(span.start) : self.outward(span.end)])

    @once
    def _escapes_slashes(self) -> bool:
        escaped = sum(escape[0] == "\\/" for escape in _ESCAPE.finditer(self.raw))
        return escaped > 0 and escaped == self.text.count("/")

    @once
    def _after_escapes(self) -> tuple[array[int], array[int]]:
        """The offsets after each escape: in the text, and in what is written."""
        inner, outer = array("Q"), array("Q")
        saved = 0
        for escape in _ESCAPE.finditer(self.raw):
            saved += escape.end() - escape.start() - 1
            outer.append(escape.end())
            inner.append(escape.end() - saved)
        return inner, outer

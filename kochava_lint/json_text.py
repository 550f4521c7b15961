"""
JSON text: reading it strictly, into the places of its values or the place where it stops being JSON.

Decoding is `orjson`'s business and says no more than whether a text is JSON. This module is asked only about
payloads in which something is found. It never recurses, so that no nesting can exhaust the stack.
"""

from __future__ import annotations

import re
from array import array

from kochava_lint.expression import expression
from kochava_lint.json_tree import DuplicateKey, Tree

__all__ = ["MAX_DEPTH", "Malformed", "read", "skip_space", "string_end"]

MAX_DEPTH = 1000
"""How deep a payload may be nested; beyond that, parsers differ in whether they read it."""


class Malformed(ValueError):  # noqa: N818 - it says what the text is, as json.JSONDecodeError does not
    """The text is not JSON: *message* says why, *offset* where it stops being JSON."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


_SPACE = expression(r"[ \t\n\r]*")
_SCALAR = expression(
    r"""
      (?P<number> -?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)? ) (?![0-9A-Za-z_.+-])
    | (?: true|false|null ) (?![0-9A-Za-z_])
    """,
    re.VERBOSE,
)
# Most members are so: by one expression they are read in a fifth of the time. The others are read piece by piece.
_PLAIN = r"[^\"\\\x00-\x1f\ud800-\udfff]*"
_MEMBER = expression(
    rf"""
    [ \t\n\r]* (?:(,) [ \t\n\r]*)? "({_PLAIN})" [ \t\n\r]* : [ \t\n\r]*
    ( "{_PLAIN}"
    | -?(?:0|[1-9][0-9]{{0,17}})(?:\.[0-9]{{1,17}})? (?![0-9A-Za-z_.+-])
    | (?: true|false|null ) (?![0-9A-Za-z_])
    )
    """,
    re.VERBOSE,
)
# Strings are not matched by one expression: a repeated group takes hundreds of bytes for each escape in them.
_STRING_PART = expression(r'[^"\\]*(?:\\.[^"\\]*){0,64}', re.DOTALL)
_CONTROL = expression(r"[\x00-\x1f]")
_ESCAPE = expression(r"\\(?:[\"\\/bfnrt]|u[0-9a-fA-F]{4}|(?P<unknown>))")
_WORD = expression(r"[+-]?[\w.+-]+")
_LONE_SURROGATE = expression("[\ud800-\udfff]")
_NOT_JSON_WORDS = {
    "NaN": "NaN is not JSON; send null or leave the key out",
    "Infinity": "Infinity is not JSON",
    "-Infinity": "-Infinity is not JSON",
    "True": "True is Python; JSON writes true",
    "False": "False is Python; JSON writes false",
    "None": "None is Python; JSON writes null",
    "undefined": "undefined is JavaScript; send null or leave the key out",
}


def read(text: str) -> Tree:
    """
    Read *text* as strictly as RFC 8259 has it, and say where each value stands.

    Raises: `Malformed` where it is not JSON, or is JSON on whose reading parsers do not agree: nested deeper
    than `MAX_DEPTH`, a lone surrogate, a number beyond a double.
    """
    return _Reader(text).read()


class _Open:
    """An object or array whose end is not reached yet, and what is known of it so far."""

    __slots__ = ("children", "first", "key", "node")

    def __init__(self, node: int, children: dict[str, int] | array[int]) -> None:
        self.node = node
        self.children = children
        self.key: str | None = None
        self.first: dict[str, int] = {}


class _Reader:
    """One reading of one text: a pushdown automaton with its stack in a list."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = Tree()
        self.stack: list[_Open] = []

    def read(self) -> Tree:
        end = self._value(skip_space(self.text, 0))
        while self.stack:
            end = self._step(end)
        rest = skip_space(self.text, end)
        if rest < len(self.text):
            raise Malformed("more text follows after the end of the JSON value", rest)
        # A duplicate inside an object that a later key replaces is explained by that key.
        self.tree.duplicates[:] = [d for d in self.tree.duplicates if self.tree.span(d.pointer) == d.last]
        return self.tree

    def _step(self, start: int) -> int:
        """Read on in the innermost open container: a member, an element, or its end."""
        top = self.stack[-1]
        is_object = isinstance(top.children, dict)
        if isinstance(top.children, dict):
            start = self._members(start, top, top.children)
        closing = "}" if is_object else "]"
        at = skip_space(self.text, start)
        char = self.text[at : at + 1]
        if char == closing:
            return self._close(at + 1)
        if len(top.children):
            if char != ",":
                raise self._unexpected(at, f"a comma or {closing}")
            at = skip_space(self.text, at + 1)
            if self.text[at : at + 1] == closing:
                raise Malformed(f"a comma before {closing}: JSON has no trailing commas", at)
        if is_object:
            at = self._key(at, top)
        return self._value(at)

    def _members(self, start: int, top: _Open, children: dict[str, int]) -> int:
        """Read those plain members of the innermost object that come next, as many as there are."""
        starts, ends = self.tree.starts, self.tree.ends
        while (member := _MEMBER.match(self.text, start)) and bool(member[1]) == bool(children):
            key = member[2]
            if key in children:
                top.first.setdefault(key, children[key])
            children[key] = len(starts)
            begin, start = member.span(3)
            starts.append(begin)
            ends.append(start)
        return start

    def _key(self, at: int, top: _Open) -> int:
        if self.text[at : at + 1] != '"':
            raise self._unexpected(at, "a key in double quotes")
        top.key, end = self._string(at)
        colon = skip_space(self.text, end)
        if self.text[colon : colon + 1] != ":":
            raise self._unexpected(colon, "a colon after the key")
        return skip_space(self.text, colon + 1)

    def _value(self, at: int) -> int:
        char = self.text[at : at + 1]
        if char == '"':
            _, end = self._string(at)
        elif char == "{":
            return self._open(at, {})
        elif char == "[":
            return self._open(at, array("Q"))
        else:
            token = _SCALAR.match(self.text, at)
            if token is None:
                raise self._unexpected(at, "a value")
            if token["number"] and float(token["number"]) in (float("inf"), float("-inf")):
                raise Malformed("a number too large for a double: parsers do not agree on it", at)
            end = token.end()
        self._node(at, end)
        return end

    def _string(self, at: int) -> tuple[str, int]:
        """Read the string that begins at *at*: its value, and where it ends."""
        end = string_end(self.text, at)
        raw = self.text[at : len(self.text) if end is None else end]
        control = _CONTROL.search(raw)
        escaped = "\\" in raw
        unknown = next((match.start() for match in _ESCAPE.finditer(raw) if match["unknown"] is not None), None)
        if end is None or control or unknown is not None:
            raise _broken_string(self.text, at, raw, control.start() if control else None, unknown)
        lone = _LONE_SURROGATE.search(raw)
        value = _unescaped(raw) if escaped else raw[1:-1]
        if lone is not None or (escaped and _LONE_SURROGATE.search(value)):
            offset = lone.start() if lone else _lone_escape(raw)
            raise Malformed(_about_surrogate(lone[0] if lone else ""), at + offset)
        return value, end

    def _open(self, at: int, children: dict[str, int] | array[int]) -> int:
        if len(self.stack) == MAX_DEPTH:
            raise Malformed(f"nested more than {MAX_DEPTH:,} deep: parsers do not agree on it", at)
        node = self._node(at, at)
        self.tree.children[node] = children
        self.stack.append(_Open(node, children))
        return at + 1

    def _close(self, end: int) -> int:
        top = self.stack.pop()
        self.tree.ends[top.node] = end
        if top.first and isinstance(top.children, dict):
            path = tuple(_step_into(container) for container in self.stack)
            for key, first in top.first.items():
                self.tree.duplicates.append(
                    DuplicateKey((*path, key), self.tree.span_of(first), self.tree.span_of(top.children[key]))
                )
        return end

    def _node(self, start: int, end: int) -> int:
        node = len(self.tree.starts)
        self.tree.starts.append(start)
        self.tree.ends.append(end)
        if self.stack:
            top = self.stack[-1]
            if isinstance(top.children, dict):
                key = top.key or ""
                if key in top.children:
                    top.first.setdefault(key, top.children[key])
                top.children[key] = node
            else:
                top.children.append(node)
        return node

    def _unexpected(self, at: int, wanted: str) -> Malformed:
        """Say what is wrong at *at*, in the words of somebody who has to mend it."""
        char = self.text[at : at + 1]
        if not char:
            return Malformed(f"the text ends where {wanted} should be: it was cut off", at)
        word = _WORD.match(self.text, at)
        if word and word[0] in _NOT_JSON_WORDS:
            return Malformed(_NOT_JSON_WORDS[word[0]], at)
        if char == "'":
            return Malformed("JSON strings and keys take double quotes", at)
        if _LONE_SURROGATE.match(char):
            return Malformed(_about_surrogate(char), at)
        if self.text.startswith(("//", "/*", "#"), at):
            return Malformed("JSON has no comments", at)
        if wanted == "a value" and word and word[0][0] in "+-.0123456789":
            return Malformed("a number that JSON does not write so", at)
        return Malformed(f"{wanted} should stand here", at)


def _step_into(container: _Open) -> str | int:
    return (container.key or "") if isinstance(container.children, dict) else len(container.children) - 1


def _about_surrogate(char: str) -> str:
    """Say what a surrogate in the text is: Python reads a byte that is not UTF-8 as U+DC80 to U+DCFF."""
    if "\udc80" <= char <= "\udcff":
        return f"byte 0x{ord(char) - 0xDC00:02X} is not UTF-8"
    return "half of a surrogate pair: it is no character"


def skip_space(text: str, at: int) -> int:
    """The offset of the first character from *at* on that is no white space."""
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _lone_escape(raw: str) -> int:
    """Where, in the string literal *raw*, the first surrogate escape without a partner stands."""
    awaiting: int | None = None
    for escape in _ESCAPE.finditer(raw):
        code = int(escape[0].removeprefix("\\u"), 16) if escape[0].startswith("\\u") else 0
        is_low = 0xDC00 <= code <= 0xDFFF  # noqa: PLR2004 - the range of low surrogates
        if awaiting is not None and is_low and escape.start() == awaiting + len("\\u0000"):
            awaiting = None
        elif awaiting is not None:
            return awaiting
        elif is_low:
            return escape.start()
        elif 0xD800 <= code < 0xDC00:  # noqa: PLR2004 - the range of high surrogates
            awaiting = escape.start()
    return awaiting or 0


def _broken_string(text: str, start: int, raw: str, control: int | None, unknown: int | None) -> Malformed:
    """Say how the string *raw*, which begins at *start*, goes wrong: by what comes first."""
    if control is not None and (unknown is None or control < unknown):
        if raw[control] in "\r\n":
            return Malformed("a string is not closed before the end of the line", start + control)
        return Malformed("a control character inside a string; JSON wants it escaped", start + control)
    if unknown is not None and not re.fullmatch(r"\\(?:u[0-9a-fA-F]{0,3})?", raw[unknown : unknown + 7]):
        return Malformed("an escape that JSON does not know", start + unknown)
    return Malformed("the text ends inside a string: it was cut off", len(text))


def string_end(text: str, start: int) -> int | None:
    """The offset after the string that begins at *start*; None where it is never closed."""
    at = start + 1
    while True:
        # Some escapes at a time: a repeated group takes hundreds of bytes for each.
        part = _STRING_PART.match(text, at)
        at = part.end() if part else at
        char = text[at : at + 1]
        if char == '"':
            return at + 1
        if char != "\\" or at + 1 >= len(text):
            return None


def _unescaped(raw: str) -> str:
    import json  # noqa: PLC0415 - most texts are read by `orjson` alone

    value: str = json.loads(raw)
    return value

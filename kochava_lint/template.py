"""Templates: texts in which names in double braces stand for values, as in Postman and in `.http` files."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timezone
from typing import Final

from kochava_lint.expression import expression
from kochava_lint.json_text import string_end
from kochava_lint.source import Source, Standing
from kochava_lint.written import Piece, in_pieces

__all__ = ["Values", "filled", "filled_text", "settled"]

Values = Mapping[str, str]
"""What names stand for."""

_NAME: Final = expression(r"\{\{(?P<name>[^{}\"\n]+)\}\}")
_BARE_BEFORE: Final = expression(r"[:\[,]\s*\Z")
_BARE_AFTER: Final = expression(r"\s*[,}\]]")
_LONGEST: Final = 4 * 1024 * 1024
_DEEPEST: Final = 10
_LOOK_BACK: Final = 64
# What tools make anew for each request: a value such as they would make.
_MADE: Final[Mapping[str, Callable[[], str]]] = {
    "$guid": lambda: "6f1ed002-ab5f-4c86-9a0b-7d2f6c4e1b3a",
    "$randomuuid": lambda: "6f1ed002-ab5f-4c86-9a0b-7d2f6c4e1b3a",
    "$uuid": lambda: "6f1ed002-ab5f-4c86-9a0b-7d2f6c4e1b3a",
    "$timestamp": lambda: str(int(time.time())),
    "$isotimestamp": lambda: datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    "$randomint": lambda: "500",
    "$randomip": lambda: "203.0.113.7",
    "$randomipv6": lambda: "2001:db8::7",
}


def filled_text(text: str, values: Values) -> str:
    """The *text* with each name replaced that *values* has."""
    return "".join(piece.text for piece in _pieces(text, values))


def filled(source: Source, values: Values) -> Source:
    """
    The *source* with each name replaced that *values* has; what a name was replaced by stands where the name does.

    A name without a value stays; where it stands bare in JSON, it becomes a text, so that all else can be read.
    """
    text = source.text
    if "{{" not in text:
        return source
    pieces = list(_pieces(text, values, quoting=True))

    def find() -> Standing:
        written = in_pieces(text, pieces)
        if source.written is not None:
            written = written.within(source.written)
        return Standing(source.line, source.column, written)

    return Source(source.name, "".join(piece.text for piece in pieces), find, opaque=source.opaque)


def _pieces(text: str, values: Values, *, quoting: bool = False) -> Iterator[Piece]:
    """The pieces of *text* and what names become, each with where what it comes of begins and ends."""
    at = size = read = 0
    for match in _NAME.finditer(text):
        value = _value(match["name"], values)
        if value is None and quoting:
            read = _string_around(text, read, match.start())
            if read <= match.start() and _is_bare(text, match.start(), match.end()):
                value = f'"{match[0]}"'
        # Values may name others, and a few lines could stand for more than any memory holds.
        size += len(value or "")
        if value is None or size > _LONGEST:
            continue
        yield Piece(text[at : match.start()], at, match.start())
        yield Piece(value, match.start(), match.end(), whole=True)
        at = match.end()
    yield Piece(text[at:], at, len(text))


def _string_around(text: str, start: int, offset: int) -> int:
    """Where the last string ends that begins between *start*, which is in none, and *offset*; *start* without one."""
    while (quote := text.find('"', start, offset)) >= 0:
        start = string_end(text, quote) or len(text)
    return start


def _is_bare(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - _LOOK_BACK) : start]
    return _BARE_BEFORE.search(before) is not None and _BARE_AFTER.match(text, end) is not None


def _value(name: str, values: Values) -> str | None:
    """What *name* stands for; None where that is not known."""
    word = name.strip()
    value = values.get(word)
    if value is not None or not word.startswith("$") or word.startswith(("$env", "$processEnv", "$dotenv")):
        return value
    kind = word.split()[0]
    made = _MADE.get(kind.lower())
    return made() if made else kind.removeprefix("$")


def settled(values: Values, outside: Values) -> dict[str, str]:
    """
    The *values* with the names in them replaced by what they stand for, there or *outside*.

    A name in its own value stays; so do all where they would come to more than a few megabytes.
    """
    done: dict[str, str] = {}
    size = 0

    def settle(name: str, around: tuple[str, ...]) -> str | None:
        nonlocal size
        if name in done or name not in values:
            return done[name] if name in done else _value(name, outside)
        if name in around or len(around) >= _DEEPEST:
            return None
        pieces, at = [], 0
        for match in _NAME.finditer(values[name]):
            inner = settle(match["name"].strip(), (*around, name))
            size += len(inner or "")
            if size > _LONGEST:
                break
            if inner is not None:
                pieces += [values[name][at : match.start()], inner]
                at = match.end()
        done[name] = "".join((*pieces, values[name][at:]))
        return done[name]

    for name in values:
        settle(name, ())
    return done

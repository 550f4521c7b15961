"""The text of a YAML scalar: quoted, plain, literal or folded, and which character of it stands where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from kochava_lint.written import Piece, Written, in_pieces

__all__ = ["Scalar", "read_scalar"]

_PROPERTIES: Final = re.compile(r"(?:[&!]\S*\s+)*")
_BREAK: Final = r"(?:\r\n|[\r\n\x85])"
_FOLD: Final = re.compile(rf"[ \t]*{_BREAK}(?:[ \t]*{_BREAK})*[ \t]*")
_ESCAPED_BREAK: Final = re.compile(rf"\\{_BREAK}(?P<blank>(?:[ \t]*{_BREAK})*)[ \t]*")
_BREAKS: Final = re.compile(_BREAK)
_ESCAPE: Final = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
_NAMED: Final = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "\t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
_LAST: Final = 0x10FFFF
_HEADER: Final = re.compile(rf"[|>][^\r\n\x85]*{_BREAK}")
_LINE: Final = re.compile(rf"(?P<text>[^\r\n\x85]*)(?P<end>{_BREAK}|\Z)")


class Scalar(NamedTuple):
    """What a scalar says, from where on in what was read, and how that is written."""

    text: str
    start: int
    written: Written


def read_scalar(raw: str, style: str | None, value: str) -> Scalar | None:
    """
    Read the scalar that is *raw* in a YAML file, in the *style* that a parser told of, and whose text is *value*.

    None where the text that is read here is another: then it is not known where its characters stand.
    """
    match = _PROPERTIES.match(raw)
    start = match.end() if match else 0
    if style in {"'", '"'}:
        start, end = start + 1, len(raw) - 1
        pieces = list(_quoted(raw[start:end], style))
    elif style in {"|", ">"}:
        header = _HEADER.match(raw, start)
        start, end = header.end() if header else len(raw), len(raw)
        pieces = list(_block(raw[start:], folded=style == ">"))
    else:
        end = len(raw.rstrip())
        pieces = list(_folded(raw[start:end], 0, end - start))
    text = "".join(piece.text for piece in pieces)
    # Which line ends at the end of a block belong to it, the parser knows.
    if not (text == value or (style in {"|", ">"} and _is_but_for_its_end(text, value))):
        return None
    return Scalar(value, start, in_pieces(raw[start:end], pieces))


def _is_but_for_its_end(text: str, value: str) -> bool:
    longer, shorter = (text, value) if len(text) >= len(value) else (value, text)
    return longer.startswith(shorter) and not longer[len(shorter) :].strip("\n")


def _quoted(raw: str, style: str) -> Iterator[Piece]:
    at = 0
    special = re.compile(rf"''|{_FOLD.pattern}" if style == "'" else rf"\\|{_FOLD.pattern}")
    while match := special.search(raw, at):
        yield Piece(raw[at : match.start()], at, match.start())
        if match[0] == "''":
            yield Piece("'", match.start(), match.end())
            at = match.end()
        elif match[0] != "\\":
            yield Piece(_fold(match[0]), match.start(), match.end())
            at = match.end()
        elif escaped := _ESCAPED_BREAK.match(raw, match.start()):
            yield Piece("\n" * len(_BREAKS.findall(escaped["blank"])), match.start(), escaped.end())
            at = escaped.end()
        else:
            escape = _ESCAPE.match(raw, match.start())
            at = escape.end() if escape else match.end()
            yield Piece(_unescaped(raw[match.start() : at]), match.start(), at)
    yield Piece(raw[at:], at, len(raw))


def _folded(raw: str, start: int, end: int) -> Iterator[Piece]:
    at = start
    for match in _FOLD.finditer(raw, start, end):
        yield Piece(raw[at : match.start()], at, match.start())
        yield Piece(_fold(match[0]), match.start(), match.end())
        at = match.end()
    yield Piece(raw[at:end], at, end)


def _fold(space: str) -> str:
    """What a line break, and the blank lines after it, become where lines are folded."""
    return "\n" * (len(_BREAKS.findall(space)) - 1) or " "


def _unescaped(escape: str) -> str:
    letter = escape[1:2]
    if letter in {"x", "u", "U"} and len(escape) > len("\\x"):
        code = int(escape.removeprefix(f"\\{letter}"), base=16)
        return chr(code) if code <= _LAST else escape
    return _NAMED.get(letter, letter)


def _block(raw: str, *, folded: bool) -> Iterator[Piece]:
    """A block scalar below its header: lines, of which each loses what the first is indented by."""
    lines = [match for match in _LINE.finditer(raw) if match[0]]
    indent = next((len(line["text"]) - len(line["text"].lstrip(" ")) for line in lines if line["text"].strip(" ")), 0)
    last: tuple[int, int, bool] | None = None  # the break of the last line with text, and whether it may be folded
    blank: list[Piece] = []
    for line in lines:
        text = line["text"][indent:]
        start = line.start() + min(indent, len(line["text"]))
        if not text:
            blank.append(Piece("\n", *line.span("end")))
            continue
        is_plain = text[0] not in " \t"
        if last is not None:
            if not (folded and last[2] and is_plain):
                yield Piece("\n", last[0], last[1])
            elif not blank:
                yield Piece(" ", last[0], last[1])
        yield from blank
        blank = []
        yield Piece(text, start, line.end("text"))
        last = (*line.span("end"), is_plain)
    if last is not None and last[0] < last[1]:
        yield Piece("\n", last[0], last[1])
    yield from blank

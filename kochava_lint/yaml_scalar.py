"""The text of a YAML scalar: quoted, plain, literal or folded, and which character of it stands where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from kochava_lint.expression import expression
from kochava_lint.written import Piece, Written, in_pieces

__all__ = ["Scalar", "read_scalar"]

_PROPERTIES: Final = expression(r"(?:[&!]\S*\s+)*")
_BREAK: Final = r"(?:\r\n|[\r\n\x85\u2028\u2029])"
"""What ends a line in YAML 1.1. All but the last two become a line feed."""
_FOLD: Final = expression(rf"(?<![ \t])[ \t]*{_BREAK}(?:[ \t]*{_BREAK})*[ \t]*")
_SPECIAL: Final = {"'": expression(rf"''|{_FOLD.pattern}"), '"': expression(rf"\\|{_FOLD.pattern}")}
"""What does not stand for itself in either kind of quotes."""
_LASTING: Final = frozenset("\u2028\u2029")
_ESCAPED_BREAK: Final = expression(rf"\\{_BREAK}(?P<blank>(?:[ \t]*{_BREAK})*)[ \t]*")
_BREAKS: Final = expression(_BREAK)
_ESCAPE: Final = expression(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
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
_HEADER: Final = expression(rf"[|>](?P<marks>[-+0-9]*)[^\r\n\x85\u2028\u2029]*{_BREAK}")
_LINE: Final = expression(rf"(?P<text>[^\r\n\x85\u2028\u2029]*)(?P<end>{_BREAK}|\Z)")


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
        return _block_scalar(raw, start, value, folded=style == ">")
    else:
        end = len(raw.rstrip())
        pieces = list(_folded(raw[start:end], 0, end - start))
    if "".join(piece.text for piece in pieces) != value:
        return None
    return Scalar(value, start, in_pieces(raw[start:end], pieces))


def _block_scalar(raw: str, start: int, value: str, *, folded: bool) -> Scalar | None:
    header = _HEADER.match(raw, start)
    if header is None:
        return None
    body = raw[header.end() :]
    lines = [match for match in _LINE.finditer(body) if match[0]]
    leading = [len(line["text"]) - len(line["text"].lstrip(" ")) for line in lines if line["text"].strip(" ")]
    # Where the header tells the indentation, it is from that of what is around, which is not known here.
    is_told = any(map(str.isdigit, header["marks"]))
    indents = range(min(leading, default=0), -1, -1) if is_told else leading[:1] or [0]
    for indent in indents:
        pieces = list(_block(lines, indent, folded=folded))
        text = "".join(piece.text for piece in pieces)
        # Which line ends at the end of a block belong to it, the parser knows.
        if text.startswith(value) and not text[len(value) :].strip("\n\u2028\u2029"):
            return Scalar(value, header.end(), in_pieces(body, pieces))
    return None


def _quoted(raw: str, style: str) -> Iterator[Piece]:
    at = 0
    while match := _SPECIAL[style].search(raw, at):
        yield Piece(raw[at : match.start()], at, match.start())
        if match[0] == "''":
            yield Piece("'", match.start(), match.end())
            at = match.end()
        elif match[0] != "\\":
            yield from _fold(match)
            at = match.end()
        elif escaped := _ESCAPED_BREAK.match(raw, match.start()):
            for blank in _BREAKS.finditer(raw, *escaped.span("blank")):
                yield _broken(blank)
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
        yield from _fold(match)
        at = match.end()
    yield Piece(raw[at:end], at, end)


def _fold(space: re.Match[str]) -> Iterator[Piece]:
    """What a line break, with the blanks and blank lines around it, becomes where lines are folded."""
    first, *others = _BREAKS.finditer(space.string, *space.span())
    if first[0] in _LASTING:
        yield _broken(first)
    elif not others:
        yield Piece(" ", *space.span())
    yield from map(_broken, others)


def _broken(line_end: re.Match[str]) -> Piece:
    """The character that a line break stands for."""
    return Piece(line_end[0] if line_end[0] in _LASTING else "\n", *line_end.span())


def _unescaped(escape: str) -> str:
    letter = escape[1:2]
    if letter in {"x", "u", "U"} and len(escape) > len("\\x"):
        code = int(escape.removeprefix(f"\\{letter}"), base=16)
        return chr(code) if code <= _LAST else escape
    return _NAMED.get(letter, letter)


def _block(lines: Sequence[re.Match[str]], indent: int, *, folded: bool) -> Iterator[Piece]:
    """The *lines* of a block scalar, each without its *indent*."""
    last: tuple[Piece, bool] | None = None  # the break of the last line with text, and whether it may be folded
    blank: list[Piece] = []
    for line in lines:
        text = line["text"][indent:]
        start = line.start() + min(indent, len(line["text"]))
        ending = Piece(line["end"] if line["end"] in _LASTING else "\n", *line.span("end"))
        if not text:
            blank.append(ending)
            continue
        is_plain = text[0] not in " \t"
        if last is not None:
            if not (folded and last[1] and is_plain and last[0].text == "\n"):
                yield last[0]
            elif not blank:
                yield last[0]._replace(text=" ")
        yield from blank
        blank = []
        yield Piece(text, start, line.end("text"))
        last = (ending, is_plain)
    if last is not None:
        yield last[0]
    yield from blank

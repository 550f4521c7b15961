"""
Words of commands as Windows reads them, and which character of each stands where.

Two programs read a line, one after the other: the command interpreter, for which a caret takes the meaning from what
follows, and the program itself, which splits it into words. Browsers copy requests in this form ("Copy as cURL (cmd)").

The rules of the second: https://learn.microsoft.com/en-us/cpp/c-language/parsing-c-command-line-arguments
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from kochava_lint.expression import expression
from kochava_lint.json_tree import Span
from kochava_lint.shell import Command, Word
from kochava_lint.written import Piece

__all__ = ["is_for_windows", "windows_commands"]

_BEGINNING: Final = expression(
    r"""^[ \t]*(?:[$>][ \t]+)?curl(?:\.exe)?[ \t]
    (?: [^'"\\^$\n] | "[^"\\]*(?:\\.[^"\\]*)*" | \^(?![\r\n"]) | \\(?!\r?\n) | \$(?!') )*
    (?P<mark> \^"|\^\r?\n | ['\\$] )""",
    re.MULTILINE | re.VERBOSE | re.DOTALL,
)
_PLAIN: Final = expression(r"[^\s\"\\^&|]+")
_REMARK: Final = expression(r"[ \t]*(?P<text>(?:@?rem(?=\s|\Z)|::)[^\r\n]*)", re.IGNORECASE)
_BREAK: Final = expression(r"\r?\n")


def is_for_windows(text: str) -> bool:
    """Whether the commands in *text* are meant for Windows: the first tells that is quoted as only one shell does."""
    first = _BEGINNING.search(text)
    return first is not None and first["mark"].startswith("^")


def windows_commands(text: str) -> Iterator[Command]:
    """The commands in *text*, with the remarks before them, or at the end of their line."""
    comments: list[Span] = []
    waiting: list[Command] = []
    for line, is_last in _lines(text):
        words = list(_words(line))
        if words and _REMARK.match(words[0].text):
            comments.append(Span(words[0].start, words[0].end))
        elif words:
            waiting.append(Command(words))
        if waiting and is_last:
            for command in waiting:
                command.comments = comments
            yield from waiting
            comments, waiting = [], []
    if comments:
        yield Command(comments=comments)


def _lines(text: str) -> Iterator[tuple[list[Piece], bool]]:
    """
    What the command interpreter makes of each command: its characters, without the carets.

    With it comes whether it is the last of its line. A remark is one piece, since nothing in it means anything.
    """
    line: list[Piece] = []
    quoted = False
    at = 0
    while at < len(text):
        remark = None if line else _REMARK.match(text, at)
        if remark is not None:
            line.append(Piece(remark["text"], *remark.span("text")))
            at = remark.end()
            continue
        plain = _PLAIN.match(text, at)
        if plain is not None:
            line.append(Piece(plain[0], at, plain.end()))
            at = plain.end()
            continue
        char = text[at]
        if char == "^" and not quoted:
            after = _BREAK.match(text, at + 1)
            # Behind a caret at the end of a line, the next line goes on; its first character means itself.
            start = after.end() if after else at + 1
            second = _BREAK.match(text, start) if after else None
            end = second.end() if second else start + 1
            line.append(Piece("\n" if second else text[start : start + 1], at, min(end, len(text))))
            at = end
            continue
        at += 1
        if char in "\r\n" or (char in "&|" and not quoted):
            yield line, char in "\r\n"
            line, quoted = [], False
        else:
            quoted = quoted != (char == '"')
            line.append(Piece(char, at - 1, at))
    yield line, True


def _words(line: Sequence[Piece]) -> Iterator[Word]:
    """The words that a program written in C splits a line into."""
    word: Word | None = None
    quoted = False
    at = 0
    while at < len(line):
        piece = line[at]
        if piece.text in {" ", "\t", "\n"} and not quoted:
            if word is not None:
                yield word
            word = None
            at += 1
            continue
        word = word or Word(start=piece.start)
        backslashes = 0
        while at + backslashes < len(line) and line[at + backslashes].text == "\\":
            backslashes += 1
        closing = at + backslashes
        is_quote = closing < len(line) and line[closing].text == '"'
        if backslashes:
            word.pieces += _backslashes(line[at:closing], before_quote=is_quote)
            if is_quote and backslashes % 2:
                word.pieces.append(Piece('"', line[closing - 1].start, line[closing].end))
                closing += 1
            at = closing
        elif not is_quote:
            word.pieces.append(piece)
            at += 1
        elif quoted and at + 1 < len(line) and line[at + 1].text == '"':
            word.pieces.append(Piece('"', piece.start, line[at + 1].end))
            at += 2
        else:
            quoted = not quoted
            at += 1
        word.end = line[at - 1].end
    if word is not None:
        yield word


def _backslashes(run: Sequence[Piece], *, before_quote: bool) -> Iterator[Piece]:
    """What a *run* of backslashes stands for: they escape each other only before a quotation mark."""
    width = 2 if before_quote else 1
    for first in range(0, len(run) - width + 1, width):
        yield Piece("\\", run[first].start, run[first + width - 1].end)

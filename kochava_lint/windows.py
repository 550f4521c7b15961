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

from kochava_lint.shell import Command, Word
from kochava_lint.written import Piece

__all__ = ["is_for_windows", "windows_commands"]

_CARET: Final = re.compile(r"\^(?:\"|\r?\n)")
_POSIX: Final = re.compile(r"\\\r?\n|\$'|(?:^|\s)'")
_BREAK: Final = re.compile(r"\r?\n")


def is_for_windows(text: str) -> bool:
    """Whether the commands in *text* are meant for Windows' command interpreter."""
    return _CARET.search(text) is not None and _POSIX.search(text) is None


def windows_commands(text: str) -> Iterator[Command]:
    """The commands in *text*."""
    for line in _lines(text):
        words = list(_words(line))
        if words:
            yield Command(words)


def _lines(text: str) -> Iterator[list[Piece]]:
    """What the command interpreter makes of each command: its characters, without the carets."""
    line: list[Piece] = []
    quoted = False
    at = 0
    while at < len(text):
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
            yield line
            line, quoted = [], False
        else:
            quoted = quoted != (char == '"')
            line.append(Piece(char, at - 1, at))
    yield line


def _words(line: Sequence[Piece]) -> Iterator[Word]:
    """The words that a program written in C splits a line into."""
    word: Word | None = None
    quoted = False
    at = 0
    while at < len(line):
        char, start, end = line[at]
        if char in " \t\n" and not quoted:
            if word is not None:
                yield word
            word = None
            at += 1
            continue
        word = word or Word(start=start)
        backslashes = 0
        while at + backslashes < len(line) and line[at + backslashes].text == "\\":
            backslashes += 1
        closing = at + backslashes
        is_quote = closing < len(line) and line[closing].text == '"'
        if backslashes:
            # They escape each other only where a quote follows them.
            count = backslashes // 2 if is_quote else backslashes
            word.pieces += [Piece("\\", line[at + index].start, line[at + index].end) for index in range(count)]
            if is_quote and backslashes % 2:
                word.pieces.append(Piece('"', line[closing - 1].start, line[closing].end))
                closing += 1
            at = closing
            end = line[at - 1].end
        elif is_quote:
            doubled = quoted and at + 1 < len(line) and line[at + 1].text == '"'
            if doubled:
                word.pieces.append(Piece('"', start, line[at + 1].end))
            else:
                quoted = not quoted
            at += 2 if doubled else 1
            end = line[at - 1].end
        else:
            word.pieces.append(line[at])
            at += 1
        word.end = end
    if word is not None:
        yield word

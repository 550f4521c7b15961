"""
Words of shell commands, and which character of each stands where.

POSIX quoting with what bash adds: `'…'`, `"…"`, `$'…'`, here-documents, variables that the same text sets. Nothing is
ever run: what a command would print is not known here.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kochava_lint.expression import expression
from kochava_lint.json_tree import Span
from kochava_lint.written import Piece

__all__ = ["Command", "Word", "shell_commands"]

_SPACE: Final = expression(r"(?:[ \t]|\\\r?\n)+")
_PLAIN: Final = expression(r"[^ \t\r\n'\"\\$`;&|()<>]+")
_SINGLE: Final = expression(r"'(?P<text>[^']*)(?P<end>'|\Z)")
_ANSI: Final = expression(r"\$'(?P<text>[^'\\]*(?:\\.[^'\\]*)*)(?P<end>'|\Z)", re.DOTALL)
_IN_DOUBLE: Final = expression(r"[^\"\\$`]+")
_ANSI_ESCAPE: Final = expression(
    r"""\\(?: (?:x[c-fC-F][0-9a-fA-F]|3[0-7]{2})(?:\\(?:x[89abAB][0-9a-fA-F]|2[0-7]{2})){1,3}
          | u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}
          | x[0-9a-fA-F]{1,2} | u[0-9a-fA-F]{1,4} | U[0-9a-fA-F]{1,8} | [0-7]{1,3} | c. | . )""",
    re.VERBOSE | re.DOTALL,
)
_ANSI_BYTE: Final = expression(r"\\(?:x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)", re.DOTALL)
_GZIP: Final = r"\x1f\x8b"
_PRINTF: Final = expression(r"\$\([ \t]*printf[ \t]+(?:--[ \t]+)?(?=['\"])")
_CURL: Final = expression(r"\bcurl\b")
_PRINTF_ESCAPE: Final = expression(r"\\x[01][0-9a-fA-F]|\\x7f")
_PRINTED: Final[Mapping[str, Callable[[], str]]] = {
    "$(date +%s)": lambda: str(int(time.time())),
    "$(uuidgen)": lambda: "6F1ED002-AB5F-4C86-9A0B-7D2F6C4E1B3A",
}
"""What commands print that are often put into payloads: a value such as they would."""
_ANSI_NAMED: Final = {
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "E": "\x1b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}
_VARIABLE: Final = expression(r"\$(?:(?P<name>[A-Za-z_]\w*)|\{(?P<braced>[A-Za-z_]\w*)(?P<rest>[^{}\n]*)\})", re.ASCII)
_ASSIGNMENT: Final = expression(r"[A-Za-z_]\w*=", re.ASCII)
_HERE: Final = expression(r"<<(?P<dash>-?)[ \t]*(?P<quote>['\"\\]?)(?P<mark>[\w.-]+)['\"]?")
_ESCAPED: Final = expression(r"\\(?:\r?\n|(?P<char>.)|\Z)")
_REDIRECTION: Final = expression(r"(?:&>>?|\d?(?:<<<|<<|>>|<|>)(?:&\d?-?|\|)?)[ \t]*")
_DUPLICATION: Final = expression(r"[<>]&")
_LINE_END: Final = expression(r"\r?\n|\Z")
_LAST: Final = 0x10FFFF
_DEEPEST: Final = 20
_LONGEST_VALUE: Final = 1024 * 1024
_DECLARING: Final = frozenset({"export", "local", "readonly", "declare", "typeset", "set"})


@dataclass(slots=True)
class Word:
    """A word, by the *pieces* of its text; *start* and *end* are where it stands in the whole."""

    pieces: list[Piece] = field(default_factory=list)
    start: int = 0
    end: int = 0

    @property
    def text(self) -> str:
        """What the shell makes of it."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(slots=True)
class Command:
    """
    A command: its *words*, and what a here-document or a here-string gives it to read.

    *comments* are where those stand that speak of it: right before it, or at the end of its line. It is *open* where
    a quote that begins in it is closed nowhere: a shell would not run it.
    """

    words: list[Word] = field(default_factory=list)
    given: Word | None = None
    comments: list[Span] = field(default_factory=list)
    open: bool = False


def shell_commands(text: str) -> Iterator[Command]:
    """
    The commands in *text*, without what only sets variables; those are put where they are used later.

    Where comments follow the last of them, a command without words comes with these.
    """
    reader = _Reader(text)
    waiting: list[Command] = []
    while reader.at < len(text):
        command = reader.command()
        waiting += reader.commands_inside()
        if command.words and not reader.remember(command):
            waiting.append(command)
        if waiting and reader.is_at_line_start:
            yield from reader.commented(waiting)
            waiting.clear()
    if reader.comments and not waiting:
        waiting.append(Command())
    yield from reader.commented(waiting)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self._values: dict[str, str] = {}
        self._here: list[tuple[Command, re.Match[str]]] = []
        self._inside: list[Span] = []
        self._depth = 0
        self._is_open = False
        """Whether a quote was met that is closed nowhere."""
        self.comments: list[Span] = []
        """Where the comments stand that were read, and that no command was given yet."""

    @property
    def is_at_line_start(self) -> bool:
        """Whether a line, with the here-documents below it, is read to its end."""
        return self.text.startswith("\n", self.at - 1)

    def commands_inside(self) -> Iterator[Command]:
        """The commands of `$(…)` in what was read since the last call."""
        spans, self._inside = self._inside, []
        for span in spans:
            inner = _Reader(self.text)
            inner.at, inner._values, inner._depth = span.start, self._values, self._depth + 1
            waiting: list[Command] = []
            while inner.at < span.end and inner._depth < _DEEPEST:
                command = inner.command()
                waiting += inner.commands_inside()
                if command.words:
                    waiting.append(command)
                if waiting and inner.is_at_line_start:
                    yield from inner.commented(waiting)
                    waiting.clear()
            yield from inner.commented(waiting)
            self.comments += inner.comments

    def commented(self, commands: Sequence[Command]) -> Sequence[Command]:
        """The *commands* of a line, each with the comments that were read and speak of them."""
        if commands:
            comments, self.comments = self.comments, []
            for command in commands:
                command.comments = [*comments, *command.comments] if command.comments else comments
        return commands

    def remember(self, command: Command) -> bool:
        """Whether the command does no more than to set variables, which are remembered."""
        words = [word.text for word in command.words]
        if words[0] in _DECLARING:
            words = words[1:]
        if not words or not all(_ASSIGNMENT.match(word) for word in words):
            return False
        for word in words:
            name, _, value = word.partition("=")
            if len(value) <= _LONGEST_VALUE:
                self._values[name] = value
        return True

    def command(self) -> Command:
        """The words up to where the next command begins."""
        command = Command()
        text = self.text
        while self.at < len(text):
            space = _SPACE.match(text, self.at)
            if space:
                self.at = space.end()
                continue
            char = text[self.at]
            if char in "\r\n":
                self._next_line()
                break
            if _REDIRECTION.match(text, self.at):
                self._redirection(command)
            elif char in ";&|()":
                self.at += 1
                break
            elif char == "#":
                end = _end_of_line(text, self.at)
                self.comments.append(Span(self.at, end))
                self.at = end
            else:
                command.words.append(self._word())
                command.open |= self._is_open
        return command

    def _next_line(self) -> None:
        match = _LINE_END.match(self.text, self.at)
        self.at = match.end() if match and match.end() > self.at else self.at + 1
        for command, here in self._here:
            command.given = self._document(here)
        self._here.clear()

    def _redirection(self, command: Command) -> None:
        here = _HERE.match(self.text, self.at)
        if here and self.text[self.at : self.at + 3] != "<<<":
            self._here.append((command, here))
            self.at = here.end()
            return
        match = _REDIRECTION.match(self.text, self.at)
        operator = match[0] if match else "<"
        self.at += len(operator)
        if _DUPLICATION.search(operator) or self.at >= len(self.text) or self.text[self.at] in "\r\n;&|()":
            return
        word = self._word()
        if operator.strip() == "<<<":
            command.given = word

    def _document(self, here: re.Match[str]) -> Word:
        """The lines of a here-document, which begin where reading has come to."""
        start = self.at
        word = Word(start=start)
        while self.at < len(self.text):
            end = _end_of_line(self.text, self.at)
            line = self.text[self.at : end]
            after = _LINE_END.match(self.text, end)
            following = after.end() if after else len(self.text)
            content = self.at + (len(line) - len(line.lstrip("\t")) if here["dash"] else 0)
            self.at = following
            if line.strip("\t" if here["dash"] else "") == here["mark"]:
                break
            if here["quote"]:
                word.pieces.append(Piece(self.text[content:following], content, following))
            else:
                word.pieces += self._expanded(content, following, "\\$`\n")
            word.end = following
        return word

    def _expanded(self, start: int, end: int, escaped: str) -> Iterator[Piece]:
        """What stands between *start* and *end*, where a backslash means something before those *escaped* only."""
        text, at = self.text, start
        while at < end:
            char = text[at]
            if char == "\\" and at + 1 < end and text[at + 1] in escaped:
                if text[at + 1] != "\n":
                    yield Piece(text[at + 1], at, at + 2)
                at += 2
            elif char == "$" and (value := self._variable(at)):
                yield value
                at = value.end
            elif text.startswith("$(", at) or char == "`":
                after = self.at
                self.at = at
                yield from self._substitution(end)
                at, self.at = min(self.at, end), after
            else:
                plain = _IN_DOUBLE.match(text, at, end)
                until = plain.end() if plain else at + 1
                yield Piece(text[at:until], at, until)
                at = until

    def _word(self) -> Word:
        word = Word(start=self.at)
        text = self.text
        while self.at < len(text):
            char = text[self.at]
            if char in " \t\r\n;&|()<>":
                break
            word.pieces += self._part(char)
        word.end = self.at
        return word

    def _part(self, char: str) -> list[Piece]:
        """The next part of a word, in one kind of quotes or in none."""
        text, start = self.text, self.at
        if char == "'" and (match := _SINGLE.match(text, start)):
            self.at = match.end()
            self._is_open |= match.end("text") == len(text)
            return [Piece(match["text"], *match.span("text"))]
        if char == "$" and (match := _ANSI.match(text, start)):
            self.at = match.end()
            self._is_open |= match.end("text") == len(text)
            return list(_ansi(text, *match.span("text")))
        if char == '"' or text.startswith('$"', start):
            inside = start + 1 + (char == "$")
            end = _closing_quote(text, inside, len(text))
            self._is_open |= end == len(text)
            self.at = min(end + 1, len(text))
            return list(self._expanded(inside, end, '\\$`"\n'))
        if char == "\\":
            escaped = _ESCAPED.match(text, start)
            self.at = escaped.end() if escaped else start + 1
            return [Piece(escaped["char"], start, self.at)] if escaped and escaped["char"] else []
        if char == "$" and (value := self._variable(start)):
            self.at = value.end
            return [value]
        if text.startswith("$(", start) or char == "`":
            return self._substitution(len(text))
        plain = _PLAIN.match(text, start)
        self.at = plain.end() if plain else start + 1
        return [Piece(text[start : self.at], start, self.at)]

    def _substitution(self, last: int) -> list[Piece]:
        """
        What a command prints that is named here, up to *last* at most: of `printf` that is known.

        Of the others there are their own words; what they run is among the commands too.
        """
        start = self.at
        self.at = end = _end_of_substitution(self.text, start, last)
        whole = self.text[start:end]
        if whole in _PRINTED:
            return [Piece(_PRINTED[whole](), start, end, whole=True)]
        printf = _PRINTF.match(self.text, start, end)
        if printf is not None and self._depth < _DEEPEST:
            self.at, self._depth = printf.end(), self._depth + 1
            printed = [part for piece in self._word().pieces for part in _printed(piece)]
            rest = self.text[self.at : end].strip()
            self.at, self._depth = end, self._depth - 1
            if rest == ")":
                return printed
        elif whole.startswith("$(") and _CURL.search(whole):
            self._inside.append(Span(start + len("$("), end - whole.endswith(")")))
        return [Piece(whole, start, end)]

    def _variable(self, start: int) -> Piece | None:
        """What the variable that is named at *start* stands for; its name in braces where that is not known."""
        match = _VARIABLE.match(self.text, start)
        if match is None:
            return None
        name = match["name"] or match["braced"]
        value = self._values.get(name)
        if value is None and (match["rest"] or "").startswith((":-", ":=")):
            value = match["rest"][2:]
        return Piece(f"${{{name}}}" if value is None else value, start, match.end(), whole=True)


def _end_of_line(text: str, start: int) -> int:
    end = text.find("\n", start)
    if end < 0:
        return len(text)
    return end - 1 if end > start and text[end - 1] == "\r" else end


def _closing_quote(text: str, start: int, last: int, depth: int = 0) -> int:
    """Where the double quote is that closes what begins at *start*; *last* where there is none before."""
    at = start
    while at < last and text[at] != '"':
        if text[at] == "\\":
            at += 2
        elif text.startswith("$(", at) and depth < _DEEPEST:
            at = _end_of_substitution(text, at, last, depth)
        else:
            at += 1
    return min(at, last)


def _end_of_substitution(text: str, start: int, last: int, depth: int = 0) -> int:
    """Where what begins with `$(` or a backtick ends; *last* where it is not closed before."""
    if text[start] == "`":
        end = text.find("`", start + 1, last)
        return end + 1 if end >= 0 else last
    at, is_open = start + 1, 0
    while at < last:
        char = text[at]
        is_open += {"(": 1, ")": -1}.get(char, 0)
        if not is_open:
            return at + 1
        if char == "'":
            end = text.find("'", at + 1, last)
            at = end + 1 if end >= 0 else last
        elif char == '"':
            at = _closing_quote(text, at + 1, last, depth + 1) + 1
        elif char == "#" and text[at - 1] in " \t\n;&|(":  # what stands in a comment closes nothing
            at = min(_end_of_line(text, at), last)
        else:
            at += 2 if char == "\\" else 1
    return last


def _ansi(text: str, start: int, end: int) -> Iterator[Piece]:
    """What stands between `$'` and `'`, with its escapes."""
    at = start
    is_binary = text.startswith(_GZIP, start, end)
    for match in (_ANSI_BYTE if is_binary else _ANSI_ESCAPE).finditer(text, start, end):
        if at < match.start():
            yield Piece(text[at : match.start()], at, match.start())
        yield Piece(_ansi_char(match[0][1:]), match.start(), match.end())
        at = match.end()
    if at < end:
        yield Piece(text[at:end], at, end)


def _printed(piece: Piece) -> Iterator[Piece]:
    """
    What `printf` is meant to make of a *piece* of its format.

    mitmproxy exports bodies with line breaks so, and escapes nothing else: what `printf` would make of `%` and of other
    backslashes is not what was sent.
    """
    if piece.whole or len(piece.text) != piece.end - piece.start:
        yield piece
        return
    at = 0
    for match in _PRINTF_ESCAPE.finditer(piece.text):
        yield Piece(piece.text[at : match.start()], piece.start + at, piece.start + match.start())
        yield Piece(_ansi_char(match[0][1:]), piece.start + match.start(), piece.start + match.end())
        at = match.end()
    yield Piece(piece.text[at:], piece.start + at, piece.end)


def _ansi_char(escape: str) -> str:
    letter = escape[0]
    if "\\" in escape[1:]:  # the bytes of a character, or the halves of a surrogate pair, as JavaScript writes them
        parts = escape.split("\\")
        if letter == "u":
            return bytes.fromhex("".join(part[1:] for part in parts)).decode("utf-16-be")
        content = bytes(int(part[1:], base=16) if part[0] == "x" else int(part, base=8) for part in parts)
        try:
            return content.decode()
        except UnicodeDecodeError:
            return content.decode("latin-1")
    if letter in "xuU" and len(escape) > 1:
        code = int(escape[1:], base=16)
        return chr(code) if code <= _LAST else f"\\{escape}"
    if letter.isdigit() and letter < "8":
        return chr(int(escape, base=8) & 0xFF)
    if letter == "c" and len(escape) > 1:
        return chr(ord(escape[1]) & 0x1F)
    return _ANSI_NAMED.get(letter, escape if letter in "\\'\"?" else f"\\{escape}")

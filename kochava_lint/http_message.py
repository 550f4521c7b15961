"""
HTTP requests as they are on the wire: where each begins and ends in a file that may hold other things between them.

The grammar: https://www.rfc-editor.org/rfc/rfc9112
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from kochava_lint.expression import expression
from kochava_lint.json_tree import Span
from kochava_lint.written import Piece

__all__ = ["Head", "Message", "after_answers", "decoded", "has_stray", "messages", "read_head"]

_METHODS: Final = rb"(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|CONNECT)"
_LINE: Final = expression(
    rb"(?P<method>" + _METHODS + rb")[ \t]+(?P<target>\S+)(?P<version>[ \t]+HTTP/[\d.]+)?[ \t]*(?:\r?\n|\Z)"
)
_ANSWER: Final = expression(rb"HTTP/[\d.]+[ ](?P<status>\d{3})[^\r\n]*(?:\r?\n|\Z)")
# An answer's body has no line end behind it, so that the next request may begin anywhere in a line.
_BEGINNING: Final = expression(
    rb"^"
    + _METHODS
    + rb"[ \t]+(?:https?://|/|\{\{)\S*|"
    + _METHODS
    + rb"[ ]\S+[ ]HTTP/[\d.]+\r?\n|HTTP/[\d.]+[ ]\d{3}[ \r\n]",
    re.MULTILINE,
)
_BETWEEN: Final = expression(rb"^###|" + _BEGINNING.pattern, re.MULTILINE)
"""Where a body ends that does not say how long it is: before another message, or what editors put between two."""
_NAME: Final = expression(rb":?[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTINUED: Final = expression(rb"[ \t]+(?P<rest>[?&][^\r\n]*)(?:\r?\n|\Z)")
_COMMENT: Final = expression(rb"[ \t]*(?:#|//)")
_EMPTY: Final = expression(rb"[ \t]*(?:\r?\n|\Z)")
_CHUNK: Final = expression(rb"(?P<size>[0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_LINE_END: Final = expression(rb"\r?\n")
_LONGEST_LENGTH: Final = 12


class Head(NamedTuple):
    """
    The beginning of a request: its line and headers, and where it ends.

    *spans* tell where `method`, `url`, and the values of headers stand, by their names in lower case.
    """

    method: str
    target: str
    headers: list[tuple[str, str]]
    end: int
    spans: dict[str, Span]

    def header(self, name: str) -> str | None:
        """The first header called *name*, which is in lower case; None where there is none."""
        return next((value for key, value in self.headers if key.lower() == name), None)


class Message(NamedTuple):
    """
    A request in a file: its head, and where the parts of its body stand, of which a chunked one has several.

    *lost* says, for a message, what of a chunked body is missing.
    """

    head: Head
    body: Sequence[Span]
    end: int
    lost: str | None = None


def messages(content: bytes) -> Iterator[Message]:
    """The requests in *content*; what is none, such as answers, is passed over."""
    at = 0
    while (beginning := _next(content, at)) is not None:
        head = read_head(content, beginning)
        if head is None:
            at = _after_answer(content, beginning)
            continue
        message = _message(content, head)
        yield message
        at = message.end


def after_answers(content: bytes, start: int) -> int:
    """Where the answers end that stand between *start* and the next request; *start* where there are none."""
    at = start
    while (beginning := _next(content, at)) is not None and _LINE.match(content, beginning) is None:
        is_answer = _ANSWER.match(content, beginning) is not None
        at = _after_answer(content, beginning)
        if is_answer:
            following = _BETWEEN.search(content, at)
            start = following.start() if following else len(content)
    return start


def has_stray(content: bytes, start: int, end: int, word: bytes) -> bool:
    """Whether *word* stands between *start* and *end*, where no request is, in neither an answer nor a comment."""
    at = start
    while content.find(word, at, end) >= 0:
        beginning = _BEGINNING.search(content, at, end)
        until = beginning.start() if beginning else end
        if any(word in line and not _COMMENT.match(line) for line in content[at:until].split(b"\n")):
            return True
        answer = _ANSWER.match(content, until)
        if answer is None:
            at = until + 1
            continue
        headers, at = _headers(content, answer.end())
        told = next((value for name, value in headers if name.lower() == "content-length"), "")
        if not _length(told):  # it goes on to the next message
            return False
        at += _length(told)
    return False


def read_head(content: bytes, start: int) -> Head | None:
    """The request line and headers that begin at *start*; None where there is no request."""
    line = _LINE.match(content, start)
    if line is None:
        return None
    target, at = line["target"], line.end()
    while more := _CONTINUED.match(content, at):
        target, at = target + more["rest"].rstrip(), more.end()
    spans = {"method": Span(*line.span("method")), "url": Span(*line.span("target"))}
    headers, at = _headers(content, at, spans)
    return Head(line["method"].decode(), target.decode("utf-8", "replace"), headers, at, spans)


def _headers(content: bytes, start: int, spans: dict[str, Span] | None = None) -> tuple[list[tuple[str, str]], int]:
    headers: list[tuple[str, str]] = []
    at = start
    while at < len(content):
        end = content.find(b"\n", at)
        following = len(content) if end < 0 else end + 1
        line = content[at:following].rstrip(b"\r\n")
        name, colon, value = line.partition(b":") if not line.startswith(b":") else _pseudo(line)
        if not line.strip():
            return headers, following
        if _COMMENT.match(line):  # a name could begin so, and none does
            pass
        elif colon and _NAME.fullmatch(name.rstrip()):
            headers.append((name.rstrip().decode(), value.decode("utf-8", "replace").strip()))
            if spans is not None:
                begins = at + len(line) - len(value.lstrip())
                spans.setdefault(headers[-1][0].lower(), Span(begins, begins + len(value.strip())))
        else:
            break
        at = following
    return headers, at


def _pseudo(line: bytes) -> tuple[bytes, bytes, bytes]:
    """The name and value of a header such as `:authority`."""
    name, colon, value = line[1:].partition(b":")
    return b":" + name, colon, value


def _next(content: bytes, start: int) -> int | None:
    match = _BEGINNING.search(content, start)
    return match.start() if match else None


def _after_answer(content: bytes, start: int) -> int:
    """Where an answer that begins at *start* ends, by its own word; else where its head does."""
    line = _ANSWER.match(content, start)
    if line is None:
        return start + 1
    headers, at = _headers(content, line.end())
    told = next((value for name, value in headers if name.lower() == "content-length"), "")
    end = at + _length(told)
    # An answer to HEAD, or one that nothing has changed, has no body, whatever length it tells.
    return end if end <= len(content) and _is_between(content, end) else at


def _message(content: bytes, head: Head) -> Message:
    at = head.end
    while (answer := _ANSWER.match(content, at)) and answer["status"].startswith(b"1"):  # 100 Continue
        at = _headers(content, answer.end())[1]
    if "chunked" in (head.header("transfer-encoding") or "").lower():
        return _chunked(content, head, at)
    told = head.header("content-length")
    end = at + _length(told or "")
    # What was edited by hand need not be as long as it says.
    if told is not None and end <= len(content) and _is_between(content, end):
        return Message(head, [Span(at, end)], end)
    following = _BETWEEN.search(content, at)
    if told is not None and following is None and end >= len(content):
        return Message(head, [Span(at, len(content))], len(content))
    end = following.start() if following else len(content)
    return Message(head, [_trimmed(content, at, end)], end)


def _is_between(content: bytes, at: int) -> bool:
    """Whether one message may end, and another begin, at this place."""
    while (empty := _EMPTY.match(content, at)) and empty.end() > at:
        at = empty.end()
    return at >= len(content) or _BETWEEN.match(content, at) is not None


def _trimmed(content: bytes, start: int, end: int) -> Span:
    body = content[start:end]
    return (
        Span(start + len(body) - len(body.lstrip()), start + len(body.rstrip())) if body.strip() else Span(start, start)
    )


def _chunked(content: bytes, head: Head, start: int) -> Message:
    parts: list[Span] = []
    at = start
    while size := _CHUNK.match(content, at):
        length = int(size["size"], base=16)
        if not length:
            return Message(head, parts, _headers(content, size.end())[1])
        end = size.end() + length
        if end > len(content) and (following := _BETWEEN.search(content, size.end())):
            parts.append(Span(size.end(), following.start()))
            return Message(head, parts, following.start(), "a chunk of the body is shorter than it says")
        parts.append(Span(size.end(), min(end, len(content))))
        at = end
        if line_end := _LINE_END.match(content, at):
            at = line_end.end()
    return Message(head, parts, min(max(at, start), len(content)), "the capture ends before the last chunk of the body")


def _length(told: str) -> int:
    return int(told) if told.isascii() and told.isdigit() and len(told) <= _LONGEST_LENGTH else 0


def decoded(content: bytes, parts: Sequence[Span]) -> tuple[str, str, list[Piece]]:
    """
    The text that the *parts* make, the text from the first to the last of them, and which stands where in that.

    The bytes of a character may be in two parts.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    start = parts[0].start
    raw = content[start : parts[-1].end].decode("utf-8", "surrogateescape")
    pieces: list[Piece] = []
    at, done, waiting = 0, start, None
    for index, part in enumerate(parts):
        at += len(content[done : part.start].decode("utf-8", "surrogateescape"))
        text = decoder.decode(content[slice(*part)], final=index + 1 == len(parts))
        length = len(content[slice(*part)].decode("utf-8", "surrogateescape"))
        begins = at
        if waiting is not None and text:
            first = part.start
            while first < part.end and content[first] & 0xC0 == 0x80:  # noqa: PLR2004 - what goes on with a character
                first += 1
            begins = at + first - part.start
            pieces.append(Piece(text[0], waiting, begins))
            text, waiting = text[1:], None
        pieces.append(Piece(text, begins, begins + len(text)))
        at += length
        if begins + len(text) < at and waiting is None:
            waiting = begins + len(text)
        done = part.end
    return "".join(piece.text for piece in pieces), raw, pieces

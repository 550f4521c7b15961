"""
Raw HTTP: requests as Burp and `nc` save them, and as they are written by hand in `.http` files.

Of the latter, `###`, `@name = value`, `{{name}}` and `< file` are read: https://www.jetbrains.com/help/idea/exploring-http-syntax.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from kochava_lint.comment import MARK, Comment, comment_in
from kochava_lint.expression import expression
from kochava_lint.format import CaptureFile, Entry, Format
from kochava_lint.http_message import Head, Message, after_answers, decoded, has_stray, messages, read_head
from kochava_lint.recorded import BODY_ELSEWHERE, NO_REQUEST, Recorded, Skipped
from kochava_lint.request import Request
from kochava_lint.source import Place, Source, without_bom
from kochava_lint.template import Values, filled, filled_text, settled
from kochava_lint.written import in_pieces, unchangeable

__all__ = ["raw_http"]

_SET_ASIDE: Final = expression(rb"[ \t]*(?:(?:#|//|@\w)[^\n]*)?(?:\n|\Z)")
_VARIABLE: Final = expression(rb"^@(?P<name>[\w.-]+)[ \t]*=[ \t]*(?P<value>[^\r\n]*)", re.MULTILINE)
_FILE: Final = expression(rb"<(?:@[\w-]*)?[ \t](?P<name>[^\r\n{]*)(?:\r?\n|\Z)")
_SCRIPT: Final = expression(rb"^(?:<>|>>!?|[<>])[ \t]+(?:\{%.*?%\}|[^\r\n]+)", re.MULTILINE | re.DOTALL)
_OURS: Final = expression(rb"^[ \t]*(?:#|//)[^\r\n]*" + MARK.encode() + rb"[^\r\n]*", re.MULTILINE)
_KEY: Final = b'"kochava_app_id"'
"""What stands in every payload: where no request is, it tells that one cannot be read."""
_ADDRESS: Final = ("http://", "https://", "{{")


def _sniff(head: bytes) -> bool:
    at = 3 if head.startswith(b"\xef\xbb\xbf") else 0
    while (line := _SET_ASIDE.match(head, at)) and line.end() > at:
        at = line.end()
    request = read_head(head, at)
    if request is None:
        return head.startswith(b"HTTP/1.")
    first = head[at:].split(b"\n", 1)[0]
    return b" HTTP/" in first or request.target.startswith(_ADDRESS)


def _read(capture: CaptureFile) -> Iterator[Entry]:
    content = capture.file.read()
    content = content[len(content) - len(without_bom(content)) :]
    told = {
        match["name"].decode(): match["value"].decode("utf-8", "replace").strip()
        for match in _VARIABLE.finditer(content)
    }
    values = settled(told, {})
    comments = _Comments(content)
    line, counted, done = 1, 0, 0
    for index, message in enumerate(messages(content)):
        begins = message.head.spans["method"].start
        if has_stray(content, done, begins, _KEY):
            yield Skipped(NO_REQUEST)
        line += content.count(b"\n", counted, begins)
        first = line
        start = message.body[0].start if message.body else message.head.end
        line += content.count(b"\n", begins, start)
        counted = start
        before = content[content.rfind(b"\n", 0, start) + 1 : start]
        place = Place(line, len(before.decode("utf-8", "surrogateescape")) + 1)
        recording = capture.recording._replace(comments=tuple(comments.between(done, message.head.end)))
        done = message.end
        recorded = _recorded(message, content, replace(capture, recording=recording), values, place, index)
        if isinstance(recorded, Recorded):
            places = partial(_part, message.head, content, capture.name, first)
            recorded = replace(recorded, request=replace(recorded.request, places=places))
        yield recorded
    if has_stray(content, done, len(content), _KEY):
        yield Skipped(NO_REQUEST)
    yield from comments.between(done, len(content))


class _Comments:
    """The comments in *content*, which are read from its beginning to its end."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._says_something = MARK.encode() in content
        self._line, self._counted = 1, 0

    def between(self, start: int, end: int) -> Iterator[Comment]:
        """What the lines between *start* and *end* say to us that are comments, and in no answer."""
        if not self._says_something:
            return
        for line in _OURS.finditer(self._content, after_answers(self._content, start), end):
            self._line += self._content.count(b"\n", self._counted, line.start())
            self._counted = line.start()
            comment = comment_in(line[0].decode("utf-8", "replace"), self._line)
            if comment is not None:
                yield comment


def _recorded(  # noqa: PLR0917 - a request, what it stands in, and where
    message: Message, content: bytes, capture: CaptureFile, values: Values, place: Place, index: int
) -> Entry:
    head = message.head
    headers = [(name, filled_text(value, values)) for name, value in head.headers if not name.startswith(":")]
    body = b"".join(content[slice(*part)] for part in message.body)
    file = _FILE.match(body)
    source: Source | None = None
    request = Request(head.method, _address(head, values), headers, body)
    if file is not None and head.header("content-length") is None:
        source = capture.beside(file["name"].strip().decode("utf-8", "replace"))
        if source is None:
            return Skipped(BODY_ELSEWHERE, request.host, capture.recording.comments)
    elif body and not _is_text(body):
        source = Source(capture.name, body, *place, opaque=True)
    elif len(message.body) > 1:
        text, raw, pieces = decoded(content, message.body)
        source = Source(capture.name, text, *place, written=in_pieces(raw, pieces))
    elif body:
        source = _text(message, body, values, Source(capture.name, body, *place))
    lost = message.lost
    recording = capture.recording if lost is None else capture.recording._replace(lost=lost)
    return Recorded(request, source, (index,), recording=recording)


def _part(head: Head, content: bytes, name: str, first: int, part: str) -> Source | None:
    """The text of a part of the request, whose *first* line is known: see `Request`."""
    span = head.spans.get(part)
    if span is None:
        return None
    line_start = content.rfind(b"\n", 0, span.start) + 1
    column = len(content[line_start : span.start].decode("utf-8", "surrogateescape")) + 1
    return Source(
        name, content[slice(*span)], first + content.count(b"\n", head.spans["method"].start, span.start), column
    )


def _text(message: Message, body: bytes, values: Values, source: Source) -> Source:
    if message.head.header("content-length") is not None or message.head.header("transfer-encoding") is not None:
        # It says how long it is, so that it cannot be changed alone.
        return Source(source.name, source.text, source.line, source.column, written=unchangeable(source.text))
    script = _SCRIPT.search(body)
    if script is not None:
        source = Source(source.name, body[: script.start()].rstrip(), source.line, source.column)
    return filled(source, values)


def _is_text(body: bytes) -> bool:
    return not body.startswith((b"\x1f\x8b", b"\x28\xb5\x2f\xfd")) and b"\0" not in body


def _address(head: Head, values: Values) -> str:
    target = filled_text(head.target, values)
    host = head.header("host") or head.header(":authority")
    return f"//{filled_text(host, values)}{target}" if host and target.startswith("/") else target


raw_http = Format("http", (".http", ".rest", ".raw", ".req"), _sniff, _read, shared=(".raw", ".req"), binary=True)

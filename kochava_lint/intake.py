"""From recorded requests to payloads: which go to Kochava, and what is in their bodies. The same in all formats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from kochava_lint.compression import DamagedError, compression_of, expand
from kochava_lint.expression import expression
from kochava_lint.json_completion import completed, is_closed
from kochava_lint.payload import MISSING, Payload
from kochava_lint.placeholder import is_redacted
from kochava_lint.reader import elements, read_payload, read_payloads
from kochava_lint.recorded import NO_BODY, OTHER_HOST, OTHER_PATH, Recorded, Skipped
from kochava_lint.request import Request
from kochava_lint.source import Source, Span, without_bom

__all__ = ["Intake"]

_KEPT_OF_A_LONG_BODY: Final = 1024
_HOSTS: Final = frozenset(
    {
        "control.kochava.com",
        "web-sdk.control.kochava.com",
        "kvinit-prod.api.kochava.com",
        "token.api.kochava.com",
    }
)
"""Where the SDKs and servers send to. Source: https://support.kochava.com/server-to-server-integration"""
_PATHS: Final = frozenset(
    {"/track/json", "/track/kvinit", "/track/kvquery", "/token/add", "/token/remove", "/v1/cpi/identitylink.php"}
)
"""What takes payloads at any host of Kochava's, in lower case."""
_COMPRESSED_TEXT: Final = ("\x1f\x8b", "\x1f\ufffd", "(\xb5/\xfd", "(\ufffd/\ufffd")
_HEX: Final = expression(r"(?:[0-9a-f]{2})+")
_CUT_MARK: Final = expression(r"(?:\.\.\.|…|[\[(<][^\[\](){}<>\"]*truncated[^\[\](){}<>\"]*[\])>])$", re.IGNORECASE)
_LONGEST_MARK: Final = 200
_DIGITS: Final = 18
_ENCODINGS: Final = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate", "zstd": "zstd"}


class Intake(NamedTuple):
    """
    What is taken in of a capture.

    *hosts* are the user's own that pass payloads on to Kochava, in lower case, each with its port or without;
    *all_hosts*: whatever host a request went to. A body of more than *max_payload* bytes is not decoded.
    """

    hosts: frozenset[str] = frozenset()
    all_hosts: bool = False
    max_payload: int = 16 * 1024 * 1024

    def read(self, recorded: Recorded) -> Iterator[Payload | Skipped]:
        """The payloads that a request brings, or why it brings none."""
        request = recorded.request
        refusal = self._refusal(request)
        if refusal is not None:
            yield Skipped(refusal, request.host, recorded.recording.comments)
        elif recorded.body is None:
            yield Skipped(NO_BODY, request.host, recorded.recording.comments)
        else:
            yield from self._payloads(recorded, recorded.body)

    def _refusal(self, request: Request) -> str | None:
        if self.all_hosts or request.host in _HOSTS or not self.hosts.isdisjoint(request.names):
            return None
        takes_payloads = request.path.lower() in _PATHS
        if request.is_to_kochava:
            return None if takes_payloads else OTHER_PATH
        # A template, or a record that does not tell, may go anywhere.
        is_unknown = not request.host or "{" in request.host or "$" in request.host
        if is_unknown:
            return None if takes_payloads or not request.path else OTHER_PATH
        return OTHER_HOST

    def _payloads(self, recorded: Recorded, body: Source) -> Iterator[Payload]:
        request, pointer, recording = recorded.request, recorded.pointer, recorded.recording
        body, lost = self._decoded(body, request)
        if body.cut is None and body.size > self.max_payload:
            body = body.beginning(_KEPT_OF_A_LONG_BODY)
        payload = read_payload(body, pointer, request, recording)
        is_mark = body.size <= _LONGEST_MARK and is_redacted(body.text.strip().strip('"'))
        if payload.defect is None and not is_mark:
            yield payload
            yield from elements(payload)
            return
        if is_mark:
            lost = "the capture holds a mark in place of the body"
        lost = lost or recording.lost or _missing_part(recorded, body)
        if lost is None:
            yield payload
            return
        recording = recording._replace(lost=lost)
        held = _without_mark(body.text)
        part = None if is_mark else completed(held)
        if part is None:
            yield Payload(MISSING, body, pointer, request=request, recording=recording)
            return
        text, written = part
        if body.written is not None:
            written = written.within(body.written.part(Span(0, len(held))))
        source = Source(body.name, text, body.line, body.column, written=written, opaque=body.opaque)
        yield from read_payloads(source, pointer, request, recording)

    def _decoded(self, body: Source, request: Request) -> tuple[Source, str | None]:
        """The body without its compression; with it comes what of it is lost, for a message, or None."""
        content = body.content
        if isinstance(content, str):
            try:
                if content.startswith("1f8b") and _HEX.fullmatch(content):  # as nock writes what is no text
                    content = bytes.fromhex(content)
                elif content.startswith(_COMPRESSED_TEXT):
                    content = content.encode("latin-1")  # a byte a character, as browsers do
                else:
                    return body, None
            except UnicodeEncodeError:
                return body, "the capture did not keep the bytes of a compressed body"
        told = (request.header("Content-Encoding") or "").strip().lower()
        kind = compression_of(content) or _ENCODINGS.get(told)
        if kind is None:
            is_readable = not told or told == "identity" or content.lstrip()[:1] in (b"{", b"[")
            return body, None if is_readable else "the body is compressed in a way that is not read here"
        lost = None
        try:
            content = expand(content, kind, self.max_payload + 1)
        except DamagedError as error:
            if not error.read and compression_of(content) is None:
                return body, None  # the header says what is not so
            content, lost = error.read, str(error)
        return Source(body.name, without_bom(content), body.line, body.column, opaque=True), lost


def _without_mark(text: str) -> str:
    """The *text* of a body without the mark that says that it was cut off."""
    text = text.rstrip()
    end = text[-_LONGEST_MARK:]
    mark = _CUT_MARK.search(end)
    return text if mark is None else text[: len(text) - len(end) + mark.start()]


def _missing_part(recorded: Recorded, body: Source) -> str | None:
    """What of the *body*, which is not JSON, the capture seems not to hold, for a message; None where it holds all."""
    text = body.text.strip()
    if _CUT_MARK.search(text[-_LONGEST_MARK:]):
        return "the capture says itself that it cut the body off"
    if recorded.size and not body.size:
        return f"the capture holds none of the {recorded.size:,} bytes of the body"
    told = recorded.request.header("Content-Length") if recorded.size is None else str(recorded.size)
    if told is None or not told.isascii() or not told.isdigit() or recorded.request.header("Content-Encoding"):
        return None
    size = int(told[:_DIGITS])
    if size <= body.size or is_closed(text):
        return None
    return f"the capture holds {body.size:,} of {size:,} bytes of the body"

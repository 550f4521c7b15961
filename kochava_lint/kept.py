"""Payloads to come back to later."""

from __future__ import annotations

from typing import NamedTuple

from kochava_lint.payload import CAPTURED, Payload, Traits
from kochava_lint.reader import read_payload
from kochava_lint.request import Request
from kochava_lint.source import Pointer, Source

__all__ = ["Kept"]

_HEAD = 1024
_LONGEST_KEPT = 4096


class _Text(NamedTuple):
    """What a payload was read from."""

    source: Source
    pointer: Pointer
    batched: bool


class _Line(NamedTuple):
    """The same of one that is a line of its file, of which it is known that it is sound."""

    name: str
    content: str | bytes
    line: int
    traits: Traits


class Kept:
    """
    A payload to come back to later, which takes little memory until then.

    Of a text, the text alone is kept, or the beginning of a long one; it is read again when it is asked for.
    """

    __slots__ = ("_payload", "_recording", "_request")

    def __init__(self, payload: Payload) -> None:
        self._payload: Payload | _Text | _Line = payload
        self._request = None if payload.request is None else _without_much(payload.request)
        self._recording = payload.recording
        source = payload.source
        if source is None:
            return
        if payload.is_sound:
            traits = Traits(payload.action, payload.device_keys)
            self._payload = _Line(source.name, source.content, source.line, traits)
        else:
            is_long = len(source.content) > _LONGEST_KEPT
            # A source of its own: what others work out of theirs would be kept with it.
            own = source.beginning(_HEAD) if is_long else source.copy()
            self._payload = _Text(own, payload.pointer, payload.batched)

    def payload(self) -> Payload:
        """The payload, or of a long one its beginning, with the place of the whole."""
        if isinstance(self._payload, Payload):
            return self._payload
        if isinstance(self._payload, _Line):
            name, content, line, traits = self._payload
            return Payload.sound(Source(name, content, line), self._recording or CAPTURED, traits)
        source, pointer, batched = self._payload
        read = read_payload(source, pointer)
        return Payload(
            read.data,
            source,
            pointer,
            read.defect,
            batched=batched,
            request=self._request,
            recording=self._recording,
        )


def _without_much(request: Request) -> Request:
    """The *request* without what may be long: of its headers, that they sign its body."""
    url = None if request.url is None else request.url[:_HEAD]
    return Request(method=request.method and request.method[:_HEAD], url=url, signed=request.is_signed)

"""Payloads to come back to later."""

from __future__ import annotations

from dataclasses import replace

from kochava_lint.payload import Payload
from kochava_lint.reader import read_payload
from kochava_lint.source import Pointer, Source

__all__ = ["Kept"]

_HEAD = 1024
_LONGEST_KEPT = 4096


class Kept:
    """
    A payload to come back to later, which takes little memory until then.

    Of a text, the text alone is kept, or the beginning of a long one; it is read again when it is asked for.
    """

    __slots__ = ("_payload", "_request")

    def __init__(self, payload: Payload) -> None:
        self._payload: Payload | tuple[Source, Pointer, bool] = payload
        self._request = None if payload.request is None else replace(payload.request, body=None)
        source = payload.source
        if source is not None:
            is_long = len(source.content) > _LONGEST_KEPT
            # A source of its own: what others work out of theirs would be kept with it.
            self._payload = (
                Source(
                    source.name,
                    source.content[:_HEAD] if is_long else source.content,
                    source.line,
                    source.column,
                    cut=source.size if is_long else source.cut,
                    written=None if is_long else source.written,
                ),
                payload.pointer,
                payload.batched,
            )

    def payload(self) -> Payload:
        """The payload, or of a long one its beginning, with the place of the whole."""
        if isinstance(self._payload, Payload):
            return self._payload
        source, pointer, batched = self._payload
        read = read_payload(source, pointer, self._request)
        return Payload(read.data, source, pointer, read.defect, batched=batched, request=self._request)

"""
Flows of mitmproxy, as `mitmdump -w` writes them.

They are read by mitmproxy itself, which is imported only here: the extra `mitmproxy` installs it. The file is a series
of tnetstrings (https://tnetstrings.info), in which bodies stand as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

from kochava_lint.errors import InputError
from kochava_lint.format import CaptureFile, Entry, Format
from kochava_lint.recorded import Recorded
from kochava_lint.request import Request
from kochava_lint.source import Place, Source, Span
from kochava_lint.written import unchangeable

if TYPE_CHECKING:
    from mitmproxy.http import HTTPFlow

from kochava_lint.expression import expression

__all__ = ["mitmproxy_flows"]

_BEGINNING: Final = expression(rb"[1-9][0-9]{0,9}:[0-9]{1,3}:[a-z_]{2,30};")
_LONGEST_BEGINNING: Final = 64
_PIECE: Final = 1024 * 1024
_NOT_THERE: Final = "{name} holds flows of mitmproxy, which reads them: pip install 'kochava-lint[mitmproxy]'"


def _sniff(head: bytes) -> bool:
    return _BEGINNING.match(head) is not None


def _read(capture: CaptureFile) -> Iterator[Entry]:
    try:
        from mitmproxy.http import HTTPFlow  # noqa: PLC0415 - it takes long, and need not be there
        from mitmproxy.io import FlowReader  # noqa: PLC0415 - as above
    except ImportError as error:
        raise InputError(_NOT_THERE.format(name=capture.name)) from error

    tape = _Tape(capture.file)
    damage: list[str] = []
    index = 0
    flows = iter(FlowReader(cast("BinaryIO", tape)).stream())
    while True:
        try:
            flow = next(flows, None)
        except Exception as error:  # noqa: BLE001 - what is in a damaged flow makes mitmproxy raise whatever it may
            damage.append(f"the flow in {tape.place} cannot be read: {type(error).__name__}: {error}")
            tape.cut()
            if _BEGINNING.match(tape.peek(_LONGEST_BEGINNING)) is None:
                break
            flows = iter(FlowReader(cast("BinaryIO", tape)).stream())
            continue
        if flow is None:
            break
        written, place = tape.cut()
        if isinstance(flow, HTTPFlow):
            yield _recorded(flow, written, place, capture, index)
        index += 1
    if damage:
        more = f", and {len(damage) - 1:,} more" if len(damage) > 1 else ""
        raise InputError(f"{capture.name}: {damage[0]}{more}; {index:,} flows were read")


class _Tape:
    """The file as mitmproxy reads it; what has been read since the last cut is kept."""

    def __init__(self, file: BinaryIO) -> None:
        self._file: Any = file
        self._read = bytearray()
        self._begins = Place(1, 1)

    def read(self, size: int = -1) -> bytes:
        # What is damaged may ask for more than any memory holds.
        begins = len(self._read)
        while size < 0 or len(self._read) - begins < size:
            piece: bytes = self._file.read(_PIECE if size < 0 else min(_PIECE, size - (len(self._read) - begins)))
            if not piece:
                break
            self._read += piece
        return bytes(self._read[begins:])

    def peek(self, size: int = 0) -> bytes:
        peeked: bytes = self._file.peek(size)
        return peeked

    @property
    def place(self) -> str:
        """Where what has been read since the last cut begins, for a message."""
        return f"line {self._begins.line}, column {self._begins.column}"

    def cut(self) -> tuple[bytes, Place]:
        """What has been read since the last call, and where that begins."""
        written, place = bytes(self._read), self._begins
        self._read.clear()
        self._begins = _after(place, written)
        return written, place


def _after(place: Place, written: bytes) -> Place:
    """The place after what is *written* at *place*."""
    *lines, last = written.split(b"\n")
    length = len(last.decode("utf-8", "surrogateescape"))
    return Place(place.line + len(lines), length + (1 if lines else place.column))


def _recorded(flow: HTTPFlow, written: bytes, begins: Place, capture: CaptureFile, index: int) -> Recorded:
    sent = flow.request
    headers = [(name.decode("utf-8", "replace"), told.decode("utf-8", "replace")) for name, told in sent.headers.fields]
    body = sent.raw_content
    request = Request(sent.method, sent.pretty_url, headers, body)
    span = _find(written, b"request", b"content")
    place = _after(begins, written[: span.start]) if span else begins
    if body is None:
        recording = capture.recording._replace(lost="mitmproxy did not keep the body, which was streamed or too large")
        return Recorded(request, Source(capture.name, "", *place), (index,), recording=recording)
    if not body:
        return Recorded(request, None, (index,), recording=capture.recording)
    is_binary = "content-encoding" in sent.headers or span is None
    if is_binary:
        source = Source(capture.name, body, *place, opaque=True)
    else:
        # What is there says how long it is, so that it cannot be changed alone.
        text = body.decode("utf-8", "surrogateescape")
        source = Source(capture.name, text, *place, written=unchangeable(text))
    return Recorded(request, source, (index,), recording=capture.recording)


def _find(written: bytes, *keys: bytes) -> Span | None:
    """Where the value stands that *keys* lead to in the dictionaries of a tnetstring; None where there is none."""
    span = _value(written, 0)
    for key in keys:
        at, found = span.start, None
        while found is None and at < span.end:
            name = _value(written, at)
            value = _value(written, name.end + 1)
            at = value.end + 1
            if written[name.start : name.end] == key:
                found = value
        if found is None:
            return None
        span = found
    return span


def _value(written: bytes, start: int) -> Span:
    """Where what the tnetstring says stands that begins at *start*; behind it is a byte that tells its type."""
    colon = written.index(b":", start)
    return Span(colon + 1, colon + 1 + int(written[start:colon]))


mitmproxy_flows = Format("mitmproxy", (".mitm", ".flow", ".flows"), _sniff, _read, binary=True)

"""
Bodies of requests, whatever clients take for one, as the bytes that are sent.

A body that can be read once only is read as it is sent, by a stand-in that keeps what passes through it. What nobody
sends, because a mock answers, is read when the bytes are asked for; whoever iterates later gets it from the beginning.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from types import GeneratorType
from typing import Any, Final

__all__ = ["Body", "Written", "body_of"]

_READ_LATER: Final[tuple[type, ...]] = (GeneratorType, type(iter(())), type(iter([])))
"""Iterators that end: another may wait without end for somebody who feeds it."""
_MOST: Final = 16 * 1024 * 1024
"""How many bytes are kept of a stream, which may be without end."""


class Body:
    """
    The body of a request: *stand_in* is what has to be sent in its place for it to be known.

    Where it is not *exact*, it is made of what a client was given, as the client makes it, and not what it sent.
    """

    def __init__(self, content: bytes | None = None, stand_in: Any = None, *, is_exact: bool = True) -> None:  # noqa: ANN401 - whatever clients take
        self._content = content
        self.stand_in = stand_in
        self.is_exact = is_exact

    @property
    def content(self) -> bytes | None:
        """The bytes; None where there are none, or they cannot be known. What nobody has read yet is read."""
        if isinstance(self.stand_in, _Stream | _AsyncStream):
            return self.stand_in.content()
        return self._content

    @property
    def content_known(self) -> bool:
        """Whether the bytes are known, or will be when it is sent."""
        return self._content is not None or isinstance(self.stand_in, _Stream | _AsyncStream)

    def is_like(self, other: Body) -> bool:
        """Whether it may be the same as *other*; nothing is read to tell."""
        if self.stand_in is not None and self.stand_in is other.stand_in:
            return True
        known = (self._content, other._content)
        return None in known or not (self.is_exact and other.is_exact) or known[0] == known[1]


class Written(Body):
    """A body that is written piece by piece, as far as it is written."""

    def __init__(self) -> None:
        super().__init__(None, self)
        self._pieces: list[Body] = []

    def write(self, piece: object) -> Any:  # noqa: ANN401 - whatever clients take
        """Keep one more *piece*; what has to be written in its place is returned."""
        body = body_of(piece)
        self._pieces.append(body)
        return body.stand_in

    def clear(self) -> None:
        """Begin anew, as what is sent again does."""
        self._pieces.clear()

    @property
    def content(self) -> bytes | None:
        """The bytes that were written; None where there were none."""
        known = [content for content in (piece.content for piece in self._pieces) if content is not None]
        return b"".join(known) if known else None

    @property
    def content_known(self) -> bool:
        """Whether anything was written."""
        return bool(self._pieces)


def body_of(value: object, *, is_exact: bool = True) -> Body:
    """The body that *value* is."""
    if isinstance(value, _Stream | _AsyncStream):
        return Body(None, value)
    encoded = _encoded(value)
    if encoded is not None:
        return Body(encoded, value, is_exact=is_exact)
    if value is None or isinstance(value, dict):
        return Body(None, value)
    if hasattr(value, "read"):
        known = _peeked(value)
        if known is not None:
            return Body(known, value)
    if hasattr(value, "__aiter__"):
        return Body(None, _AsyncStream(value))
    if hasattr(value, "read") or hasattr(value, "__iter__"):
        return Body(None, _Stream(value))
    return Body(None, value)


def _peeked(file: Any) -> bytes | None:  # noqa: ANN401 - whatever can be read
    """What is left in a *file* that can be gone back in; None where it cannot."""
    try:
        place = file.tell()
        content = file.read()
        file.seek(place)
    except (AttributeError, OSError, ValueError, TypeError):
        return None
    return _encoded(content)


def _encoded(piece: object) -> bytes | None:
    if isinstance(piece, str):
        return piece.encode("utf-8", "surrogatepass")
    return bytes(piece) if isinstance(piece, bytes | bytearray | memoryview) else None


class _Kept:
    """What has passed through a stream so far."""

    def __init__(self, source: Any) -> None:  # noqa: ANN401 - whatever clients take
        self._source = source
        self._pieces: list[Any] = []
        self._size = 0

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as the source has it
        return getattr(self._source, name)

    def _keep(self, piece: Any) -> None:  # noqa: ANN401 - as above
        self._pieces.append(piece)
        self._size += len(_encoded(piece) or b"")

    def _joined(self) -> bytes | None:
        encoded = [_encoded(piece) for piece in self._pieces]
        return None if None in encoded else b"".join(piece for piece in encoded if piece is not None)


class _Stream(_Kept):
    """Stands in for an iterable, or a file, that can be read once only."""

    def __init__(self, source: Any) -> None:  # noqa: ANN401 - whatever clients take
        super().__init__(source)
        self._rest: Iterator[Any] | None = None
        self._is_over = False
        if hasattr(source, "read"):
            self.read = self._read  # clients ask whether there is one

    def _read(self, *size: int) -> Any:  # noqa: ANN401 - as the source has it
        piece = self._source.read(*size)
        self._keep(piece)
        self._is_over = not piece
        return piece

    def __iter__(self) -> Iterator[Any]:
        at = 0
        while at < len(self._pieces) or self._draw():
            yield self._pieces[at]
            at += 1

    def __next__(self) -> Any:  # noqa: ANN401 - as the source has it
        if not self._draw():
            raise StopIteration
        return self._pieces[-1]

    def _draw(self) -> bool:
        """Take one more piece from the source; tell whether there was one."""
        if self._rest is None:
            self._rest = iter(self._source)
        for piece in self._rest:
            self._keep(piece)
            return True
        self._is_over = True
        return False

    def content(self) -> bytes | None:
        """The bytes of the whole, as far as it is kept; None where not all of it was sent, or can be read now."""
        if isinstance(self._source, _READ_LATER):
            try:
                while self._size <= _MOST and self._draw():
                    pass
            except Exception:  # noqa: BLE001 - it is the user's, and nobody else has asked for it
                return None
        return self._joined() if self._is_over or self._size > _MOST else None


class _AsyncStream(_Kept):
    """Stands in for an asynchronous iterable; what nobody awaits of it is not known."""

    def __init__(self, source: Any) -> None:  # noqa: ANN401 - whatever clients take
        super().__init__(source)
        self._is_read = False

    async def __aiter__(self) -> AsyncIterator[Any]:
        async for piece in self._source:
            self._keep(piece)
            yield piece
        self._is_read = True

    def content(self) -> bytes | None:
        """The bytes that were sent; None where not all of them were."""
        return self._joined() if self._is_read else None

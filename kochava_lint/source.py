"""Text, and places in it."""

from __future__ import annotations

import codecs
from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple

from kochava_lint.json_text import read
from kochava_lint.json_tree import Span, Tree
from kochava_lint.memory import once
from kochava_lint.written import Written

__all__ = ["Edit", "Place", "Pointer", "Source", "Span", "Standing", "encoding_of", "render", "without_bom"]

Pointer = tuple[str | int, ...]
"""Where a value stands in a JSON document: keys and indices from the root, which is `()`."""

_BOM = codecs.BOM_UTF8
_HEAD = 1024


def render(pointer: Pointer) -> str:
    """Write *pointer* as RFC 6901 does: `("data", "device_ids", "idfa")` is `/data/device_ids/idfa`."""
    return "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in pointer)


def without_bom(content: str | bytes) -> str | bytes:
    """Drop a UTF-8 byte order mark: editors on Windows write it, and it means nothing."""
    if isinstance(content, bytes):
        return content.removeprefix(_BOM)
    return content.removeprefix("\ufeff")


def encoding_of(head: bytes) -> str | None:
    """
    Tell `utf-8`, `utf-16` or `utf-32` from the first bytes of a text, or None where they are no text at all.

    Only these matter here: JSON is UTF-8 (RFC 8259), and Windows tools write the others without saying so.
    """
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    zeros = [head[parity::2].count(0) for parity in (0, 1)]
    if max(zeros) * 4 > len(head) and not min(zeros):  # every other byte of mostly Latin text
        return "utf-16"
    return None if any(zeros) else "utf-8"


class Place(NamedTuple):
    """A place in a file, as people and editors count: lines and columns from 1, columns in code points."""

    line: int
    column: int


class Edit(NamedTuple):
    """A change of a text: the characters from *start* to *end* become *text*."""

    start: int
    end: int
    text: str

    def __repr__(self) -> str:
        """Tell where, and not what: payloads are personal data."""
        return f"<Edit of {self.start} to {self.end}>"


class Standing(NamedTuple):
    """Where in its file a text stands: the *line* and *column* where it begins, and how it is *written* there."""

    line: int = 1
    column: int = 1
    written: Written | None = None


class Source:
    """
    The text of one payload, and where in which file it begins.

    *content* is kept as it came, text or bytes: a payload in which nothing is found is never decoded into text.
    Where the text was too long to keep, it holds the beginning and *cut* the length of the whole in bytes.
    *written* is how the file writes the text, where that is otherwise than it reads: as a string inside JSON.
    A text that is *opaque* is encoded as a whole, as by base64: all of it stands where it begins.

    Where the text stands may also be told by a function, which is called when it is first asked for.
    """

    name: str
    content: str | bytes
    cut: int | None
    opaque: bool

    def __init__(
        self,
        name: str,
        content: str | bytes,
        line: int | Callable[[], Standing] = 1,
        column: int = 1,
        *,
        cut: int | None = None,
        written: Written | None = None,
        opaque: bool = False,
    ) -> None:
        # Into the dictionary, because one is made for every line of a capture: each field set as such would be a call.
        fields = self.__dict__
        fields["name"] = name
        fields["content"] = content
        fields["cut"] = cut
        fields["opaque"] = opaque
        if callable(line):
            fields["_find"] = line
        else:
            fields["line"] = line
            fields["column"] = column
            fields["written"] = written

    def __getstate__(self) -> dict[str, object]:
        """What is sent to another process: where it stands is found before, since that may take more than the text."""
        names = (*Source.__annotations__, "line", "column", "written")
        return {name: getattr(self, name) for name in names}

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse: what was found in a text has to stay true of it."""
        raise AttributeError(f"a source cannot be changed; {name} stays as it is")

    def __repr__(self) -> str:
        """Tell where the text is from, and not what it says: payloads are personal data."""
        return f"<Source {self.name}:{self.line}:{self.column}>"

    @once
    def line(self) -> int:
        """The line of the file in which the text begins, from 1."""
        return self._standing.line

    @once
    def column(self) -> int:
        """The column in which it begins, from 1."""
        return self._standing.column

    @once
    def written(self) -> Written | None:
        """How the file writes the text; None where it does so character by character."""
        return self._standing.written

    @once
    def _standing(self) -> Standing:
        find: Callable[[], Standing] = self.__dict__["_find"]
        return find()

    @once
    def text(self) -> str:
        """The content as text; bytes that are not UTF-8 become lone surrogates, as in Python's `surrogateescape`."""
        if isinstance(self.content, str):
            return self.content
        encoding = encoding_of(self.content[:_HEAD])
        if encoding in {"utf-16", "utf-32"}:
            return self.content.decode(encoding, "replace")
        return self.content.decode("utf-8", "surrogateescape")

    @property
    def size(self) -> int:
        """The length of the whole text in bytes, as it would be sent."""
        if self.cut is not None:
            return self.cut
        if isinstance(self.content, bytes):
            return len(self.content)
        return len(self.content) if self.content.isascii() else len(self.content.encode("utf-8", "surrogatepass"))

    @once
    def tree(self) -> Tree:
        """
        Where each value of the text stands.

        Raises: `Malformed` where the text is not JSON.
        """
        return read(self.text)

    @property
    def is_read(self) -> bool:
        """Whether it is known already where each value of the text stands."""
        return "tree" in self.__dict__

    def span(self, pointer: Pointer) -> Span | None:
        """Where the value at *pointer* stands in the text; None where there is no such value."""
        return self.tree.span(pointer)

    def beginning(self, length: int) -> Source:
        """The source of which only *length* characters or bytes are kept, and where it begins."""
        content = self.content[:length]
        return Source(self.name, content, self.line, self.column, cut=self.size, opaque=self.opaque)

    def copy(self) -> Source:
        """The source, with nothing of what was worked out of it, nor of what it is a part of."""
        return Source(
            self.name,
            self.content,
            self.line,
            self.column,
            cut=self.cut,
            written=None if self.written is None else self.written.compact(),
            opaque=self.opaque,
        )

    @property
    def raw(self) -> str:
        """The text as the file writes it."""
        return self.text if self.written is None else self.written.raw

    @once
    def gaps(self) -> Sequence[Span]:
        """What of `raw` is of something else, which stands between the characters of the text."""
        return () if self.written is None else list(self.written.gaps())

    @property
    def is_editable(self) -> bool:
        """Whether the text can be changed where it stands."""
        return not self.opaque and self.cut is None and (self.written is None or self.written.manner is not None)

    def outward(self, span: Span) -> Span:
        """Where what *span* covers of the text stands in `raw`."""
        return span if self.written is None else self.written.span(span)

    def raw_edit(self, edit: Edit) -> Edit:
        """The *edit* of the text, which is editable, as one of `raw`, written in the manner of what stands there."""
        manner = self.written.manner if self.written else None
        span = self.outward(Span(edit.start, edit.end))
        return Edit(*span, edit.text if manner is None else manner.spell(edit.text))

    def rewritten(self, raw: str) -> Source:
        """The source, which is editable, as it is where the file says *raw* in its place."""
        if self.written is None or self.written.manner is None:
            return Source(self.name, raw, self.line, self.column)
        text, written = self.written.manner.read(raw)
        return Source(self.name, text, self.line, self.column, written=written)

    @once
    def _line_starts(self) -> array[int]:
        starts = array("Q", [0])
        raw = self.raw
        end = raw.find("\n")
        while end >= 0:
            starts.append(end + 1)
            end = raw.find("\n", end + 1)
        return starts

    def place(self, offset: int) -> Place:
        """The line and column, in the file, of the character at *offset* of the text."""
        return self.raw_place(offset if self.written is None else self.written.outward(offset))

    def raw_place(self, offset: int) -> Place:
        """The line and column, in the file, of the character at *offset* of `raw`."""
        if self.opaque:
            return Place(self.line, self.column)
        index = bisect_right(self._line_starts, offset) - 1
        column = offset - self._line_starts[index]
        return Place(self.line + index, column + (self.column if index == 0 else 1))

    def line_at(self, offset: int) -> Span:
        """The line of `raw` that its character at *offset* is in, without its end."""
        index = bisect_right(self._line_starts, offset) - 1
        start = self._line_starts[index]
        last = index + 1 == len(self._line_starts)
        end = len(self.raw) if last else self._line_starts[index + 1] - 1
        return Span(start, end - 1 if end > start and self.raw[end - 1] == "\r" else end)

"""The edits of a text made so far, in terms of the text as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kochava_lint.source import Edit

__all__ = ["Patch"]

_Piece = tuple[int, int] | str


class Patch:
    """
    A text that is edited again and again, kept as pieces of the text as it was and what came between them.

    So it is known in the end what was changed, and nothing has to be compared.
    """

    def __init__(self, original: str) -> None:
        self._original = original
        self._pieces: list[_Piece] = [(0, len(original))]

    @property
    def text(self) -> str:
        """The text as it is now."""
        return "".join(map(self._text_of, self._pieces))

    def apply(self, edits: Iterable[Edit]) -> None:
        """Make *edits* of the text as it is now, which do not overlap; of several at one place, in their order."""
        pieces: list[_Piece] = []
        rest = iter(self._pieces)
        at = 0
        waiting: _Piece | None = next(rest, None)

        def take_until(offset: int, *, keep: bool) -> None:
            nonlocal at, waiting
            while waiting is not None and at < offset:
                length = min(_length(waiting), offset - at)
                head, tail = _split(waiting, length)
                if keep:
                    pieces.append(head)
                at += length
                waiting = tail if tail is not None else next(rest, None)

        for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
            take_until(edit.start, keep=True)
            take_until(edit.end, keep=False)
            pieces.append(edit.text)
        if waiting is not None:
            pieces.append(waiting)
        self._pieces = [*pieces, *rest]

    def edits(self) -> Iterator[tuple[Edit, int]]:
        """What was changed of the text as it was, and with each where its new text begins in the text as it is now."""
        start = end = 0  # of what is gone
        begins = now = 0
        new: list[str] = []
        for piece in (*self._pieces, (len(self._original), len(self._original))):
            if isinstance(piece, str):
                new.append(piece)
                now += len(piece)
                continue
            end = piece[0]
            text = "".join(new)
            if start < end or text:
                yield Edit(start, end, text), begins
            start = piece[1]
            now += piece[1] - piece[0]
            begins, new = now, []

    def _text_of(self, piece: _Piece) -> str:
        return piece if isinstance(piece, str) else self._original[slice(*piece)]


def _length(piece: _Piece) -> int:
    return len(piece) if isinstance(piece, str) else piece[1] - piece[0]


def _split(piece: _Piece, at: int) -> tuple[_Piece, _Piece | None]:
    """The first *at* characters of *piece*, and the others, where there are any."""
    if isinstance(piece, str):
        return piece[:at], piece[at:] or None
    start, end = piece
    return (start, start + at), (start + at, end) if start + at < end else None

"""Unified diffs of files that are changed in few places: made of those places, not by comparing all lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from kochava_lint.file_edit import FileEdit, groups, spliced, split_lines

__all__ = ["ShownEdit", "unified_diff"]

_CONTEXT: Final = 3


class ShownEdit(NamedTuple):
    """An edit, and its old and new text as they may be shown: with the same line ends."""

    edit: FileEdit
    old: str
    new: str

    def __repr__(self) -> str:
        """Tell where, and not what: payloads are personal data."""
        return f"<ShownEdit at {self.edit.line}:{self.edit.column}>"


def unified_diff(
    name: str, lines: Iterable[str], edits: Iterable[ShownEdit], show: Callable[[str], str]
) -> Iterator[str]:
    """
    The lines of a unified diff of the file called *name*, with three lines of context.

    *edits* come in the order of the text. *show* makes of a line what may be shown of it; it keeps its length and end.
    """
    yield f"--- {name}\n"
    yield f"+++ {name}\n"
    rest = iter(lines)
    position = 1
    grown = 0
    for hunk in groups((shown for shown in edits if shown.edit.old != shown.edit.new), _edit, 2 * _CONTEXT):
        first = max(position, hunk[0].edit.line - _CONTEXT)
        next(islice(rest, first - position, first - position), None)
        position = first
        body: list[str] = []
        old = new = 0
        for group in groups(hunk, _edit, 1):
            context = list(islice(rest, group[0].edit.line - position))
            text = "".join(islice(rest, group[-1].edit.last_line - group[0].edit.line + 1))
            before, removed, added, behind = _sides(text, group, show)
            body += _signed(" ", [*map(show, context), *before])
            body += [*_signed("-", removed), *_signed("+", added), *_signed(" ", behind)]
            same = len(context) + len(before) + len(behind)
            old, new = old + same + len(removed), new + same + len(added)
            position = group[-1].edit.last_line + 1
        after = list(islice(rest, _CONTEXT))
        body += _signed(" ", map(show, after))
        old, new, position = old + len(after), new + len(after), position + len(after)
        yield f"@@ -{_range(first, old)} +{_range(first + grown, new)} @@\n"
        yield from body
        grown += new - old


def _edit(shown: ShownEdit) -> FileEdit:
    return shown.edit


def _sides(text: str, group: Sequence[ShownEdit], show: Callable[[str], str]) -> tuple[list[str], ...]:
    """
    What the edits in *group* do to the lines of *text*, as it is shown.

    The lines that stay before, those that go, those that come, and those that stay behind.
    """
    edits = [shown.edit for shown in group]
    real = split_lines(text), split_lines(spliced(text, edits, [edit.new for edit in edits]))
    around = "".join(map(show, split_lines(text)))
    old = split_lines(spliced(around, edits, [shown.old for shown in group]))
    new = split_lines(spliced(around, edits, [shown.new for shown in group]))
    start = _alike(*real)
    end = _alike(real[0][start:][::-1], real[1][start:][::-1])
    return old[:start], old[start : len(old) - end], new[start : len(new) - end], old[len(old) - end :]


def _alike(lines: Sequence[str], others: Sequence[str]) -> int:
    """How many lines the two begin with that are the same."""
    pairs = zip(lines, others, strict=False)
    return next((index for index, (line, other) in enumerate(pairs) if line != other), min(len(lines), len(others)))


def _range(first: int, length: int) -> str:
    """A range of lines as the format has it: an empty one is told by the line before it."""
    begins = first if length else first - 1
    return f"{begins}" if length == 1 else f"{begins},{length}"


def _signed(sign: str, lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield f"{sign}{line}" if line.endswith("\n") else f"{sign}{line}\n\\ No newline at end of file\n"

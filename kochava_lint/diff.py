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
    for hunk in groups(edits, _edit, 2 * _CONTEXT):
        first = max(position, hunk[0].edit.line - _CONTEXT)
        next(islice(rest, first - position, first - position), None)
        position = first
        body: list[tuple[str, str]] = []
        for group in groups(hunk, _edit, 1):
            body += [(" ", show(line)) for line in islice(rest, group[0].edit.line - position)]
            body += _changed("".join(islice(rest, group[-1].edit.last_line - group[0].edit.line + 1)), group, show)
            position = group[-1].edit.last_line + 1
        body += [(" ", show(line)) for line in islice(rest, _CONTEXT)]
        position += _CONTEXT
        yield from _hunk(body, first, grown)
        grown += sum(sign == "+" for sign, _ in body) - sum(sign == "-" for sign, _ in body)


def _hunk(body: list[tuple[str, str]], first: int, grown: int) -> Iterator[str]:
    """A hunk of lines with their signs, from line *first* of the old file on, with the context that belongs to it."""
    changed = [index for index, (sign, _) in enumerate(body) if sign != " "]
    if not changed:
        return
    start = max(0, changed[0] - _CONTEXT)
    kept = body[start : changed[-1] + _CONTEXT + 1]
    old = sum(sign != "+" for sign, _ in kept)
    new = sum(sign != "-" for sign, _ in kept)
    yield f"@@ -{_range(first + start, old)} +{_range(first + start + grown, new)} @@\n"
    for sign, line in kept:
        yield f"{sign}{line}" if line.endswith("\n") else f"{sign}{line}\n\\ No newline at end of file\n"


def _edit(shown: ShownEdit) -> FileEdit:
    return shown.edit


def _changed(text: str, group: Sequence[ShownEdit], show: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """What the edits in *group* do to the lines of *text*: each line as it is shown, with its sign."""
    edits = [shown.edit for shown in group]
    real = split_lines(text), split_lines(spliced(text, edits, [edit.new for edit in edits]))
    around = "".join(map(show, split_lines(text)))
    old = split_lines(spliced(around, edits, [shown.old for shown in group]))
    new = split_lines(spliced(around, edits, [shown.new for shown in group]))
    start = _alike(*real)
    end = _alike(real[0][start:][::-1], real[1][start:][::-1])
    yield from ((" ", line) for line in old[:start])
    yield from (("-", line) for line in old[start : len(old) - end])
    yield from (("+", line) for line in new[start : len(new) - end])
    yield from ((" ", line) for line in old[len(old) - end :])


def _alike(lines: Sequence[str], others: Sequence[str]) -> int:
    """How many lines the two begin with that are the same."""
    pairs = zip(lines, others, strict=False)
    return next((index for index, (line, other) in enumerate(pairs) if line != other), min(len(lines), len(others)))


def _range(first: int, length: int) -> str:
    """A range of lines as the format has it: an empty one is told by the line before it."""
    begins = first if length else first - 1
    return f"{begins}" if length == 1 else f"{begins},{length}"

"""Unified diffs of files that are changed in few places: made of those places, not by comparing all lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import islice
from typing import Final, Literal, NamedTuple

from kochava_lint.file_edit import FileEdit, spliced, split_lines
from kochava_lint.privacy import masked_words

__all__ = ["ShownEdit", "unified_diff"]

_CONTEXT: Final = 3
_Tag = Literal["equal", "replace"]
_Opcode = Literal["equal", "replace", "delete", "insert"]


class ShownEdit(NamedTuple):
    """An edit, and its old and new text as they may be shown: of the same length each, with their line ends."""

    edit: FileEdit
    old: str
    new: str


@dataclass
class _Block:
    """
    Lines of the old and of the new file, as they are shown, and by which operations the ones become the others.

    The operations are those of `difflib`: what is done, and from where to where in the old and the new lines.
    """

    old: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    operations: list[tuple[_Tag, int, int, int, int]] = field(default_factory=list)

    def add(self, tag: _Tag, old: Sequence[str], new: Sequence[str]) -> None:
        """Go on with lines that become others; the same operation as before goes on."""
        i, j = len(self.old), len(self.new)
        self.old += old
        self.new += new
        if self.operations and self.operations[-1][0] == tag:
            i, j = self.operations[-1][1], self.operations[-1][3]
            del self.operations[-1]
        if len(self.old) > i or len(self.new) > j:
            self.operations.append((tag, i, len(self.old), j, len(self.new)))


class _Compared(SequenceMatcher[str]):
    """A comparison whose outcome is known: comparing all lines of a large file could take very long."""

    def __init__(self, operations: list[tuple[_Tag, int, int, int, int]]) -> None:
        super().__init__()
        self._operations = operations

    def get_opcodes(self) -> list[tuple[_Opcode, int, int, int, int]]:
        return list(self._operations)


def unified_diff(name: str, lines: Iterable[str], edits: Sequence[ShownEdit], *, masked: bool) -> Iterator[str]:
    """
    The lines of a unified diff of the file called *name*, with three lines of context.

    *masked*: what stands around the edits is shown with its words masked too.
    """
    yield f"--- {name}\n"
    yield f"+++ {name}\n"
    rest = iter(lines)
    position = 1
    grown = 0
    show = masked_words if masked else _as_it_is
    for cluster in _by_lines(edits, 2 * _CONTEXT):
        first = max(position, cluster[0].edit.line - _CONTEXT)
        skipped = first - position
        next(islice(rest, skipped, skipped), None)
        position = first
        block = _Block()
        for group in _by_lines(cluster):
            around = [show(line) for line in islice(rest, group[0].edit.line - position)]
            block.add("equal", around, around)
            text = "".join(islice(rest, group[-1].edit.last_line - group[0].edit.line + 1))
            _add_changes(block, text, group, show)
            position = group[-1].edit.last_line + 1
        after = [show(line) for line in islice(rest, _CONTEXT)]
        block.add("equal", after, after)
        position += len(after)
        yield from _hunks(block, first, grown)
        grown += len(block.new) - len(block.old)


def _as_it_is(text: str) -> str:
    return text


def _add_changes(block: _Block, text: str, group: Sequence[ShownEdit], show: Callable[[str], str]) -> None:
    """Compare the lines of *text* with what the edits in *group* make of them."""
    edits = [shown.edit for shown in group]
    around = show(text)
    old = split_lines(text)
    new = split_lines(spliced(text, edits, [edit.new for edit in edits]))
    shown_old = split_lines(spliced(around, edits, [shown.old for shown in group]))
    shown_new = split_lines(spliced(around, edits, [shown.new for shown in group]))
    for tag, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        block.add("equal" if tag == "equal" else "replace", shown_old[i:i_end], shown_new[j:j_end])


def _hunks(block: _Block, first: int, grown: int) -> Iterator[str]:
    """The hunks of *block*, which begins with line *first* of the old file; the new has *grown* by as many before."""
    for group in _Compared(block.operations).get_grouped_opcodes(_CONTEXT):
        start, end = group[0], group[-1]
        yield f"@@ -{_range(first, start[1], end[2])} +{_range(first + grown, start[3], end[4])} @@\n"
        for tag, i, i_end, j, j_end in group:
            if tag == "equal":
                yield from (_line(" ", line) for line in block.old[i:i_end])
                continue
            yield from (_line("-", line) for line in block.old[i:i_end])
            yield from (_line("+", line) for line in block.new[j:j_end])


def _range(first: int, start: int, end: int) -> str:
    """A range of lines as the format has it: an empty one is told by the line before it."""
    length = end - start
    begins = first + start if length else first + start - 1
    return f"{begins}" if length == 1 else f"{begins},{length}"


def _line(sign: str, line: str) -> str:
    return f"{sign}{line}" if line.endswith("\n") else f"{sign}{line}\n\\ No newline at end of file\n"


def _by_lines(edits: Iterable[ShownEdit], apart: int = 0) -> Iterator[Sequence[ShownEdit]]:
    """The edits, grouped by the lines that they share, or between which lie no more than *apart* others."""
    group: list[ShownEdit] = []
    for shown in edits:
        if group and shown.edit.line - group[-1].edit.last_line > apart:
            yield group
            group = []
        group.append(shown)
    if group:
        yield group

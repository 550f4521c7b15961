"""
JSON text: changing one value, key or member, and nothing around it.

Indentation, the order of keys, how numbers and escapes are spelled, and line ends stay as they are. What is added
is written in the manner of what stands beside it.
"""

from __future__ import annotations

import json
from bisect import bisect_right, insort
from collections.abc import Sequence
from typing import NamedTuple

from kochava_lint.fix import Change, InsertMember, MoveMember, RenameKey, SetValue
from kochava_lint.json_tree import Span, Tree
from kochava_lint.source import Edit, Pointer

__all__ = ["Revision", "Revisions", "revision"]

_SPACE = " \t\r\n"


class Revision(NamedTuple):
    """What a change does to a text: its *edits*, and the places that it reads or writes."""

    edits: tuple[Edit, ...]
    touched: tuple[Pointer, ...]


class Revisions:
    """Revisions of one text that can be made at once: none reads or writes what another does."""

    def __init__(self) -> None:
        self._places: set[Pointer] = set()
        self._above: set[Pointer] = set()
        self._edits: list[Edit] = []

    @property
    def edits(self) -> Sequence[Edit]:
        """What they do to the text."""
        return self._edits

    def add(self, new: Revision) -> bool:
        """Take *new* in, if it is in the way of none; tell whether it was."""
        if not all(map(self._is_free, new.touched)) or any(map(self._is_in_the_way, new.edits)):
            return False
        for pointer in new.touched:
            self._places.add(pointer)
            self._above.update(pointer[:length] for length in range(len(pointer)))
        for edit in new.edits:
            insort(self._edits, edit, key=_extent)
        return True

    def _is_free(self, pointer: Pointer) -> bool:
        is_inside = any(pointer[:length] in self._places for length in range(len(pointer) + 1))
        return not is_inside and pointer not in self._above

    def _is_in_the_way(self, edit: Edit) -> bool:
        # Those that are there do not overlap, so only the nearest can.
        index = bisect_right(self._edits, _extent(edit), key=_extent)
        return any(_overlap(edit, other) for other in self._edits[max(0, index - 1) : index + 1])


def revision(change: Change, text: str, tree: Tree) -> Revision | None:
    """
    What *change* does to *text*, which *tree* describes; None where it cannot be made there.

    Nothing is changed at a key that is given twice: one of the two would be left, and nobody told.
    """
    made = _revision(change, text, tree)
    twice = {duplicate.pointer for duplicate in tree.duplicates}
    if made is None or any(pointer[:length] in twice for pointer in made.touched for length in range(len(pointer) + 1)):
        return None
    return made


def _revision(change: Change, text: str, tree: Tree) -> Revision | None:
    if isinstance(change, SetValue):
        return _set_value(change, text, tree)
    if isinstance(change, RenameKey):
        return _rename_key(change, text, tree)
    if isinstance(change, InsertMember):
        return _insert_member(change, text, tree)
    return _move_member(change, text, tree)


def _is_member(tree: Tree, pointer: Pointer) -> bool:
    return bool(pointer) and tree.is_object(pointer[:-1])


def _set_value(change: SetValue, text: str, tree: Tree) -> Revision | None:
    span = tree.span(change.pointer)
    if span is None:
        return None
    new = json.dumps(change.value, ensure_ascii=text[span.start : span.end].isascii())
    return Revision((Edit(*span, new),), (change.pointer,))


def _rename_key(change: RenameKey, text: str, tree: Tree) -> Revision | None:
    span = tree.span(change.pointer)
    target = (*change.pointer[:-1], change.key)
    if span is None or not _is_member(tree, change.pointer) or tree.span(target) is not None:
        return None
    return Revision((Edit(*_key_before(text, span.start), json.dumps(change.key)),), (change.pointer, target))


def _insert_member(change: InsertMember, text: str, tree: Tree) -> Revision | None:
    target = (*change.pointer, change.key)
    if not tree.is_object(change.pointer) or tree.span(target) is not None:
        return None
    member = f"{json.dumps(change.key)}{_colon(text, tree, change.pointer)}{json.dumps(change.value)}"
    return Revision((_insertion(member, text, tree, change.pointer),), (target,))


def _move_member(change: MoveMember, text: str, tree: Tree) -> Revision | None:
    value = tree.span(change.pointer)
    if value is None or not _is_member(tree, change.pointer) or change.into[: len(change.pointer)] == change.pointer:
        return None
    target = (*change.into, change.pointer[-1])
    if tree.span(target) is not None:
        return None
    key = _key_before(text, value.start)
    parent, name = change.into[:-1], change.into[-1:]
    is_there = tree.span(change.into) is not None
    if not is_there and name and parent == change.pointer[:-1]:
        # One edit of the whole member: what is added behind it must not slip into the new object.
        wrapped = f"{_opening(text, tree, parent, name[0])}{text[key.start : value.end]}}}"
        return Revision((Edit(key.start, value.end, wrapped),), (change.pointer, change.into))
    removal = _removal(text, Span(key.start, value.end))
    member = text[key.start : value.end]
    if tree.is_object(change.into):
        return Revision((removal, _insertion(member, text, tree, change.into)), (change.pointer, target))
    if is_there or not name or not tree.is_object(parent):
        return None
    made = f"{_opening(text, tree, parent, name[0])}{member}}}"
    return Revision((removal, _insertion(made, text, tree, parent)), (change.pointer, change.into))


def _opening(text: str, tree: Tree, pointer: Pointer, key: str | int) -> str:
    """The beginning of a member of the object at *pointer* that is an object itself."""
    return f"{json.dumps(key)}{_colon(text, tree, pointer)}{{"


def _insertion(member: str, text: str, tree: Tree, pointer: Pointer) -> Edit:
    """Add *member* at the end of the object at *pointer*."""
    last = tree.last_member(pointer)
    whole = tree.span(pointer) or Span(0, 0)
    if last is None:
        return Edit(*whole, f"{{{member}}}")
    key = _key_before(text, last.start)
    before = _skip_back(text, key.start)
    space = text[before : key.start]
    if text[before - 1] == "{" and "\n" not in space:
        space = text[key.end : last.start].partition(":")[2]  # of one member alone, what follows its colon tells more
    return Edit(last.end, last.end, f",{space}{member}")


def _removal(text: str, member: Span) -> Edit:
    """Take *member* out of its object, with the comma that it needs no more."""
    after = _skip(text, member.end)
    if text[after] == ",":
        return Edit(member.start, _skip(text, after + 1), "")
    before = _skip_back(text, member.start)
    if text[before - 1] == ",":
        return Edit(before - 1, member.end, "")
    return Edit(before, after, "")


def _colon(text: str, tree: Tree, pointer: Pointer) -> str:
    """What stands between key and value in the object at *pointer*, or else in the whole text."""
    last = tree.last_member(pointer) or tree.last_member(())
    return ": " if last is None else text[_key_before(text, last.start).end : last.start]


def _key_before(text: str, value: int) -> Span:
    """Where the key of the value that begins at *value* stands, with its quotes."""
    end = text.rindex(":", 0, value)
    end = _skip_back(text, end)
    start = text.rindex('"', 0, end - 1)
    # Inside the key, a quotation mark follows a backslash; before it, none can.
    while text[start - 1] == "\\":
        start = text.rindex('"', 0, start)
    return Span(start, end)


def _skip(text: str, at: int) -> int:
    while text[at] in _SPACE:
        at += 1
    return at


def _skip_back(text: str, at: int) -> int:
    while text[at - 1] in _SPACE:
        at -= 1
    return at


def _extent(edit: Edit) -> tuple[int, int]:
    return edit.start, edit.end


def _overlap(edit: Edit, other: Edit) -> bool:
    if edit.start == edit.end and other.start == other.end:
        return False  # two members that are added at one place follow each other
    if edit.start == edit.end or other.start == other.end:
        return edit.start <= other.end and other.start <= edit.end
    return edit.start < other.end and other.start < edit.end

"""Where each value of a JSON text stands."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["DuplicateKey", "Span", "Tree"]


class Span(NamedTuple):
    """A stretch of text: offsets of its first character and of the one after its last."""

    start: int
    end: int


class DuplicateKey(NamedTuple):
    """A key that stands more than once in one object: where, its first value and its last, which parsers keep."""

    pointer: tuple[str | int, ...]
    first: Span
    last: Span


@dataclass(frozen=True, eq=False)
class Tree:
    """
    Where each value of a text stands.

    Values are numbered in the order in which they begin, the root is 0. Numbers instead of nodes keep a
    payload of millions of values at some tens of bytes each.
    """

    starts: array[int] = field(default_factory=lambda: array("Q"))
    ends: array[int] = field(default_factory=lambda: array("Q"))
    children: dict[int, dict[str, int] | array[int]] = field(default_factory=dict)
    duplicates: list[DuplicateKey] = field(default_factory=list)

    def span(self, pointer: tuple[str | int, ...]) -> Span | None:
        """Where the value at *pointer* stands; of a key that is given twice, the last one's, which parsers keep."""
        node = self._node(pointer)
        return None if node is None else self.span_of(node)

    def _node(self, pointer: tuple[str | int, ...]) -> int | None:
        node: int | None = 0
        for token in pointer:
            node = _child(self.children.get(node), token) if node is not None else None
        return node

    def last_member(self, pointer: tuple[str | int, ...]) -> Span | None:
        """Where the value of the last member of the object at *pointer* stands; None where it is empty, or none."""
        node = self._node(pointer)
        children = None if node is None else self.children.get(node)
        return self.span_of(max(children.values())) if isinstance(children, dict) and children else None

    def is_object(self, pointer: tuple[str | int, ...]) -> bool:
        """Whether an object stands at *pointer*."""
        node = self._node(pointer)
        return node is not None and isinstance(self.children.get(node), dict)

    def span_of(self, node: int) -> Span:
        """Where the value numbered *node* stands."""
        return Span(self.starts[node], self.ends[node])


def _child(children: dict[str, int] | array[int] | None, token: str | int) -> int | None:
    if isinstance(children, dict):
        return children.get(token) if isinstance(token, str) else None
    if children is not None and isinstance(token, int) and 0 <= token < len(children):
        return children[token]
    return None

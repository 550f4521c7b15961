"""The edits that would mend findings, for reports that carry them to editors."""

from __future__ import annotations

from typing import NamedTuple

from kochava_lint.finding import Finding
from kochava_lint.fix import Change, InsertMember, MoveMember, SetValue
from kochava_lint.json_edit import revision
from kochava_lint.payload import Payload
from kochava_lint.privacy import Mask, is_shared
from kochava_lint.reporter import Display
from kochava_lint.source import Place, Source

__all__ = ["ShownEdit", "ShownEdits"]


class ShownEdit(NamedTuple):
    """What stands from *start* to *end* of the file becomes *text*."""

    start: Place
    end: Place
    text: str


class ShownEdits:
    """The edits of one finding after the other, those left out that would tell what *display* does not show."""

    def __init__(self, display: Display) -> None:
        self._is_masked = not display.show_values
        self._payload: Payload | None = None
        self._mask: Mask | None = None

    def of(self, finding: Finding) -> list[ShownEdit]:
        """
        What the fix of *finding* does to the file; nothing where it has none that can be made.

        Nothing either where its new text may not be shown: some fixes move or rewrite identifiers.
        """
        source = finding.payload.source
        if finding.fix is None or source is None or not finding.is_fixable:
            return []
        made = revision(finding.fix.change, source.text, source.tree)
        if made is None or (self._is_masked and self._tells_something(finding.fix.change, finding.payload, source)):
            return []
        edits = sorted(map(source.raw_edit, made.edits))
        return [ShownEdit(source.raw_place(edit.start), source.raw_place(edit.end), edit.text) for edit in edits]

    def _tells_something(self, change: Change, payload: Payload, source: Source) -> bool:
        """Whether what *change* writes tells of a device or person."""
        if isinstance(change, SetValue):
            return not _may_be_shown(change.pointer[-1] if change.pointer else "", change.value)
        if isinstance(change, InsertMember):
            return not _may_be_shown(change.key, change.value)
        if isinstance(change, MoveMember):
            if payload is not self._payload:
                self._payload, self._mask = payload, Mask(payload)
            span = source.span(change.pointer)
            moved = source.outward(span) if span else None
            return moved is None or self._mask is None or self._mask.over(moved) != source.raw[slice(*moved)]
        return False


def _may_be_shown(key: str | int, value: object) -> bool:
    return value == "" or isinstance(value, bool) or (isinstance(key, str) and is_shared(key, value))

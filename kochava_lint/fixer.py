"""Applying fixes to the text of a payload, pass after pass, until there is nothing left to fix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from kochava_lint.finding import Finding
from kochava_lint.json_edit import Revisions, revision
from kochava_lint.patch import Patch
from kochava_lint.payload import Payload
from kochava_lint.reader import read_payload
from kochava_lint.source import Edit, Source

__all__ = ["MAX_PASSES", "Fixed", "fix_payload", "is_signed"]

MAX_PASSES: Final = 20
"""How often a payload is looked at again: each pass mends all that is not in the way of something else."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """
    A payload that was fixed.

    *payload* is what it is now, and *before* its text as it was. *applied* are the findings that were fixed, in order;
    *left* is what is found now, and *uncovered* those of them that something else hid before. *gave_up* where fixes
    kept calling for others.
    """

    payload: Payload
    before: Source
    applied: Sequence[Finding]
    left: Sequence[Finding]
    uncovered: Sequence[Finding]
    gave_up: bool
    _patch: Patch = field(repr=False)

    def edits(self) -> Iterator[tuple[Edit, int]]:
        """What was changed of `before.raw`, and with each where its new text begins in that of the payload."""
        return self._patch.edits()


def fix_payload(
    payload: Payload, lint: Callable[[Payload], Sequence[Finding]], wanted: Callable[[Finding], bool]
) -> Fixed | None:
    """
    Apply the fixes of those findings that are *wanted*, as long as *lint* tells of any.

    None where there is nothing to fix: no finding has a fix, or the payload has no text that may be changed.
    """
    before = payload.source
    if before is None or not payload.is_editable:
        return None
    first = found = lint(payload)
    chosen, edits = _compatible([finding for finding in found if wanted(finding)])
    if not chosen:
        return None
    source = before
    patch = Patch(before.raw)
    applied: list[Finding] = []
    passes = 0
    while chosen and passes < MAX_PASSES:
        applied += chosen
        patch.apply(map(source.raw_edit, edits))
        source = source.rewritten(patch.text)
        payload = _read_again(payload, source)
        found = lint(payload)
        chosen, edits = _compatible([finding for finding in found if wanted(finding)])
        passes += 1
    return Fixed(payload, before, applied, found, _news(first, found), bool(chosen), patch)


def is_signed(payload: Payload) -> bool:
    """Whether a signature was made of the payload's text, which then must not be changed."""
    return payload.request is not None and payload.request.is_signed


def _compatible(findings: Sequence[Finding]) -> tuple[list[Finding], Sequence[Edit]]:
    """Those of *findings*, in the order of the text, whose fixes can be made at once, and what to change for them."""
    chosen = []
    revisions = Revisions()
    for finding in sorted(findings, key=lambda finding: finding.span or (0, 0)):
        source = finding.payload.source
        if finding.fix is None or source is None:
            continue
        new = revision(finding.fix.change, source.text, source.tree)
        if new is not None and revisions.add(new):
            chosen.append(finding)
    return chosen, revisions.edits


def _news(before: Sequence[Finding], after: Sequence[Finding]) -> list[Finding]:
    """Those of *after* that there were fewer of *before*, by rule: what was moved is no news."""
    known = Counter(finding.rule for finding in before)
    news = []
    for finding in after:
        known[finding.rule] -= 1
        if known[finding.rule] < 0:
            news.append(finding)
    return news


def _read_again(payload: Payload, source: Source) -> Payload:
    read = read_payload(source, payload.pointer)
    return Payload(
        read.data,
        source,
        payload.pointer,
        read.defect,
        batched=payload.batched,
        request=payload.request,
        recording=payload.recording,
    )

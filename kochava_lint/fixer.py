"""Applying fixes to the text of a payload, pass after pass, until there is nothing left to fix."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from kochava_lint.finding import Finding
from kochava_lint.json_edit import Revisions, revision
from kochava_lint.payload import Payload
from kochava_lint.reader import read_payload
from kochava_lint.source import Edit, Source

__all__ = ["MAX_PASSES", "Fixed", "fix_payload"]

MAX_PASSES: Final = 20
"""How often a payload is looked at again: each pass mends all that is not in the way of something else."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """
    A payload that was fixed.

    *source* is its text as it is now. *applied* are the findings that were fixed, in order; *left* is what is found
    now, and *uncovered* those of them that something else hid before. *gave_up* where fixes kept calling for others.
    """

    source: Source
    applied: Sequence[Finding]
    left: Sequence[Finding]
    uncovered: Sequence[Finding]
    gave_up: bool


def fix_payload(
    payload: Payload,
    lint: Callable[[Payload], Sequence[Finding]],
    wanted: Callable[[Finding], bool],
) -> Fixed | None:
    """
    Apply the fixes of those findings that are *wanted*, as long as *lint* tells of any.

    None where there is nothing to fix: no finding has a fix, or the payload has no text that could be changed.
    """
    source = payload.source
    found = before = lint(payload)
    if source is None or not is_open_to_fixes(payload):
        return None
    applied: list[Finding] = []
    for _ in range(MAX_PASSES):
        chosen, edits = _compatible([finding for finding in found if wanted(finding)])
        if not chosen:
            break
        applied += chosen
        source = source.edited(edits)
        payload = _read_again(payload, source)
        found = lint(payload)
    if not applied:
        return None
    known = {(finding.rule, finding.pointer) for finding in before}
    return Fixed(
        source,
        applied,
        found,
        [finding for finding in found if (finding.rule, finding.pointer) not in known],
        gave_up=bool(_compatible([finding for finding in found if wanted(finding)])[0]),
    )


def is_open_to_fixes(payload: Payload) -> bool:
    """Whether the payload's text may be changed: it is JSON, and no signature was made of it."""
    is_signed = payload.request is not None and payload.request.is_signed
    return payload.source is not None and isinstance(payload.data, dict) and not is_signed


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


def _read_again(payload: Payload, source: Source) -> Payload:
    read = read_payload(source, payload.pointer, payload.request)
    return Payload(read.data, read.source, read.pointer, read.defect, batched=payload.batched, request=payload.request)

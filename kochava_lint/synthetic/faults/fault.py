"""What an operator makes: something with exactly one defect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kochava_lint.payload import Payload, Recording
from kochava_lint.plan import TrackingPlan
from kochava_lint.reader import read_values
from kochava_lint.request import Request
from kochava_lint.source import Pointer, render

__all__ = ["Fault"]


@dataclass(frozen=True, slots=True)
class Fault:
    """
    A defect that one *rule* finds, and how it came to be: by the operator called *label*.

    *payload* is what has it: an object, JSON text or bytes, or a list of payloads, which is a capture in sending
    order. *pointer* is where the rule finds it; in a capture it begins with the number of the payload, from 0.
    *before* and *after* are the value that was changed, there or within, `MISSING` where there is none.

    *implies* are findings that cannot be had without, each a rule and a pointer. *request* is the one that brings the
    payload, where the defect is in that, and *recording* tells how a capture holds it. *plan* and *secret* are the
    user's own contract that the rule needs.
    """

    rule: str
    label: str
    pointer: Pointer
    before: Any
    after: Any
    payload: Any
    implies: tuple[tuple[str, Pointer], ...] = ()
    request: Request | None = None
    recording: Recording | None = None
    plan: TrackingPlan | None = None
    secret: str | None = None

    @property
    def expected(self) -> tuple[tuple[str, str], ...]:
        """All that is found in it: each a rule's name and a rendered pointer, the fault's own first."""
        return tuple((rule, render(pointer)) for rule, pointer in ((self.rule, self.pointer), *self.implies))

    def payloads(self) -> Iterator[Payload]:
        """The payloads to lint, in sending order: one, but for a capture, and an array in one request."""
        if self.request is None and self.recording is None:
            return read_values(self.payload)
        return iter((Payload(self.payload, request=self.request, recording=self.recording),))

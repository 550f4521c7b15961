"""Payloads without end, for load tests and demonstrations: as a crowd of installations sends them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, Final, NamedTuple

from kochava_lint.request import Request
from kochava_lint.source import Pointer
from kochava_lint.synthetic.capture import Sent, journey
from kochava_lint.synthetic.choices import Choices, RandomChoices
from kochava_lint.synthetic.faults.catalogue import IN_HAR, IN_LINES
from kochava_lint.synthetic.faults.fault import Fault
from kochava_lint.synthetic.installation import installation
from kochava_lint.synthetic.request import request

__all__ = ["Expected", "Sample", "stream"]

_CROWD: Final = 200
"""How many installations send at one time: that many are kept in memory, however many payloads there are."""
_MOST_EVENTS: Final = 30

Expected = tuple[str, Pointer]
"""A rule that finds something, and where in the payload."""


class Sample(NamedTuple):
    """
    A payload, or a text that is none; the *request* that brings it, where requests are asked for; its *fault*, if any.

    What several payloads have one fault of is the fault of each. *expected* is what is found in this one.
    """

    payload: Any
    request: Request | None
    fault: Fault | None = None
    expected: Sequence[Expected] = ()


def stream(count: int, *, seed: int, fault_rate: float = 0.0, requests: bool = False) -> Iterator[Sample]:
    """
    Make up *count* payloads, in sending order, of as many installations as it takes.

    The same *seed* makes the same ones. Of those with a fault, whose share is *fault_rate*, each is of a device of its
    own, or several are that follow each other; across the others, rules about captures find nothing.
    """
    random = Random(seed)  # noqa: S311 - that anybody can tell what comes next is the point
    choices = RandomChoices(random)
    crowd: list[Iterator[Sent]] = [iter(()) for _ in range(_CROWD)]
    waiting: list[Sample] = []
    for left in range(count, 0, -1):
        if not waiting and fault_rate and random.random() < fault_rate:
            waiting = _faulty(choices, left, requests=requests)
        if waiting:
            yield waiting.pop(0)
        else:
            payload = _next(choices, crowd)
            yield Sample(payload, request(choices, payload) if requests else None)


def _faulty(choices: Choices, most: int, *, requests: bool) -> list[Sample]:
    """Something with a fault: one payload, or as many as the fault is of, which are no more than *most*."""
    operators = IN_HAR if requests else IN_LINES
    fault = choices.choose(operators).make(choices)
    while isinstance(fault.payload, list) and len(fault.payload) > most:
        fault = choices.choose(operators).make(choices)
    found = (fault.rule, fault.pointer), *fault.implies
    if not isinstance(fault.payload, list):
        brought_by = fault.request or request(choices, fault.payload) if requests else None
        return [Sample(fault.payload, brought_by, fault, found)]
    return [
        Sample(
            payload,
            request(choices, payload) if requests else None,
            fault,
            [(rule, pointer[1:]) for rule, pointer in found if pointer[0] == number],
        )
        for number, payload in enumerate(fault.payload)
    ]


def _next(choices: Choices, crowd: list[Iterator[Sent]]) -> Any:  # noqa: ANN401 - a payload
    """What one of the *crowd* sends next; for one that has sent all, another comes."""
    place = choices.integer(0, len(crowd) - 1)
    for sent in crowd[place]:
        return sent.payload
    crowd[place] = journey(choices, installation(choices), range(choices.integer(0, _MOST_EVENTS)))
    return next(crowd[place]).payload

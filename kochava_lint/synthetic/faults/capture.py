"""Faults of several payloads in sending order."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, Final

from kochava_lint.source import Pointer
from kochava_lint.synthetic.choices import Choices
from kochava_lint.synthetic.device_kind import APPLE, device_kind
from kochava_lint.synthetic.faults.fault import Fault
from kochava_lint.synthetic.faults.operator import DEVICE_IDS, Operator, idfa, idfv
from kochava_lint.synthetic.installation import Installation, installation
from kochava_lint.synthetic.moment import FIRST_USE
from kochava_lint.synthetic.payload import JSON, event, install

__all__ = ["OPERATORS"]

_Sequence = tuple[list[JSON], Pointer, Any, Any]
"""The payloads, where the defect is found, and the value that was changed, before and after."""


def _puts_out_of_order(rule: str, label: str, make: Callable[[Choices, Installation], _Sequence]) -> Operator:
    def made(choices: Choices) -> Fault:
        kind = device_kind(choices, choices.choose(APPLE), least=(14, 5))
        of = installation(choices, kind, allowed=True)
        of = of._replace(ids={"idfa": idfa(choices), "idfv": idfv(choices)})
        payloads, pointer, before, after = make(choices, of)
        return Fault(rule, label, pointer, before, after, payloads)

    return Operator(rule, label, made)


def _early(choices: Choices, of: Installation) -> _Sequence:
    first, second = install(choices, of, FIRST_USE), event(choices, of, FIRST_USE + 60)
    return [second, first], (0,), [first, second], [second, first]


def _unstable(choices: Choices, of: Installation) -> _Sequence:
    other = of._replace(device_id=of.device_id + "2", ids={**of.ids, "idfa": ""})
    payloads = [install(choices, of, FIRST_USE), install(choices, other, FIRST_USE + 60)]
    return payloads, (1, *DEVICE_IDS, "idfv"), of.device_id, other.device_id


def _changed(choices: Choices, of: Installation) -> _Sequence:
    earlier = of._replace(ids={"idfv": of.ids["idfv"]}, att={"att": False})
    payloads = [install(choices, earlier, FIRST_USE), event(choices, of, FIRST_USE + 60)]
    return payloads, (1, *DEVICE_IDS, "idfa"), "", of.ids["idfa"]


def _twice(choices: Choices, of: Installation) -> _Sequence:
    sent = event(choices, of, FIRST_USE)
    return [sent, copy.deepcopy(sent)], (1,), [sent], [sent, sent]


OPERATORS: Final[tuple[Operator, ...]] = (
    _puts_out_of_order("event-before-install", "early", _early),
    _puts_out_of_order("unstable-device-id", "second", _unstable),
    _puts_out_of_order("idfa-change-without-update", "allowed", _changed),
    _puts_out_of_order("duplicate-event", "twice", _twice),
)

"""All operators, by the rule whose defect they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from kochava_lint.synthetic.faults import (
    att,
    capture,
    contract,
    device,
    envelope,
    event,
    identifiers,
    install_update,
    moment,
    privacy,
    request,
    text,
)
from kochava_lint.synthetic.faults.operator import Operator

__all__ = ["IN_HAR", "IN_LINES", "OPERATORS", "operators_by_rule"]

_OF_PAYLOADS: Final[tuple[Operator, ...]] = tuple(
    operator
    for each in (envelope, identifiers, device, att, event, moment, privacy, install_update)
    for operator in each.OPERATORS
)
IN_LINES: Final[tuple[Operator, ...]] = (*_OF_PAYLOADS, *text.IN_LINES, *capture.OPERATORS)
"""The operators whose fault can be seen in JSON Lines."""
IN_HAR: Final[tuple[Operator, ...]] = (*_OF_PAYLOADS, *request.OPERATORS, *text.IN_BODIES, *capture.OPERATORS)
"""Those whose fault can be seen in HAR, which holds requests."""
OPERATORS: Final[tuple[Operator, ...]] = (
    *_OF_PAYLOADS,
    *(operator for each in (text, request, capture, contract) for operator in each.OPERATORS),
)
"""All of them."""


def operators_by_rule() -> Mapping[str, Sequence[Operator]]:
    """The operators of each rule, one at least, by the rules' names in their order."""
    rules = sorted({operator.rule for operator in OPERATORS})
    return {rule: [operator for operator in OPERATORS if operator.rule == rule] for rule in rules}

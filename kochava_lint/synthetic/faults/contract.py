"""Faults that are faults by the user's own contract: the tracking plan, and the secret."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from functools import cache
from typing import Any, Final

from kochava_lint.plan import EventSchema, TrackingPlan
from kochava_lint.synthetic.choices import Choices
from kochava_lint.synthetic.faults.fault import Fault
from kochava_lint.synthetic.faults.operator import EVENT, Operator, sets
from kochava_lint.synthetic.request import request

__all__ = ["OPERATORS"]

_SALE: Final = EVENT.having(event_name="Purchase", currency="EUR", event_data={"sum": 4.99, "content_id": "sku-7"})
_SUMS: Final = {
    "required": ["sum"],
    "properties": {"sum": {"type": "number"}, "content_id": {"pattern": "^sku-[0-9]+$"}},
}
_SECRET: Final = "example-secret"  # noqa: S105 - it opens nothing
_KEY: Final = "0f1e2d3c4b5a"


@cache  # compiling a schema takes longer than making a fault
def _plan() -> TrackingPlan:
    schema = EventSchema(_SUMS, "urn:kochava-lint:synthetic:purchase")
    return TrackingPlan({"Purchase": schema, "View": None}, frozenset({"kodemo-ios-4ea1", "kodemo-android-7b2"}))


def _off_plan(rule: str, label: str, path: str, *values: Any) -> Operator:  # noqa: ANN401 - any JSON value
    """Make an operator that sets the value at *path* to one that the plan does not want."""
    operator = sets(rule, label, _SALE._replace(platforms=("ios", "android")), path, *values)
    return operator._replace(make=lambda choices: replace(operator.make(choices), plan=_plan()))


def _missing(choices: Choices) -> Fault:
    made = _SALE._replace(platforms=("ios", "android")).make(choices)
    before = made["data"]["event_data"].pop("sum")
    return Fault("event-data-off-plan", "missing", ("data", "event_data"), before, None, made, plan=_plan())


def _wrong_token(choices: Choices) -> Fault:
    made = EVENT.make(choices)
    sent = request(choices, made)
    digest = hashlib.sha1(sent.body or b"", usedforsecurity=False).hexdigest()  # as Kochava's page prescribes
    right = hmac.new(_KEY.encode(), f"{_SECRET}{digest}".encode(), hashlib.sha256).hexdigest()
    wrong = choices.digits(64)
    wrong = wrong if wrong != right else right[::-1]
    headers = [*(sent.headers or ()), ("Kochava-Api-Key", _KEY), ("Kochava-Auth-Token", wrong)]
    return Fault(
        "wrong-auth-token", "token", (), right, wrong, made, request=replace(sent, headers=headers), secret=_SECRET
    )


OPERATORS: Final[tuple[Operator, ...]] = (
    _off_plan("unplanned-event", "name", "data/event_name", "Refund", "Spring Sale"),
    _off_plan("event-data-off-plan", "type", "data/event_data/sum", "4.99"),
    _off_plan("event-data-off-plan", "pattern", "data/event_data/content_id", "7"),
    Operator("event-data-off-plan", "missing", _missing),
    _off_plan("foreign-app-id", "staging", "kochava_app_id", "kodemo-ios-staging", "koother"),
    Operator("wrong-auth-token", "token", _wrong_token),
)

"""The rules about the user's own contract: made of the tracking plan and the secret, where there are any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kochava_lint.rule import Rule
from kochava_lint.rules.event_data_off_plan import event_data_off_plan
from kochava_lint.rules.foreign_app_id import foreign_app_id
from kochava_lint.rules.unplanned_event import unplanned_event
from kochava_lint.rules.wrong_auth_token import wrong_auth_token

if TYPE_CHECKING:
    from kochava_lint.plan import TrackingPlan

__all__ = ["contract_pages", "contract_rules"]


def contract_rules(plan: TrackingPlan | None, secret: str | None) -> list[Rule]:
    """The rules that *plan* and *secret* call for; none where there is neither."""
    rules: list[Rule] = []
    if plan is not None and plan.app_ids is not None:
        rules.append(foreign_app_id(plan.app_ids))
    if plan is not None and plan.events is not None:
        checks = {name: schema.violations for name, schema in plan.events.items() if schema is not None}
        rules += [unplanned_event(plan.events), event_data_off_plan(checks)]
    if secret is not None:
        rules.append(wrong_auth_token(secret))
    return rules


def contract_pages() -> list[Rule]:
    """All of these rules as they are without a contract: for their names and pages."""
    return [foreign_app_id(frozenset()), unplanned_event({}), event_data_off_plan({}), wrong_auth_token("")]

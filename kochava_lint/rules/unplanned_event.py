from __future__ import annotations

import json
from collections.abc import Collection, Iterator

from kochava_lint.rule import (
    Context,
    Payload,
    PayloadRule,
    Problem,
    Severity,
    is_shareable,
    nearest,
    payload_rule,
    remembered,
)


def unplanned_event(names: Collection[str]) -> PayloadRule:
    """Make the rule for a plan of events with these *names*."""
    known = frozenset(names)
    meant_by = remembered(lambda name: nearest(name, known))

    @payload_rule("event", severity=Severity.ERROR, together=())
    def unplanned_event(payload: Payload, context: Context) -> Iterator[Problem]:
        """
        The tracking plan does not name the event.

        Kochava makes a new event of every name that it has not seen. One that nobody planned is in no report and in
        no campaign's goals, and often it is a misspelled one. The rule runs where a plan names events:

        ```toml
        [tool.kochava-lint.plan]
        app-ids = ["kodemo-ios-4ea1", "kodemo-android-7b2"]

        [tool.kochava-lint.plan.events.Purchase.schema]
        required = ["sum"]
        properties = { sum = { type = "number" }, currency = { enum = ["EUR", "USD"] } }

        [tool.kochava-lint.plan.events.View]
        ```

        Help: Send a name of the plan, or add the event to it.
        Source: https://support.kochava.com/reference-information/post-install-event-examples
        Source: https://segment.com/docs/connections/destinations/catalog/kochava/

        ```json bad /data/event_name
        {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
          "event_name": "Sale", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
          "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
          "app_tracking_transparency": {"att": true}}}
        ```

        ```json good
        {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
          "event_name": "View", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
          "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
          "app_tracking_transparency": {"att": true}}}
        ```
        """
        name = payload.context("event_name")
        if isinstance(name, str) and name.strip() and name not in known:
            meant = meant_by(name)
            hint = f"; {meant} is probably meant" if meant else ""
            told = json.dumps(name, ensure_ascii=False) if is_shareable(name) else "of this name"
            yield Problem(payload.where("event_name"), f"the plan has no event {told}{hint}")

    return unplanned_event

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from kochava_lint.rule import (
    MISSING,
    Context,
    Payload,
    PayloadRule,
    Problem,
    Severity,
    Violation,
    payload_rule,
)

EventDataCheck = Callable[[object], Iterable[Violation]]
"""Yields what the plan's schema of one event refuses in its `event_data`."""

_TYPES: Final = {"integer": "an integer", "object": "an object", "array": "an array"}


def _told(violation: Violation) -> str:
    """Say what the plan wants, without the value that it does not want."""
    subject = violation.subject if violation.pointer else "event_data"
    if violation.keyword == "required" and isinstance(violation.expected, tuple):
        return f"{' or '.join(violation.expected)} is missing: the plan requires it"
    if violation.keyword == "type":
        wanted = violation.expected if isinstance(violation.expected, list) else [violation.expected]
        return f"{subject} has to be {' or '.join(_TYPES.get(str(kind), f'a {kind}') for kind in wanted)}"
    if violation.keyword in {"enum", "constant", "const"}:
        return f"{subject} is none of the values that the plan allows"
    if violation.keyword == "additionalProperties":
        return f"the plan does not know the key {subject}"
    if violation.keyword == "falseSchema":
        return f"the plan allows no {subject}"
    limit = f" {violation.expected}" if isinstance(violation.expected, str | int | float) else ""
    return f"{subject} is not what the plan says: {violation.keyword}{limit}"


def event_data_off_plan(checks: Mapping[str, EventDataCheck]) -> PayloadRule:
    """Make the rule for a plan whose events, by name, have these *checks* of their `event_data`."""

    @payload_rule("event", severity=Severity.ERROR, unless=("incomplete-body",))
    def event_data_off_plan(payload: Payload, context: Context) -> Iterator[Problem]:
        """
        `event_data` is not what the tracking plan says of the event.

        The plan may give each event a JSON Schema for its `event_data`, in a file or inline; this rule reports what
        that schema refuses. Text that holds a JSON object is looked into, and an absent `event_data` counts as an
        empty object.

        ```toml
        [tool.kochava-lint.plan]
        app-ids = ["kodemo-ios-4ea1", "kodemo-android-7b2"]

        [tool.kochava-lint.plan.events.Purchase.schema]
        required = ["sum"]
        properties = { sum = { type = "number" }, currency = { enum = ["EUR", "USD"] } }

        [tool.kochava-lint.plan.events.View]
        ```

        Help: Send what the plan says, or change the plan.
        Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup
        Source: https://json-schema.org/draft/2020-12

        ```json bad /data/event_data/sum
        {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
          "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
          "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
          "app_tracking_transparency": {"att": true},
          "event_data": {"sum": "20", "currency": "EUR"}}}
        ```

        ```json bad /data/event_data
        {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
          "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
          "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
          "app_tracking_transparency": {"att": true},
          "event_data": {"name": "Skis"}}}
        ```

        ```json good
        {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
          "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
          "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
          "app_tracking_transparency": {"att": true},
          "event_data": {"sum": 20, "currency": "EUR"}}}
        ```
        """
        name = payload.context("event_name")
        check = checks.get(name) if isinstance(name, str) else None
        if check is None:
            return
        value = payload.context("event_data")
        if not isinstance(value, str | dict) and value is not MISSING:
            return  # of a wrong type: the schema of payloads says so
        in_text = isinstance(value, str) and isinstance(payload.read_event_data, dict)
        where = payload.where("event_data")
        for violation in check(payload.event_data if in_text or value is MISSING else value):
            inside = () if in_text or value is MISSING else violation.pointer
            yield Problem((*where, *inside), _told(violation))

    return event_data_off_plan

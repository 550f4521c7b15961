from __future__ import annotations

from collections.abc import Collection, Iterator

from kochava_lint.rule import Context, Payload, PayloadRule, Problem, Severity, nearest, payload_rule


def foreign_app_id(app_ids: Collection[str]) -> PayloadRule:
    """Make the rule for a plan whose apps have these *app_ids*."""
    known = frozenset(app_ids)

    @payload_rule(severity=Severity.ERROR, together=())
    def foreign_app_id(payload: Payload, context: Context) -> Iterator[Problem]:
        """
        The payload names an app that is none of yours.

        What is sent with the `kochava_app_id` of another app, or of the other platform, is counted there, or
        nowhere. The rule runs where the tracking plan names the ids:

        ```toml
        [tool.kochava-lint.plan]
        app-ids = ["kodemo-ios-4ea1", "kodemo-android-7b2"]

        [tool.kochava-lint.plan.events.Purchase.schema]
        required = ["sum"]
        properties = { sum = { type = "number" }, currency = { enum = ["EUR", "USD"] } }

        [tool.kochava-lint.plan.events.View]
        ```

        Help: Send the App GUID of your app, or add it to the plan's `app-ids`.
        Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup

        ```json bad /kochava_app_id
        {"action": "event", "kochava_app_id": "kodemo-ios-staging", "kochava_device_id": "KI6F2E9A", "data": {
          "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
          "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
          "app_tracking_transparency": {"att": true},
          "event_data": {"sum": 20}, "currency": "EUR"}}
        ```

        ```json good
        {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
          "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
          "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
          "app_tracking_transparency": {"att": true},
          "event_data": {"sum": 20}, "currency": "EUR"}}
        ```
        """
        value = payload.root.get("kochava_app_id")
        if isinstance(value, str) and value and value not in known:
            meant = nearest(value, known)
            hint = f"; {meant} is probably meant" if meant else ""
            yield Problem(("kochava_app_id",), f"kochava_app_id is none of the plan's{hint}")

    return foreign_app_id

from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import Context, Fix, Payload, Problem, SetValue, Severity, meant_event, payload_rule


@payload_rule("event", severity=Severity.WARNING, together=())
def misspelled_standard_event(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    `event_name` is nearly that of a standard event.

    Kochava's reports, and what is sent on to advertising networks, know the standard events by their exact
    names. Any other name makes an event of its own: `purchase`, `add_to_cart` and `Add to Wishlist` (which one
    integration sends) count as nothing but themselves.

    A name in your tracking plan is taken to be meant as it is.

    Help: Send the standard name that the message names, or put your own into the tracking plan.
    Source: https://support.kochava.com/reference-information/post-install-event-examples
    Source: https://www.revenuecat.com/docs/integrations/attribution/kochava

    ```json bad /data/event_name
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "add_to_cart", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```

    ```json bad /data/event_name
    {"action": "event", "kochava_app_id": "kodemo-android-7b2", "kochava_device_id": "KA1D3C5E", "data": {
      "event_name": "Add to Wishlist", "origination_ip": "203.0.113.7", "device_ver": "Pixel 8-Android-14",
      "device_ua": "", "device_ids": {"adid": "2a4e8c1d-1f52-4b6a-9d0e-3a5b7c9d1e2f"}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Add to Wish List", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Spring Sale Opened", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```
    """
    name = payload.context("event_name")
    meant = meant_event(name) if isinstance(name, str) else None
    if meant is not None and not context.planned.intersection({name, name.strip()}):
        where = payload.where("event_name")
        fix = Fix(f"call the event {meant}", SetValue(where, meant))
        yield Problem(where, f"event_name is nearly the standard event {meant}", fix=fix)

from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import Context, Payload, Problem, Severity, payload_rule


@payload_rule("update", severity=Severity.ERROR, unless=("incomplete-body",), together=())
def update_without_device_id(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    An update does not say whose IDFA it is.

    Kochava replaces the IDFA that belongs to the `kochava_device_id`. With an empty one there is nothing to
    replace, and the events that follow have no IDFA.

    Help: Send the `kochava_device_id` that the install was sent with.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup

    ```json bad /kochava_device_id
    {"action": "update", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "", "data": {
      "idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}}
    ```

    ```json good
    {"action": "update", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}}
    ```
    """
    value = payload.root.get("kochava_device_id", "is missing: another rule says so")
    if value is None or (isinstance(value, str) and not value.strip()):
        yield Problem(("kochava_device_id",), "kochava_device_id is empty: whose IDFA is it?")

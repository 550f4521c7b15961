from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import Context, Payload, Problem, Severity, payload_rule


@payload_rule(severity=Severity.WARNING, unless=("sdk-payload",), quiet={"": {"type": "object"}}, together=())
def batched_payload(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    Several payloads are sent in one request.

    The server-to-server endpoint takes one record per call, say the integrations that use it; what it does with an
    array is not documented. (The Kochava SDK does send arrays.) Each element is linted all the same.

    An array in a file is a capture of payloads, and not meant here.

    Help: Send each payload in a request of its own.
    Source: https://github.com/segmentio/action-destinations/tree/main/packages/destination-actions/src/destinations/kochava

    ```text bad
    [{"kochava_app_id": "kodemo-ios-4ea1", "device_id": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "data": {   "app_userid": "2718281828"}}]
    ```

    ```json good
    {"kochava_app_id": "kodemo-ios-4ea1", "device_id": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "data": {
      "app_userid": "2718281828"}}
    ```
    """
    if isinstance(payload.data, list) and payload.data and not payload.batched:
        count = len(payload.data)
        yield Problem((), f"{count} payloads in one request" if count > 1 else "an array around the payload")

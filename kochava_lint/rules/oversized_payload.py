from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import Context, Payload, Problem, Severity, Span, payload_rule

_LIMIT: Final = 2 * 1024 * 1024
_SURELY_SMALL: Final = _LIMIT // 4  # characters: one takes at most four bytes


@payload_rule(severity=Severity.ERROR, together=())
def oversized_payload(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    A body is 2 MiB or larger.

    Requests have to be smaller than 2 MB. A body over the limit of the linter itself (16 MiB, `--max-payload`) is
    not even decoded: then this is all that is said of it.

    Help: Send less: leave out what Kochava does not read.
    Source: https://amplitude.com/docs/data/destination-catalog/kochava-post-install

    ```json bad padded to 2097152 bytes
    {"kochava_app_id": "kodemo-ios-4ea1", "device_id": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "data": {"app_userid": "2718281828"}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```
    """
    source = payload.source
    if payload.batched or (source is not None and source.cut is None and len(source.content) < _SURELY_SMALL):
        return
    size = payload.size
    if source is not None and source.cut is not None:
        message = f"the body has {size:,} bytes, too many to decode (--max-payload): nothing is known of it"
        yield Problem((), message, Span(0, 0))
    elif size is not None and size >= _LIMIT:
        yield Problem((), f"the body has {size:,} bytes; Kochava takes less than {_LIMIT:,}", Span(0, 0))

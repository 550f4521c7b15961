from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kochava_lint.rule import Context, Fix, Payload, Problem, SetValue, Severity, payload_rule

# Beyond U+3000 there is no white space, and in ASCII none that can be seen.
_EDGE = r"[!-~\u3001-\U0010ffff]"
_UNPADDED: Final = {"pattern": rf"^({_EDGE}|{_EDGE}[\s\S]*{_EDGE})?$"}


@payload_rule("event", severity=Severity.WARNING, quiet={"event_name": _UNPADDED}, together=())
def padded_event_name(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    White space stands around `event_name`.

    Names are compared as they are: with a space or a line end at its edge, the event is another than the one
    without, and no standard event.

    Help: Send the name without it.
    Source: https://support.kochava.com/reference-information/post-install-event-examples

    ```json bad /data/event_name
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase ", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "iPhone14,5-iOS-17.4",
      "device_ua": "", "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"},
      "app_tracking_transparency": {"att": true}}}
    ```
    """
    name = payload.context("event_name")
    if not isinstance(name, str) or name == name.strip():
        return
    where = payload.where("event_name")
    bare = name.strip()
    fix = (
        Fix("take the white space away", SetValue(where, bare), safe=True)
        if bare and name not in context.planned
        else None
    )
    yield Problem(
        where, "white space stands around event_name" if bare else "event_name is nothing but white space", fix=fix
    )

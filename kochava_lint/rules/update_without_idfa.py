from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import Context, Payload, Pointer, Problem, Severity, payload_rule


@payload_rule("update", severity=Severity.ERROR, unless=("incomplete-body",), together=("device_ids", "idfa"))
def update_without_idfa(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    An update brings no IDFA.

    Its purpose is to tell Kochava an IDFA that became known after the install. Without a usable one in
    `data.idfa` (or in `data.device_ids.idfa`) it changes nothing; zeros would make one device of all who
    refused.

    Help: Send the IDFA in `data.idfa`, or no update.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup

    ```json bad /data
    {"action": "update", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "idfv": "5D1F7A20-93C4-4E0B-8A61-C2B7E9F01D34"}}
    ```

    ```json bad /data/idfa
    {"action": "update", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "idfa": "00000000-0000-0000-0000-000000000000"}}
    ```

    ```json good
    {"action": "update", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}}
    ```
    """
    if payload.has_usable("idfa") or not isinstance(payload.root.get("data"), dict):
        return  # what is wrong with data itself is said by others
    if payload.has("device_ids") and not isinstance(payload.context("device_ids"), dict):
        return
    flat, nested = payload.inner.get("idfa"), payload.ids.get("idfa")
    if not isinstance(flat, str | None) or not isinstance(nested, str | None):
        return  # of a wrong type: the schema says so
    if flat is not None:
        where: Pointer = ("data", "idfa")
    else:
        where = payload.holder if nested is None else (*payload.ids_pointer, "idfa")
    yield Problem(where, "there is no usable IDFA, neither in data nor in device_ids")

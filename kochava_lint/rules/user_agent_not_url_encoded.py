from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from kochava_lint.rule import Context, Fix, Payload, Problem, SetValue, Severity, expression, payload_rule

# Everything but what RFC 3986 lets stand in a URL.
_UNENCODED: Final = expression(r"[^!#-;=?-\[\]_a-z~]")
_NAMES: Final = {" ": "a space", '"': "a quotation mark", "\\": "a backslash", "`": "a backtick"}

_ESCAPE: Final = expression("(%[0-9A-Fa-f]{2})")


def _encoded(agent: str) -> str:
    """Percent-encode what is not; of a text that is half encoded, the escapes stay."""
    # Where no space stands, a plus may be one.
    safe = "!~*'()" if " " in agent else "!~*'()+"
    parts = _ESCAPE.split(agent)
    return "".join(part if index % 2 else quote(part, safe=safe) for index, part in enumerate(parts))


@payload_rule("event", "install", severity=Severity.ERROR, together=())
def user_agent_not_url_encoded(payload: Payload, context: Context) -> Iterator[Problem]:
    """
    `device_ua` is not URL-encoded.

    The page asks to ensure that it is (its own samples are not). Here a character stands in it that no URL-encoded
    text contains, such as a space, a quotation mark or a brace. What encoders leave as it is (`/ ; ( ) + ,`) is
    left alone, and so is a user agent that needs no encoding.

    Help: Encode it once: `urllib.parse.quote(ua)`, `encodeURIComponent(ua)`, `rawurlencode($ua)`.
    Source: https://support.kochava.com/server-to-server-integration/post-install-event-setup

    ```json bad /data/device_ua
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "",
      "device_ua": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X)",
      "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "kochava_device_id": "KI6F2E9A", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "",
      "device_ua": "Mozilla%2F5.0%20(iPhone%3B%20CPU%20iPhone%20OS%2017_4%20like%20Mac%20OS%20X)%20AppleWebKit%2F605.1.15",
      "device_ids": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "app_tracking_transparency": {"att": true}}}
    ```

    ```json good
    {"action": "event", "kochava_app_id": "kodemo-android-7b2", "kochava_device_id": "KA1D3C5E", "data": {
      "event_name": "Purchase", "origination_ip": "203.0.113.7", "device_ver": "Pixel 8-Android-14",
      "device_ua": "okhttp/4.9.3", "device_ids": {"adid": "2a4e8c1d-1f52-4b6a-9d0e-3a5b7c9d1e2f"}}}
    ```
    """
    agent = payload.context("device_ua")
    if isinstance(agent, str):
        found = _UNENCODED.search(agent)
        if found:
            name = _NAMES.get(found[0]) or ("a control character" if found[0] < " " else f"the character {found[0]!r}")
            where = payload.where("device_ua")
            fix = Fix("percent-encode device_ua", SetValue(where, _encoded(agent)), safe=True)
            yield Problem(where, f"device_ua is not URL-encoded: it contains {name}", fix=fix)

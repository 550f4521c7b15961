"""The requests that bring payloads to Kochava."""

from __future__ import annotations

import json
from typing import Final

from kochava_lint.request import Request
from kochava_lint.synthetic.choices import Choices
from kochava_lint.synthetic.payload import JSON

__all__ = ["LINK_URL", "TRACK_URL", "request"]

TRACK_URL: Final = "https://control.kochava.com/track/json"
LINK_URL: Final = "https://control.kochava.com/v1/cpi/identityLink.php"


def request(choices: Choices, payload: JSON | str) -> Request:
    """Make up the request by which a server sends *payload*, which may be text that is none."""
    if isinstance(payload, str):
        return Request(
            "POST", TRACK_URL, [("Content-Type", "application/json"), ("User-Agent", "Unknown")], payload.encode()
        )
    url = LINK_URL if "device_id" in payload and "action" not in payload else TRACK_URL
    agents = ("Unknown", "shop-backend/3.2", "python-requests/2.32.3") if _tells_agent(payload) else ("Unknown",)
    headers = [
        ("Content-Type", choices.choose(("application/json", "application/json; charset=utf-8"))),
        ("User-Agent", choices.choose(agents)),
    ]
    return Request("POST", url, headers, json.dumps(payload, separators=(",", ":")).encode())


def _tells_agent(payload: JSON) -> bool:
    """Whether Kochava has no need to take the user agent from the request."""
    return bool(payload["data"].get("device_ua") or payload.get("device_ua"))

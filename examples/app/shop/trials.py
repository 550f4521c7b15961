"""Trials of a subscription: what tells of them is built here, and sent by whoever asks for it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from shop.payloads import Visitor, event


def build_trial(visitor: Visitor, days: int) -> dict[str, Any]:
    """
    The start of a trial of so many *days*.

    Raises: `ValueError` where these are none.
    """
    if days < 1:
        raise ValueError("a trial takes a day at least")
    payload = event("Start Trial", visitor, days=days)
    data = payload["data"]
    data["device_ua"] = quote(visitor.user_agent, safe="")
    allows_tracking = visitor.allows_tracking is True  # who was not asked has allowed nothing
    data["app_tracking_transparency"] = {"att": allows_tracking}
    if not allows_tracking:
        data["device_ids"] = {"idfv": visitor.idfv}
    return payload

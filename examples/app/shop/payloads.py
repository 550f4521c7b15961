"""Payloads, from what the shop knows of a visitor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

URL = "https://control.kochava.com/track/json"


@dataclass(frozen=True)
class Visitor:
    """A visitor of the shop, and the device that it is visited with."""

    address: str = "203.0.113.7"
    idfa: str = "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"
    idfv: str = "0F1B7E2D-93C4-4A57-8E0B-6D2C9A4F1E38"
    device: str = "iPhone14,5-iOS-17.4"
    user_agent: str = ""
    allows_tracking: bool | None = True


def event(name: str, visitor: Visitor, /, **event_data: object) -> dict[str, Any]:
    """An event called *name*, as Kochava wants it."""
    data: dict[str, Any] = {
        "event_name": name,
        "origination_ip": visitor.address,
        "device_ver": visitor.device,
        "device_ua": visitor.user_agent,
        "device_ids": {"idfa": visitor.idfa},
        "event_data": event_data,
    }
    if visitor.allows_tracking is not None:
        data["app_tracking_transparency"] = {"att": visitor.allows_tracking}
    return {
        "action": "event",
        "kochava_app_id": "kodemo-ios-4ea1",
        "kochava_device_id": "KI6F2E9A",
        "data": data,
    }

"""Payloads to make one change to: clean ones, of each action and platform."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from typing import Any, Final

JSON = dict[str, Any]

DROP: Final = object()
"""The value of a key that a change takes away."""

IDFA: Final = "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"
IDFV: Final = "5D1F7A20-93C4-4E0B-8A61-C2B7E9F01D34"
ADID: Final = "2a4e8c1d-1f52-4b6a-9d0e-3a5b7c9d1e2f"
ZERO: Final = "00000000-0000-0000-0000-000000000000"
IPHONE_UA: Final = (
    "Mozilla%2F5.0%20(iPhone%3B%20CPU%20iPhone%20OS%2017_4%20like%20Mac%20OS%20X)%20AppleWebKit%2F605.1.15"
)
ANDROID_UA: Final = "Mozilla%2F5.0%20(Linux%3B%20Android%2014%3B%20Pixel%208)%20AppleWebKit%2F537.36"
MAC_UA: Final = "Mozilla%2F5.0%20(Macintosh%3B%20Intel%20Mac%20OS%20X%2010_15_7)%20AppleWebKit%2F605.1.15"
REDUCED_UA: Final = "Mozilla%2F5.0%20(Linux%3B%20Android%2010%3B%20K)%20AppleWebKit%2F537.36"
ROKU_UA: Final = "Roku%2FDVP-9.10%20(519.10E04111A)"

_IOS: Final[JSON] = {
    "action": "event",
    "kochava_app_id": "kodemo-ios-4ea1",
    "kochava_device_id": "KI6F2E9A",
    "data": {
        "event_name": "Purchase",
        "origination_ip": "203.0.113.7",
        "device_ver": "iPhone14,5-iOS-17.4",
        "device_ua": "",
        "device_ids": {"idfa": IDFA},
        "app_tracking_transparency": {"att": True},
    },
}
_ANDROID: Final[JSON] = {
    "action": "event",
    "kochava_app_id": "kodemo-android-7b2",
    "kochava_device_id": "KA1D3C5E",
    "data": {
        "event_name": "Purchase",
        "origination_ip": "203.0.113.7",
        "device_ver": "Pixel 8-Android-14",
        "device_ua": "",
        "device_ids": {"adid": ADID},
    },
}
_UPDATE: Final[JSON] = {
    "action": "update",
    "kochava_app_id": "kodemo-ios-4ea1",
    "kochava_device_id": "KI6F2E9A",
    "data": {"idfa": IDFA},
}
_LINK: Final[JSON] = {
    "kochava_app_id": "kodemo-ios-4ea1",
    "device_id": {"idfa": IDFA},
    "data": {"app_userid": "2718281828"},
}


def changed(payload: JSON, changes: Mapping[str, Any]) -> JSON:
    """A copy of *payload* with *changes*: values by path, such as `data/device_ids/idfa`; `DROP` takes a key away."""
    copied = copy.deepcopy(payload)
    for path, value in changes.items():
        *parents, key = path.split("/")
        holder = copied
        for parent in parents:
            holder = holder.setdefault(parent, {})
        if value is DROP:
            del holder[key]
        else:
            holder[key] = value
    return copied


def ios(**changes: Any) -> JSON:
    """A clean event of an iPhone with iOS 17.4; the names of *changes* are keys of `data`."""
    return changed(_IOS, {f"data/{key}": value for key, value in changes.items()})


def android(**changes: Any) -> JSON:
    """A clean event of a phone with Android 14; the names of *changes* are keys of `data`."""
    return changed(_ANDROID, {f"data/{key}": value for key, value in changes.items()})


def install(**changes: Any) -> JSON:
    """A clean install of an iPhone; the names of *changes* are keys of `data`."""
    return changed(ios(event_name=DROP, **changes), {"action": "install"})


def update(**changes: Any) -> JSON:
    """A clean update; the names of *changes* are keys of `data`."""
    return changed(_UPDATE, {f"data/{key}": value for key, value in changes.items()})


def link(**changes: Any) -> JSON:
    """A clean identityLink; the names of *changes* are keys of the root."""
    return changed(_LINK, changes)


def att(**keys: Any) -> JSON:
    """An ATT block with *keys*, which are written without their `att_`, and with `att` for `answer`."""
    return {"att" if key == "answer" else f"att_{key}": value for key, value in keys.items()}


def flat(payload: JSON) -> JSON:
    """The payload as Kochava's field table prints it: the context keys at the root."""
    inner = dict(payload["data"])
    event_name = {"event_name": inner.pop("event_name")} if "event_name" in inner else {}
    block = inner.pop("app_tracking_transparency", {})
    return {**payload, **inner, **block, "data": event_name}


def line(payload: object) -> str:
    """The payload as compact JSON."""
    return json.dumps(payload, separators=(",", ":"))

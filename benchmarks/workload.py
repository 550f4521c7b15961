"""The payloads that the benchmarks lint: made by a fixed seed, so that every run and every machine has the same."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

__all__ = ["payloads"]

_EVENTS = ("Purchase", "View", "Add to Cart", "Registration Complete", "Search", "Level Complete")


def payloads(count: int, *, seed: int = 17, user_agents: int = 300) -> Iterator[bytes]:
    """Yield *count* clean events of about 600 bytes as JSON, of *user_agents* kinds of devices, ids all different."""
    random_ = random.Random(seed)
    devices = [_device(random_, index) for index in range(user_agents)]
    for index in range(count):
        apple, agent = devices[random_.randrange(user_agents)]
        yield json.dumps(_event(random_, index, agent, apple=apple), separators=(",", ":")).encode()


def _device(random_: random.Random, index: int) -> tuple[bool, str]:
    """Tell whether the device is one of Apple's, and its user agent; half are."""
    if index % 2:
        version = f"{random_.randint(14, 17)}_{random_.randint(0, 7)}_{index % 5}"
        agent = f"Mozilla/5.0 (iPhone; CPU iPhone OS {version} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
        return True, quote(f"{agent} Mobile/15E{index}", safe="")
    agent = (
        f"Mozilla/5.0 (Linux; Android {random_.randint(9, 15)}; SM-G{index}B) AppleWebKit/537.36 (KHTML, like Gecko)"
    )
    return False, quote(f"{agent} Chrome/{random_.randint(100, 140)}.0.0.0 Mobile Safari/537.36", safe="")


def _event(random_: random.Random, index: int, agent: str, *, apple: bool) -> dict[str, Any]:
    def identifier() -> str:
        return str(uuid.UUID(int=random_.getrandbits(128), version=4))

    data: dict[str, Any] = {
        "event_name": random_.choice(_EVENTS),
        "usertime": 1_718_000_000 + index,
        "app_version": "3.2.0",
        "origination_ip": f"{random_.randint(11, 99)}.{random_.randint(0, 255)}.{random_.randint(0, 255)}.7",
        "device_ua": agent,
        "device_ver": "",
        "currency": "EUR",
        "event_data": {"sum": round(random_.uniform(1, 200), 2), "content_id": f"sku-{random_.randrange(9999)}"},
    }
    if apple:
        data["device_ids"] = {"idfa": identifier().upper(), "idfv": identifier().upper()}
        data["app_tracking_transparency"] = {"att": True, "att_time": 1_717_000_000, "att_detail": "authorized"}
    else:
        data["device_ids"] = {"adid": identifier(), "android_id": f"{random_.getrandbits(64):016x}"}
    app = "kodemo-ios-4ea1" if apple else "kodemo-android-7b2"
    device = f"K{'I' if apple else 'A'}{random_.getrandbits(96):024x}"
    return {"action": "event", "kochava_app_id": app, "kochava_device_id": device, "data": data}

"""A queue of events, which a thread sends."""

from __future__ import annotations

import json
import queue
import threading
import urllib.request
from typing import Any

from shop.payloads import Visitor, event


class Outbox:
    """Sends what is put into it to *url*, one after the other, from a thread of its own."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._queue: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def put_level(self, visitor: Visitor, level: int) -> None:
        """Report that a level was completed; of the device, the shop keeps its name only."""
        payload = event("Level Complete", visitor, level=level)
        payload["data"]["device_ver"] = visitor.device.partition("-")[0]
        self._queue.put(payload)

    def put(self, payload: dict[str, Any]) -> None:
        """Report an event."""
        self._queue.put(payload)

    def close(self) -> None:
        """Send what is left, and end."""
        self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        headers = {"Content-Type": "application/json", "User-Agent": "Unknown"}
        while (payload := self._queue.get()) is not None:
            request = urllib.request.Request(self._url, json.dumps(payload).encode(), headers)  # noqa: S310 - its own address
            with urllib.request.urlopen(request, timeout=10):  # noqa: S310 - as above
                pass

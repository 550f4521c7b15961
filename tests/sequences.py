"""Captures of several payloads: how they are read, and payloads of devices to put into them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from samples import IDFV, JSON, changed, ios, line

from kochava_lint import Finding, Linter, Payload, Source
from kochava_lint.reader import read_payloads

EARLY, UNSTABLE, CHANGE, TWICE = ACROSS = (
    "event-before-install",
    "unstable-device-id",
    "idfa-change-without-update",
    "duplicate-event",
)
"""The rules across payloads."""


def read_lines(payloads: Iterable[object]) -> list[Payload]:
    """The payloads as the lines of a file."""
    sources = (Source("capture.jsonl", line(payload), number) for number, payload in enumerate(payloads, start=1))
    return [payload for source in sources for payload in read_payloads(source)]


def in_capture(linter: Linter, payloads: Iterable[Payload], rule: str) -> list[Finding]:
    """What *rule* finds in a capture of *payloads*."""
    capture = linter.capture()
    return [finding for payload in payloads for finding in capture.lint(payload) if finding.rule == rule]


def event(**changes: Any) -> JSON:
    """An event of an iPhone that did not allow tracking; the names of *changes* are keys of `data`."""
    return ios(**{"device_ids": {"idfv": IDFV}, "app_tracking_transparency": {"att": False}, **changes})


def of(payload: JSON, kochava_device_id: str, ids: JSON | None = None, **root: Any) -> JSON:
    """The payload as one of the device with these identifiers."""
    given_ids = {} if ids is None else {"data/device_ids": ids}
    return changed(payload, {"kochava_device_id": kochava_device_id, **given_ids, **root})

"""
What the benchmarks lint: made by a fixed seed, so that every run and every machine has the same.

These are events such as most servers send them. `kochava-lint generate` makes everything else that is right, too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any, NamedTuple
from urllib.parse import quote

import orjson

from kochava_lint.synthetic.choices import Choices, RandomChoices
from kochava_lint.synthetic.device_kind import device_kind
from kochava_lint.synthetic.identifiers import kochava_device_id, uuid

__all__ = ["faulty_payloads", "payloads"]

_AT_A_TIME = 100
_EVENTS = ("Purchase", "View", "Add to Cart", "Registration Complete", "Search", "Level Complete")


class _Sender(NamedTuple):
    """A kind of device, by what it says of itself."""

    app_id: str
    is_apple: bool
    device_ua: str


class _Device(NamedTuple):
    """A device of a kind, and its own identifiers."""

    sender: _Sender
    kochava_device_id: str
    ids: dict[str, str]


def payloads(count: int, *, seed: int = 17, user_agents: int = 300, of_each: int = 1) -> Iterator[bytes]:
    """
    Yield *count* clean events of about 600 bytes as JSON, of *user_agents* kinds of devices.

    Each device sends as many as there are *of_each*, and between two of these come those of 99 others.
    """
    choices = RandomChoices(Random(seed))
    senders = [_sender(choices, number) for number in range(user_agents)]
    for first in range(0, count, _AT_A_TIME * of_each):
        devices = [_device(choices, choices.choose(senders)) for _ in range(_AT_A_TIME)]
        for number in range(first, min(first + _AT_A_TIME * of_each, count)):
            yield orjson.dumps(_event(choices, devices[number % _AT_A_TIME], number))


def _sender(choices: Choices, number: int) -> _Sender:
    """Half of them are Apple's."""
    if number % 2:
        kind = device_kind(choices, "ios", least=(14, 5), tells_version=True)
        return _Sender("kodemo-ios-4ea1", is_apple=True, device_ua=_agent(kind.user_agent, number))
    kind = device_kind(choices, "android", tells_version=True)
    return _Sender("kodemo-android-7b2", is_apple=False, device_ua=_agent(kind.user_agent, number))


def _agent(agent: str, number: int) -> str:
    return quote(f"{agent} Shop/3.{number}", safe="")


def _device(choices: Choices, sender: _Sender) -> _Device:
    if sender.is_apple:
        ids = {"idfa": uuid(choices).upper(), "idfv": uuid(choices).upper()}
    else:
        ids = {"adid": uuid(choices), "android_id": f"9{choices.digits(15)}"}
    return _Device(sender, kochava_device_id(choices), ids)


def _event(choices: Choices, device: _Device, number: int) -> dict[str, Any]:
    data: dict[str, Any] = {
        "event_name": choices.choose(_EVENTS),
        "usertime": 1_718_000_000 + number,
        "app_version": "3.2.0",
        "origination_ip": f"203.0.113.{choices.integer(1, 254)}",
        "device_ua": device.sender.device_ua,
        "device_ver": "",
        "currency": "EUR",
        "event_data": {"sum": choices.integer(100, 20_000) / 100, "content_id": f"sku-{choices.integer(1, 9999)}"},
        "device_ids": device.ids,
    }
    if device.sender.is_apple:
        data["app_tracking_transparency"] = {"att": True, "att_time": 1_717_000_000, "att_detail": "authorized"}
    return {
        "action": "event",
        "kochava_app_id": device.sender.app_id,
        "kochava_device_id": device.kochava_device_id,
        "data": data,
    }


def faulty_payloads(count: int, *, seed: int = 17) -> Iterator[str]:
    """Yield *count* events with one fault each, of several kinds, as JSON."""
    random_ = Random(seed)
    for index, line in enumerate(payloads(count, seed=seed)):
        payload = json.loads(line)
        _FAULTS[random_.randrange(len(_FAULTS))](payload["data"], index)
        yield json.dumps(payload, separators=(",", ":"))


def _set(**values: object) -> Callable[[dict[str, Any], int], None]:
    return lambda data, _: data.update(values)


_FAULTS: Sequence[Callable[[dict[str, Any], int], None]] = [
    _set(event_name=""),
    _set(origination_ip="10.0.0.1"),
    _set(currency="eur"),
    _set(currency="EURO"),
    _set(device_ua="Mozilla/5.0 (a space)"),
    lambda data, index: data.update(usertime=1_718_000_000_000 + index),
    lambda data, _: data["device_ids"].update({next(iter(data["device_ids"])): "00000000-0000-0000-0000-000000000000"}),
    # More events than the matrix has rows.
    lambda data, index: data.update(event_name=f"Level {index % 60}", origination_ip="192.168.0.1"),
]

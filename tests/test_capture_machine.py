"""Devices that do what devices do, and servers what servers do wrong: a model knows what is to be found."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

import pytest
from conftest import NOW
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from samples import JSON
from sequences import ACROSS, CHANGE, EARLY, TWICE, UNSTABLE

from kochava_lint import Linter
from kochava_lint.payload import Payload
from kochava_lint.plugins import load_plugins

RULES = load_plugins(installed=()).rules
ACROSS_ONLY = Linter(rules=[RULES[name] for name in ACROSS], now=NOW)
MOST_DEVICES = 2
REFUSED, ALLOWED = {"att": False}, {"att": True}


@dataclass
class Device:
    """What is true of a device, whatever its payloads say."""

    number: int
    app: str
    installations: int = 1
    allowed: bool = False
    has_sent: bool = False
    is_idfa_known: bool | None = None
    """To Kochava; None where nothing was said of it."""

    @property
    def kochava_device_id(self) -> str:
        return f"K{self.number}-{self.installations}"

    @property
    def ids(self) -> dict[str, str]:
        idfv = {"idfv": f"5D1F7A20-93C4-4E0B-8A61-{self.number:012d}"}
        return {**idfv, "idfa": f"8C6CBCE3-4B0E-4B5A-9D5F-{self.number:012d}"} if self.allowed else idfv


class Captures(RuleBasedStateMachine):
    """A capture of several devices, each payload linted as it is sent."""

    devices = Bundle("devices")

    def __init__(self) -> None:
        super().__init__()
        self.capture = ACROSS_ONLY.capture()
        self.sent: list[tuple[Device, JSON]] = []
        self.made = 0
        self.early: dict[str, int | None] = {}
        """By installation: its first event, while its install is to come; None from then on."""
        self.owners: dict[str, str] = {}
        """By identifier: the `kochava_device_id` that came with it last."""

    @initialize(target=devices)
    def first(self) -> Device:
        return self.new_device("koa")

    @precondition(lambda self: self.made < MOST_DEVICES)
    @rule(target=devices, app=st.sampled_from(["koa", "kob"]))
    def another(self, app: str) -> Device:
        return self.new_device(app)

    def new_device(self, app: str) -> Device:
        self.made += 1
        return Device(self.made, app)

    @rule(device=devices)
    def installs(self, device: Device) -> None:
        self.send(device, "install")

    @rule(device=devices, leaves_out=st.sampled_from([None, "kochava_device_id", "idfv"]))
    def does_something(self, device: Device, leaves_out: str | None) -> None:
        # What a device has never been known by tells nothing of it.
        known = device.has_sent and (leaves_out == "idfv" or device.installations == 1)
        self.send(device, "event", leaves_out if known else None)

    @rule(device=devices, tells_of_it=st.booleans())
    def allows(self, device: Device, tells_of_it: bool) -> None:
        device.allowed = True
        if tells_of_it and device.has_sent:
            self.send(device, "update", "idfv")

    @rule(device=devices)
    def is_reinstalled(self, device: Device) -> None:
        device.installations += 1
        self.send(device, "install")

    @rule(data=st.data())
    def repeats(self, data: st.DataObject) -> None:
        events = [index for index, (_, payload) in enumerate(self.sent) if payload["action"] == "event"]
        if events:
            device, payload = self.sent[data.draw(st.sampled_from(events))]
            self.lint(device, copy.deepcopy(payload))

    def send(self, device: Device, action: str, leaves_out: str | None = None) -> None:
        ids = {key: value for key, value in device.ids.items() if key != leaves_out}
        data: dict[str, Any] = {"device_ids": ids, "app_tracking_transparency": ALLOWED if device.allowed else REFUSED}
        if action == "event":
            data |= {"event_name": "View", "usertime": 1_720_000_000 + len(self.sent)}
        own = "" if leaves_out == "kochava_device_id" else device.kochava_device_id
        payload = {"action": action, "kochava_app_id": device.app, "kochava_device_id": own, "data": data}
        self.lint(device, payload)

    def lint(self, device: Device, payload: JSON) -> None:
        """Lint it as the next one, and see that what is found is what the model says."""
        number = len(self.sent)
        found = self.capture.lint(Payload(payload, pointer=(number,)))
        expected = sorted(self.expected(device, payload, number))
        self.sent.append((device, payload))
        device.has_sent = True
        assert sorted((finding.rule, finding.payload.pointer[0]) for finding in found) == expected

    def expected(self, device: Device, payload: JSON, number: int) -> list[tuple[str, int]]:
        own: str = payload["kochava_device_id"]
        action, ids = payload["action"], payload["data"]["device_ids"]
        found = []
        if action == "event" and any(payload == earlier for _, earlier in self.sent):
            found.append((TWICE, number))
        installation = f"{device.app} {own or device.kochava_device_id}"
        if action == "install":
            early = self.early.get(installation)
            if early is not None:
                found.append((EARLY, early))
            self.early[installation] = None
        elif action == "event":
            self.early.setdefault(installation, number)
        if own:
            names = [f"{device.app} {value}" for value in ids.values()]
            if any(self.owners.get(name, own) != own for name in names):
                found.append((UNSTABLE, number))
            self.owners.update(dict.fromkeys(names, own))
        if "idfa" in ids or action == "update":
            if action == "event" and device.is_idfa_known is False:
                found.append((CHANGE, number))
            device.is_idfa_known = True
        elif device.is_idfa_known is None:
            device.is_idfa_known = False
        return found


def test_of_what_devices_and_servers_do_is_found_what_the_model_says() -> None:
    run_state_machine_as_test(Captures, settings=settings(max_examples=60, stateful_step_count=20, deadline=None))


@pytest.mark.slow
def test_of_very_much_of_it_too() -> None:
    run_state_machine_as_test(Captures, settings=settings(max_examples=600, stateful_step_count=25, deadline=None))

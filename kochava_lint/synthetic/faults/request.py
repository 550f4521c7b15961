"""Faults of the request that brings a payload."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from kochava_lint.payload import MISSING, Missing
from kochava_lint.request import Request
from kochava_lint.synthetic.choices import Choices
from kochava_lint.synthetic.faults.fault import Fault
from kochava_lint.synthetic.faults.operator import EVENT, WITH_DEVICE, Base, Operator
from kochava_lint.synthetic.request import LINK_URL, TRACK_URL, request

__all__ = ["OPERATORS"]

_Told = str | Missing


def _changes(rule: str, label: str, base: Base, change: Callable[[Request, Choices], Request]) -> Operator:
    """Make an operator that has *change* put another request in the place of a right one."""

    def make(choices: Choices) -> Fault:
        made = base.make(choices)
        before = request(choices, made)
        after = change(before, choices)
        return Fault(rule, label, (), before, after, made, request=after)

    return Operator(rule, label, make, base)


def _address(rule: str, label: str, url: str) -> Operator:
    """Make an operator that sends an event to *url*."""
    return _changes(rule, label, EVENT, lambda sent, _: replace(sent, url=url))


def _method(rule: str, label: str, *methods: str) -> Operator:
    """Make an operator that sends an event by one of *methods*."""
    return _changes(rule, label, EVENT, lambda sent, choices: replace(sent, method=choices.choose(methods)))


def _header(rule: str, label: str, base: Base, name: str, *values: _Told) -> Operator:
    """Make an operator that sends another value in the header called *name*, or none where it is `MISSING`."""

    def change(sent: Request, choices: Choices) -> Request:
        value = choices.choose(values)
        others = [header for header in sent.headers or () if header[0] != name]
        return replace(sent, headers=others if value is MISSING else [*others, (name, value)])

    return _changes(rule, label, base, change)


_NO_AGENT: Final = WITH_DEVICE._replace(told="ver")

OPERATORS: Final[tuple[Operator, ...]] = (
    _address("insecure-endpoint", "http", TRACK_URL.replace("https", "http")),
    _address("wrong-endpoint", "event", "https://control.kochava.com/track/event"),
    _address("wrong-endpoint", "of-links", LINK_URL),
    _method("wrong-method", "method", "PUT", "GET"),
    _header("wrong-content-type", "form", EVENT, "Content-Type", "application/x-www-form-urlencoded", "text/plain"),
    _header("wrong-content-type", "none", EVENT, "Content-Type", MISSING),
    _header("user-agent-header-not-unknown", "library", _NO_AGENT, "User-Agent", "python-requests/2.32.3", "unknown"),
    _header("user-agent-header-not-unknown", "none", _NO_AGENT, "User-Agent", MISSING),
    _header("incomplete-auth-headers", "key", EVENT, "Kochava-Api-Key", "0f1e2d3c4b5a"),
    _header("incomplete-auth-headers", "token", EVENT, "Kochava-Auth-Token", "0" * 64),
)

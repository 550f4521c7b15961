"""What holds for a run, and for a test: options, ini values and markers, the nearest last."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import pytest

__all__ = ["Settings", "hosts_of", "run_settings", "settings_of"]

_HOST = re.compile(r"[\w-]+(\.[\w-]+)*(:\d+)?|\[[\da-f:.]+\](:\d+)?")
_LISTS = ("select", "ignore")
_SEVERITIES = ("info", "warning", "error")
_MODES = ("fail", "report", "off")
_KNOWN: dict[str, Callable[[object], bool]] = {
    "mode": lambda value: value in _MODES,
    "fail_on": lambda value: value in _SEVERITIES,
    "allow_network": lambda value: isinstance(value, bool),
    "min_requests": lambda value: isinstance(value, int) and not isinstance(value, bool),
}


class Settings(NamedTuple):
    """
    How the requests of a test are judged.

    *fail_on* is None where the project's own options tell. *expected* are rules that have to find something.
    """

    mode: str = "fail"
    fail_on: str | None = None
    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    allow_network: bool = False
    min_requests: int = 0
    expected: tuple[str, ...] = ()


def run_settings(config: pytest.Config, mode: str) -> Settings:
    """What holds for the run."""
    fail_on = config.getoption("kochava_fail_on") or config.getini("kochava_fail_on") or None
    if fail_on is not None and fail_on not in _SEVERITIES:
        raise pytest.UsageError(f"kochava_fail_on has to be one of {', '.join(_SEVERITIES)}, and this is {fail_on!r}")
    allow = config.getoption("kochava_allow_network")
    return Settings(mode, fail_on, allow_network=config.getini("kochava_allow_network") if allow is None else True)


def hosts_of(config: pytest.Config) -> tuple[str, ...]:
    """
    The hosts of `kochava_hosts`, each with its port where it names one, be it in an address.

    Raises: `pytest.UsageError` where one names no host.
    """
    return tuple(map(_host, config.getini("kochava_hosts")))


def _host(words: str) -> str:
    host = (words.partition("://")[2] or words).partition("/")[0].rstrip(".").lower()
    if not _HOST.fullmatch(host):
        raise pytest.UsageError(f"kochava_hosts: {words!r} names no host; write one such as proxy.example:8080")
    return host


def settings_of(item: pytest.Item, run: Settings) -> Settings:
    """
    What holds for *item*: its markers say more than those of its class and module, and these more than the *run*.

    Raises: `pytest.UsageError` where a marker says what means nothing.
    """
    settings = run
    rules: list[str] = []
    for marker in reversed(list(item.iter_markers())):
        if marker.name == "kochava":
            settings = settings._replace(**_changes(marker, settings))
        elif marker.name == "kochava_expect":
            rules += _expected(marker)
    return settings._replace(expected=tuple(rules)) if rules else settings


def _expected(marker: pytest.Mark) -> list[str]:
    if not marker.args or marker.kwargs:
        raise pytest.UsageError("the marker kochava_expect takes names of rules, such as kochava_expect('att-missing')")
    return _texts("kochava_expect", marker.args)


def _changes(marker: pytest.Mark, settings: Settings) -> dict[str, Any]:
    if marker.args:
        raise pytest.UsageError("the marker kochava takes keywords only, such as kochava(ignore=['att-missing'])")
    changes: dict[str, Any] = {}
    for name, value in marker.kwargs.items():
        if name in _LISTS and isinstance(value, Iterable):
            rules = [value] if isinstance(value, str) else value
            changes[name] = getattr(settings, name) | frozenset(_texts(name, rules))
        elif name in _KNOWN and _KNOWN[name](value):
            changes[name] = value
        else:
            raise pytest.UsageError(f"the marker kochava has no use for {name}={value!r}; see `pytest --markers`")
    return changes


def _texts(name: str, rules: Iterable[object]) -> list[str]:
    told = list(rules)
    if not all(isinstance(rule, str) for rule in told):
        raise pytest.UsageError(f"{name} has to name rules, such as 'att-missing'")
    return [str(rule) for rule in told]

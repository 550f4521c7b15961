"""Operators: what a fault is made of, and what is done to that."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from kochava_lint.payload import MISSING
from kochava_lint.source import Pointer
from kochava_lint.synthetic.choices import Choices
from kochava_lint.synthetic.device_kind import APPLE, PLATFORMS, device_kind
from kochava_lint.synthetic.faults.fault import Fault
from kochava_lint.synthetic.identifiers import uuid
from kochava_lint.synthetic.payload import JSON, any_payload, platforms_of

__all__ = [
    "ANDROID",
    "APPLE_14",
    "DEVICE_IDS",
    "EVENT",
    "IDS",
    "PHONE",
    "UPDATE",
    "WITH_DEVICE",
    "Base",
    "Operator",
    "adid",
    "android_id",
    "drops",
    "idfa",
    "idfv",
    "pointer_of",
    "sets",
    "writes",
]

IDS: Final = "data/device_ids"
DEVICE_IDS: Final = ("data", "device_ids")


class Base(NamedTuple):
    """
    The valid payload that a fault is made of.

    *actions* and *platforms* are those that it may have; *least* is the least version of its system. *told* is what
    tells its device: `ver`, `ua` (which tells the version then) or `both`. *allowed*: whether its user allows
    tracking. *given* are values by path that it has whatever else it has, or what makes them of choices; `MISSING` for
    what it has not. It is valid with them.
    """

    actions: tuple[str, ...] = ("event", "install")
    platforms: tuple[str, ...] = PLATFORMS
    least: tuple[int, ...] = ()
    told: str | None = None
    allowed: bool | None = None
    given: Mapping[str, Any] = {}

    def having(self, **given: Any) -> Base:  # noqa: ANN401 - any JSON value
        """The same with these keys of `data`."""
        return self.with_given({f"data/{key}": value for key, value in given.items()})

    def with_given(self, given: Mapping[str, Any]) -> Base:
        """The same with these values, by path."""
        return self._replace(given={**self.given, **given})

    def make(self, choices: Choices) -> JSON:
        """Make one."""
        action = choices.choose(self.actions)
        platforms = [platform for platform in self.platforms if platform in platforms_of(action)]
        kind = device_kind(
            choices, choices.choose(platforms), least=self.least, tells_version=self.told in {"ua", "both"}
        )
        made = any_payload(choices, action, kind, allowed=self.allowed, told=self.told)
        for path, value in self.given.items():
            put(made, path, value(choices) if callable(value) else copy.deepcopy(value))
        return made


class Operator(NamedTuple):
    """
    Makes a fault that the rule called *rule* finds; *label* tells it from the rule's other operators.

    *base* makes what it is made of, where that is one payload.
    """

    rule: str
    label: str
    make: Callable[[Choices], Fault]
    base: Base | None = None

    @property
    def id(self) -> str:
        """A name for it that reads well in a list of tests."""
        return f"{self.rule}-{self.label}"


def idfa(choices: Choices) -> str:
    """An IDFA."""
    return uuid(choices, "a").upper()


def idfv(choices: Choices) -> str:
    """An IDFV."""
    return uuid(choices, "b").upper()


def adid(choices: Choices) -> str:
    """An advertising id of Google's."""
    return uuid(choices, "8")


def android_id(choices: Choices) -> str:
    """An Android ID."""
    return "9" + choices.digits(15)


EVENT: Final = Base(("event",))
WITH_DEVICE: Final = Base()
APPLE_14: Final = Base(platforms=APPLE, least=(14, 5))
ANDROID: Final = Base(platforms=("android",))
PHONE: Final = Base(platforms=("ios", "android"), told="both")
UPDATE: Final = Base(("update",), allowed=True)


def sets(
    rule: str,
    label: str,
    base: Base,
    path: str,
    *values: Any,  # noqa: ANN401 - any JSON value
    at: str | None = None,
    implies: tuple[tuple[str, str], ...] = (),
) -> Operator:
    """
    Make an operator that sets the value at *path* to one of *values*, or takes it away where that is `MISSING`.

    A value that can be called makes one of the value before, and of choices. The finding is *at* another path where
    that is given. *implies* are a rule and a path each.
    """

    def make(choices: Choices) -> Fault:
        made = base.make(choices)
        before = get(made, path)
        value = choices.choose(values)
        after = value(before, choices) if callable(value) else copy.deepcopy(value)
        put(made, path, after)
        where = pointer_of(path if at is None else at)
        return Fault(
            rule, label, where, before, after, made, tuple((name, pointer_of(place)) for name, place in implies)
        )

    return Operator(rule, label, make, base)


def drops(
    rule: str, label: str, base: Base, path: str, *, at: str | None = None, implies: tuple[tuple[str, str], ...] = ()
) -> Operator:
    """Make an operator that takes the value at *path* away; it is missed in what held it, or *at* another path."""
    return sets(rule, label, base, path, MISSING, at=path.rpartition("/")[0] if at is None else at, implies=implies)


def writes(
    rule: str, label: str, base: Base, write: Callable[[str], str | bytes], *, at: str = "", before: str = ""
) -> Operator:
    """Make an operator that has *write* change the JSON text of the payload: the value at *before*, or all of it."""

    def make(choices: Choices) -> Fault:
        made = base.make(choices)
        text = json.dumps(made, ensure_ascii=False)
        told = get(made, before) if before else text
        written = write(text)
        return Fault(rule, label, pointer_of(at), told, written, written)

    return Operator(rule, label, make, base)


def pointer_of(path: str) -> Pointer:
    """The pointer that *path* writes: keys with slashes between."""
    return tuple(int(key) if key.isdecimal() else key for key in path.split("/")) if path else ()


def get(value: Any, path: str) -> Any:  # noqa: ANN401 - any JSON value
    """The value at *path*, or `MISSING`."""
    for key in pointer_of(path):
        value = value.get(key, MISSING) if isinstance(value, dict) else MISSING
    return value


def put(payload: JSON, path: str, value: Any) -> None:  # noqa: ANN401 - any JSON value
    """Set the value at *path*, in objects that are made where there are none; `MISSING` takes it away."""
    *parents, key = path.split("/")
    holder = payload
    for parent in parents:
        holder = holder.setdefault(parent, {})
    if value is MISSING:
        holder.pop(key, None)
    else:
        holder[key] = value

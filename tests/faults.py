"""Clean payloads with everything in them, and what makes exactly one fault of each: for laws about fixes."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from conftest import NOW
from hypothesis import strategies as st
from samples import ADID, ANDROID_UA, DROP, IDFA, IDFV, IPHONE_UA, JSON, ZERO, changed

_BLOCK = "data/app_tracking_transparency"
_SPELLINGS_OF_TRUE = ["true", "True", 3, "3", "authorized"]
_SPELLINGS_OF_FALSE = ["false", "False", 0, "0", 2, "2", "denied", "restricted", "notDetermined"]
_SPELLINGS_OF_DETAILS: dict[str, list[Any]] = {
    "authorized": ["Authorized", "AUTHORIZED", 3, "3", "granted", "authorised", "allowed"],
    "denied": ["Denied", 2, "2", "rejected"],
    "notDetermined": ["not_determined", "NotDetermined", "not determined", 0, "0"],
    "restricted": ["Restricted", 1, "1"],
    "unknown": ["Unknown", "UNKNOWN"],
}
_SPACES = ["{} ", " {}", "\t{}\n", "\u00a0{}", "{}\u2003", "  {}  "]


class Fault(NamedTuple):
    """A fault of a clean payload that *rule* finds, and that its safe fix takes away again."""

    rule: str
    faulty: JSON


def _get(payload: JSON, path: str) -> Any:
    value: Any = payload
    for key in path.split("/"):
        value = value.get(key, DROP) if isinstance(value, Mapping) else DROP
    return value


def _each(rule: str, path: str, broken: Callable[[Any], list[Any]]) -> Callable[[JSON], Iterator[Fault]]:
    """Faults of the value at *path*, where there is one: those that *broken* makes of it."""

    def faults(payload: JSON) -> Iterator[Fault]:
        value = _get(payload, path)
        if value is not DROP:
            for other in broken(value):
                yield Fault(rule, changed(payload, {path: other}))

    return faults


def _times(value: Any, *factors: int) -> list[Any]:
    scaled = [int(value) * factor + factor // 2 for factor in factors]
    return [str(number) for number in scaled] if isinstance(value, str) else scaled


def _missing(payload: JSON) -> Iterator[Fault]:
    if payload["action"] == "event":
        for path in ("kochava_device_id", "data/device_ver", "data/device_ua"):
            if _get(payload, path) == "":
                yield Fault("missing-required-key", changed(payload, {path: DROP}))


def _agents(agent: str) -> tuple[list[Any], list[Any]]:
    """The user agent, not encoded and encoded twice."""
    return ([unquote(agent)], [quote(agent, safe="()")]) if agent else ([], [])


_FAULTS = (
    _each("att-not-boolean", f"{_BLOCK}/att", lambda value: [*(_SPELLINGS_OF_TRUE if value else _SPELLINGS_OF_FALSE)]),
    _each("unknown-att-detail", f"{_BLOCK}/att_detail", lambda value: _SPELLINGS_OF_DETAILS.get(value, [])),
    _each("implausible-att-time", f"{_BLOCK}/att_time", lambda value: _times(value, 1000)),
    _each("invalid-currency", "data/currency", lambda value: [value.lower(), value.capitalize()]),
    _each("invalid-currency", "data/event_data/currency", lambda value: [value.lower()]),
    *(
        _each("lowercase-idfa", f"data/device_ids/{key}", lambda value: [value.lower()] if value else [])
        for key in ("idfa", "idfv")
    ),
    _missing,
    *(
        _each("null-value", path, lambda value: [None] if value == "" else [])
        for path in ("kochava_device_id", "data/device_ver", "data/device_ua", "data/device_ids/custom")
    ),
    _each("padded-event-name", "data/event_name", lambda value: [space.format(value) for space in _SPACES]),
    _each("user-agent-not-url-encoded", "data/device_ua", lambda value: _agents(value)[0]),
    _each("user-agent-double-encoded", "data/device_ua", lambda value: _agents(value)[1]),
    _each("usertime-in-milliseconds", "data/usertime", lambda value: _times(value, 10**3, 10**6, 10**9)),
    *(
        _each("zero-advertising-id", f"data/device_ids/{key}", lambda value: [ZERO] if value == "" else [])
        for key in ("idfa", "adid")
    ),
)


def faults_of(payload: JSON) -> list[Fault]:
    """Every fault that a clean payload can be given, one at a time."""
    return [fault for faults in _FAULTS for fault in faults(copy.deepcopy(payload))]


@st.composite
def clean_payloads(draw: st.DrawFn) -> JSON:
    """Events and installs of iPhones and Android phones, with and without what may be there."""
    is_event, is_apple, is_allowed = draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
    version, agent = ("iPhone14,5-iOS-17.4", IPHONE_UA) if is_apple else ("Pixel 8-Android-14", ANDROID_UA)
    told = draw(st.sampled_from([(version, ""), ("", agent), (version, agent)]))
    ids = {"idfa": IDFA if is_allowed else "", "idfv": IDFV} if is_apple else {"adid": ADID if is_allowed else ""}
    own = {} if is_apple or is_allowed else {"android_id": "9774d56d682e549c"}
    usertime = int(NOW) - draw(st.integers(0, 10**8))
    data: JSON = {
        "origination_ip": "203.0.113.7",
        "device_ver": told[0],
        "device_ua": told[1],
        "device_ids": {**ids, **own, **({"custom": ""} if draw(st.booleans()) else {})},
        "usertime": draw(st.sampled_from([usertime, str(usertime)])),
    }
    if is_event:
        data["event_name"] = draw(st.sampled_from(["Purchase", "Add to Cart", "Spring Sale", "Größe"]))
        data["currency"] = draw(st.sampled_from(["USD", "EUR"]))
        data["event_data"] = {"sum": 4.99, "currency": data["currency"]} if draw(st.booleans()) else {"note": "a/b"}
    if is_apple:
        block: JSON = {"att": is_allowed}
        if draw(st.booleans()):
            details = ["authorized", "unknown"] if is_allowed else ["denied", "notDetermined", "restricted", "unknown"]
            block["att_detail"] = draw(st.sampled_from(details))
            block["att_time"] = draw(st.sampled_from([usertime, str(usertime)]))
        data["app_tracking_transparency"] = block
    return {
        "action": "event" if is_event else "install",
        "kochava_app_id": "kodemo-ios-4ea1" if is_apple else "kodemo-android-7b2",
        "kochava_device_id": draw(st.sampled_from(["", "KI6F2E9A"])),
        "data": data,
    }

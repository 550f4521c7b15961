"""
The device that a payload speaks of: its platform, the version of its operating system, and how sure both are.

Source: https://support.kochava.com/server-to-server-integration/s2s-without-device-ua
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from kochava_lint.expression import expression
from kochava_lint.memory import LONGEST_REMEMBERED, REMEMBERED, remembered
from kochava_lint.placeholder import is_placeholder
from kochava_lint.user_agent import NOTHING_READ, Reading, read_user_agent

__all__ = ["Certainty", "Device", "conflict", "read_device", "read_device_ver"]


class Certainty(enum.Enum):
    """How sure the version of a device is."""

    EXACT = "exact"
    LOWER_BOUND = "lower bound"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Device:
    """
    The device that a payload speaks of.

    *platform* is a name in lower case, such as `ios`, `ipados`, `tvos`, `android`, `fire-os`, `roku`, `webos`,
    `tizen`, `windows` or `macos`, or None. It is *sure* where `device_ver` or the user agent names it and they do
    not conflict; identifiers alone, and user agents that several platforms send, do not make it sure.
    *version* is None where its *certainty* is unknown.
    """

    platform: str | None
    version: tuple[int, ...] | None
    certainty: Certainty
    sure: bool

    @property
    def takes_att(self) -> bool:
        """Whether App Tracking Transparency is a matter of this platform."""
        return self.platform in _ATT_PLATFORMS

    @property
    def runs_android(self) -> bool:
        """Whether the platform is Android or made of it, with its identifiers."""
        return self.platform in _ANDROID_PLATFORMS

    @property
    def is_apple(self) -> bool:
        """Whether the platform is any of Apple's."""
        return self.platform in _APPLE_PLATFORMS

    @property
    def is_lg_tv(self) -> bool:
        """Whether the platform is one of LG's televisions."""
        return self.platform in {"webos", "netcast"}

    def is_at_least(self, *version: int) -> bool:
        """Whether the version is known to be *version* or later."""
        return self.version is not None and self.version >= version

    def with_identifiers(self, *, apple: bool, android: bool) -> Device:
        """
        Read what usable identifiers of *apple* and of *android* tell beside what is known.

        A Mac by its user agent may be an iPad that asks for desktop pages, whose version that does not tell.
        """
        if self.platform is None and (apple or android):
            return Device("ios" if apple else "android", None, Certainty.UNKNOWN, sure=False)
        if self.platform == "macos" and not self.sure and apple:
            return Device("ipados", None, Certainty.UNKNOWN, sure=False)
        return self

    def __str__(self) -> str:
        """Name the device for a message: `iOS 17.4`, `iOS 18.6 or later`, `Android`."""
        name = _SPOKEN.get(self.platform or "", (self.platform or "an unknown device").replace("-", " "))
        if self.version is None:
            return name
        suffix = " or later" if self.certainty is Certainty.LOWER_BOUND else ""
        return f"{name} {'.'.join(map(str, self.version))}{suffix}"


_ATT_PLATFORMS: Final = frozenset({"ios", "ipados", "tvos"})
_APPLE_PLATFORMS: Final = _ATT_PLATFORMS | {"macos", "watchos", "visionos"}
_ANDROID_PLATFORMS: Final = frozenset({"android", "fire-os"})
_LIKE_LINUX: Final = frozenset({"linux", "smart-tv", "netcast", "chromecast", "chromecast-linux"})
_OVER_LINUX: Final = _LIKE_LINUX | {"webos", "tizen", "roku", "android", "fire-os"}
"""Platforms that may say no more of themselves than that they are made of Linux."""
_INCOMPARABLE_VERSIONS: Final = frozenset({"macos", "windows", "fire-os"})
"""Platforms whose user agents tell one version for all (`Windows NT 10.0`), or that of Android."""
_SPOKEN: Final = {
    "ios": "iOS",
    "ipados": "iPadOS",
    "tvos": "tvOS",
    "watchos": "watchOS",
    "visionos": "visionOS",
    "macos": "macOS",
    "android": "Android",
    "fire-os": "Fire OS",
    "harmonyos": "HarmonyOS",
    "webos": "webOS",
    "netcast": "LG NetCast",
    "roku": "Roku",
    "tizen": "Tizen",
    "windows": "Windows",
    "linux": "Linux",
}
_OS_NAMES: Final = {
    "ios": "ios",
    "iphone-os": "ios",
    "iphoneos": "ios",
    "ipados": "ipados",
    "ipad-os": "ipados",
    "tvos": "tvos",
    "apple-tvos": "tvos",
    "watchos": "watchos",
    "visionos": "visionos",
    "macos": "macos",
    "mac-os": "macos",
    "mac-os-x": "macos",
    "os-x": "macos",
    "osx": "macos",
    "android": "android",
    "android-tv": "android",
    "android-os": "android",
    "fire-os": "fire-os",
    "fireos": "fire-os",
    "roku": "roku",
    "roku-os": "roku",
    "rokuos": "roku",
    "webos": "webos",
    "web0s": "webos",
    "webos-tv": "webos",
    "netcast": "netcast",
    "tizen": "tizen",
    "tizen-os": "tizen",
    "windows": "windows",
    "windows-phone": "windows-phone",
    "linux": "linux",
    "chrome-os": "chrome-os",
    "harmonyos": "harmonyos",
    "xbox": "xbox",
    "kaios": "kaios",
}
_DEVICE_VER = expression(r"(?P<rest>.+)-(?P<version>[0-9]{1,18}(?:\.[0-9]{1,18}){0,9})", re.DOTALL)
_LETTER = expression("[A-Za-z]")


@remembered
def read_device_ver(text: str) -> Reading | None:
    """
    Read a `device_ver` of the form `<model>-<os>-<version>`; None where it has another.

    It is split from the right: models contain hyphens, and so do some names of systems (`AFTKA-Fire-OS-7.2`).
    Where the system's name is not known, the reading has a version and no platform.
    """
    match = _DEVICE_VER.fullmatch(text)
    if match is None or is_placeholder(text):
        return None
    version = tuple(int(part) for part in match["version"].split("."))
    parts = match["rest"].lower().split("-")
    for words in (3, 2, 1):
        platform = _OS_NAMES.get("-".join(parts[-words:]))
        if platform and len(parts) > words and any(parts[:-words]):
            return Reading(platform, version)
    model, _, name = match["rest"].rpartition("-")
    is_named = model and _LETTER.search(name) and "-".join(parts) not in _OS_NAMES
    return Reading(None, version) if is_named else None


def conflict(device_ver: Reading | None, user_agent: Reading) -> str | None:
    """Say in what the two differ: `platform` or `version`; None where they may well speak of one device."""
    if device_ver is None or device_ver.platform is None or user_agent.platform is None:
        return None
    told, seen = device_ver.platform, user_agent.platform
    if told in _APPLE_PLATFORMS and (user_agent.kernel or seen == "macos"):
        return None
    if user_agent.reduced or (seen in _LIKE_LINUX and told in _OVER_LINUX):
        return None
    if told != seen and {told, seen} != {"ios", "ipados"}:
        on_android = {told, seen} <= {"android", "fire-os", "harmonyos"} and "android" in {told, seen}
        return None if on_android else "platform"
    if device_ver.version is None or user_agent.version is None or told in _INCOMPARABLE_VERSIONS:
        return None
    if user_agent.lower_bound and device_ver.version[:1] >= user_agent.version[:1]:
        return None
    return "version" if device_ver.version[0] != user_agent.version[0] else None


def read_device(device_ver: object, device_ua: object) -> Device:
    """
    Read the device from its `device_ver`, else its user agent; both are what the payload holds, of any type.

    What its identifiers tell is not in it yet: see `Device.with_identifiers`.
    """
    told = device_ver if isinstance(device_ver, str) else ""
    seen = device_ua if isinstance(device_ua, str) else ""
    read = _read_device if len(told) + len(seen) <= LONGEST_REMEMBERED else _read_device.__wrapped__
    return read(told, seen)


@lru_cache(maxsize=REMEMBERED)
def _read_device(device_ver: str, device_ua: str) -> Device:
    told = read_device_ver(device_ver)
    seen = NOTHING_READ if not device_ua or is_placeholder(device_ua) else read_user_agent(device_ua)
    if told is not None and told.platform is not None:
        return _device(replace(told, sure=conflict(told, seen) is None))
    return _device(seen)


def _device(reading: Reading) -> Device:
    if reading.version is None:
        certainty = Certainty.UNKNOWN
    else:
        certainty = Certainty.LOWER_BOUND if reading.lower_bound else Certainty.EXACT
    return Device(reading.platform, reading.version, certainty, reading.sure)

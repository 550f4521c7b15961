"""
User agents: decoding them, and reading the operating system that they name.

The common forms of iPhones, iPads, Android, CFNetwork and AFNetworking are read here; everything else is asked of the
`ua-parser` library, which is imported only then: that takes longer than anything else in a small run.
Answers are remembered, since user agents come by the thousand from a few hundred kinds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, unquote_to_bytes

from kochava_lint.expression import expression
from kochava_lint.memory import remembered

if TYPE_CHECKING:
    from ua_parser import Parser

__all__ = ["NOTHING_READ", "Reading", "broken_encoding", "decode_user_agent", "read_user_agent"]


@dataclass(frozen=True, slots=True)
class Reading:
    """
    The operating system that a text names.

    *platform* in lower case (`ios`, `fire-os`), None where the text names none. *version* is None where it is not
    told, and a *lower_bound* where newer versions tell the same. *sure* is false for texts that several platforms
    send. *kernel*: only the kernel's version is told, which all of Apple's platforms share. *reduced*: Chrome's
    `Android 10; K`, which tells neither version nor model.
    """

    platform: str | None = None
    version: tuple[int, ...] | None = None
    lower_bound: bool = False
    sure: bool = True
    kernel: bool = False
    reduced: bool = False


NOTHING_READ: Final = Reading(sure=False)

_STRAY_PERCENT = expression(r"%(?![0-9A-Fa-f]{2})")
_APPLE = expression(r"\((iPhone|iPad|iPod)[^()]{0,80}?; CPU (?:iPhone |iPad )?OS (\d{1,3})((?:[_.]\d{1,3}){0,3})")
_ANDROID = expression(r"\(Linux; (?:U; )?Android (\d{1,3})((?:\.\d{1,3}){0,3})\b")
_DARWIN = expression(r"\bDarwin/(\d{1,3})(?:\.(\d{1,3}))?")
_AFNETWORKING = expression(r"\((iPhone|iPad|iPod)(?: touch)?; iOS (\d{1,3})((?:\.\d{1,3}){1,2}); Scale/\d")
_SAFARI = expression(r"\bVersion/(\d{1,3})")
_IPADOS = expression(r"\biPadOS[ /](\d{1,3})((?:[._]\d{1,3}){0,3})")
_TVOS = expression(r"(?:\bCPU OS |\btvOS[ /]|\bAppleTV\d+,\d+/)(\d{1,3})((?:[._]\d{1,3}){0,3})")
_FIRE_MODEL = expression(r"[;/] ?(?:AFT[A-Z0-9]+|KF[A-Z]{2,8})\b")
_HARMONY = expression(r"\bHarmonyOS(?:[ /](\d{1,3})((?:\.\d{1,3}){0,3}))?")
_ROKU = expression(r"\bRoku\w*/DVP-(\d{1,3})((?:\.\d{1,3}){0,3})")
_NETCAST = expression(r"\bNetCast\b|\bLG Browser/|\bLGE? ?;")
_WEBOS = expression(r"web[o0]s", re.IGNORECASE)
_SMART_TV = expression(r"SMART-TV|Smart ?TV|HbbTV", re.IGNORECASE)

_FROZEN_SAFARI: Final = ((18, 6), (18, 7))
"""What Safari 26 and later say instead of their own version: https://webkit.org/blog/17333/"""
_FIRST_FROZEN_SAFARI = 26
_OLDEST_TVOS = 9
_LONGEST = 4096
_LONGEST_NUMBER = 18
_DARWIN_OF_IOS_11, _DARWIN_OF_IOS_14, _DARWIN_OF_IOS_26 = 17, 20, 25
_MINORS_OF_IOS_14: Final = {1: 2, 2: 3, 3: 4, 4: 5, 5: 6, 6: 7}
"""The minor version of iOS 14 by that of its kernel: from 14.5 on, an IDFA takes consent."""
_IOS_BEHIND_DARWIN = 6

_PLATFORMS: Final = {
    "iOS": "ios",
    "iPadOS": "ipados",
    "tvOS": "tvos",
    "ATV OS X": "tvos",
    "WatchOS": "watchos",
    "Mac OS X": "macos",
    "Mac OS": "macos",
    "Fire OS": "fire-os",
    "Web0S": "webos",
    "Windows RT": "windows",
}
_DESKTOP_LINUX: Final = frozenset(
    {"Linux", "Ubuntu", "Kubuntu", "Debian", "Fedora", "Red Hat", "SUSE", "CentOS", "Gentoo", "Arch Linux", "Mandriva"}
)
_MODEL_YEARS: Final = frozenset({"LG", "Samsung", "Panasonic", "Sony", "Philips", "Sharp", "Toshiba"})
"""Families by which ua-parser names a television's maker, with the model's year for a version."""


@remembered
def decode_user_agent(text: str) -> str:
    """Percent-decode *text* once and, where that leaves no space, read `+` as one: encoders write either."""
    decoded = unquote(text, errors="replace")
    return decoded if " " in decoded else decoded.replace("+", " ")


@remembered
def broken_encoding(text: str) -> str | None:
    """Say what keeps *text* from being percent-decoded into UTF-8; None where nothing does."""
    if _STRAY_PERCENT.search(text):
        return "it has a % that no two hex digits follow"
    try:
        unquote_to_bytes(text).decode()
    except UnicodeError:
        return "what it encodes is not UTF-8"
    return None


@remembered
def read_user_agent(text: str) -> Reading:
    """
    Read the operating system that the user agent *text* names; *text* may be percent-encoded once.

    It is looked for in the first 4,096 characters: no device sends more, and expressions take longer than that.
    """
    decoded = decode_user_agent(text[:_LONGEST])
    reading = (
        _read_apple(decoded)
        or _read_android(decoded)
        or _read_darwin(decoded)
        or _read_afnetworking(decoded)
        or _ask_library(decoded)
    )
    return replace(reading, sure=False) if "Macintosh" in decoded else reading


def _read_apple(text: str) -> Reading | None:
    match = _APPLE.search(text)
    if match is None:
        return None
    version = _version(match[2], match[3])
    safari = _SAFARI.search(text)
    frozen = version[:2] in _FROZEN_SAFARI and (safari is None or int(safari[1]) >= _FIRST_FROZEN_SAFARI)
    return Reading("ipados" if match[1] == "iPad" else "ios", version, lower_bound=frozen)


def _read_android(text: str) -> Reading | None:
    match = _ANDROID.search(text)
    if match is None:
        return None
    if "HarmonyOS" in text:
        return _read_harmony(text)
    if match[1] == "10" and text.startswith(("; K)", "; K;"), match.end()):
        return Reading("android", reduced=True)
    return Reading("fire-os" if _FIRE_MODEL.search(text) else "android", _version(match[1], match[2]))


def _read_harmony(text: str) -> Reading:
    match = _HARMONY.search(text)
    return Reading("harmonyos", _version(match[1], match[2]) if match and match[1] else None)


def _read_darwin(text: str) -> Reading | None:
    match = _DARWIN.search(text)
    if match is None:
        return None
    if "(x86_64)" in text:
        return Reading("macos", kernel=True)
    darwin = int(match[1])
    if darwin >= _DARWIN_OF_IOS_26:
        return Reading("ios", (26,), lower_bound=True, kernel=True)
    if darwin >= _DARWIN_OF_IOS_11:
        minor = (_MINORS_OF_IOS_14.get(int(match[2] or 0), 0),) if darwin == _DARWIN_OF_IOS_14 else ()
        return Reading("ios", (darwin - _IOS_BEHIND_DARWIN, *minor), kernel=True)
    return replace(_ask_library(text), kernel=True)


def _read_afnetworking(text: str) -> Reading | None:
    match = _AFNETWORKING.search(text)
    if match is None:
        return None
    return Reading("ipados" if match[1] == "iPad" else "ios", _version(match[2], match[3]))


@cache
def _library() -> Parser:
    from ua_parser import Parser, load_lazy_builtins  # noqa: PLC0415 - for user agents that are none of the common ones

    # Of its expressions, most are about browsers and models: compiled when they are used, they take a tenth as long.
    return Parser.from_matchers(load_lazy_builtins())


def _ask_library(text: str) -> Reading:
    found = _library().parse_os(text)
    if found is None:
        return _read_without_library(text)
    family = found.family
    if family == "HarmonyOS" or "HarmonyOS" in text:
        return _read_harmony(text)
    platform = _PLATFORMS.get(family) or family.lower().replace(" ", "-")
    version = _library_version(found.major, found.minor, found.patch)
    if platform == "tvos":
        match = _TVOS.search(text)
        version = _version(match[1], match[2]) if match else version
        return Reading("tvos", version if version and version[0] >= _OLDEST_TVOS else None)
    if platform == "ios" and "iPad" in text:
        match = _IPADOS.search(text)
        return Reading("ipados", _version(match[1], match[2]) if match else version)
    if platform == "android" and _FIRE_MODEL.search(text):
        return Reading("fire-os", version)
    if platform == "windows" and "Xbox" in text:
        return Reading("xbox")
    if platform == "chrome-os":  # its number is a build's
        return Reading("chrome-os")
    if family in _DESKTOP_LINUX or family in _MODEL_YEARS:
        return _read_television(text)
    return Reading(platform, version)


def _read_without_library(text: str) -> Reading:
    """Read the devices that take Kochava's over-the-top payloads and that the library does not know."""
    roku = _ROKU.search(text)
    if roku:
        return Reading("roku", _version(roku[1], roku[2]))
    if "playstation" in text.lower():
        return Reading("playstation")
    if _WEBOS.search(text):
        return Reading("webos")
    return Reading("netcast") if _NETCAST.search(text) else NOTHING_READ


def _read_television(text: str) -> Reading:
    """Read what comes as Linux, or under a maker's name: a television, or else a desktop that may be anything."""
    if _WEBOS.search(text):
        return Reading("webos")
    if _NETCAST.search(text):
        return Reading("netcast")
    return Reading("smart-tv") if _SMART_TV.search(text) else Reading("linux", sure=False)


def _version(major: str, rest: str) -> tuple[int, ...]:
    return (int(major), *(int(part) for part in re.findall(r"\d+", rest)))


def _library_version(*parts: str | None) -> tuple[int, ...] | None:
    version: list[int] = []
    for part in parts:
        if part is None or not part.isdecimal() or len(part) > _LONGEST_NUMBER:
            break
        version.append(int(part))
    return tuple(version) or None

"""
Kinds of devices: models, versions, and the user agents that they send.

The forms are those that browsers, web views, HTTP libraries and televisions really have; apps and builds are made up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from kochava_lint.synthetic.choices import Choices

__all__ = ["APPLE", "PLATFORMS", "DeviceKind", "device_kind"]

APPLE: Final = ("ios", "ipados", "tvos")
"""The platforms that ask for consent to tracking, from version 14 on."""
PLATFORMS: Final = (*APPLE, "android", "fire-os", "roku", "webos")
"""The platforms that payloads are made for, by the names that `Device.platform` has."""

Version = tuple[int, ...]


class DeviceKind(NamedTuple):
    """
    A model with a version of its system, and an app or browser on it.

    *user_agent* is as the device sends it, not encoded. It does not always tell the version; *tells_version* says.
    """

    platform: str
    version: Version
    device_ver: str
    user_agent: str
    tells_version: bool

    @property
    def asks_consent(self) -> bool:
        """Whether App Tracking Transparency is a matter of this device."""
        return self.platform in APPLE and self.version >= (14,)

    @property
    def guards_idfa(self) -> bool:
        """Whether its system hands out an IDFA only where that was allowed: from 14.5 on."""
        return self.platform in APPLE and self.version >= (14, 5)


class _Form(NamedTuple):
    """How a user agent is written; *is_enough* where it tells the version that Kochava wants."""

    template: str
    is_enough: bool = True


class _Platform(NamedTuple):
    os_name: str
    models: Sequence[str]
    versions: Sequence[Version]
    forms: Sequence[_Form]


_WEBKIT: Final = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
_BLINK: Final = "AppleWebKit/537.36 (KHTML, like Gecko)"
_PHONE: Final = "Mozilla/5.0 (iPhone; CPU iPhone OS {safari_os} like Mac OS X)"
_TABLET: Final = "Mozilla/5.0 (iPad; CPU OS {safari_os} like Mac OS X)"
_CFNETWORK: Final = (
    _Form("Shop/112 CFNetwork/1494.0.7 Darwin/{darwin}"),
    _Form("My%20Shop/112 CFNetwork/1220.1 Darwin/{darwin}"),  # iOS encodes the app's name by itself
)
_APPLE_VERSIONS: Final = (
    (17, 4),
    (18, 5),
    (26, 0),
    (16, 7, 8),
    (15, 8, 3),
    (14, 5),
    (14, 2),
    (14, 0),
    (13, 6, 1),
    (12, 5),
)

_BY_NAME: Final = {
    "ios": _Platform(
        "iOS",
        ("iPhone14,5", "iPhone12,1", "iPhone16,2", "iPhone"),
        _APPLE_VERSIONS,
        (
            _Form(f"{_PHONE} {_WEBKIT} Version/{{version}} Mobile/15E148 Safari/604.1"),
            _Form(f"{_PHONE} {_WEBKIT} Mobile/15E148"),
            _Form(f"{_PHONE} {_WEBKIT} Mobile/15E148 [FBAN/FBIOS;FBDV/{{model}};FBMD/iPhone;FBSN/iOS;FBLC/de_DE]"),
            _Form("Shop/3.2.0 (iPhone; iOS {version}; Scale/3.00)"),
            *_CFNETWORK,
        ),
    ),
    "ipados": _Platform(
        "iPadOS",
        ("iPad13,4", "iPad8,11"),
        _APPLE_VERSIONS,
        (
            _Form(f"{_TABLET} {_WEBKIT} Version/{{version}} Mobile/15E148 Safari/604.1"),
            _Form("Shop/3.2.0 (iPad; iOS {version}; Scale/2.00)"),
            _Form(
                f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {_WEBKIT} Version/{{version}} Safari/605.1.15",
                is_enough=False,
            ),
            *_CFNETWORK,
        ),
    ),
    "tvos": _Platform(
        "tvOS",
        ("AppleTV14,1", "AppleTV6,2"),
        ((17, 4), (15, 1), (14, 5), (13, 4)),
        (_Form("AppleCoreMedia/1.0.0.21L227 (Apple TV; U; CPU OS {underscored} like Mac OS X; en_us)"), *_CFNETWORK),
    ),
    "android": _Platform(
        "Android",
        ("Pixel 8", "SM-S901B", "SM-J727A", "moto g(7)", "Redmi Note 9 Pro"),
        ((14,), (15,), (13,), (10,), (9,), (8, 0, 0), (7, 1, 2)),
        (
            _Form(
                f"Mozilla/5.0 (Linux; Android {{version}}; {{model}}) {_BLINK} Chrome/124.0.0.0 Mobile Safari/537.36"
            ),
            _Form(
                f"Mozilla/5.0 (Linux; Android {{version}}; {{model}} Build/UP1A; wv) {_BLINK} Version/4.0 "
                "Chrome/124.0.6367.82 Mobile Safari/537.36"
            ),
            _Form("Dalvik/2.1.0 (Linux; U; Android {version}; {model} Build/UP1A.231105.001)"),
            _Form(
                f"Mozilla/5.0 (Linux; Android 10; K) {_BLINK} Chrome/124.0.0.0 Mobile Safari/537.36", is_enough=False
            ),
            _Form("okhttp/4.12.0", is_enough=False),
        ),
    ),
    "fire-os": _Platform(
        "Fire-OS",
        ("AFTKA", "AFTMM", "KFONWI"),
        ((7, 6), (8, 1), (6, 2)),
        (
            _Form(
                f"Mozilla/5.0 (Linux; Android {{android}}; {{model}} Build/PS7633; wv) {_BLINK} Mobile Safari/537.36"
            ),
            _Form("Dalvik/2.1.0 (Linux; U; Android {android}; {model} Build/PS7633)"),
        ),
    ),
    "roku": _Platform(
        "Roku", ("4802X", "3820X2"), ((12, 5), (9, 10)), (_Form("Roku/DVP-{version} ({version}.0.4178-88)"),)
    ),
    "webos": _Platform(
        "webOS",
        ("OLED55C1", "43UP7500"),
        ((6, 0), (5, 2), (4, 4)),
        (_Form(f"Mozilla/5.0 (Web0S; Linux/SmartTV) {_BLINK} Chrome/79.0.3945.79 Safari/537.36 WebAppManager"),),
    ),
}
_DARWIN_BEFORE_IOS: Final = 6
_FROZEN_FROM: Final = (26,)
"""From this version on, Safari says 18.6 instead of its own: https://webkit.org/blog/17333/"""
_ANDROID_OF_FIRE_OS: Final = {6: "7.1.2", 7: "9", 8: "11"}


def device_kind(
    choices: Choices, platform: str | None = None, *, least: Version = (), tells_version: bool = False
) -> DeviceKind:
    """
    Make up a kind of device, of *platform* or of any, whose system is at least of version *least*.

    *tells_version*: its user agent tells the version.
    """
    platform = choices.choose(PLATFORMS) if platform is None else platform
    of = _BY_NAME[platform]
    version = choices.choose([known for known in of.versions if known >= least] if least else of.versions)
    model = choices.choose(of.models)
    form = choices.choose([known for known in of.forms if known.is_enough] if tells_version else of.forms)
    written = ".".join(map(str, version))
    agent = form.template.format(
        version=written,
        underscored=written.replace(".", "_"),
        model=model,
        safari_os="18_6" if version >= _FROZEN_FROM else written.replace(".", "_"),
        darwin=_darwin(version),
        android=_ANDROID_OF_FIRE_OS.get(version[0]),
    )
    return DeviceKind(platform, version, f"{model}-{of.os_name}-{written}", agent, form.is_enough)


def _darwin(version: Version) -> str:
    """The version of the kernel below a *version* of iOS: one less of the minor, from 26 on one less of the major."""
    major, minor = version[0], version[1] if len(version) > 1 else 0
    if version >= _FROZEN_FROM:
        return f"{major - 1}.{minor}.0"
    return f"{major + _DARWIN_BEFORE_IOS}.{max(minor - 1, 0)}.0"

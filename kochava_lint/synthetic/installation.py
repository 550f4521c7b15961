"""Installations of apps: what is the same in all payloads of one."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from kochava_lint.synthetic.choices import Choices
from kochava_lint.synthetic.consent import att_block
from kochava_lint.synthetic.device_kind import APPLE, DeviceKind, device_kind
from kochava_lint.synthetic.encoding import ENCODERS
from kochava_lint.synthetic.identifiers import identifiers, kochava_device_id
from kochava_lint.synthetic.moment import FIRST_USE

__all__ = ["Installation", "installation"]

_APPS: Final = {"ios": "kodemo-ios-4ea1", "android": "kodemo-android-7b2", "television": "kodemo-tv-9c35"}
_OF_APP: Final = {"ios": "ios", "ipados": "ios", "tvos": "ios", "android": "android", "fire-os": "android"}
_ADDRESSES: Final = ("203.0.113.{}", "198.51.100.{}", "192.0.2.{}", "2001:db8::{:x}")
"""Kept free for documentation, RFC 5737 and RFC 3849: no device has them."""


class Installation(NamedTuple):
    """
    An app on a device of one user.

    *told* is what tells the device: `device_ua`, `device_ver` or both, of which one may be empty. *att* is the ATT
    block, None where the device asks for no consent; *limited* whether the user limits tracking otherwise.
    """

    kind: DeviceKind
    app_id: str
    device_id: str
    ids: dict[str, str]
    told: dict[str, str]
    origination_ip: str
    att: dict[str, Any] | None
    limited: bool

    @property
    def is_apple(self) -> bool:
        """Whether it is a device of Apple's."""
        return self.kind.platform in APPLE


def installation(
    choices: Choices, kind: DeviceKind | None = None, *, allowed: bool | None = None, told: str | None = None
) -> Installation:
    """
    Make up an installation on a device of *kind*, or of any.

    *allowed*: whether the user allows tracking. *told*: what tells the device, `ver`, `ua` or `both`.
    """
    kind = device_kind(choices) if kind is None else kind
    allowed = choices.choose((True, False)) if allowed is None else allowed
    tracked = allowed or (kind.asks_consent and not kind.guards_idfa and choices.maybe())
    return Installation(
        kind,
        _APPS[_OF_APP.get(kind.platform, "television")],
        kochava_device_id(choices),
        identifiers(choices, kind.platform, tracked=tracked),
        _told(choices, kind, told),
        choices.choose(_ADDRESSES).format(choices.integer(1, 254)),
        att_block(choices, allowed=allowed, latest=FIRST_USE) if kind.asks_consent else None,
        limited=not kind.asks_consent and not allowed,
    )


def _told(choices: Choices, kind: DeviceKind, by: str | None) -> dict[str, str]:
    by = choices.choose(("ver", "ua", "both") if kind.tells_version else ("ver", "both")) if by is None else by
    agent = "" if by == "ver" else choices.choose(ENCODERS)(kind.user_agent)
    return {"device_ua": agent, "device_ver": "" if by == "ua" else kind.device_ver}

"""Payloads of each action, as one that uses Kochava's server-to-server interface rightly sends them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from kochava_lint.synthetic.choices import Choices
from kochava_lint.synthetic.consent import gdpr_consent
from kochava_lint.synthetic.device_kind import APPLE, PLATFORMS, DeviceKind, device_kind
from kochava_lint.synthetic.event import event_data, event_name, revenue
from kochava_lint.synthetic.installation import Installation, installation
from kochava_lint.synthetic.moment import FIRST_USE, LATEST

__all__ = [
    "ACTIONS",
    "JSON",
    "PLACEMENTS",
    "any_payload",
    "event",
    "flat",
    "identity_link",
    "install",
    "platforms_of",
    "update",
]

JSON = dict[str, Any]

ACTIONS: Final = ("event", "install", "update", "identityLink")
"""What `action` may say."""
PLACEMENTS: Final = ("nested", "flat")
"""Where context keys stand: in `data`, as in Kochava's samples, or at the root, as in its field table."""

_APP_VERSIONS: Final = ("3.2.0", "1.0", "2024.11-beta", "")
_LOCALES: Final = ("de-DE", "en_US", "ja")
_LINKS: Final = ("app_userid", "fb_userid", "email", "SGID")
_HASHES: Final = {"md5": 32, "sha1": 40, "sha256": 64}
_STAYS_IN_DATA: Final = frozenset({"idfa", "idfv", "locale", "install_referrer", "ad_services_token"})


def platforms_of(action: str) -> Sequence[str]:
    """The platforms that send payloads of *action*: an update brings an IDFA, which only Apple's have."""
    return APPLE if action == "update" else PLATFORMS


def event(choices: Choices, of: Installation, usertime: int | None = None) -> JSON:
    """Make up an event, which happened at *usertime* where that is given."""
    data = {"event_name": event_name(choices), **_context(choices, of, usertime)}
    inner = event_data(choices) if choices.maybe() else None
    if choices.maybe():
        outer_revenue, inner_revenue = revenue(choices)
        data.update(outer_revenue)
        inner = {**(inner or {}), **inner_revenue}
    if inner is not None:
        data["event_data"] = inner
    return _envelope("event", of, "" if choices.maybe() else of.device_id, data)


def install(choices: Choices, of: Installation, usertime: int | None = None) -> JSON:
    """Make up an install, which happened at *usertime* where that is given."""
    data = _context(choices, of, usertime)
    for key in ("device_ua", "device_ver"):
        if not data[key] and choices.maybe():  # an install does without the one that says nothing
            del data[key]
    if choices.maybe():
        if of.is_apple:
            data["ad_services_token"] = choices.digits(32)
        else:
            data["install_referrer"] = {"referrer": "utm_source=newsletter", "referrer_click_time": FIRST_USE}
    made = _envelope("install", of, of.device_id, data)
    if choices.maybe():
        made["app_ver"] = choices.choose(_APP_VERSIONS)
    return made


def update(choices: Choices, of: Installation) -> JSON:
    """Make up an update, by which the IDFA of an installation is told that its user allows from then on."""
    ids = {key: value for key, value in of.ids.items() if key in {"idfa", "idfv"}}
    data: JSON = {"device_ids": ids} if choices.maybe() else {"idfa": ids["idfa"]}
    if of.att is not None and choices.maybe():
        data["app_tracking_transparency"] = dict(of.att)
    if choices.maybe():
        data["device_ver"] = of.kind.device_ver
    return _envelope("update", of, of.device_id, data)


def identity_link(choices: Choices, of: Installation) -> JSON:
    """Make up an identityLink: as servers send it to its own address, or as the SDK sends it."""
    link = {choices.choose(_LINKS): choices.choose(("2718281828", "ann@example.com", "u-77"))}
    if choices.maybe():
        return _envelope("identityLink", of, of.device_id, link)
    ids: dict[str, str] = dict(of.ids)
    hashed: JSON = {}
    if choices.maybe():
        method = choices.choose(tuple(_HASHES))
        name = next(name for name, value in ids.items() if value)
        ids[name] = "c" + choices.digits(_HASHES[method] - 1)
        hashed = {"device_hash_method": {name: method}}
    return {"kochava_app_id": of.app_id, "device_id": ids, **hashed, "data": link}


_RECIPES: Final = {"event": event, "install": install, "update": update, "identityLink": identity_link}


def flat(choices: Choices, nested: JSON) -> JSON:
    """The *nested* payload as Kochava's field table prints it: context keys at the root."""
    if nested.get("action") == "identityLink" or "device_id" in nested:
        return nested
    stays = _STAYS_IN_DATA | ({"event_name"} if choices.maybe() else set())
    inside = {key: value for key, value in nested["data"].items() if key in stays}
    outside = {key: value for key, value in nested["data"].items() if key not in stays}
    return {**nested, **outside, "data": inside}


def any_payload(
    choices: Choices,
    action: str,
    kind: DeviceKind | None = None,
    *,
    allowed: bool | None = None,
    told: str | None = None,
) -> JSON:
    """Make up a payload of *action* from an installation that is made up too: see `installation`."""
    if kind is None:
        kind = device_kind(choices, choices.choose(platforms_of(action)))
    # There is nothing to update where nobody has allowed it.
    of = installation(choices, kind, allowed=True if action == "update" else allowed, told=told)
    return _RECIPES[action](choices, of)


def _context(choices: Choices, of: Installation, usertime: int | None) -> JSON:
    data: JSON = {"origination_ip": of.origination_ip, **of.told, "device_ids": dict(of.ids)}
    if of.att is not None:
        data["app_tracking_transparency"] = dict(of.att)
    if of.limited or choices.maybe():
        data["device_limit_tracking"] = choices.choose((True, "true") if of.limited else (False, "false"))
    if usertime is not None or choices.maybe():
        seconds = choices.integer(FIRST_USE, LATEST) if usertime is None else usertime
        data["usertime"] = str(seconds) if choices.maybe() else seconds
    if choices.maybe():
        data["app_version"] = choices.choose(_APP_VERSIONS)
    if choices.maybe():
        data["gdpr_privacy_consent"] = gdpr_consent(choices)
    if choices.maybe():
        data["locale"] = choices.choose(_LOCALES)
    return data


def _envelope(action: str, of: Installation, device_id: str, data: JSON) -> JSON:
    return {"action": action, "kochava_app_id": of.app_id, "kochava_device_id": device_id, "data": data}

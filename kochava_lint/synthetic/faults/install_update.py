"""Faults of installs and updates."""

from __future__ import annotations

from typing import Final

from kochava_lint.payload import MISSING
from kochava_lint.synthetic.faults.operator import UPDATE, Base, Operator, idfa, sets

__all__ = ["OPERATORS"]

_INSTALL: Final = Base(("install",))
_IN_DATA: Final = UPDATE.with_given({"data/device_ids": MISSING, "data/idfa": idfa})
_IN_IDS: Final = UPDATE.with_given({"data/device_ids": lambda choices: {"idfa": idfa(choices)}, "data/idfa": MISSING})

OPERATORS: Final[tuple[Operator, ...]] = (
    sets(
        "legacy-iad-attribution",
        "details",
        _INSTALL,
        "data/iad_attribution_details",
        {"Version3.1": {"iad-attribution": "false"}},
    ),
    sets("install-with-event-name", "name", _INSTALL, "data/event_name", "Install", "Purchase"),
    sets("update-without-idfa", "missing", _IN_DATA, "data/idfa", MISSING, at="data"),
    sets("update-without-idfa", "empty", _IN_DATA, "data/idfa", ""),
    sets(
        "update-without-idfa",
        "zeros",
        _IN_DATA.with_given({"data/app_tracking_transparency": MISSING}),
        "data/idfa",
        "00000000-0000-0000-0000-000000000000",
    ),
    sets("update-without-idfa", "nested", _IN_IDS, "data/device_ids/idfa", ""),
    sets("update-without-device-id", "empty", UPDATE, "kochava_device_id", "", " "),
    sets(
        "update-without-consent",
        "refused",
        UPDATE,
        "data/app_tracking_transparency",
        {"att": False},
        at="data/app_tracking_transparency/att",
    ),
    sets("update-on-other-platform", "android", UPDATE, "data/device_ver", "Pixel 8-Android-14", "4802X-Roku-12.5"),
)

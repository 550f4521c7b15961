"""The rules about install and update, beyond their pages' examples."""

from __future__ import annotations

import pytest
from conftest import Found
from samples import (
    ADID,
    ANDROID_UA,
    DROP,
    IDFA,
    IDFV,
    IPHONE_UA,
    MAC_UA,
    ROKU_UA,
    ZERO,
    att,
    changed,
    install,
    ios,
    link,
    update,
)

Pairs = list[tuple[str, str]]

NAME = "/data/event_name"
ATT = "/data/app_tracking_transparency/att"
INSTALL_NAME = ("install-with-event-name", NAME)
IAD = "iad_attribution_details"


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        pytest.param(
            install(device_limit_tracking=True),
            [("tracking-limited-with-advertising-id", "/data/device_limit_tracking")],
            id="limited",
        ),
        pytest.param(
            install(device_limit_tracking=True, device_ids={"idfa": ZERO, "idfv": IDFV}),
            [("zero-idfa-with-consent", "/data/device_ids/idfa")],
            id="limited-with-zeros",
        ),
        pytest.param(install(iad_attribution_details={}), [("legacy-iad-attribution", f"/data/{IAD}")], id="iad"),
        pytest.param(install(iad_attribution_details=None), [], id="iad-null-is-absent"),
        pytest.param({**install(), IAD: {"x": "y"}}, [("legacy-iad-attribution", f"/{IAD}")], id="iad-at-the-root"),
        pytest.param(ios(iad_attribution_details={"x": "y"}), [], id="iad-of-an-event"),
        pytest.param(changed(install(), {"data/event_name": "Purchase"}), [INSTALL_NAME], id="name"),
        pytest.param(
            changed(install(), {"data/event_name": "purchase "}), [INSTALL_NAME], id="name-that-is-not-judged"
        ),
        pytest.param(changed(install(), {"data/event_name": ""}), [("empty-value", NAME)], id="empty-name"),
        pytest.param(changed(install(), {"data/event_name": 5}), [("wrong-type", NAME)], id="number-for-a-name"),
        pytest.param(
            {**install(), "event_name": "View"},
            [("install-with-event-name", "/event_name"), ("misplaced-key", "/event_name")],
            id="name-at-the-root",
        ),
        pytest.param(
            install(event_data={"source": "x", "a": [], "sum": "y"}, currency="usd"), [], id="event-data-of-an-install"
        ),
        pytest.param(
            update(event_name="view", event_data={"source": []}, currency="x", gdpr_privacy_consent={}),
            [],
            id="keys-of-an-event-in-an-update",
        ),
        pytest.param(link(data={"usertime": "x", "currency": "usd"}), [], id="names-of-a-link"),
    ],
)
def test_what_belongs_to_which_action(found: Found, payload: object, expected: Pairs) -> None:
    assert found(payload) == expected


WITHOUT_IDFA, WITHOUT_CONSENT = "update-without-idfa", "update-without-consent"
OTHER_PLATFORM = "update-on-other-platform"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param({"idfa": IDFA}, [], id="flat"),
        pytest.param({"device_ids": {"idfa": IDFA}}, [], id="nested"),
        pytest.param({"idfa": "", "device_ids": {"idfa": IDFA}}, [], id="empty-beside-a-nested-one"),
        pytest.param({"idfa": "kochava-test-1"}, [], id="test-data"),
        pytest.param({}, [(WITHOUT_IDFA, "/data")], id="empty-data"),
        pytest.param({"idfv": IDFV}, [(WITHOUT_IDFA, "/data")], id="idfv-only"),
        pytest.param({"device_ids": {"adid": ADID}}, [(WITHOUT_IDFA, "/data")], id="adid-only"),
        pytest.param({"idfa": ""}, [(WITHOUT_IDFA, "/data/idfa")], id="empty"),
        pytest.param({"device_ids": {"idfa": ""}}, [(WITHOUT_IDFA, "/data/device_ids/idfa")], id="nested-empty"),
        pytest.param({"idfa": ZERO}, [(WITHOUT_IDFA, "/data/idfa")], id="zeros-are-told-once"),
        pytest.param({"device_ids": {"idfa": ZERO}}, [(WITHOUT_IDFA, "/data/device_ids/idfa")], id="nested-zeros"),
        pytest.param(
            {"idfa": ZERO, "device_ids": {"idfa": IDFA}},
            [("zero-advertising-id", "/data/idfa")],
            id="zeros-beside-a-usable-one",
        ),
        pytest.param({"idfa": "{idfa}"}, [("unresolved-placeholder", "/data/idfa")], id="placeholder"),
        pytest.param({"idfa": 5}, [("wrong-type", "/data/idfa")], id="number"),
        pytest.param({"idfa": [IDFA]}, [("wrong-type", "/data/idfa")], id="list"),
        pytest.param({"device_ids": {"idfa": {}}}, [("wrong-type", "/data/device_ids/idfa")], id="nested-object"),
        pytest.param({"device_ids": [IDFA]}, [("wrong-type", "/data/device_ids")], id="ids-as-a-list"),
        pytest.param([], [("wrong-type", "/data")], id="data-as-a-list"),
    ],
)
def test_the_idfa_of_an_update(found: Found, data: object, expected: Pairs) -> None:
    assert found(changed(update(), {"data": data})) == expected


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        *[
            pytest.param(
                changed(update(), {"kochava_device_id": value}),
                [("update-without-device-id", "/kochava_device_id")],
                id=f"device-id-{value!r}",
            )
            for value in ("", " ")
        ],
        pytest.param(
            changed(update(), {"kochava_device_id": None}),
            [("null-value", "/kochava_device_id"), ("update-without-device-id", "/kochava_device_id")],
            id="device-id-null",
        ),
        pytest.param(
            changed(update(), {"kochava_device_id": DROP}), [("missing-required-key", "")], id="device-id-missing"
        ),
        pytest.param(
            changed(update(), {"kochava_device_id": 5}), [("wrong-type", "/kochava_device_id")], id="device-id-number"
        ),
        pytest.param(changed(ios(), {"kochava_device_id": ""}), [], id="device-id-of-an-event"),
        pytest.param(update(app_tracking_transparency=att(answer=True)), [], id="allowed"),
        pytest.param(update(app_tracking_transparency=att(answer=False)), [(WITHOUT_CONSENT, ATT)], id="refused"),
        pytest.param(
            {**update(), "att": False}, [("misplaced-key", "/att"), (WITHOUT_CONSENT, "/att")], id="refused-at-the-root"
        ),
        pytest.param(
            update(app_tracking_transparency={"att": 0}), [("att-not-boolean", ATT)], id="refused-by-a-number"
        ),
        *[
            pytest.param(update(device_ver=version), [(OTHER_PLATFORM, "/data/device_ver")], id=version)
            for version in ("Pixel 8-Android-14", "AFTKA-Fire-OS-7.2", "MacBookPro18,1-macOS-14.4", "PC-Windows-11")
        ],
        *[
            pytest.param(update(device_ver=version), [], id=version)
            for version in ("iPhone14,5-iOS-17.4", "iPad8,6-iPadOS-17.4", "AppleTV11,1-tvOS-17.4", "Own-FooOS-1.2")
        ],
        pytest.param(update(device_ua=ANDROID_UA), [(OTHER_PLATFORM, "/data/device_ua")], id="android-by-ua"),
        pytest.param(update(device_ua=ROKU_UA), [(OTHER_PLATFORM, "/data/device_ua")], id="roku-by-ua"),
        pytest.param(
            update(device_ver="14", device_ua=ANDROID_UA), [(OTHER_PLATFORM, "/data/device_ua")], id="bare-version"
        ),
        pytest.param(
            update(device_ver="Own-FooOS-1.2", device_ua=ANDROID_UA),
            [(OTHER_PLATFORM, "/data/device_ua")],
            id="android-by-ua-beside-a-system-that-is-not-known",
        ),
        pytest.param(update(device_ua=IPHONE_UA), [], id="iphone-by-ua"),
        pytest.param(update(device_ua=MAC_UA), [], id="mac-or-ipad"),
        pytest.param(update(device_ver="Pixel 8-Android-14", device_ua=IPHONE_UA), [], id="platforms-that-conflict"),
        pytest.param(update(device_ids={"adid": ADID}), [], id="by-identifiers-alone"),
        pytest.param(
            {**update(), "device_ver": "Pixel 8-Android-14"},
            [("misplaced-key", "/device_ver"), (OTHER_PLATFORM, "/device_ver")],
            id="version-at-the-root",
        ),
    ],
)
def test_updates(found: Found, payload: object, expected: Pairs) -> None:
    assert found(payload) == expected

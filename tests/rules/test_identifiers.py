"""The rules about identifiers, beyond their pages' examples."""

from __future__ import annotations

import pytest
from conftest import Found
from samples import ADID, DROP, IDFA, IDFV, MAC_UA, ROKU_UA, ZERO, android, att, changed, install, ios, link, update

NO_ID = changed(android(), {"kochava_device_id": ""})
ROKU = {"device_ver": "", "device_ua": ROKU_UA}
LG_UA = "Mozilla%2F5.0%20(Web0S%3B%20Linux%2FSmartTV)%20AppleWebKit%2F537.41"
IDS = "data/device_ids"
MD5 = "5d41402abc4b2a76b9719d911017c592"
REFUSED = {"app_tracking_transparency": att(answer=False)}


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        pytest.param(changed(NO_ID, {IDS: {}}), ["no-device-identifier"], id="nothing"),
        pytest.param(
            changed(NO_ID, {IDS: {"adid": " "}}), ["malformed-identifier", "no-device-identifier"], id="blank"
        ),
        pytest.param(changed(NO_ID, {IDS: {"adid": ZERO}}), ["no-device-identifier"], id="zeros-explained"),
        pytest.param(changed(NO_ID, {IDS: {"custom": "7"}}), [], id="custom"),
        pytest.param(changed(NO_ID, {IDS: {"my_own": "7"}}), [], id="name-of-your-own"),
        pytest.param(changed(NO_ID, {IDS: DROP}), ["missing-required-key"], id="no-device-ids-explains-it"),
        pytest.param(changed(NO_ID, {IDS: [ADID]}), ["wrong-type"], id="device-ids-as-list-explains-it"),
        pytest.param(
            changed(NO_ID, {"kochava_device_id": None, IDS: {}}), ["no-device-identifier", "null-value"], id="null"
        ),
        pytest.param(android(device_ids={"adid": "", "android_id": ""}), ["empty-device-ids"], id="only-kochava-id"),
        pytest.param(android(device_ids={"adid": ZERO}), ["empty-device-ids"], id="zeros-and-kochava-id"),
        pytest.param(android(device_ids={"adid": ZERO, "custom": "7"}), ["zero-advertising-id"], id="zeros-and-custom"),
        pytest.param(
            ios(device_ids={"idfa": ZERO, "idfv": IDFV}), ["zero-idfa-with-consent"], id="zeros-with-consent-explained"
        ),
        pytest.param(
            ios(device_ids={"idfa": ZERO, "idfv": IDFV}, **REFUSED), ["zero-advertising-id"], id="zeros-refused"
        ),
        pytest.param(ios(device_ids={"idfv": ZERO, "custom": "7"}), [], id="only-advertising-ids-are-zeroed"),
        pytest.param(link(device_id={"idfa": ZERO}), ["zero-advertising-id"], id="zeros-in-a-link"),
        pytest.param(update(idfa=ZERO), ["update-without-idfa"], id="zeros-in-an-update"),
        pytest.param(
            ios(device_ids={"idfa": IDFA, "adid": "", "android_id": ""}), [], id="empty-ids-of-other-platforms"
        ),
    ],
)
def test_whether_a_device_is_identified(found: Found, payload: object, expected: list[str]) -> None:
    assert [rule for rule, _ in found(payload)] == expected


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        pytest.param({"idfa": "07F5A855"}, ["idfa"], id="short-idfa"),
        pytest.param({"idfa": IDFA.replace("-", "")}, [], id="idfa-without-hyphens-is-taken-for-a-hash"),
        pytest.param({"idfa": "KA3101564685436t8f2a"}, ["idfa"], id="kochava-device-id-as-idfa"),
        pytest.param({"idfv": "x"}, ["idfv"], id="idfv"),
        pytest.param({"idfv": "0"}, ["idfv"], id="zero-that-is-no-uuid"),
        pytest.param({"idfv": ZERO, "custom": "7"}, [], id="zeros-that-are"),
        pytest.param({"rida": MD5, "android_id": MD5}, ["rida", "android_id"], id="hashes-that-no-rule-speaks-of"),
        pytest.param({"asid": "x", "rida": "y", "fire_adid": "z"}, ["asid", "rida", "fire_adid"], id="others"),
        pytest.param({"asid": ADID, "rida": ADID, "fire_adid": ADID}, [], id="others-that-are-uuids"),
        pytest.param({"idfa": "kochava-test-1", "idfv": "kochava-test-2"}, [], id="test-data"),
        pytest.param({"custom": "x", "oaid": "y", "own": "z"}, [], id="of-no-known-form"),
        pytest.param({"idfa": IDFA + "\n"}, ["idfa"], id="line-end"),
        pytest.param({"idfa": IDFA.replace("8", "\u0668")}, ["idfa"], id="digits-of-another-script"),
    ],
)
def test_the_form_of_identifiers(found: Found, ids: dict[str, str], expected: list[str]) -> None:
    of_form = [pointer for rule, pointer in found(ios(device_ids=ids)) if rule == "malformed-identifier"]
    assert of_form == [f"/{IDS}/{key}" for key in expected]


@pytest.mark.parametrize(
    ("android_id", "is_one"),
    [
        ("f2cc57380588d73", True),
        ("0123456789abcdef", True),
        ("0123456789abc", True),
        ("0123456789ab", False),
        ("g" * 16, False),
    ],
)
def test_the_form_of_an_android_id(found: Found, android_id: str, is_one: bool) -> None:
    expected = [] if is_one else [("malformed-identifier", f"/{IDS}/android_id")]
    assert found(android(device_ids={"android_id": android_id})) == expected


def test_a_message_says_when_a_kochava_device_id_was_taken_for_an_idfa(found: Found) -> None:
    payload = changed(ios(device_ids={"idfa": "KI6F2E9A77"}), {"kochava_device_id": "KI6F2E9A77"})
    assert found(payload) == [("copied-identifier", f"/{IDS}/idfa"), ("malformed-identifier", f"/{IDS}/idfa")]


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        pytest.param(ios(device_ids={"idfa": IDFA.lower(), "idfv": IDFV.lower()}), ["lowercase-idfa"] * 2, id="both"),
        pytest.param(ios(device_ids={"idfa": "12345678-1234-1234-1234-123456789012"}), [], id="no-letters"),
        pytest.param(android(device_ids={"adid": ADID}), [], id="adid"),
        pytest.param(android(device_ids={"idfa": ADID}), ["wrong-platform-identifier"], id="explained"),
        pytest.param(
            android(device_ids={"idfa": ADID, "adid": ADID}), ["wrong-platform-identifier"], id="idfa-on-android"
        ),
        pytest.param(android(device_ids={"idfa": "", "idfv": ZERO, "adid": ADID}), [], id="unusable-idfa-on-android"),
        pytest.param(
            ios(device_ids={"idfa": IDFA, "android_id": "f2cc57380588d73"}),
            ["wrong-platform-identifier"],
            id="android-id-on-ios",
        ),
        pytest.param(
            changed(ios(device_ids={"idfv": IDFV, "adid": ADID}), {"data/device_ver": "Mac14,2-macOS-14.4"}),
            ["wrong-platform-identifier"],
            id="adid-on-a-mac",
        ),
        pytest.param(
            changed(ios(device_ids={"idfa": IDFA, "adid": ADID}), {"data/device_ver": "AppleTV11,1-tvOS-17.4"}),
            ["wrong-platform-identifier"],
            id="adid-on-tvos",
        ),
        pytest.param(
            ios(device_ver="", device_ua=MAC_UA, device_ids={"idfa": IDFA, "adid": ADID}),
            ["ambiguous-apple-user-agent"],
            id="not-surely-apple",
        ),
        pytest.param(
            ios(device_ver="", device_ids={"idfa": IDFA, "adid": ADID}),
            ["unparseable-os-version"],
            id="by-identifiers-alone",
        ),
        pytest.param(
            android(device_ver="AFTKA-Fire-OS-7.2", device_ids={"idfa": IDFA}),
            ["wrong-platform-identifier"],
            id="fire-os",
        ),
        pytest.param(android(device_ids={"idfa": "kochava-test-1"}), [], id="test-data"),
        pytest.param(update(idfa=IDFA.lower()), ["lowercase-idfa"], id="update"),
        pytest.param(
            update(idfa=DROP, device_ids={"idfa": IDFA.lower()}), ["lowercase-idfa"], id="update-with-device-ids"
        ),
    ],
)
def test_case_and_platform(found: Found, payload: object, expected: list[str]) -> None:
    assert [rule for rule, _ in found(payload)] == expected


@pytest.mark.parametrize("digits", [32, 40, 64])
@pytest.mark.parametrize("key", ["idfa", "idfv"])
def test_hashes_are_for_links_only(found: Found, key: str, digits: int) -> None:
    digest = (MD5 * 2)[:digits]
    expected = [("hashed-identifier", f"/{IDS}/{key}")]
    assert found(ios(device_ids={key: digest})) == expected
    assert found(install(device_ids={key: digest.upper()})) == expected
    assert found(link(device_id={key: digest})) == []


@pytest.mark.parametrize("value", ["0" * 32, MD5[:-1], MD5 + "0"])
def test_what_is_no_hash(found: Found, value: str) -> None:
    assert "hashed-identifier" not in [rule for rule, _ in found(android(device_ids={"adid": value, "custom": "7"}))]


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        pytest.param(ios(device_ids={"idfa": IDFA, "idfv": IDFA.lower()}), 1, id="in-another-case"),
        pytest.param(changed(ios(), {"kochava_device_id": IDFA}), 1, id="kochava-device-id"),
        pytest.param(changed(ios(device_ids={"idfa": IDFA, "idfv": IDFA}), {"kochava_device_id": IDFA}), 1, id="once"),
        pytest.param(changed(ios(device_ids={"idfa": "", "idfv": ""}), {"kochava_device_id": ""}), 0, id="empty"),
        pytest.param(ios(device_ids={"idfa": ZERO, "idfv": ZERO, "custom": "7"}), 0, id="zeros"),
        pytest.param(changed(ios(device_ids={"idfv": IDFV}), {"kochava_device_id": IDFV}), 0, id="idfv-as-kochava-id"),
    ],
)
def test_copies(found: Found, payload: object, expected: int) -> None:
    assert [rule for rule, _ in found(payload)].count("copied-identifier") == expected


@pytest.mark.parametrize(
    ("payload", "is_found"),
    [
        pytest.param(android(**ROKU, device_ids={"custom": "7"}), True, id="roku"),
        pytest.param(android(**ROKU, device_ids={"UDID": "7"}), False, id="roku-udid-in-any-case"),
        pytest.param(android(**ROKU, device_ids={"rida": ADID}), False, id="roku-rida"),
        pytest.param(android(**ROKU, device_ids={"rida": ZERO, "custom": "7"}), True, id="roku-rida-of-zeros"),
        pytest.param(android(**ROKU, device_ids={"udid": 7}), False, id="roku-udid-of-a-wrong-type"),
        pytest.param(android(**ROKU, device_ids={}), False, id="roku-empty-explained"),
        pytest.param(android(device_ver="", device_ua=LG_UA, device_ids={"udid": "7"}), True, id="lg"),
        pytest.param(android(device_ver="", device_ua=LG_UA, device_ids={"LGUDID": "7"}), False, id="lg-lgudid"),
        pytest.param(android(device_ver="", device_ua=LG_UA, device_ids={"device_id": "7"}), False, id="lg-device-id"),
        pytest.param(android(device_ver="QN90-Tizen-6.5", device_ids={"udid": "7"}), False, id="another-television"),
    ],
)
def test_televisions(found: Found, payload: object, is_found: bool) -> None:
    expected = [("missing-platform-identifier", f"/{IDS}")] if is_found else []
    assert [pair for pair in found(payload) if pair[0] == "missing-platform-identifier"] == expected


@pytest.mark.parametrize("key", ["imei", "mac", "MAC", "IMEI"])
def test_hardware_addresses_of_test_data(found: Found, key: str) -> None:
    assert "hardware-identifier" not in [rule for rule, _ in found(android(device_ids={key: "kochava-test-1"}))]


@pytest.mark.parametrize("key", ["imei", "mac", "MAC", "IMEI"])
def test_hardware_addresses(found: Found, key: str) -> None:
    assert ("hardware-identifier", f"/{IDS}/{key}") in found(android(device_ids={"adid": ADID, key: "490154203237518"}))
    assert found(android(device_ids={"adid": ADID, key.lower(): ""})) == []

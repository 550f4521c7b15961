"""The rules about App Tracking Transparency, beyond their pages' examples."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import NOW, Found
from samples import (
    ADID,
    DROP,
    IDFA,
    IDFV,
    IPHONE_UA,
    MAC_UA,
    ROKU_UA,
    ZERO,
    android,
    att,
    changed,
    flat,
    install,
    ios,
    link,
    update,
)

from kochava_lint import Linter

BLOCK = "data/app_tracking_transparency"
SILENT = {"app_tracking_transparency": DROP}
SAFARI_26 = IPHONE_UA.replace("17_4", "18_6")
TIME = f"/{BLOCK}/att_time"
JUNE_2020 = 1_590_969_600
DAY = 24 * 60 * 60


DEVICES = [
    pytest.param({"device_ver": "iPhone14,5-iOS-14"}, "att-missing", id="ios-14"),
    pytest.param({"device_ver": "iPhone14,5-iOS-13.7"}, None, id="ios-13"),
    pytest.param({"device_ver": "iPad8,6-iPadOS-17.4"}, "att-missing", id="ipados"),
    pytest.param({"device_ver": "AppleTV11,1-tvOS-14.5"}, "att-missing", id="tvos"),
    pytest.param({"device_ver": "Watch6,1-watchOS-9.0"}, None, id="watchos"),
    pytest.param({"device_ver": "MacBookPro18,1-macOS-14.4"}, None, id="macos"),
    pytest.param({"device_ver": "", "device_ua": IPHONE_UA}, "att-missing", id="by-ua"),
    pytest.param({"device_ver": "", "device_ua": SAFARI_26}, "att-missing", id="by-a-lower-bound"),
    pytest.param(
        {"device_ver": "", "device_ua": "App%2F1%20CFNetwork%2F1%20Darwin%2F20.0.0"}, "att-missing", id="darwin-20"
    ),
    pytest.param(
        {"device_ver": "", "device_ua": "App%2F1%20CFNetwork%2F1%20Darwin%2F25.0.0"}, "att-missing", id="darwin-25"
    ),
    pytest.param({"device_ver": "", "device_ua": "App%2F1%20CFNetwork%2F1%20Darwin%2F19.6.0"}, None, id="darwin-19"),
    pytest.param({"device_ver": "iPhone14,5-iOS-13.7", "device_ua": IPHONE_UA}, None, id="device-ver-before-ua"),
    pytest.param({"device_ver": "", "device_ua": MAC_UA}, "att-undetermined", id="mac-or-ipad"),
    pytest.param({"device_ver": "", "device_ua": MAC_UA, "device_ids": {"custom": "7"}}, None, id="mac"),
    pytest.param({"device_ver": "", "device_ua": ""}, "att-undetermined", id="by-identifiers"),
    pytest.param({"device_ver": "", "device_ua": "", "device_ids": {"idfv": IDFV}}, "att-undetermined", id="by-idfv"),
    pytest.param({"device_ver": "", "device_ua": "", "device_ids": {"idfa": ZERO}}, None, id="by-zeros"),
    pytest.param(
        {"device_ver": "", "device_ua": "Mozilla%2F5.0%20(iPhone)"}, "att-undetermined", id="iphone-of-no-version"
    ),
]


@pytest.mark.parametrize(("changes", "expected"), DEVICES)
def test_whether_an_answer_is_missing(found: Found, changes: dict[str, Any], expected: str | None) -> None:
    found_att = [pair for pair in found(ios(**SILENT, **changes)) if pair[0].startswith("att")]
    assert found_att == ([(expected, "/data")] if expected else [])
    assert [pair for pair in found(ios(**changes)) if pair[0].startswith("att-")] == [
        pair for pair in found(ios(**changes)) if pair[0] == "att-on-other-platform"
    ]


@pytest.mark.parametrize(("changes", "expected"), DEVICES)
def test_a_version_that_is_not_known_may_be_assumed(changes: dict[str, Any], expected: str | None) -> None:
    found = Linter(assume_ios14=True, now=NOW).lint(ios(**SILENT, **changes))
    rules = [finding.rule for finding in found if finding.rule.startswith("att")]
    assert rules == ([] if expected is None else ["att-missing"])
    answered = Linter(assume_ios14=True, now=NOW).lint(ios(**changes))
    assert not [finding for finding in answered if finding.rule in {"att-missing", "att-undetermined"}]


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        pytest.param(
            ios(**SILENT, att=False, device_ids={"idfv": IDFV}), [("misplaced-key", "/data/att")], id="loose-in-data"
        ),
        pytest.param(changed(ios(**SILENT), {"att": True}), [("misplaced-key", "/att")], id="loose-at-the-root"),
        pytest.param(ios(app_tracking_transparency={}), [("att-missing", f"/{BLOCK}")], id="empty-block"),
        pytest.param(
            ios(app_tracking_transparency=att(detail="authorized")), [("att-missing", f"/{BLOCK}")], id="only-detail"
        ),
        pytest.param(ios(app_tracking_transparency=[]), [("wrong-type", f"/{BLOCK}")], id="block-of-another-type"),
        pytest.param(changed(flat(install()), {"att": DROP}), [("att-missing", "/data")], id="flat"),
        pytest.param(android(device_ver="", device_ua=ROKU_UA, device_ids={"rida": ADID}), [], id="roku"),
        pytest.param(install(**SILENT), [("att-missing", "/data")], id="install"),
        pytest.param(update(), [], id="update"),
    ],
)
def test_where_the_answer_may_stand(found: Found, payload: object, expected: list[tuple[str, str]]) -> None:
    assert [
        pair
        for pair in found(payload)
        if pair[1] not in {"/origination_ip", "/device_ids", "/device_ver", "/device_ua"}
    ] == expected


@pytest.mark.parametrize("value", ["true", "false", 0, 1, 3, "authorized", None, {}, [True], 1.0, "maybe"])
def test_answers_that_are_no_booleans(found: Found, value: object) -> None:
    assert found(ios(app_tracking_transparency={"att": value})) == [("att-not-boolean", f"/{BLOCK}/att")]


@pytest.mark.parametrize("answer", [True, False])
@pytest.mark.parametrize("detail", ["authorized", "denied", "notDetermined", "restricted", "unknown"])
def test_answers_and_details(found: Found, answer: bool, detail: str) -> None:
    agree = detail == "unknown" or answer == (detail == "authorized")
    payload = ios(app_tracking_transparency=att(answer=answer, detail=detail), device_ids={"idfv": IDFV})
    assert found(payload) == ([] if agree else [("att-contradicts-detail", f"/{BLOCK}/att")])


@pytest.mark.parametrize("detail", ["not_determined", "Authorized", "3", 3, None, {}, "", "granted", True])
def test_details_that_are_none(found: Found, detail: object) -> None:
    payload = ios(app_tracking_transparency=att(answer=True, detail=detail))
    assert found(payload) == [("unknown-att-detail", f"/{BLOCK}/att_detail")]


@pytest.mark.parametrize(
    ("detail", "meant"), [("not_determined", "notDetermined"), ("Authorized", "authorized"), (3, "authorized")]
)
def test_the_nearest_detail_is_named(linter: Any, detail: object, meant: str) -> None:
    (finding,) = linter.lint(ios(app_tracking_transparency=att(answer=True, detail=detail)))
    assert finding.message == f"att_detail is no known status; {meant} is probably meant"


@pytest.mark.parametrize(
    ("version", "ids", "answer", "is_found"),
    [
        ("14.5", {"idfa": IDFA}, False, True),
        ("14.4", {"idfa": IDFA}, False, False),
        ("14", {"idfa": IDFA}, False, False),
        ("18.0", {"idfa": IDFA}, True, False),
        ("18.0", {"idfa": ""}, False, False),
        ("18.0", {"idfa": ZERO, "idfv": IDFV}, False, False),
        ("18.0", {"idfa": "kochava-test-1"}, False, False),
        ("18.0", {"idfa": "{idfa}"}, False, False),
    ],
)
def test_an_idfa_without_consent(found: Found, version: str, ids: object, answer: bool, is_found: bool) -> None:
    payload = ios(device_ver=f"iPhone14,5-iOS-{version}", device_ids=ids, app_tracking_transparency=att(answer=answer))
    assert (("idfa-without-consent", "/data/device_ids/idfa") in found(payload)) is is_found


def test_zeros_with_consent_in_an_update(found: Found) -> None:
    assert found(update(idfa=ZERO, app_tracking_transparency=att(answer=True))) == [
        ("update-without-idfa", "/data/idfa"),
        ("zero-idfa-with-consent", "/data/idfa"),
    ]


@pytest.mark.parametrize(
    ("time", "is_found"),
    [
        pytest.param(JUNE_2020, False, id="june-2020"),
        pytest.param(JUNE_2020 - 1, True, id="before-june-2020"),
        pytest.param(int(NOW), False, id="now"),
        pytest.param(int(NOW) + 3600, True, id="in-an-hour"),
        pytest.param(str(JUNE_2020), False, id="digits-as-text"),
        pytest.param("2024-03-09T16:00:00Z", True, id="iso-text"),
        pytest.param("", True, id="empty"),
        pytest.param(0, True, id="zero"),
        pytest.param(-1, True, id="negative"),
        pytest.param(JUNE_2020 * 1000, True, id="milliseconds"),
        pytest.param(float(JUNE_2020), False, id="whole-float"),
    ],
)
def test_times_of_an_answer(found: Found, time: object, is_found: bool) -> None:
    expected = [("implausible-att-time", TIME)] if is_found else []
    assert found(ios(app_tracking_transparency=att(answer=True, time=time))) == expected


@pytest.mark.parametrize(
    ("detail", "time", "usertime", "is_found"),
    [
        ("notDetermined", 0, None, False),
        ("denied", 0, None, True),
        ("denied", JUNE_2020 + 2 * DAY, JUNE_2020, True),
        ("denied", JUNE_2020 + DAY, JUNE_2020, False),
        ("denied", JUNE_2020 + 2 * DAY, str(JUNE_2020), True),
    ],
)
def test_times_beside_other_keys(found: Found, detail: str, time: int, usertime: object, is_found: bool) -> None:
    block = att(answer=False, detail=detail, time=time)
    payload = ios(
        device_ids={"idfv": IDFV}, app_tracking_transparency=block, **({"usertime": usertime} if usertime else {})
    )
    assert found(payload) == ([("implausible-att-time", TIME)] if is_found else [])


@pytest.mark.parametrize(
    ("key", "value"),
    [("att_time", True), ("att_time", 1.5), ("att_time", {}), ("att_duration", False), ("att_duration", [])],
)
def test_times_of_another_type_are_the_schemas(found: Found, key: str, value: object) -> None:
    assert found(ios(app_tracking_transparency={"att": True, key: value})) == [("wrong-type", f"/{BLOCK}/{key}")]


@pytest.mark.parametrize(
    ("duration", "is_found"),
    [(0, False), (4.25, False), ("4.25", False), (DAY, False), (DAY + 1, True), (-0.5, True), ("long", True)],
)
def test_durations(found: Found, duration: object, is_found: bool) -> None:
    expected = [("implausible-att-duration", f"/{BLOCK}/att_duration")] if is_found else []
    assert found(ios(app_tracking_transparency=att(answer=True, duration=duration))) == expected


def test_a_link_may_call_its_names_as_it_likes(found: Found) -> None:
    assert found(link(data={"att": "yes", "att_detail": "x"})) == []

"""The device that a payload speaks of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kochava_lint import Certainty, Device
from kochava_lint.device import read_device, read_device_ver
from kochava_lint.user_agent import _ask_library, decode_user_agent, read_user_agent

EXACT, LOWER_BOUND, UNKNOWN = Certainty.EXACT, Certainty.LOWER_BOUND, Certainty.UNKNOWN
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS {} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15"


@pytest.mark.parametrize(
    ("agent", "platform", "version", "certainty", "sure"),
    [
        (IPHONE.format("17_4_1"), "ios", (17, 4, 1), EXACT, True),
        (IPHONE.format("18_6") + " Version/26.0 Safari/604.1", "ios", (18, 6), LOWER_BOUND, True),
        (IPHONE.format("18_7") + " Mobile/15E148", "ios", (18, 7), LOWER_BOUND, True),
        (IPHONE.format("18_6") + " Version/18.6 Safari/604.1", "ios", (18, 6), EXACT, True),
        (IPHONE.format("18_5") + " Mobile/15E148", "ios", (18, 5), EXACT, True),
        ("Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X)", "ipados", (17, 4), EXACT, True),
        ("Shop/1 (iPadOS 15.4; iPad8,6)", "ipados", (15, 4), EXACT, True),
        ("Shop/1 (iPhone; iOS 18.6; Scale/3.00)", "ios", (18, 6), EXACT, True),
        ("Mozilla/5.0 (iPod touch; CPU iPhone OS 12_5 like Mac OS X)", "ios", (12, 5), EXACT, True),
        (MAC, "macos", (10, 15, 7), EXACT, False),
        (MAC + " CriOS/102 Version/11.1.1", "ios", None, UNKNOWN, False),
        (MAC + " Silk/1.1.0-80 Silk-Accelerated=true", "android", None, UNKNOWN, False),
        ("Shop/1 CFNetwork/1494 Darwin/23.4.0", "ios", (17,), EXACT, True),
        ("Shop/1 CFNetwork/1220.1 Darwin/20.3.0", "ios", (14, 4), EXACT, True),
        ("Shop/1 CFNetwork/1240 Darwin/20.4.0", "ios", (14, 5), EXACT, True),
        ("Shop/1 CFNetwork/978 Darwin/18.7.0", "ios", (12,), EXACT, True),
        ("Shop/1 CFNetwork/3826 Darwin/25.0.0", "ios", (26,), LOWER_BOUND, True),
        ("Shop/1 CFNetwork/3826 Darwin/27.1.0", "ios", (26,), LOWER_BOUND, True),
        ("Shop/1 CFNetwork/1240 Darwin/20.6.0 (x86_64)", "macos", None, UNKNOWN, True),
        ("Shop/1 CFNetwork/1494 Darwin/23", "ios", (17,), EXACT, True),
        ("Mozilla/5.0 (Linux; Android 9; K) AppleWebKit/537.36", "android", (9,), EXACT, True),
        ("Mozilla/5.0 (webOS; Linux/SmartTV) AppleWebKit/537.36", "webos", None, UNKNOWN, True),
        ("HbbTV/1.1.1 (; LGE ;WEBOS3.5;)", "webos", None, UNKNOWN, True),
        ("(Linux; " * 130_000, "linux", None, UNKNOWN, False),
        ("Android%20" + "1" * 5000, "android", None, UNKNOWN, True),
        ("AppleCoreMedia/1.0.0 (Apple TV; U; CPU OS 17_4 like Mac OS X; en_us)", "tvos", (17, 4), EXACT, True),
        ("Shop/1 (com.example; build:1; tvOS 15.1.0) Alamofire/5.4", "tvos", (15, 1, 0), EXACT, True),
        ("AppleTV11,1/15.1", "tvos", (15, 1), EXACT, True),
        ("AppleTV/1.1", "tvos", None, UNKNOWN, True),
        ("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36", "android", (14,), EXACT, True),
        ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36", "android", None, UNKNOWN, True),
        ("Mozilla/5.0 (Linux; Android 10; K; wv) AppleWebKit/537.36", "android", None, UNKNOWN, True),
        ("Mozilla/5.0 (Linux; Android 10; Kirin) AppleWebKit/537.36", "android", (10,), EXACT, True),
        ("Dalvik/2.1.0 (Linux; U; Android 9; AFTKA Build/PS7285)", "fire-os", (9,), EXACT, True),
        ("Mozilla/5.0 (Linux; Android 11; KFTRWI) AppleWebKit/537.36", "fire-os", (11,), EXACT, True),
        ("Mozilla/5.0 (Linux; Android 10; HarmonyOS; TAS-AL00)", "harmonyos", None, UNKNOWN, True),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0)", "chrome-os", None, UNKNOWN, True),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox One)", "xbox", None, UNKNOWN, True),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "windows", (10,), EXACT, True),
        ("Mozilla/5.0 (X11; Linux x86_64)", "linux", None, UNKNOWN, False),
        ("Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.41", "webos", None, UNKNOWN, True),
        ("Shop/3.2.0 (iPhone; iOS 15.8.3; Scale/3.00)", "ios", (15, 8, 3), EXACT, True),
        ("Shop/3 (iPad; iOS 17.4; Scale/2.00)", "ipados", (17, 4), EXACT, True),
        ("Roku/DVP-9.10 (519.10E04111A)", "roku", (9, 10), EXACT, True),
        ("Roku4640X/DVP-7.70 (297.70E04154A)", "roku", (7, 70), EXACT, True),
        ("Mozilla/5.0 (PlayStation 5 3.11)", "playstation", None, UNKNOWN, True),
        ("okhttp/4.9.3", None, None, UNKNOWN, False),
        ("Mozilla/5.0", None, None, UNKNOWN, False),
        ("", None, None, UNKNOWN, False),
        ("{{ua}}", None, None, UNKNOWN, False),
    ],
)
def test_what_a_user_agent_says(
    agent: str,
    platform: str | None,
    version: tuple[int, ...] | None,
    certainty: Certainty,
    sure: bool,
) -> None:
    assert read_device("", agent) == Device(platform, version, certainty, sure)


@pytest.mark.parametrize(
    ("text", "platform", "version"),
    [
        ("iPhone14,5-iOS-17.4", "ios", (17, 4)),
        ("iPhone-IOS-13.6.0", "ios", (13, 6, 0)),
        ("SM-J727A-Android-7.0.0", "android", (7, 0, 0)),
        ("AFTKA-Fire-OS-7.2", "fire-os", (7, 2)),
        ("4640X-Roku-11.5", "roku", (11, 5)),
        ("Mac14,2-Mac-OS-X-14.4", "macos", (14, 4)),
        ("Own-Model-FooOS-3", None, (3,)),
        ("43LM-NetCast-4.0", "netcast", (4, 0)),
        ("Own-Android-12345.1234567.1.2.3.4", "android", (12345, 1234567, 1, 2, 3, 4)),
    ],
)
def test_a_device_ver_of_the_right_form(text: str, platform: str | None, version: tuple[int, ...]) -> None:
    reading = read_device_ver(text)
    assert reading is not None
    assert (reading.platform, reading.version) == (platform, version)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "17.4",
        "iOS-17.4",
        "Fire-OS-7",
        "-iOS-17",
        "iPhone-iOS-",
        "iPhone-iOS-17.",
        "iPhone-iOS-17\n",
        "a-1-2",
        "iPhone iOS 17",
    ],
)
def test_a_device_ver_of_another_form(text: str) -> None:
    assert read_device_ver(text) is None


@pytest.mark.parametrize(
    ("told", "agent", "apple", "android", "device"),
    [
        ("iPhone14,5-iOS-17.4", MAC, True, False, Device("ios", (17, 4), EXACT, True)),
        ("Pixel 8-Android-14", IPHONE.format("17_4"), True, False, Device("android", (14,), EXACT, False)),
        ("17.4", IPHONE.format("16_0"), True, False, Device("ios", (16, 0), EXACT, True)),
        ("", MAC, True, False, Device("ipados", None, UNKNOWN, False)),
        ("", "Shop/1 CFNetwork/1240 Darwin/20.6.0 (x86_64)", True, False, Device("macos", None, UNKNOWN, True)),
        ("", "", True, True, Device("ios", None, UNKNOWN, False)),
        ("", "", False, True, Device("android", None, UNKNOWN, False)),
        ("X-FooOS-3", "", False, False, Device(None, None, UNKNOWN, False)),
        (5, None, False, False, Device(None, None, UNKNOWN, False)),
    ],
)
def test_device_ver_goes_before_user_agent_before_identifiers(
    told: object,
    agent: object,
    apple: bool,
    android: bool,
    device: Device,
) -> None:
    assert read_device(told, agent).with_identifiers(apple=apple, android=android) == device


@pytest.mark.parametrize(
    ("device", "spoken"),
    [
        (Device("ios", (17, 4), EXACT, True), "iOS 17.4"),
        (Device("ipados", (26,), LOWER_BOUND, True), "iPadOS 26 or later"),
        (Device("android", None, UNKNOWN, True), "Android"),
        (Device("smart-tv", None, UNKNOWN, True), "smart tv"),
        (Device(None, None, UNKNOWN, False), "an unknown device"),
    ],
)
def test_how_a_device_is_spoken_of(device: Device, spoken: str) -> None:
    assert str(device) == spoken


@pytest.mark.parametrize(
    ("encoded", "decoded"),
    [
        ("a%20b+c", "a b+c"),
        ("a+b", "a b"),
        ("a%2Bb", "a b"),
        ("a%2520b", "a%20b"),
        ("%FF", "\ufffd"),
        ("okhttp/4", "okhttp/4"),
    ],
)
def test_decoding(encoded: str, decoded: str) -> None:
    assert decode_user_agent(encoded) == decoded


VERSIONS = st.lists(st.integers(1, 99), min_size=1, max_size=4).map(lambda parts: ".".join(map(str, parts)))


@given(st.from_regex(r"Shop/[0-9.]{1,8}", fullmatch=True), st.sampled_from(["iPhone", "iPad", "iPod touch"]), VERSIONS)
def test_what_is_read_here_is_what_the_library_reads(name: str, model: str, version: str) -> None:
    """As AFNetworking writes a user agent."""
    agent = f"{name} ({model}; iOS {version}; Scale/2.00)"
    assert read_user_agent(agent) == _ask_library(agent)


@given(st.text(max_size=40), st.text(max_size=20))
def test_any_text_is_read_without_complaint(agent: str, told: str) -> None:
    assert isinstance(read_device(told, agent), Device)
    assert read_user_agent(agent) == read_user_agent(agent)


# The families of uap-core, by our names.
FAMILIES: dict[str, set[str | None]] = {
    "iOS": {"ios", "ipados"},
    "ATV OS X": {"tvos"},
    "WatchOS": {"watchos"},
    "Mac OS X": {"macos"},
    "Web0S": {"webos"},
    "Other": {None},
    "Windows RT": {"windows"},
}
# Rows on which we differ from uap-core, and why: (its family, its major version, our platform) and the reason.
DIFFERING = {
    ("Android", "10", "android"): "reduced: `Android 10; K` is no version",
    ("tvOS", "1", "tvos"): "an app's own version; tvOS began at 9",
    ("ATV OS X", "1", "tvos"): "an app's own version; tvOS began at 9",
    ("Linux", None, "netcast"): "LG's televisions before webOS, made of Linux",
    ("LG", "2012", "netcast"): "a maker and a model year, no system and version",
    ("LG", "2013", "netcast"): "a maker and a model year, no system and version",
    ("Linux", None, "smart-tv"): "a television made of Linux",
    ("Samsung", "2011", "smart-tv"): "a maker and a model year, no system and version",
    ("Samsung", "2013", "smart-tv"): "a maker and a model year, no system and version",
    ("Panasonic", "2011", "smart-tv"): "a maker and a model year, no system and version",
    ("Panasonic", "2012", "smart-tv"): "a maker and a model year, no system and version",
    ("Panasonic", "2013", "smart-tv"): "a maker and a model year, no system and version",
    ("Philips", "2012", "smart-tv"): "a maker and a model year, no system and version",
    ("Sony", "2012", "smart-tv"): "a maker and a model year, no system and version",
    ("Sony", "2013", "smart-tv"): "a maker and a model year, no system and version",
    ("Other", None, "playstation"): "a system that uap-core does not name",
}


def test_real_user_agents_are_read_as_their_authors_say(shared: Path) -> None:
    rows: list[dict[str, Any]] = [
        json.loads(line) for line in (shared / "corpus" / "useragents.jsonl").read_text("utf-8").splitlines()
    ]
    differing = {}
    for row in rows:
        device = read_device("", row["ua"])
        major = int(row["os_major"]) if (row["os_major"] or "").isdecimal() else None
        platforms = FAMILIES.get(row["os_family"], {row["os_family"].lower().replace(" ", "-")})
        if device.platform not in platforms or (device.version or (None,))[0] != major:
            differing[row["os_family"], row["os_major"], device.platform] = row["ua"]
    assert len(rows) > 200
    assert differing.keys() == DIFFERING.keys(), differing

"""The rules about network, user agent and OS version, beyond their pages' examples."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from conftest import Found
from samples import ADID, ANDROID_UA, DROP, IDFA, IPHONE_UA, MAC_UA, REDUCED_UA, ROKU_UA, android, changed, install, ios

RAW_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15"
SAFARI_26 = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Version/26.0 Safari/604.1"
CFNETWORK = "My%2520App%2F1%20CFNetwork%2F1494%20Darwin%2F23.4.0"
IP = ("invalid-ip", "/data/origination_ip")
OTHER_IP = ("non-public-ip", "/data/origination_ip")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        *[(address, None) for address in ("8.8.8.8", "203.0.113.7", "192.0.2.1", "198.51.100.255")],
        *[
            (address, None)
            for address in ("2001:db8::1", "2600::", "::ffff:8.8.8.8", "100.128.0.1", "172.32.0.1", "11.0.0.1")
        ],
        *[(address, IP) for address in ("198.51.100.777", "1.2.3", "1.2.3.4.5", "example.org", "8.8.8.8:443", "[::1]")],
        *[
            (address, IP)
            for address in ("8.8.8.8, 8.8.4.4", " 8.8.8.8", "8.8.8.8\n", "08.8.8.8", "fe80::1%eth0", "1::2::3")
        ],
        *[(address, IP) for address in ("٨.8.8.8", "a" * 64)],
        *[(address, OTHER_IP) for address in ("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "127.0.0.1")],
        *[(address, OTHER_IP) for address in ("0.0.0.0", "169.254.1.1", "224.0.0.1", "100.64.0.1", "100.127.1.1")],  # noqa: S104 - found, not bound
        *[
            (address, OTHER_IP)
            for address in ("255.255.255.255", "240.0.0.1", "::", "::1", "fc00::1", "fd12::1", "fe80::1")
        ],
        *[(address, OTHER_IP) for address in ("ff02::1", "::ffff:10.0.0.1", "::FFFF:127.0.0.1")],
    ],
)
def test_addresses(found: Found, address: str, expected: tuple[str, str] | None) -> None:
    assert found(ios(origination_ip=address)) == ([expected] if expected else [])


@pytest.mark.parametrize("char", [" ", '"', "<", ">", "\\", "^", "`", "{", "|", "}", "\t", "\x7f", "é", "😀"])
def test_characters_that_no_url_encoded_text_contains(found: Found, char: str) -> None:
    agent = f"App/1{char}(iPhone;iOS/17.4)"
    assert ("user-agent-not-url-encoded", "/data/device_ua") in found(ios(device_ua=agent))


ENCODERS: dict[str, Callable[[str], str]] = {
    "quote": quote,
    "quote with no safe characters": lambda text: quote(text, safe=""),
    "quote_plus": quote_plus,
    "encodeURIComponent": lambda text: quote(text, safe="!*'()"),
    "encodeURI": lambda text: quote(text, safe="!*'();/?:@&=+$,#"),
}


@pytest.mark.parametrize("encode", ENCODERS.values(), ids=ENCODERS)
@pytest.mark.parametrize("agent", [RAW_IPHONE, SAFARI_26])
def test_what_the_common_encoders_write_is_right_once_and_wrong_twice(
    found: Found, encode: Callable[[str], str], agent: str
) -> None:
    once = encode(agent)
    assert found(ios(device_ver="", device_ua=once)) == []
    assert ("user-agent-double-encoded", "/data/device_ua") in found(ios(device_ver="", device_ua=quote(once, safe="")))


def test_an_encoded_space_in_the_name_of_an_app_is_no_double_encoding(found: Found) -> None:
    """Whichever encoder wrote it."""
    assert found(ios(device_ver="", device_ua=CFNETWORK)) == []
    assert found(ios(device_ver="", device_ua=CFNETWORK.replace("%20", "+"))) == []


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        pytest.param("okhttp/4.9.3", None, id="okhttp"),
        pytest.param("Dalvik/2.1.0%20(Linux%3B%20U%3B%20Android%2014%3B%20Pixel%208)", None, id="dalvik"),
        pytest.param(ANDROID_UA.replace("%2F", "/").replace("%3B", ";"), None, id="half-encoded-as-encoders-do"),
        pytest.param("Apache-HttpClient/UNAVAILABLE%20(java%201.4)", None, id="apache-of-android"),
        pytest.param("100%", "user-agent-broken-encoding", id="stray-percent-at-the-end"),
        pytest.param("a%2", "user-agent-broken-encoding", id="cut-off"),
        pytest.param("a%zz", "user-agent-broken-encoding", id="no-hex"),
        pytest.param("a%FFb", "user-agent-broken-encoding", id="not-utf-8"),
        pytest.param("a%ED%A0%80", "user-agent-broken-encoding", id="surrogate"),
        pytest.param("a 100%", "user-agent-not-url-encoded", id="not-encoded-explains-it"),
        *[
            pytest.param(agent, "server-user-agent", id=agent.split("/")[0])
            for agent in (
                "python-requests/2.31.0",
                "python-httpx/0.27.0",
                "Python%2F3.12%20aiohttp%2F3.9.1",
                "aiohttp/3.9",
                "Go-http-client/2.0",
                "curl/8.4.0",
                "axios/1.6.2",
                "node-fetch",
                "GuzzleHttp/7",
                "Java/17.0.1",
                "Apache-HttpClient/4.5.13%20(Java/11.0.2)",
                "PostmanRuntime/7.36.0",
                "Python-urllib/3.12",
            )
        ],
        pytest.param("Got%20Talent/1.0", None, id="an-app-called-got"),
        pytest.param("Java/1.6%20(Linux%3B%20Android%2014)", None, id="java-on-a-device"),
        pytest.param("curlew/1.0", None, id="another-word"),
        pytest.param("Mozilla%2F5.0%20(compatible%3B%20curl)", None, id="not-the-first-product"),
    ],
)
def test_user_agents_beside_a_device_ver(found: Found, agent: str, expected: str | None) -> None:
    assert found(android(device_ua=agent)) == ([(expected, "/data/device_ua")] if expected else [])


UNREADABLE = "unparseable-os-version"


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        pytest.param(android(device_ver="", device_ua=""), [(UNREADABLE, "/data/device_ua")], id="both-empty"),
        pytest.param(android(device_ver="14", device_ua=""), [(UNREADABLE, "/data/device_ver")], id="bare-version"),
        pytest.param(
            android(device_ver="", device_ua="Mozilla/5.0"), [(UNREADABLE, "/data/device_ua")], id="bare-mozilla"
        ),
        pytest.param(
            android(device_ver="1.1", device_ua="Mozilla/5.0"), [(UNREADABLE, "/data/device_ver")], id="neither"
        ),
        pytest.param(android(device_ver="", device_ua="okhttp/4.9.3"), [(UNREADABLE, "/data/device_ua")], id="okhttp"),
        pytest.param(android(device_ver="", device_ua=ANDROID_UA), [], id="ua"),
        pytest.param(
            android(device_ver="14", device_ua=ANDROID_UA), [("malformed-device-ver", "/data/device_ver")], id="ua-too"
        ),
        pytest.param(
            android(device_ver="", device_ua="a%FF"), [("user-agent-broken-encoding", "/data/device_ua")], id="broken"
        ),
        pytest.param(
            android(device_ver="", device_ua="a b"), [("user-agent-not-url-encoded", "/data/device_ua")], id="raw"
        ),
        pytest.param(
            android(device_ver="", device_ua="curl/8"), [("server-user-agent", "/data/device_ua")], id="server"
        ),
        pytest.param(
            android(device_ver="", device_ua="{{ua}}"), [("unresolved-placeholder", "/data/device_ua")], id="macro"
        ),
        pytest.param(android(device_ver=DROP, device_ua=""), [("missing-required-key", "/data")], id="missing-key"),
        pytest.param(android(device_ver=5, device_ua=""), [("wrong-type", "/data/device_ver")], id="mistyped-key"),
        pytest.param(
            android(device_ver="", device_ua=REDUCED_UA), [("reduced-user-agent", "/data/device_ua")], id="reduced"
        ),
        pytest.param(android(device_ver="", device_ua=ROKU_UA, device_ids={"rida": ADID}), [], id="roku"),
        pytest.param(android(device_ver="", device_ua="Mozilla/5.0%20(X11;%20Linux)"), [], id="desktop-linux"),
        pytest.param(android(device_ver="Own-FooOS-1.2", device_ua=""), [], id="system-that-is-not-known"),
        pytest.param(
            changed(android(device_ver=DROP, device_ua="Mozilla/5.0", event_name=DROP), {"action": "install"}),
            [(UNREADABLE, "/data/device_ua")],
            id="install-without-device-ver",
        ),
        pytest.param(
            changed(android(device_ver="14", device_ua=DROP, event_name=DROP), {"action": "install"}),
            [(UNREADABLE, "/data/device_ver")],
            id="install-without-device-ua",
        ),
    ],
)
def test_whether_a_version_can_be_read(found: Found, payload: object, expected: list[tuple[str, str]]) -> None:
    assert found(payload) == expected


@pytest.mark.parametrize(
    "version",
    [
        "iPhone-iOS-13.6.0",
        "SM-J727A-Android-7.0.0",
        "AFTKA-Fire-OS-7.2",
        "HTC_Increadible-Android-2.6",
        "iPad8,6-iPadOS-17",
    ],
)
def test_versions_of_the_right_form(found: Found, version: str) -> None:
    payload = android(device_ver=version, device_ids={"custom": "7"}, app_tracking_transparency={"att": False})
    assert "malformed-device-ver" not in [rule for rule, _ in found(payload)]


@pytest.mark.parametrize(
    "version", ["14", "14.4", "iOS-17", "-iOS-17", "iPhone-iOS", "iPhone-17", "iPhone-iOS-x", "2024-01-15"]
)
def test_versions_of_another_form(found: Found, version: str) -> None:
    assert found(ios(device_ver=version, device_ua=IPHONE_UA)) == [("malformed-device-ver", "/data/device_ver")]


def _agent(text: str) -> str:
    return quote(text, safe="")


@pytest.mark.parametrize(
    ("version", "agent", "conflicts"),
    [
        ("iPhone14,5-iOS-17.4", RAW_IPHONE, False),
        ("iPhone14,5-iOS-16.4", RAW_IPHONE, True),
        ("iPad8,6-iPadOS-17.4", RAW_IPHONE, False),
        ("Pixel 8-Android-14", RAW_IPHONE, True),
        ("iPhone17,1-iOS-26.0", SAFARI_26, False),
        ("iPhone17,1-iOS-18.6", SAFARI_26, False),
        ("iPhone14,5-iOS-17.4", SAFARI_26, True),
        ("iPad13,4-iPadOS-17.4", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", False),
        ("Pixel 8-Android-14", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", True),
        ("iPhone14,5-iOS-16.0", "App/1 CFNetwork/1494 Darwin/23.4.0", False),
        ("AppleTV11,1-tvOS-17.4", "App/1 CFNetwork/1494 Darwin/23.4.0", False),
        ("Pixel 8-Android-14", "App/1 CFNetwork/1494 Darwin/23.4.0", True),
        ("AFTKA-Fire-OS-7.2", "Dalvik/2.1.0 (Linux; U; Android 9; AFTKA Build/PS7285)", False),
        ("AFTKA-Android-9", "Dalvik/2.1.0 (Linux; U; Android 9; AFTKA Build/PS7285)", False),
        ("TAS-AL00-Android-12", "Mozilla/5.0 (Linux; Android 10; HarmonyOS; TAS-AL00) AppleWebKit", False),
        ("TAS-AL00-HarmonyOS-4.0", "Mozilla/5.0 (Linux; Android 10; TAS-AL00) AppleWebKit", False),
        ("QN90-Tizen-6.5", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit", False),
        ("OLED55-webOS-23", "Mozilla/5.0 (X11; Linux armv7l) AppleWebKit", False),
        ("Pixel 8-Android-14", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit", False),
        ("QN90-Tizen-6.5", "Mozilla/5.0 (SMART-TV; X11; Linux armv7l) AppleWebKit/537.42", False),
        ("Q-Tizen-5", "HbbTV/1.1.1 (;Samsung;SmartTV2013;T-FXPDEUC-1102.2;;) WebKit", False),
        ("OLED-webOS-6.0", "Mozilla/5.0 (Linux; NetCast; U) AppleWebKit/537.36 SmartTV/10.0", False),
        ("OLED-webOS-6.0", "Mozilla/5.0 (webOS; Linux/SmartTV) AppleWebKit/537.36", False),
        ("x-Android-12", "Mozilla/5.0 (X11; Linux armv7l) AppleWebKit/537.36 CrKey/1.54.250320", False),
        ("iPhone14,5-iOS-17.4", "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit", False),
        ("iPhone14,5-iOS-17.4", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit", True),
        ("Pixel 8-Android-15", "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit", False),
        ("Pixel 8-Android-15", "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit", True),
        ("PC-Windows-11", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit", False),
        ("Own-FooOS-1.2", RAW_IPHONE, False),
        ("iPhone14,5-iOS-17.4", "okhttp/4.9.3", False),
    ],
)
def test_conflicting_systems(found: Found, version: str, agent: str, conflicts: bool) -> None:
    payload = ios(device_ver=version, device_ua=_agent(agent), device_ids={"custom": "7"})
    expected = [("conflicting-os", "/data/device_ver")] if conflicts else []
    assert [pair for pair in found(payload) if pair[0] == "conflicting-os"] == expected


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        pytest.param(ios(device_ver="", device_ua=MAC_UA), ["ambiguous-apple-user-agent"], id="mac-with-idfa"),
        pytest.param(ios(device_ver="", device_ua=MAC_UA, device_ids={"custom": "7"}), [], id="mac-without-idfa"),
        pytest.param(ios(device_ua=MAC_UA), [], id="told-by-device-ver"),
        pytest.param(android(device_ua=REDUCED_UA), [], id="reduced-told-by-device-ver"),
        pytest.param(
            install(device_ver=DROP, device_ua=REDUCED_UA, device_ids={"custom": "7"}),
            ["reduced-user-agent"],
            id="install",
        ),
        pytest.param(ios(device_ver="", device_ua=IPHONE_UA, device_ids={"idfa": IDFA}), [], id="iphone"),
    ],
)
def test_user_agents_that_do_not_tell(found: Found, payload: object, expected: list[str]) -> None:
    relevant = {"ambiguous-apple-user-agent", "reduced-user-agent", "unparseable-os-version"}
    assert [rule for rule, _ in found(payload) if rule in relevant] == expected

"""What strategies draw is valid, is of every kind that there is, and shrinks to little."""

from __future__ import annotations

import doctest
import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from conftest import NOW
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from samples import JSON

import kochava_lint.strategies
from kochava_lint import Linter
from kochava_lint.payload import Payload
from kochava_lint.plugins import load_plugins
from kochava_lint.source import render
from kochava_lint.strategies import (
    att_blocks,
    captures,
    device_versions,
    event_data,
    event_names,
    faults,
    gdpr_consents,
    identifiers,
    payloads,
    requests,
    user_agents,
)
from kochava_lint.synthetic.encoding import ENCODERS

ACTIONS = ("event", "install", "update", "identityLink")
APPLE = ("ios", "ipados", "tvos")
PLATFORMS = (*APPLE, "android", "fire-os", "roku", "webos")
KINDS = [(action, platform) for action in ACTIONS for platform in (APPLE if action == "update" else PLATFORMS)]
LINTER = Linter(rules=load_plugins(installed=()).rules.values(), now=NOW)
FEW = settings(max_examples=10)
ONCE = settings(max_examples=2000, phases=[Phase.generate], derandomize=True, database=None)
"""To find one of a kind, and not the smallest."""


def found(payload: object) -> list[tuple[str, str]]:
    return [(finding.rule, render(finding.pointer)) for finding in LINTER.lint(payload)]


@given(payloads())
@settings(max_examples=200)
def test_nothing_is_found_in_a_payload_before_json_and_after(payload: JSON) -> None:
    text = json.dumps(payload, allow_nan=False)
    assert found(payload) == found(text) == []
    assert json.loads(text) == payload


@pytest.mark.slow
@given(payloads())
@settings(max_examples=8_000)
def test_nothing_is_found_in_very_many_payloads(payload: JSON) -> None:
    assert found(payload) == []


@pytest.mark.parametrize(("action", "platform"), KINDS, ids=["-".join(kind) for kind in KINDS])
def test_payloads_of_each_kind(action: str, platform: str) -> None:
    """Each action from each platform that has it: what it says of itself, and that nothing is found in it."""

    @given(payloads(action=action, platform=platform))
    @FEW
    def test(payload: JSON) -> None:
        read = Payload(payload)
        assert read.action == action
        # A kernel's version is shared by all of Apple's platforms, and only events and installs tell the device.
        told = {platform, "ios"} if platform in APPLE else {platform}
        assert action not in {"event", "install"} or read.device.platform in told
        assert found(payload) == []

    test()


@given(payloads(placement="flat"))
@settings(max_examples=100)
def test_of_flat_payloads_nothing_is_said_but_that_they_are(payload: JSON) -> None:
    assert {rule for rule, _ in found(payload)} <= {"misplaced-key"}
    assert set(payload.get("data", {})).isdisjoint({"device_ids", "device_ua", "device_ver", "origination_ip"})


def _agent(payload: JSON) -> str:
    return unquote(payload["data"].get("device_ua", ""))


def _ios(payload: JSON) -> tuple[int, ...]:
    device = Payload(payload).device
    return device.version or () if device.platform in APPLE else ()


IOS = payloads(action="event", platform="ios")
ANDROID = payloads(action="event", platform="android")
ANY = payloads()
Drawn = tuple[st.SearchStrategy[JSON], Callable[[JSON], Any]]
VARIETIES: dict[str, Drawn] = {
    "Safari 26 that says 18.6": (IOS, lambda payload: "18_6" in _agent(payload) and "Version/26" in _agent(payload)),
    "iOS from 14.5 on": (IOS, lambda payload: _ios(payload) >= (14, 5)),
    "an IDFA without consent before that": (
        IOS,
        lambda payload: (
            _ios(payload) >= (14,) and Payload(payload).att() is False and payload["data"]["device_ids"].get("idfa")
        ),
    ),
    "iOS before 14": (IOS, lambda payload: () < _ios(payload) < (14,)),
    "an app's CFNetwork": (IOS, lambda payload: "CFNetwork" in _agent(payload)),
    "an app's encoded name": (IOS, lambda payload: "My%20Shop" in _agent(payload)),
    "an iPad that asks for desktop pages": (
        payloads(platform="ipados"),
        lambda payload: "Macintosh" in _agent(payload),
    ),
    "a reduced user agent": (ANDROID, lambda payload: "Android 10; K" in _agent(payload)),
    "a web view": (ANDROID, lambda payload: "; wv)" in _agent(payload)),
    "no device_ua": (ANY, lambda payload: payload["data"].get("device_ua") == ""),
    "no device_ver": (ANY, lambda payload: payload["data"].get("device_ver") == ""),
    "escapes in lower case": (IOS, lambda payload: "%3b" in payload["data"]["device_ua"]),
    "spaces as +": (IOS, lambda payload: "+" in payload["data"]["device_ua"]),
    "parentheses as they are": (IOS, lambda payload: "(" in payload["data"]["device_ua"]),
    "no kochava_device_id": (ANY, lambda payload: payload.get("kochava_device_id") == ""),
    "an empty identifier": (ANY, lambda payload: "" in payload["data"].get("device_ids", {}).values()),
    "tracking limited": (ANDROID, lambda payload: payload["data"].get("device_limit_tracking") == "true"),
    "usertime as text": (IOS, lambda payload: isinstance(payload["data"].get("usertime"), str)),
    "a consent string": (ANY, lambda payload: "tc_string" in payload["data"].get("gdpr_privacy_consent", {})),
    "a refund": (IOS, lambda payload: float(payload["data"].get("event_data", {}).get("sum", 0)) < 0),
    "a currency beside its amount": (IOS, lambda payload: "currency" in payload["data"].get("event_data", {})),
    "an event in words of its own": (IOS, lambda payload: payload["data"]["event_name"].startswith("own ")),
    "an update with device_ids": (payloads(action="update"), lambda payload: "device_ids" in payload["data"]),
    "a link with a hash": (ANY, lambda payload: "device_hash_method" in payload),
    "a link as the SDK sends it": (ANY, lambda payload: payload.get("action") == "identityLink"),
}


@pytest.mark.parametrize(("strategy", "is_one"), VARIETIES.values(), ids=VARIETIES)
def test_what_real_devices_and_servers_do_is_drawn(
    strategy: st.SearchStrategy[JSON], is_one: Callable[[JSON], Any]
) -> None:
    assert is_one(find(strategy, is_one, settings=ONCE))


def test_a_payload_shrinks_to_what_it_cannot_be_without() -> None:
    smallest = find(payloads(action="event", platform="ios"), lambda _: True)
    own, ids = smallest.pop("kochava_device_id"), smallest["data"].pop("device_ids")
    assert (own[0], ids.keys()) == ("K", {"idfa"}), "older versions of Hypothesis leave some digits of identifiers"
    assert smallest == {
        "action": "event",
        "kochava_app_id": "kodemo-ios-4ea1",
        "data": {
            "event_name": "Purchase",
            "origination_ip": "203.0.113.1",
            "device_ua": "",
            "device_ver": "iPhone14,5-iOS-17.4",
            "app_tracking_transparency": {"att": True},
        },
    }


def test_one_thing_that_matters_is_all_that_is_left_when_it_shrinks() -> None:
    smallest = find(IOS, lambda payload: "gdpr_privacy_consent" in payload["data"])
    left = {"event_name", "origination_ip", "device_ua", "device_ver", "device_ids", "app_tracking_transparency"}
    assert smallest["data"].keys() == left | {"gdpr_privacy_consent"}


@given(captures())
def test_nothing_is_found_in_a_capture(capture: list[JSON]) -> None:
    assert found(capture) == []


def test_a_capture_tells_of_a_user_who_changes_their_mind() -> None:
    def is_told(capture: list[JSON]) -> bool:
        return any(payload.get("action") == "update" for payload in capture)

    capture = find(captures(max_installations=1), is_told, settings=ONCE)
    at = next(index for index, payload in enumerate(capture) if payload.get("action") == "update")
    before, after = capture[0], capture[at + 1]
    assert (before["action"], after["action"]) == ("install", "event")
    assert [each["data"]["app_tracking_transparency"]["att"] for each in (before, after)] == [False, True]


def test_a_capture_has_as_many_installations_as_are_asked_for() -> None:
    @given(captures(min_installations=2, max_installations=2))
    @FEW
    def test(capture: list[JSON]) -> None:
        assert [payload.get("action") for payload in capture].count("install") == 2

    test()


@given(requests())
def test_nothing_is_found_in_a_request(request: Any) -> None:
    payload = Payload(json.loads(request.body), request=request)
    assert LINTER.lint_payload(payload) == []


PARTS: dict[str, tuple[st.SearchStrategy[Any], str]] = {
    "user agent": (user_agents(platform="android"), "data/device_ua"),
    "version": (device_versions(platform="ios"), "data/device_ver"),
    "identifiers": (identifiers(platform="ios", tracked=False), "data/device_ids"),
    "ATT block": (att_blocks(allowed=False), "data/app_tracking_transparency"),
    "consent": (gdpr_consents(), "data/gdpr_privacy_consent"),
    "event": (event_names(), "data/event_name"),
    "event data": (event_data(), "data/event_data"),
}


@pytest.mark.parametrize(("strategy", "path"), PARTS.values(), ids=PARTS)
def test_parts_are_such_that_a_payload_with_them_is_clean(strategy: st.SearchStrategy[Any], path: str) -> None:
    holder, key = path.split("/")

    @given(strategy, payloads(action="event", platform="android" if key == "device_ua" else "ios"))
    @FEW
    def test(part: object, payload: JSON) -> None:
        clean = {"device_ids": {"idfv": "5D1F7A20-93C4-4E0B-8A61-C2B7E9F01D34"}, "device_ver": "Pixel 8-Android-14"}
        if key != "device_ua":
            clean = {**clean, "device_ver": "iPhone14,5-iOS-17.4", "device_ua": ""}
            clean["app_tracking_transparency"] = {"att": False}
        else:
            clean["device_ids"] = {"custom": "7"}
        payload["data"].pop("usertime", None)  # an answer comes before it
        assert set(found({**payload, holder: {**payload[holder], **clean, key: part}})) <= {
            ("conflicting-os", "/data/device_ver")
        }

    test()


@pytest.mark.parametrize(
    ("encoder", "encoded"),
    [
        *zip(
            ENCODERS,
            [
                "a%2Fb%20%28c%3B%20d%29%2A%2B%C3%A9",
                "a/b%20%28c%3B%20d%29%2A%2B%C3%A9",
                "a%2Fb+%28c%3B+d%29%2A%2B%C3%A9",
                "a%2Fb%20(c%3B%20d)*%2B%C3%A9",
                "a/b%20(c;%20d)*+%C3%A9",
                "a%2fb+(c%3b+d)*%2b%c3%a9",
            ],
            strict=True,
        )
    ],
    ids=["rawurlencode", "quote", "quote_plus", "encodeURIComponent", "encodeURI", "HttpUtility.UrlEncode"],
)
def test_encoders_differ_as_those_of_languages_do(encoder: Callable[[str], str], encoded: str) -> None:
    assert encoder("a/b (c; d)*+é") == encoded


def test_user_agents_are_drawn_as_devices_send_them_too() -> None:
    assert find(user_agents(encoded=False), lambda agent: " (iPhone; " in agent)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param(lambda: payloads(action="events"), "event is probably meant", id="action"),
        pytest.param(lambda: payloads(platform="iOS"), "ios is probably meant", id="platform"),
        pytest.param(lambda: payloads(action="update", platform="android"), "ios, ipados, tvos", id="update"),
        pytest.param(lambda: payloads(placement="data"), "there are nested, flat", id="placement"),
        pytest.param(lambda: requests(action="start"), "there is no action 'start'", id="request"),
        pytest.param(lambda: user_agents(platform="symbian"), "there is no platform 'symbian'", id="agent"),
        pytest.param(lambda: faults(rule="att-mising"), "att-missing is probably meant", id="rule"),
        pytest.param(lambda: captures(min_installations=3, max_installations=2), "from 3 to 2", id="bounds"),
        pytest.param(lambda: captures(min_installations=0), "above 0", id="none"),
    ],
)
def test_a_wrong_argument_is_told_of_at_once(wrong: Callable[[], object], said: str) -> None:
    with pytest.raises(InvalidArgument, match=said):
        wrong()


def test_the_example_of_the_module_holds() -> None:
    assert doctest.testmod(kochava_lint.strategies) == (0, 5)


def test_without_hypothesis_it_is_told_what_to_install() -> None:
    code = "import sys; sys.modules['hypothesis'] = None; import kochava_lint.strategies"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == (
        "ModuleNotFoundError: kochava_lint.strategies needs Hypothesis: pip install 'kochava-lint[hypothesis]'"
    )

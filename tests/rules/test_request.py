"""The rules about the request that brought a payload, beyond their pages' examples."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from conftest import NOW
from samples import DROP, IPHONE_UA, JSON, android, changed, install, ios, line, link, update

from kochava_lint import Linter, Payload, Rule, Source
from kochava_lint.reader import read_payloads
from kochava_lint.rule import Request, RequestRule
from kochava_lint.source import render

TRACK = "https://control.kochava.com/track/json"
LINK = "https://control.kochava.com/v1/cpi/identityLink.php"
JSON_TYPE = ("Content-Type", "application/json")
UNKNOWN = ("User-Agent", "Unknown")
KEY, TOKEN = ("Kochava-Api-Key", "k"), ("Kochava-Auth-Token", "t")
GOOD = Request("POST", TRACK, [JSON_TYPE, UNKNOWN], b"")
BAD = Request("PUT", "http://control.kochava.com/track/event", [KEY], b"")
SDK: JSON = {"action": "session", "sdk_version": "AndroidTracker 3.6.0", "data": {"state": "resume"}}

FoundIn = Callable[[object, Request], list[tuple[str, str]]]


@pytest.fixture(scope="session")
def found_in(linter: Linter, rules: dict[str, Rule]) -> FoundIn:
    """What the rules about requests find in a body: each rule's name, and the payload of the body that it is about."""

    def find(body: object, request: Request) -> list[tuple[str, str]]:
        text = body if isinstance(body, str) else line(body)
        return [
            (finding.rule, render((*finding.payload.pointer, *finding.pointer)))
            for payload in read_payloads(Source("<text>", text), (), request)
            for finding in linter.lint_payload(payload)
            if isinstance(rules[finding.rule], RequestRule)
        ]

    return find


def names(found: Sequence[tuple[str, str]]) -> list[str]:
    return [rule for rule, _ in found]


@pytest.mark.parametrize("payload", [ios(), android(), install(), update(), ios(device_ua=IPHONE_UA)])
def test_nothing_is_found_in_a_request_that_is_in_order(linter: Linter, payload: JSON) -> None:
    assert linter.lint_payload(Payload(payload, request=GOOD)) == []
    assert linter.lint_payload(Payload(link(), request=replace(GOOD, url=LINK))) == []


def test_without_a_request_nothing_is_found(linter: Linter) -> None:
    assert linter.lint_payload(Payload(ios())) == []


ALL = {
    "incomplete-auth-headers",
    "insecure-endpoint",
    "user-agent-header-not-unknown",
    "wrong-content-type",
    "wrong-endpoint",
    "wrong-method",
}


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        pytest.param(BAD, ALL, id="everything-is-known"),
        pytest.param(replace(BAD, body=None), ALL, id="no-body"),
        pytest.param(replace(BAD, method=None), ALL - {"wrong-method"}, id="no-method"),
        pytest.param(replace(BAD, url=None), ALL - {"insecure-endpoint", "wrong-endpoint"}, id="no-url"),
        pytest.param(
            replace(BAD, headers=None), {"insecure-endpoint", "wrong-endpoint", "wrong-method"}, id="no-headers"
        ),
        pytest.param(Request(), set(), id="nothing-is-known"),
        pytest.param(
            replace(BAD, headers=[]),
            ALL - {"incomplete-auth-headers"},
            id="known-to-have-no-headers",
        ),
    ],
)
def test_what_the_capture_does_not_know_is_not_judged(found_in: FoundIn, known: Request, expected: set[str]) -> None:
    assert found_in(ios(), known) == [(rule, "") for rule in sorted(expected)]


@pytest.mark.parametrize(
    ("url", "is_found"),
    [
        ("http://control.kochava.com/track/json", True),
        ("HTTP://CONTROL.KOCHAVA.COM:80/track/json", True),
        ("http://control.kochava.com:443/track/json", True),
        ("http://kochava.com./track/json", True),
        ("https://control.kochava.com:80/track/json", False),
        ("https://control.kochava.com/track/json?to=http://kochava.com", False),
        ("http://kochava.com.evil.example/track/json", False),
        ("http://notkochava.com/track/json", False),
        ("http://localhost:8080/track/json", False),
        ("//control.kochava.com/track/json", False),
        ("/track/json", False),
        ("http://[", False),
    ],
)
def test_plain_http_to_kochava(found_in: FoundIn, url: str, is_found: bool) -> None:
    assert found_in(ios(), replace(GOOD, url=url)) == ([("insecure-endpoint", "")] if is_found else [])


BOTH = changed(link(), {"action": "identityLink"})


@pytest.mark.parametrize(
    ("url", "payload", "wanted"),
    [
        *[
            pytest.param(TRACK, payload, None, id=f"track-{payload['action']}")
            for payload in (ios(), install(), update())
        ],
        pytest.param(f"{TRACK}/", ios(), None, id="slash-at-the-end"),
        pytest.param(f"{TRACK}?x=1", ios(), None, id="query"),
        pytest.param("https://web-sdk.control.kochava.com/track/json/", ios(), None, id="another-host"),
        pytest.param(TRACK, changed(ios(), {"action": DROP}), None, id="event-without-action"),
        pytest.param(TRACK, changed(ios(), {"action": "Event"}), None, id="unknown-action"),
        pytest.param(LINK, link(), None, id="link"),
        pytest.param(LINK, BOTH, None, id="link-with-action"),
        pytest.param(TRACK, BOTH, None, id="link-with-action-at-track"),
        pytest.param(TRACK, link(), "identityLink.php", id="link-without-action-at-track"),
        pytest.param(TRACK, changed(link(), {"action": None}), "identityLink.php", id="null-action"),
        pytest.param(LINK, ios(), "/track/json", id="event-at-link"),
        pytest.param(LINK, install(), "/track/json", id="install-at-link"),
        pytest.param(TRACK.replace("json", "event"), ios(), "/track/json", id="track-event"),
        pytest.param(TRACK.replace("json", "event"), link(), "identityLink.php", id="track-event-link"),
        pytest.param("https://control.kochava.com", ios(), "/track/json", id="no-path"),
        pytest.param(TRACK.replace("json", "JSON"), ios(), "/track/json", id="upper-case"),
        pytest.param(f"{TRACK}/event", ios(), "/track/json", id="below"),
        pytest.param("https://proxy.example/track/event", ios(), None, id="not-kochava"),
        pytest.param("https://kochava.com.evil.example/x", ios(), None, id="kochava-as-subdomain"),
    ],
)
def test_the_address_that_takes_a_payload(linter: Linter, url: str, payload: JSON, wanted: str | None) -> None:
    found = linter.lint_payload(Payload(payload, request=replace(GOOD, url=url)))
    told = [finding.message for finding in found if finding.rule == "wrong-endpoint"]
    assert len(told) == (wanted is not None)
    assert all(wanted and message.endswith(wanted) for message in told)


@pytest.mark.parametrize(
    ("method", "is_found"),
    [("POST", False), ("post", False), ("GET", True), ("PUT", True), ("PATCH", True), ("", True), ("XPOST", True)],
)
def test_methods(found_in: FoundIn, method: str, is_found: bool) -> None:
    assert found_in(ios(), replace(GOOD, method=method)) == ([("wrong-method", "")] if is_found else [])


@pytest.mark.parametrize(
    ("value", "is_found"),
    [
        ("application/json", False),
        ("application/json; charset=utf-8", False),
        ("application/json;charset=UTF-8", False),
        ("APPLICATION/JSON", False),
        (" application/json ", False),
        ("application/vnd.api+json", False),
        ("text/json", False),
        ("application/x-www-form-urlencoded", True),
        ("text/plain", True),
        ("text/plain; charset=application/json", True),
        ("application/json5", True),
        ("application/jsonp", True),
        ("application/x-ndjson", True),
        ("application/xml", True),
        ("json", True),
        ("", True),
        (None, True),
    ],
)
def test_content_types(found_in: FoundIn, value: str | None, is_found: bool) -> None:
    headers = [UNKNOWN, *([] if value is None else [("content-TYPE", value)])]
    assert found_in(ios(), replace(GOOD, headers=headers)) == ([("wrong-content-type", "")] if is_found else [])


@pytest.mark.parametrize("body", ["{", "", "action=event&kochava_app_id=kox", '{"a":1,}'])
def test_a_body_that_is_not_json_needs_no_json_type_but_a_right_request(found_in: FoundIn, body: str) -> None:
    assert names(found_in(body, BAD)) == [
        "incomplete-auth-headers",
        "insecure-endpoint",
        "wrong-endpoint",
        "wrong-method",
    ]


@pytest.mark.parametrize("body", ["null", "5", '"text"', '"{idfa}"', "[]"])
def test_the_request_of_a_body_that_is_no_object_is_judged(found_in: FoundIn, body: str) -> None:
    assert names(found_in(body, BAD)) == [
        "incomplete-auth-headers",
        "insecure-endpoint",
        "wrong-content-type",
        "wrong-endpoint",
        "wrong-method",
    ]


@pytest.mark.parametrize(
    ("payload", "agent", "is_found"),
    [
        pytest.param(ios(), "Unknown", False, id="unknown"),
        pytest.param(ios(), " Unknown\t", False, id="white-space-around"),
        pytest.param(ios(), "unknown", True, id="lower-case"),
        pytest.param(ios(), "python-requests/2.32.3", True, id="library"),
        pytest.param(ios(), "Unknown/1.0", True, id="unknown-and-more"),
        pytest.param(ios(), "", True, id="empty"),
        pytest.param(ios(), None, True, id="no-header"),
        pytest.param(install(), "axios/1.7", True, id="install"),
        pytest.param(ios(device_ua=DROP), "axios/1.7", True, id="no-device-ua"),
        pytest.param(ios(device_ua=None), "axios/1.7", True, id="null-device-ua"),
        pytest.param(ios(device_ua=IPHONE_UA), "axios/1.7", False, id="device-ua"),
        pytest.param(
            changed(ios(device_ua=DROP), {"device_ua": IPHONE_UA}), "axios/1.7", False, id="device-ua-at-root"
        ),
        pytest.param(update(), "axios/1.7", False, id="update"),
        pytest.param(link(), "axios/1.7", False, id="link"),
        pytest.param({**SDK, "action": "event"}, "Dalvik/2.1.0", False, id="sdk"),
    ],
)
def test_the_user_agent_of_the_request(found_in: FoundIn, payload: JSON, agent: str | None, is_found: bool) -> None:
    headers = [JSON_TYPE, *([] if agent is None else [("user-agent", agent)])]
    request = replace(GOOD, headers=headers, url=None)
    assert found_in(payload, request) == ([("user-agent-header-not-unknown", "")] if is_found else [])


@pytest.mark.parametrize(
    ("headers", "there"),
    [
        pytest.param([], None, id="none"),
        pytest.param([KEY, TOKEN], None, id="both"),
        pytest.param([(name.upper(), value) for name, value in (TOKEN, KEY)], None, id="both-in-upper-case"),
        pytest.param([KEY], "Kochava-Api-Key", id="key"),
        pytest.param([("kochava-auth-token", "t")], "Kochava-Auth-Token", id="token"),
    ],
)
def test_headers_that_authenticate(linter: Linter, headers: list[tuple[str, str]], there: str | None) -> None:
    request = replace(GOOD, headers=[JSON_TYPE, UNKNOWN, *headers])
    found = linter.lint_payload(Payload(ios(), request=request))
    assert [finding.rule for finding in found] == (["incomplete-auth-headers"] if there else [])
    assert all(there and finding.message.startswith(f"the request has {there},") for finding in found)


def test_findings_about_requests_stand_among_the_others_in_the_order_of_names(linter: Linter) -> None:
    request = replace(BAD, headers=None, url="http://control.kochava.com/track/json")
    found = linter.lint_payload(Payload(ios(origination_ip="10.0.0.1"), request=request))
    assert [finding.rule for finding in found] == ["insecure-endpoint", "non-public-ip", "wrong-method"]


@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_request_of_several_payloads_is_blamed_once(found_in: FoundIn, count: int) -> None:
    found = found_in([ios(device_ua=IPHONE_UA)] * count, replace(BAD, url="http://control.kochava.com/track/json"))
    assert found == [
        (rule, "") for rule in ("incomplete-auth-headers", "insecure-endpoint", "wrong-content-type", "wrong-method")
    ]


def test_an_address_that_takes_nothing_is_told_once_for_a_request(found_in: FoundIn) -> None:
    request = replace(GOOD, url=TRACK.replace("json", "event"))
    assert names(found_in([ios(), install()], request)) == ["wrong-endpoint"]


def test_what_depends_on_the_payload_is_told_of_each(found_in: FoundIn) -> None:
    body = [link(), ios(), update(), install(), ios(device_ua=IPHONE_UA)]
    assert found_in(body, replace(GOOD, headers=[JSON_TYPE])) == [
        ("wrong-endpoint", "/0"),
        ("user-agent-header-not-unknown", "/1"),
        ("user-agent-header-not-unknown", "/3"),
    ]


@pytest.mark.parametrize("body", [SDK, [SDK, {**SDK, "action": "event"}]])
def test_the_sdk_has_addresses_and_user_agents_of_its_own(found_in: FoundIn, body: object) -> None:
    request = Request("POST", "https://kvinit-prod.api.kochava.com/track/kvinit", [JSON_TYPE, ("User-Agent", "Dalvik")])
    assert found_in(body, request) == []
    assert names(found_in(body, replace(request, method="GET"))) == ["wrong-method"]


SECRET = "example-secret"  # noqa: S105 - the page of the rule says it


def signed(content: bytes, /, **changes: Any) -> Request:
    """A request for *content* as the page of `wrong-auth-token` prescribes it, with *changes*."""
    message = SECRET + hashlib.sha1(content, usedforsecurity=False).hexdigest()
    token = hmac.new(b"k", message.encode(), hashlib.sha256).hexdigest()
    headers = [JSON_TYPE, UNKNOWN, KEY, ("kochava-auth-token", token)]
    return replace(Request("POST", TRACK, headers, content), **changes)


@pytest.mark.parametrize(
    ("request_", "is_found"),
    [
        pytest.param(signed(b"{}"), False, id="right"),
        pytest.param(signed(b"{}", body=b"{} "), True, id="another-byte"),
        pytest.param(signed(b"{}", body=None), False, id="body-not-known"),
        pytest.param(signed(b"{}", headers=None), False, id="headers-not-known"),
        pytest.param(signed(b"{}", headers=[JSON_TYPE, UNKNOWN]), False, id="not-signed"),
        pytest.param(signed(b"{}", headers=[JSON_TYPE, UNKNOWN, KEY, TOKEN]), True, id="no-digest"),
        pytest.param(signed(b"{}", headers=[JSON_TYPE, UNKNOWN, KEY, (TOKEN[0], "é")]), True, id="not-ascii"),
        pytest.param(signed(b"{}", headers=[JSON_TYPE, UNKNOWN, KEY, (TOKEN[0], "\ud800")]), True, id="surrogate"),
    ],
)
def test_tokens(rules: dict[str, Rule], request_: Request, is_found: bool) -> None:
    linter = Linter(rules=rules.values(), secret=SECRET, now=NOW)
    found = linter.lint_payload(Payload(ios(), request=request_))
    assert [finding.rule for finding in found] == (["wrong-auth-token"] if is_found else [])

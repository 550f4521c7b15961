"""Records of requests in the shapes that tools and logs give them: one meaning under many names."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from samples import ios, line

from kochava_lint import Source
from kochava_lint.record import JsonPart, body_in, headers_of, is_payload, recorded_in

URL = "https://control.kochava.com/track/json"
BODY = line(ios())
BASE64 = base64.b64encode(BODY.encode()).decode()
PAIRS = [("Content-Type", "application/json"), ("X", "1")]


def recorded(record: dict[str, Any]) -> Any:
    return recorded_in(JsonPart(Source("a.json", json.dumps(record))), record, (), (7,))


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param([{"name": name, "value": value} for name, value in PAIRS], id="har"),
        pytest.param([{"key": name, "value": value} for name, value in PAIRS], id="postman"),
        pytest.param([{"Name": name, "Value": value} for name, value in PAIRS], id="in-upper-case"),
        pytest.param({name: [value] for name, value in PAIRS}, id="vcrpy"),
        pytest.param(dict(PAIRS), id="object"),
        pytest.param([list(pair) for pair in PAIRS], id="pairs"),
        pytest.param([f"{name}: {value}" for name, value in PAIRS], id="lines"),
        pytest.param("Content-Type: application/json\r\nX: 1\r\n", id="text"),
        pytest.param({"Content-Type": "application/json", "X": 1}, id="number"),
    ],
)
def test_headers_are_read_in_each_form(headers: object) -> None:
    assert headers_of(headers) == PAIRS


@pytest.mark.parametrize("headers", [None, 5, True, [5], ["no colon"], [[]]])
def test_what_is_no_headers_is_not_known(headers: object) -> None:
    assert headers_of(headers) is None


@pytest.mark.parametrize(
    "record",
    [
        pytest.param({"postData": {"mimeType": "application/json", "text": BODY}}, id="har"),
        pytest.param({"postData": {"mimeType": "x", "text": BASE64, "encoding": "base64"}}, id="har-base64"),
        pytest.param({"body": BODY}, id="vcrpy"),
        pytest.param({"body": {"encoding": "UTF-8", "string": BODY}}, id="ruby-vcr"),
        pytest.param({"body": {"encoding": "UTF-8", "base64_string": BASE64}}, id="betamax"),
        pytest.param({"body": {"text": BODY, "charset": None}}, id="charles"),
        pytest.param({"body": {"encoded": BASE64}}, id="charles-encoded"),
        pytest.param({"body": {"mode": "raw", "raw": BODY}}, id="postman"),
        pytest.param({"payload": BODY}, id="payload"),
        pytest.param({"data": BODY}, id="data"),
        pytest.param({"json": BODY}, id="json"),
        pytest.param({"body": "", "payload": BODY}, id="the-first-that-is-there"),
    ],
)
def test_bodies_are_read_in_each_form(record: dict[str, Any]) -> None:
    body = body_in(JsonPart(Source("a.json", json.dumps(record))), record)
    assert body is not None
    assert body.source.text == BODY
    assert body.content == BODY.encode()


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"body": None},
        {"body": ""},
        {"body": {}},
        {"body": []},
        {"body": 5},
        {"postData": {"mimeType": "application/json"}},
        {"postData": {"mimeType": "application/json", "text": ""}},
        {"postData": {"params": []}},
        {"body": {"mode": "raw"}},
    ],
)
def test_where_there_is_none_there_is_none(record: dict[str, Any]) -> None:
    assert body_in(JsonPart(Source("a.json", json.dumps(record))), record) is None


def test_a_body_that_is_a_value_is_known_by_its_value_alone() -> None:
    body = body_in(JsonPart(Source("a.json", f'{{"body": {BODY}}}')), {"body": ios()})
    assert body is not None
    assert (body.source.text, body.content, body.source.place(0).column) == (BODY, None, 10)


def test_params_are_a_form() -> None:
    record = {"postData": {"mimeType": "x", "params": [{"name": "action", "value": "event"}, {"name": "é"}, 5]}}
    body = body_in(JsonPart(Source("a.json", json.dumps(record))), record)
    assert body is not None
    assert body.source.text == "action=event&%C3%A9="


@pytest.mark.parametrize(
    ("record", "url"),
    [
        ({"url": URL}, URL),
        ({"uri": URL}, URL),
        (
            {"scope": "https://control.kochava.com:443", "path": "/track/json"},
            "https://control.kochava.com:443/track/json",
        ),
        ({"host": "control.kochava.com", "path": "/track/json"}, URL),
        ({"scheme": "http", "host": "control.kochava.com", "path": "/track/json"}, URL.replace("https", "http")),
        ({"path": "/track/json"}, "/track/json"),
        ({"url": 5, "uri": URL}, URL),
        ({"host": "control.kochava.com"}, None),
        ({}, None),
    ],
)
def test_the_address_is_put_together(record: dict[str, Any], url: str | None) -> None:
    found = recorded({"body": BODY, **record})
    assert (found.request.url, found.pointer) == (url, (7,))


@pytest.mark.parametrize(
    ("record", "size"),
    [
        ({"bodySize": 5}, 5),
        ({"content_length": 5}, 5),
        ({"sizes": {"body": 5}}, 5),
        ({"bodySize": -1}, None),
        ({"bodySize": 0, "sizes": {"body": 7}}, 7),
        ({"bodySize": "5"}, 5),
        ({"bodySize": True}, None),
        ({"bodySize": "much"}, None),
        ({"sizes": 5}, None),
    ],
)
def test_the_size_is_what_is_told(record: dict[str, Any], size: int | None) -> None:
    assert recorded({"body": BODY, **record}).size == size


def test_a_body_that_was_sent_and_not_kept_is_one() -> None:
    found = recorded({"url": URL, "bodySize": 300})
    assert found.body is not None
    assert found.body.text == ""
    assert recorded({"url": URL, "bodySize": 0}).body is None


@pytest.mark.parametrize(
    "headers", [{"Kochava-Auth-Token": "x"}, "kochava-auth-token: x", [{"name": "KOCHAVA-AUTH-TOKEN"}]]
)
def test_what_is_signed_is_known_whatever_the_form_of_its_headers(headers: object) -> None:
    assert recorded({"headers": headers, "body": BODY}).request.is_signed
    assert not recorded({"headers": {"X": "y"}, "body": BODY}).request.is_signed


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (ios(), True),
        ({"kochava_app_id": "x", "data": {}}, True),
        ({"kochava_app_id": "x"}, False),
        ({"action": "event", "data": {}}, True),
        ({"action": "login", "data": {}}, False),
        ({"action": "event", "data": "x"}, False),
        ({"action": ["event"], "data": {}}, False),
        ([ios()], False),
        ("x", False),
    ],
)
def test_a_payload_is_told_by_its_keys(value: object, told: bool) -> None:
    assert is_payload(value) is told

"""Sessions of Charles as JSON."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from reading import entries_in, payloads_in
from samples import ios, line

from kochava_lint.formats.charles import charles
from kochava_lint.payload import MISSING, Payload
from kochava_lint.recorded import NO_BODY, OTHER_HOST, Skipped

HOST = "control.kochava.com"
BODY = line(ios())


def transaction(body: object = None, headers: object = (), **changes: Any) -> dict[str, Any]:
    told = {
        "status": "COMPLETE",
        "method": "POST",
        "protocolVersion": "HTTP/2.0",
        "scheme": "https",
        "host": HOST,
        "actualPort": 443,
        "path": "/track/json",
        "request": {"header": {"headers": headers}, "body": body},
        "response": {"body": {"text": BODY}},
    }
    return {**told, **changes}


def session(*transactions: object) -> str:
    return json.dumps(transactions, indent=1)


def read(content: str) -> list[Any]:
    return [each.data if isinstance(each, Payload) else each for each in entries_in(charles, content, name="a.chlsj")]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"text": BODY, "charset": "UTF-8"}, ios()),
        ({"text": BODY}, ios()),
        ({"encoded": base64.b64encode(BODY.encode()).decode()}, ios()),
        ({"encoding": "base64", "encoded": base64.b64encode(BODY.encode()).decode()}, ios()),
        ({"text": "action=event&a=b"}, MISSING),
        (None, Skipped(NO_BODY, HOST)),
        ({}, Skipped(NO_BODY, HOST)),
    ],
)
def test_a_transaction_brings_its_body(body: object, found: object) -> None:
    assert read(session(transaction(body), transaction({"text": BODY}))) == [found, ios()]


@pytest.mark.parametrize(
    ("changes", "url"),
    [
        ({}, f"https://{HOST}/track/json"),
        ({"scheme": "http", "actualPort": 80}, f"http://{HOST}/track/json"),
        ({"actualPort": 8443}, f"https://{HOST}:8443/track/json"),
        ({"actualPort": None}, f"https://{HOST}/track/json"),
    ],
)
def test_the_address_is_put_together(changes: dict[str, Any], url: str) -> None:
    (payload,) = payloads_in(charles, session(transaction({"text": BODY}, **changes)))
    assert payload.request is not None
    assert payload.request.url == url


@pytest.mark.parametrize("name", ["Host", ":authority"])
def test_a_connection_that_is_used_again_goes_where_its_request_says(name: str) -> None:
    headers = [{"name": name, "value": "shop.example"}]
    assert read(session(transaction({"text": BODY}, headers))) == [Skipped(OTHER_HOST, "shop.example")]
    headers = [{"name": name, "value": HOST}]
    assert read(session(transaction({"text": BODY}, headers, host="shop.example"))) == [ios()]


@pytest.mark.parametrize("odd", [5, None, {}, {"request": None}, transaction({"text": BODY}, method="CONNECT")])
def test_what_is_no_request_hides_none_of_the_others(odd: object) -> None:
    assert ios() in read(session(odd, transaction({"text": BODY})))


def test_of_a_session_that_breaks_off_what_is_whole_is_read() -> None:
    content = session(transaction({"text": BODY}), transaction({"text": BODY}))
    assert read(content[: content.rindex("body")]) == [ios(), MISSING]


def test_its_content_tells_it() -> None:
    assert charles.sniff(session(transaction()).encode())
    assert charles.sniff(b"\xef\xbb\xbf" + session(transaction()).encode())
    assert not charles.sniff(f"[{BODY}]".encode())


def test_only_a_token_that_was_sent_signs_a_body() -> None:
    token = [{"name": "Kochava-Auth-Token", "value": "x"}]
    answered = transaction({"text": BODY}, response={"header": {"headers": token}})
    signed = transaction({"text": BODY}, token)
    payloads = payloads_in(charles, session(answered, signed), name="a.chlsj")
    assert [payload.request is not None and payload.request.is_signed for payload in payloads] == [False, True]

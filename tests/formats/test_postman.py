"""Collections of Postman: requests in folders, with what their variables stand for."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

import pytest
from conftest import NOW
from reading import entries_in, payloads_in
from samples import ios, line

from kochava_lint import Linter
from kochava_lint.formats.postman import postman
from kochava_lint.payload import MISSING, Payload
from kochava_lint.recorded import NO_BODY, NO_PAYLOAD, OTHER_HOST, Skipped

HOST = "control.kochava.com"
URL = f"https://{HOST}/track/json"
BODY = line(ios())
INFO = {"_postman_id": "x", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}


def item(body: object = BODY, url: object = URL, **request: object) -> dict[str, Any]:
    raw = {"mode": "raw", "raw": body} if isinstance(body, str) else body
    return {"name": "x", "request": {"method": "POST", "header": [], "url": url, "body": raw, **request}}


def collection(*items: object, variables: object = (), **more: object) -> str:
    return json.dumps({"info": INFO, "item": items, "variable": variables, **more})


def read(content: str) -> list[Any]:
    entries = entries_in(postman, content, name="a.json")
    return [entry.data if isinstance(entry, Payload) else entry for entry in entries]


def var(key: str, value: object, **more: object) -> dict[str, object]:
    return {"key": key, "value": value, **more}


@pytest.mark.parametrize(
    "url",
    [
        URL,
        {"raw": URL},
        {"protocol": "https", "host": ["control", "kochava", "com"], "path": ["track", "json"]},
        {"protocol": "https", "host": HOST, "path": "/track/json"},
        {"raw": "{{base}}/track/json"},
        {"raw": "{{unknown}}/track/json"},
        {"host": ["{{unknown}}"], "path": ["track", "json"]},
        None,
    ],
)
def test_the_address_may_be_written_in_several_ways(url: object) -> None:
    assert read(collection(item(url=url), variables=[var("base", f"https://{HOST}")])) == [ios()]


def test_folders_are_read_in_order_and_what_is_no_request_is_passed_over() -> None:
    deep: dict[str, Any] = {"item": [item(url="https://shop.example/"), item()]}
    content = collection(
        item(), {"name": "f", "item": [deep, {"name": "empty", "item": []}]}, {"name": "?"}, item(None)
    )
    assert read(content) == [
        ios(),
        Skipped(OTHER_HOST, "shop.example"),
        ios(),
        Skipped(NO_PAYLOAD),
        Skipped(NO_BODY, HOST),
    ]
    assert read(collection({"name": "x", "request": URL})) == [Skipped(NO_BODY, HOST)]


@pytest.mark.parametrize(
    ("variables", "value"),
    [
        ([var("idfa", "x")], "x"),
        ([{"id": "idfa", "value": "x"}], "x"),
        ([var("idfa", 5)], "5"),
        ([var("idfa", "{{b}}"), var("b", "c")], "c"),
        ([var("idfa", "x", disabled=True)], "{{idfa}}"),
        ([var("idfa", None)], "{{idfa}}"),
        ([var("idfa", "old"), var("idfa", "new")], "new"),
        ([], "{{idfa}}"),
        ("odd", "{{idfa}}"),
        (["odd", 5, None], "{{idfa}}"),
    ],
)
def test_variables_are_looked_up_in_the_collection(variables: object, value: str) -> None:
    (data,) = read(collection(item(line(ios(device_ids={"idfa": "{{idfa}}"}))), variables=variables))
    assert data == ios(device_ids={"idfa": value})


def test_a_folder_goes_before_what_is_around_it() -> None:
    body = line(ios(event_name="{{name}}"))
    folder = {"item": [item(body)], "variable": [var("name", "inner")]}
    found = read(collection(folder, item(body), variables=[var("name", "outer")]))
    assert [data["data"]["event_name"] for data in found] == ["inner", "outer"]


def test_what_has_no_value_is_a_placeholder_that_was_never_filled_in() -> None:
    headers = [var("User-Agent", "Unknown"), var("Content-Type", "application/json")]
    (payload,) = payloads_in(postman, collection(item(line(ios(origination_ip="{{ip}}")), header=headers)))
    assert {finding.rule for finding in Linter(now=NOW).lint_payload(payload)} == {"unresolved-placeholder"}
    (payload,) = payloads_in(postman, collection(item('{"action": "event", "data": {"usertime": {{now}}}}')))
    assert payload.data == {"action": "event", "data": {"usertime": "{{now}}"}}


@pytest.mark.parametrize(
    ("request_", "headers"),
    [
        ({}, {"user-agent": "PostmanRuntime", "content-type": "text/plain"}),
        ({"header": [var("content-type", "a/b")]}, {"content-type": "a/b"}),
        ({"header": [var("Content-Type", "a/b", disabled=True)]}, {"content-type": "text/plain"}),
        ({"header": [var("User-Agent", "{{ua}}")]}, {"user-agent": "Unknown"}),
        ({"header": "User-Agent: Unknown\nX: y"}, {"user-agent": "Unknown", "x": "y"}),
        (
            {"body": {"mode": "raw", "raw": BODY, "options": {"raw": {"language": "json"}}}},
            {"content-type": "application/json"},
        ),
    ],
)
def test_headers_are_those_that_postman_sends(request_: dict[str, object], headers: dict[str, str]) -> None:
    (payload,) = payloads_in(postman, collection(item(**request_), variables=[var("ua", "Unknown")]))
    assert payload.request is not None
    assert {name: payload.request.header(name) for name in headers} == headers


@pytest.mark.parametrize("mode", ["urlencoded", "formdata"])
def test_forms_are_reported(mode: str) -> None:
    body = {"mode": mode, mode: [var("action", "{{a}}"), var("b", "é&"), var("off", "x", disabled=True)]}
    (payload,) = payloads_in(postman, collection(item(body), variables=[var("a", "event")]))
    assert payload.data is MISSING
    assert payload.source is not None
    assert parse_qsl(payload.source.text) == [("action", "event"), ("b", "é&")]
    rules = {finding.rule for finding in Linter(now=NOW).lint_payload(payload)}
    assert "form-encoded-body" in rules


def test_a_body_that_is_switched_off_is_not_sent() -> None:
    assert read(collection(item({"mode": "raw", "raw": BODY, "disabled": True}))) == [Skipped(NO_BODY, HOST)]


def test_a_body_in_a_file_is_told_of() -> None:
    (entry,) = read(collection(item({"mode": "file", "file": {"src": "a.json"}})))
    assert entry == Skipped("with a body in a file that is not read", HOST)


def test_of_a_collection_that_breaks_off_what_is_whole_is_read() -> None:
    content = collection(item(), item(line(ios(event_name="View"))), item())
    first, second, third = read(content[: content.rindex('"body"')])
    assert (first, second, third) == (ios(), ios(event_name="View"), MISSING)


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (collection(item()), True),
        ("\ufeff \n" + collection(item()), True),
        ('{"info": {"schema": "https://schema.postman.com/collection/json/v2.1.0/x"}}', True),
        (BODY, False),
        ('["_postman_id"]', False),
    ],
)
def test_its_content_tells_it(head: str, is_one: bool) -> None:
    assert postman.sniff(head.encode()) is is_one

"""HAR: what browsers and tools save of the requests they saw."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import pytest
from reading import entries_in
from samples import ios, line

from kochava_lint.formats.har import har
from kochava_lint.payload import MISSING, Payload
from kochava_lint.recorded import NO_BODY, OTHER_HOST, Skipped

HOST = "control.kochava.com"
URL = f"https://{HOST}/track/json"
BODY = line(ios())
JSON_TYPE = {"mimeType": "application/json"}


def entry(url: str = URL, **request: Any) -> dict[str, Any]:
    return {
        "request": {"method": "POST", "url": url, "headers": [], **request},
        "response": {"content": {"text": BODY}},
    }


def archive(*entries: object, indent: int | None = None) -> str:
    return json.dumps({"log": {"version": "1.2", "pages": [{"entries": 5}], "entries": entries}}, indent=indent)


def read(content: str) -> list[Any]:
    return [each.data if isinstance(each, Payload) else each for each in entries_in(har, content, name="a.har")]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    ("request_", "found"),
    [
        ({"postData": {**JSON_TYPE, "text": BODY}}, ios()),
        ({"postData": {**JSON_TYPE, "text": base64.b64encode(BODY.encode()).decode(), "encoding": "base64"}}, ios()),
        ({"postData": {**JSON_TYPE, "text": gzip.compress(BODY.encode()).decode("latin-1")}}, ios()),
        ({"postData": {"mimeType": "x", "params": [{"name": "action", "value": "event"}]}}, MISSING),
        ({"postData": {"mimeType": "x", "params": [], "text": BODY}}, ios()),
        ({}, Skipped(NO_BODY, HOST)),
        ({"postData": {**JSON_TYPE, "text": ""}, "bodySize": 0}, Skipped(NO_BODY, HOST)),
        ({"postData": None, "bodySize": -1}, Skipped(NO_BODY, HOST)),
        ({"bodySize": 300}, MISSING),
        (
            {"postData": {**JSON_TYPE, "text": BODY}, "url": "https://shop.example/"},
            Skipped(OTHER_HOST, "shop.example"),
        ),
    ],
)
def test_a_request_brings_its_body(request_: dict[str, Any], found: object, indent: int | None) -> None:
    assert read(archive(entry(**request_), entry(postData={"text": BODY}), indent=indent)) == [found, ios()]


def test_of_an_archive_that_breaks_off_what_is_whole_is_read_and_the_rest_is_told() -> None:
    content = archive(entry(postData={"text": BODY}), entry(postData={"text": BODY}), indent=1)
    for cut in (content.rindex("postData"), content.rindex("]") - 1, len(content) // 2 + 100):
        found = read(content[:cut])
        assert found[0] == ios()
        assert len(found) >= 2
        assert MISSING in found or cut > content.rindex("}", 0, content.rindex("]"))


@pytest.mark.parametrize("odd", [5, None, "x", [], {}, {"request": 5}, {"response": {}}])
def test_what_is_no_entry_hides_none_of_the_others(odd: object) -> None:
    found = read(archive(odd, entry(postData={"text": BODY}), odd))
    assert len(found) == 3
    assert found[1] == ios()


def test_entries_elsewhere_are_none_of_the_archive() -> None:
    assert read(json.dumps({"log": {"entries": {}}, "entries": [entry(postData={"text": BODY})]})) == [MISSING]


@pytest.mark.parametrize(
    ("head", "is_har"),
    [
        (b'{"log":{"version":', True),
        (b'\xef\xbb\xbf{\n "log" : {\n "entries" : [', True),
        (b'{"log":{"level":"info"}}', False),
        (b'{"log": "x"}', False),
        (b'[{"log":{"version":', False),
    ],
)
def test_its_content_tells_it(head: bytes, is_har: bool) -> None:
    assert har.sniff(head) is is_har

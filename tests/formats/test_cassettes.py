"""Cassettes of recorders, in YAML and JSON: each of the ways in which they write a body."""

from __future__ import annotations

import base64
import gzip
import io
import json
from typing import Any

import pytest
import yaml
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st
from reading import entries_in, payloads_in
from samples import ios, line

from kochava_lint import CaptureFile
from kochava_lint.errors import InputError
from kochava_lint.formats.cassette import cassette
from kochava_lint.formats.json_cassette import json_cassette
from kochava_lint.payload import MISSING, Payload
from kochava_lint.recorded import NO_BODY, NO_PAYLOAD, OTHER_HOST, Recorded, Skipped

URL = "https://control.kochava.com/track/json"
BODY = line(ios())
SENT = BODY.encode()
BASE64 = base64.b64encode(SENT).decode()
HEADERS = {"Content-Type": ["application/json"]}


def read(format_: Any, content: str | bytes) -> list[Any]:
    entries = entries_in(format_, content, name="a.yaml")
    return [entry.data if isinstance(entry, Payload) else entry for entry in entries]


def in_yaml(body: object, key: str = "interactions", **changes: Any) -> str:
    request = {"body": body, "headers": HEADERS, "method": "POST", "uri": URL, **changes}
    return yaml.safe_dump({key: [{"request": request, "response": {"body": BODY}}], "version": 1}, allow_unicode=True)


BODIES: list[Any] = [
    pytest.param(BODY, id="string"),
    pytest.param({"string": BODY, "encoding": "UTF-8"}, id="ruby"),
    pytest.param({"string": BODY}, id="string-alone"),
    pytest.param({"encoding": "ASCII-8BIT", "base64_string": BASE64}, id="base64_string"),
    pytest.param({"encoding": "UTF-8", "base64_string": BASE64 + "\n"}, id="base64-with-a-line-end"),
    pytest.param({"base64_string": base64.b64encode(gzip.compress(SENT)).decode()}, id="gzip-in-base64"),
    pytest.param(ios(), id="object"),
]
BINARY: list[Any] = [
    pytest.param(SENT, id="binary"),
    pytest.param(gzip.compress(SENT), id="gzip"),
    pytest.param(zstd.compress(SENT), id="zstd"),
    pytest.param({"string": SENT}, id="string-of-bytes"),
    pytest.param({"string": gzip.compress(SENT)}, id="string-of-gzip"),
]


@pytest.mark.parametrize("key", ["interactions", "http_interactions"])
@pytest.mark.parametrize("body", [*BODIES, *BINARY])
def test_a_body_is_read_in_whichever_way_yaml_holds_it(body: object, key: str) -> None:
    assert read(cassette, in_yaml(body, key)) == [ios()]


@pytest.mark.parametrize("key", ["interactions", "http_interactions"])
@pytest.mark.parametrize("body", BODIES)
def test_and_so_in_json(body: object, key: str) -> None:
    request = {"body": body, "headers": HEADERS, "method": "post", "uri": URL}
    content = json.dumps({key: [{"request": request, "response": {"body": BODY}}], "recorded_with": "x"})
    assert read(json_cassette, content) == [ios()]
    assert json_cassette.sniff(content.encode())
    assert json_cassette.sniff(f'{{"version": 1, {content[1:]}'.encode())


def test_an_interaction_without_a_request_is_counted() -> None:
    content = f"interactions:\n- response: 1\n- nothing\n- request:\n    body: '{BODY}'\n    uri: {URL}\n"
    assert read(cassette, content) == [Skipped(NO_PAYLOAD), Skipped(NO_PAYLOAD), ios()]


@pytest.mark.parametrize("style", ["|-", ">-", "'", '"', ""])
@given(text=st.text(st.sampled_from("ab é😀'\":#\\%"), max_size=12))
def test_each_character_stands_where_it_is_in_each_style(style: str, text: str) -> None:
    body = json.dumps(ios(event_name=text), ensure_ascii=False)
    written = {
        "|-": f"|-\n      {body}",
        ">-": f">-\n      {body}",
        "'": "'" + body.replace("'", "''") + "'",
        '"': '"' + body.replace("\\", "\\\\").replace('"', '\\"') + '"',
        "": json.dumps(body, ensure_ascii=False),
    }[style]
    content = f"interactions:\n- request:\n    body: {written}\n    method: POST\n    uri: {URL}\nversion: 1\n"
    (payload,) = payloads_in(cassette, content)
    assert payload.data == ios(event_name=text)
    source = payload.source
    assert source is not None
    lines = content.split("\n")
    for offset, char in enumerate(source.text):
        if char.isalnum() and not source.opaque:
            place = source.place(offset)
            assert lines[place.line - 1][place.column - 1] in {char, "\\"}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"body": None}, [Skipped(NO_BODY, "control.kochava.com")]),
        ({"body": ""}, [Skipped(NO_BODY, "control.kochava.com")]),
        ({"body": {"string": "", "encoding": "US-ASCII"}}, [Skipped(NO_BODY, "control.kochava.com")]),
        ({"body": {"encoding": "UTF-8", "base64_string": ""}}, [Skipped(NO_BODY, "control.kochava.com")]),
        ({"uri": "https://shop.example/"}, [Skipped(OTHER_HOST, "shop.example")]),
        ({"uri": None, "url": URL}, [ios()]),
        ({"body": "action=event&a=b"}, [MISSING]),
        ({"body": BODY[:-1] + ",}"}, [MISSING]),
        ({"body": {"base64_string": "no base64!"}}, [MISSING]),
        ({"body": [ios(), ios()]}, [[ios(), ios()], ios(), ios()]),
    ],
)
def test_each_request_is_told_of(changes: dict[str, Any], found: list[Any]) -> None:
    assert read(cassette, in_yaml(**{"body": BODY, **changes})) == found


def test_bodies_of_go_vcr_and_of_files_of_python_are_read() -> None:
    request = f"    request:\n      body: '{BODY}'\n      form: {{}}\n      url: {URL}\n"
    go = f"---\nversion: 2\ninteractions:\n  - id: 0\n{request}"
    assert read(cassette, go) == [ios()]
    file = (
        f"interactions:\n- request:\n    body: !!python/object/new:_io.BytesIO\n      state: !!python/tuple\n"
        f"      - !!binary |\n        {BASE64}\n      - 0\n      - null\n    method: POST\n    uri: {URL}\n"
    )
    assert read(cassette, file) == [ios()]


def test_what_is_broken_off_is_read_as_far_as_it_goes_and_the_place_is_told() -> None:
    broken = in_yaml(BODY).split("version:")[0] + "- request:\n    body: 'cut of"
    entries = cassette.read(CaptureFile(io.BytesIO(broken.encode()), "a.yaml"))
    assert isinstance(next(entries), Recorded)
    with pytest.raises(InputError, match=r"^a\.yaml:\d+:\d+: not YAML from here on: "):
        next(entries)


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.abort []", "!!python/name:os.abort", "!ruby/object:X {}", "!x y"]
)
def test_no_tag_is_executed_and_the_others_are_read(tag: str) -> None:
    content = in_yaml(BODY).replace("version: 1", f"version: {tag}")
    odd = f"- request:\n    body: {tag}\n    method: POST\n    uri: {URL}\n"
    content = content.replace("interactions:\n", f"interactions:\n{odd}")
    assert read(cassette, content)[-1] == ios()


def test_names_in_place_of_secrets_are_known_to_be_such_in_ruby_alone() -> None:
    body = line(ios(origination_ip="<CLIENT_IP>"))
    for key, is_hidden in {"http_interactions": True, "interactions": False}.items():
        (payload,) = payloads_in(cassette, in_yaml(body, key))
        assert payload.recording is not None
        assert payload.recording.hides("<CLIENT_IP>", free_text=False) is is_hidden


def test_aliases_do_not_multiply() -> None:
    laughs = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
    )
    with pytest.raises(InputError, match="aliases stand for too much"):
        read(cassette, laughs + in_yaml(BODY))


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (b"interactions:\n- request:", True),
        (b"---\nhttp_interactions:\n", True),
        (b"# hello\nversion: 1\ninteractions:\n", True),
        (b"interactions: []\n", True),
        (b"  interactions:\n", False),
        (b"services:\n", False),
    ],
)
def test_its_content_tells_it(head: bytes, is_one: bool) -> None:
    assert cassette.sniff(head) is is_one

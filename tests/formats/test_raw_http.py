"""Raw HTTP: requests as they are on the wire, and as they are written by hand."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import entries_in, payloads_in
from samples import ios, line

from kochava_lint.formats.raw_http import raw_http
from kochava_lint.payload import MISSING, Payload
from kochava_lint.recorded import BODY_ELSEWHERE, NO_BODY, NO_REQUEST, OTHER_HOST, Skipped

HOST = "control.kochava.com"
URL = f"https://{HOST}/track/json"
BODY = line(ios())
PRETTY = json.dumps(ios(), indent=2)
LINE = "POST /track/json HTTP/1.1\r\nHost: control.kochava.com\r\n"
ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{"success": "1"}'


def sized(body: str, extra: str = "") -> str:
    return f"{LINE}{extra}Content-Length: {len(body.encode())}\r\n\r\n{body}"


def chunked(content: bytes, *sizes: int) -> bytes:
    parts, at = [], 0
    for size in (*sizes, len(content)):
        piece = content[at : at + size]
        if piece:
            parts.append(b"%x\r\n%b\r\n" % (len(piece), piece))
        at += size
    return (LINE + "Transfer-Encoding: chunked\r\n\r\n").encode() + b"".join(parts) + b"0\r\n\r\n"


def read(content: str | bytes, folder: Path | None = None) -> list[Any]:
    entries = entries_in(raw_http, content, name="a.http", folder=folder)
    return [entry.data if isinstance(entry, Payload) else entry for entry in entries]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        pytest.param(sized(BODY), [ios()], id="content-length"),
        pytest.param(sized(BODY).replace("\r\n", "\n"), [ios()], id="line-feeds"),
        pytest.param(f"{LINE}\r\n{BODY}", [ios()], id="no-length"),
        pytest.param(f"{LINE}\r\n{PRETTY}\r\n", [ios()], id="over-lines"),
        pytest.param(f"POST {URL}\n\n{BODY}\n", [ios()], id="by-hand"),
        pytest.param(f"POST {URL} HTTP/2\nuser-agent: x\n\n{BODY}\n", [ios()], id="http-2"),
        pytest.param(sized(BODY) * 3, [ios()] * 3, id="one-connection"),
        pytest.param(sized(BODY) + ANSWER + sized(BODY) + ANSWER, [ios()] * 2, id="with-answers"),
        pytest.param(sized(BODY, "Expect: 100-continue\r\n"), [ios()], id="expect"),
        pytest.param(
            f"{LINE}Content-Length: {len(BODY)}\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n{BODY}", [ios()], id="continued"
        ),
        pytest.param(
            f"### one\nPOST {URL}\n\n{BODY}\n\n### two\nPOST {URL}\n\n{PRETTY}\n", [ios()] * 2, id="separators"
        ),
        pytest.param(
            f"# say\n// more\n@h = {HOST}\nPOST https://{{{{h}}}}/track/json\n\n{BODY}", [ios()], id="variable"
        ),
        pytest.param(f"POST {URL}\n  ?a=b\n  &c=d\nX: y\n\n{BODY}", [ios()], id="query-over-lines"),
        pytest.param(f"POST {URL}\n\n{BODY}\n\n> {{%\nclient.log(1)\n%}}\n", [ios()], id="script-behind"),
        pytest.param(f"POST {URL}\n\n{BODY}\n\n>> 2024.json\n", [ios()], id="answer-to-keep-behind"),
        pytest.param(f"POST {URL}\n\n{BODY}\n\n<> 2024.json\n", [ios()], id="kept-answer-behind"),
        pytest.param(f"GET {URL}\n\n", [Skipped(NO_BODY, HOST)], id="get"),
        pytest.param(f"GET {URL}\n\n###\nPOST {URL}\n\n{BODY}", [Skipped(NO_BODY, HOST), ios()], id="get-then-post"),
        pytest.param(
            f"POST https://shop.example/x\n\n{BODY}", [Skipped(OTHER_HOST, "shop.example")], id="another-host"
        ),
        pytest.param(f"POST {URL}\n\naction=event&a=b\n", [MISSING], id="form"),
        pytest.param(ANSWER, [], id="answer-alone"),
        pytest.param(f"\ufeffPOST {URL}\n\n{BODY}", [ios()], id="byte-order-mark"),
        pytest.param(f":method: POST\n:authority: {HOST}\n", [], id="pseudo-headers-alone"),
        pytest.param(
            sized(line(ios(event_name="GET /x HTTP/1.1\r\n"))),
            [ios(event_name="GET /x HTTP/1.1\r\n")],
            id="a-request-in-a-text",
        ),
        pytest.param(
            f'POST {URL}\n\n{{\n"note": "x\n###\n"}}',
            [
                MISSING,
            ],
            id="separator-in-a-body",
        ),
        pytest.param(f"PATCH {URL}\n\n{BODY}", [ios()], id="patch"),
    ],
)
def test_requests_are_read_wherever_they_stand(content: str, found: list[Any]) -> None:
    assert read(content) == found


@pytest.mark.parametrize(
    ("told", "is_lost"), [(len(BODY), False), (len(BODY) + 100, False), (len(BODY) // 2, False), ("x", False)]
)
def test_a_length_that_is_not_so_loses_nothing_that_is_there(told: object, is_lost: bool) -> None:
    content = f"{LINE}Content-Length: {told}\r\n\r\n{BODY}"
    (payload,) = payloads_in(raw_http, content)
    assert payload.data == ios()
    assert payload.recording is not None
    assert (payload.recording.lost is not None) is is_lost


def test_a_body_that_is_shorter_than_it_says_is_incomplete() -> None:
    content = sized(BODY)[:-60]
    (payload,) = payloads_in(raw_http, content)
    assert payload.data["kochava_app_id"] == "kodemo-ios-4ea1"
    assert payload.recording is not None
    assert payload.recording.lost == f"the capture holds {len(BODY) - 60} of {len(BODY)} bytes of the body"


@given(st.lists(st.integers(1, 60), max_size=12), st.text(st.sampled_from("aé😀"), max_size=9))
def test_chunks_are_put_together_and_each_character_stands_where_it_is(sizes: list[int], text: str) -> None:
    body = json.dumps(ios(event_name=text), ensure_ascii=False)
    content = chunked(body.encode(), *sizes)
    first, second = payloads_in(raw_http, content * 2)
    lines = (content * 2).decode("utf-8", "surrogateescape").split("\n")
    for payload in (first, second):
        assert payload.data == ios(event_name=text)
        source = payload.source
        assert source is not None
        assert source.text == body
        for offset, char in enumerate(source.text):
            place = source.place(offset)
            if char.isascii():
                assert lines[place.line - 1][place.column - 1] == char


@pytest.mark.parametrize("cut", [5, 30, 100])
def test_of_chunks_that_break_off_what_is_there_is_read(cut: int) -> None:
    (payload,) = payloads_in(raw_http, chunked(BODY.encode(), 50, 50)[:-cut])
    assert payload.defect is None
    assert payload.recording is not None
    if payload.data != ios():
        assert payload.recording.lost == "the capture ends before the last chunk of the body"


def test_chunk_extensions_and_trailers_mean_nothing() -> None:
    head = (LINE + "Transfer-Encoding: gzip, Chunked\r\n\r\n").encode()
    content = head + b"%X ; a=b\r\n%b\r\n0\r\nX: y\r\n\r\n" % (len(BODY), BODY.encode())
    assert read(content + content) == [ios(), ios()]


@pytest.mark.parametrize("with_length", [True, False])
def test_a_compressed_body_is_read(with_length: bool) -> None:
    content = gzip.compress(BODY.encode(), mtime=0)
    length = f"Content-Length: {len(content)}\r\n" if with_length else ""
    head = f"{LINE}Content-Encoding: gzip\r\n{length}\r\n".encode()
    assert read(head + content) == [ios()]
    assert read(chunked(content, 20).replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n", 1)) == [ios()]
    if with_length:
        assert read((head + content) * 2) == [ios(), ios()]


def test_a_body_in_a_file_is_read_where_it_is_beside(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "b.json").write_text(BODY)
    (tmp_path / "c.json").write_text(BODY)
    for name, found in {"b.json": [ios()], "./b.json": [ios()], "../c.json": [Skipped(BODY_ELSEWHERE, HOST)]}.items():
        for mark in ("<", "<@", "<@utf-8"):
            assert read(f"POST {URL}\n\n{mark} {name}\n\n###\n", tmp_path / "in") == found


def test_names_stand_for_values_and_those_without_stay() -> None:
    idfa = ios()["data"]["device_ids"]["idfa"]
    content = f"@idfa = {idfa}\nPOST {URL}\n\n{BODY.replace(idfa, '{{idfa}}')}"
    assert read(content) == [ios()]
    assert read(content.partition("\n")[2]) == [ios(device_ids={"idfa": "{{idfa}}"})]


@pytest.mark.parametrize(
    ("head", "is_http"),
    [
        (b"POST /x HTTP/1.1\r\nHost: y\r\n", True),
        (b"POST https://x/y\n\n", True),
        (b"### a\n# b\n\nGET {{x}}/y\n", True),
        (b"HTTP/1.1 200 OK\r\n", True),
        (b"POST something\n", False),
        (b"GET", False),
        (b"{}", False),
        (b"", False),
    ],
)
def test_its_content_tells_it(head: bytes, is_http: bool) -> None:
    assert raw_http.sniff(head) is is_http


@given(st.binary(max_size=80), st.binary(max_size=80))
def test_no_content_makes_it_fail(before: bytes, after: bytes) -> None:
    read(before)
    assert read(before + b"\n" + sized(BODY).encode())[-1:] != [] or before
    read(sized(BODY).encode() + after)
    read(chunked(BODY.encode(), 9)[:-20] + after)


UNREADABLE = sized(BODY).replace("POST /", "POST!/")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        pytest.param(sized(BODY) + ANSWER + UNREADABLE + ANSWER, [ios(), Skipped(NO_REQUEST)], id="last"),
        pytest.param(
            sized(BODY) + ANSWER + UNREADABLE + ANSWER + sized(BODY), [ios(), Skipped(NO_REQUEST), ios()], id="between"
        ),
        pytest.param(UNREADABLE + ANSWER + sized(BODY), [Skipped(NO_REQUEST), ios()], id="first"),
        pytest.param(UNREADABLE, [Skipped(NO_REQUEST)], id="alone"),
        pytest.param(f"### a\nPSOT {URL}\n\n{BODY}\n", [Skipped(NO_REQUEST)], id="by-hand"),
        pytest.param(f"### a\n# POST {URL}\n# {BODY}\n### b\nPOST {URL}\n\n{BODY}\n", [ios()], id="comment"),
        pytest.param(
            f"{sized(BODY)}HTTP/1.1 200 OK\r\nContent-Length: {len(BODY)}\r\n\r\n{BODY}{sized(BODY)}",
            [ios(), ios()],
            id="answer-that-repeats-it",
        ),
        pytest.param(f"{sized(BODY)}HTTP/1.1 200 OK\r\n\r\n{BODY}", [ios()], id="answer-of-any-length"),
    ],
)
def test_a_payload_of_which_the_request_cannot_be_read_is_told_of(content: str, found: list[Any]) -> None:
    assert read(content) == found

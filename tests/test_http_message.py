"""Requests on the wire: where each begins and ends, and the text that the parts of a body make."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kochava_lint.http_message import decoded, messages, read_head
from kochava_lint.json_tree import Span

HEAD = b"POST /x HTTP/1.1\r\n"


def bodies(content: bytes) -> list[bytes]:
    return [b"".join(content[slice(*part)] for part in message.body) for message in messages(content)]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (HEAD + b"Content-Length: 3\r\n\r\nabc", [b"abc"]),
        (HEAD + b"content-length:3\r\n\r\nabc" + HEAD + b"\r\nx", [b"abc", b"x"]),
        (HEAD + b"Content-Length: 3\r\n\r\nab", [b"ab"]),
        (HEAD + b"Content-Length: 1\r\n\r\nabc", [b"abc"]),
        (HEAD + b"Content-Length: 99\r\n\r\nabc\r\n" + HEAD + b"\r\nx", [b"abc", b"x"]),
        (HEAD + b"Content-Length: 0\r\n\r\n" + HEAD + b"\r\nx", [b"", b"x"]),
        (HEAD + b"Content-Length: -1\r\n\r\nabc", [b"abc"]),
        (HEAD + b"Content-Length: 999999999999999999\r\n\r\nabc", [b"abc"]),
        (HEAD + b"\r\n  abc \r\n\r\n", [b"abc"]),
        (HEAD + b"\r\n\r\n\r\n", [b""]),
        (HEAD, [b""]),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", [b"abcde"]),
        (HEAD + b"Transfer-Encoding: chunked\n\n3\nabc\n0\n\n", [b"abc"]),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nA: b\r\n\r\n" + HEAD + b"\r\nx", [b"abc", b"x"]),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\nabc", [b"abc"]),
        (HEAD + b"\r\nabc\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}" + HEAD + b"\r\nx", [b"abc", b"x"]),
        (b"HTTP/1.1 200 OK\r\n\r\nPOST is a word\n" + HEAD + b"\r\nx", [b"x"]),
        (b"### a\nPOST https://x\n\nabc\n### b\nGET https://x\n", [b"abc", b""]),
        (b"no request\nat all", []),
        (b"", []),
    ],
)
def test_each_request_has_its_body(content: bytes, told: list[bytes]) -> None:
    assert bodies(content) == told


@pytest.mark.parametrize("cut", [1, 5, 8, 12])
def test_of_chunks_that_break_off_it_is_told(cut: int) -> None:
    (message,) = messages((HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n")[:-cut])
    assert message.lost is not None or cut == 1


def test_the_head_is_read() -> None:
    content = b"POST https://x/y HTTP/1.1\r\n# comment\r\nA: b: c\r\n:authority: x\r\nE:\r\n// more\r\n\r\nbody"
    head = read_head(content, 0)
    assert head is not None
    assert (head.method, head.target) == ("POST", "https://x/y")
    assert head.headers == [("A", "b: c"), (":authority", "x"), ("E", "")]
    assert content[head.end :] == b"body"
    assert head.header("a") == "b: c"
    assert head.header("b") is None
    assert read_head(b"post /x", 0) is None
    assert read_head(b"POST", 0) is None


@given(st.text(max_size=30), st.lists(st.integers(1, 9), max_size=6), st.binary(max_size=3))
def test_the_parts_make_one_text_of_which_each_character_stands_where_it_does(
    text: str, sizes: list[int], junk: bytes
) -> None:
    between = bytes(byte & 0x7F for byte in junk) + b"|"
    body = text.encode("utf-8", "replace")
    content, parts, at = bytearray(between), [], 0
    for size in (*sizes, len(body)):
        cut = body[at : at + size]
        if cut:
            parts.append(Span(len(content), len(content) + len(cut)))
            content += cut + between
            at += len(cut)
    if not parts:
        return
    told, raw, pieces = decoded(bytes(content), parts)
    assert told == body.decode()
    assert raw == bytes(content[parts[0].start : parts[-1].end]).decode("utf-8", "surrogateescape")
    assert "".join(piece.text for piece in pieces) == told
    last = 0
    for piece in (piece for piece in pieces if piece.text):
        assert last <= piece.start <= piece.end <= len(raw)
        last = piece.end
        if len(piece.text) == piece.end - piece.start > 1:
            assert raw[piece.start : piece.end] == piece.text


@given(st.binary(max_size=200))
def test_no_content_makes_it_fail_and_messages_go_forward(content: bytes) -> None:
    last = 0
    for message in messages(HEAD + content + b"\n" + HEAD + content):
        assert message.end >= message.head.end > last
        last = message.end

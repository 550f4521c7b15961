"""Which recorded requests are taken in, and what becomes of their bodies: the same for all formats."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Sequence
from typing import Any

import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st
from samples import ios, line

from kochava_lint import Payload, Source
from kochava_lint.intake import Intake
from kochava_lint.payload import MISSING
from kochava_lint.recorded import NO_BODY, OTHER_HOST, OTHER_PATH, Recorded, Skipped
from kochava_lint.request import Request

URL = "https://control.kochava.com/track/json"
BODY = line(ios())
SENT = BODY.encode()
CUT = BODY[: BODY.index("kochava_device_id") + 22]


def read(
    body: str | bytes | None,
    headers: Sequence[tuple[str, str]] = (),
    url: str | None = URL,
    size: int | None = None,
    intake: Intake | None = None,
) -> list[Payload | Skipped]:
    source = None if body is None else Source("a.har", body, 3, 7)
    recorded = Recorded(Request("POST", url, list(headers)), source, (5,), size)
    return list((intake or Intake()).read(recorded))


def only(entries: list[Payload | Skipped]) -> Payload:
    (entry,) = entries
    assert isinstance(entry, Payload)
    return entry


def lost(payload: Payload) -> str | None:
    assert payload.recording is not None
    return payload.recording.lost


@pytest.mark.parametrize(
    "url",
    [
        "https://control.kochava.com/track/json",
        "https://control.kochava.com/whatever/comes/later",
        "https://web-sdk.control.kochava.com/track/json",
        "https://kvinit-prod.api.kochava.com/track/kvinit",
        "https://token.api.kochava.com/token/add",
        "HTTPS://Control.Kochava.COM:443/track/json",
        "https://control.kochava.com./track/json",
        "http://user:secret@control.kochava.com/track/json",
        "control.kochava.com/track/json",
        "//control.kochava.com/track/json",
        "https://eu.control.kochava.com/track/json",
        "https://kochava.com/track/JSON/",
        "https://staging.kochava.com/v1/cpi/identityLink.php?x=1",
        pytest.param(None, id="not-told"),
        pytest.param("", id="empty"),
        "/track/json",
        "{{base}}/track/json",
        "{{address}}",
        "https://{{host}}/track/json",
        "${BASE_URL}/track/json",
        "$KOCHAVA_URL",
    ],
)
def test_what_goes_to_kochava_or_may_is_taken_in(url: str | None) -> None:
    payload = only(read(BODY, url=url))
    assert payload.data == ios()
    assert payload.pointer == (5,)
    assert payload.request is not None
    assert payload.request.url == url


@pytest.mark.parametrize(
    ("url", "reason", "host"),
    [
        ("https://shop.example/track/json", OTHER_HOST, "shop.example"),
        ("https://Shop.example:8443/", OTHER_HOST, "shop.example"),
        ("https://notkochava.com/track/json", OTHER_HOST, "notkochava.com"),
        ("https://control.kochava.com.evil.example/track/json", OTHER_HOST, "control.kochava.com.evil.example"),
        ("https://evil.example/?u=https://control.kochava.com/track/json", OTHER_HOST, "evil.example"),
        ("https://control.kochava.com@evil.example/track/json", OTHER_HOST, "evil.example"),
        ("https://support.kochava.com/docs", OTHER_PATH, "support.kochava.com"),
        ("https://eu.control.kochava.com/", OTHER_PATH, "eu.control.kochava.com"),
        ("{{base}}/v2/orders", OTHER_PATH, "{{base}}"),
    ],
)
def test_what_goes_elsewhere_is_skipped_and_its_host_is_told(url: str, reason: str, host: str) -> None:
    assert read(BODY, url=url) == [Skipped(reason, host)]


@pytest.mark.parametrize(
    ("hosts", "url", "is_taken"),
    [
        (("proxy.example",), "https://proxy.example/in", True),
        (("proxy.example",), "https://proxy.example:8443/in", True),
        (("proxy.example",), "https://sub.proxy.example/in", False),
        (("proxy.example:8443",), "https://PROXY.example:8443/in", True),
        (("proxy.example:8443",), "https://proxy.example:9000/in", False),
        (("proxy.example:8443",), "https://proxy.example/in", False),
        (("localhost:8080", "b.example"), "http://u@localhost:8080", True),
        (("proxy.example:443",), "https://proxy.example/in", True),
        (("[::1]",), "http://[::1]:8080/in", True),
        (("[::1]:8080",), "http://[::1]:8080/in", True),
    ],
)
def test_the_users_hosts_are_with_a_port_or_without(hosts: tuple[str, ...], url: str, is_taken: bool) -> None:
    (entry,) = read(BODY, url=url, intake=Intake(frozenset(hosts)))
    assert isinstance(entry, Payload) is is_taken


def test_all_hosts_are_all() -> None:
    intake = Intake(all_hosts=True)
    for url in ("https://shop.example/a", "https://support.kochava.com/docs", "/v2/orders"):
        assert only(read(BODY, url=url, intake=intake)).data == ios()


def test_without_a_body_there_is_nothing_to_lint_and_elsewhere_it_does_not_matter() -> None:
    assert read(None) == [Skipped(NO_BODY, "control.kochava.com")]
    assert read(None, url="https://shop.example/") == [Skipped(OTHER_HOST, "shop.example")]


def test_an_array_brings_each_of_its_payloads() -> None:
    whole, *elements = read(f"[{BODY}, {BODY}]")
    assert isinstance(whole, Payload)
    assert whole.data == [ios(), ios()]
    assert [(each.pointer, each.batched, each.data) for each in elements if isinstance(each, Payload)] == [
        ((5, 0), True, ios()),
        ((5, 1), True, ios()),
    ]


RAW_DEFLATE = zlib.compressobj(wbits=-15)
GZIP_HEADER = [("content-encoding", "gzip")]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        pytest.param(gzip.compress(SENT), GZIP_HEADER, id="gzip"),
        pytest.param(gzip.compress(SENT), [], id="gzip-that-no-header-tells"),
        pytest.param(gzip.compress(SENT), [("Content-Encoding", "br")], id="gzip-that-a-header-calls-otherwise"),
        pytest.param(gzip.compress(SENT[:50]) + gzip.compress(SENT[50:]), GZIP_HEADER, id="gzip-in-two-members"),
        pytest.param(gzip.compress(SENT), [("Content-Encoding", " GZIP ")], id="in-upper-case"),
        pytest.param(zlib.compress(SENT), [("Content-Encoding", "deflate")], id="deflate"),
        pytest.param(
            RAW_DEFLATE.compress(SENT) + RAW_DEFLATE.flush(), [("Content-Encoding", "deflate")], id="raw-deflate"
        ),
        pytest.param(zstd.compress(SENT), [("Content-Encoding", "zstd")], id="zstd"),
        pytest.param(zstd.compress(SENT), [], id="zstd-that-no-header-tells"),
        pytest.param(SENT, GZIP_HEADER, id="decompressed-by-the-tool"),
        pytest.param(SENT, [("Content-Encoding", "br")], id="decompressed-by-the-tool-from-what-is-not-read-here"),
        pytest.param(SENT, [("Content-Encoding", "identity")], id="identity"),
        pytest.param(BODY, GZIP_HEADER, id="text-that-was-compressed"),
        pytest.param(gzip.compress(SENT).decode("latin-1"), GZIP_HEADER, id="a-byte-a-character"),
        pytest.param(gzip.compress(SENT).hex(), [], id="hexadecimal"),
        pytest.param(gzip.compress(b"\xef\xbb\xbf" + SENT), [], id="byte-order-mark-inside"),
    ],
)
def test_a_body_is_read_without_its_compression(body: str | bytes, headers: list[tuple[str, str]]) -> None:
    payload = only(read(body, headers))
    assert payload.data == ios()
    assert payload.defect is None
    assert payload.source is not None
    assert payload.source.text == BODY
    assert lost(payload) is None


def test_what_was_compressed_stands_where_it_begins_and_cannot_be_changed_there() -> None:
    source = only(read(gzip.compress(SENT))).source
    assert source is not None
    assert source.place(100) == (3, 7)
    assert not source.is_editable


@pytest.mark.parametrize(
    ("body", "headers", "said"),
    [
        pytest.param(
            gzip.compress(SENT).decode("utf-8", "replace"),
            GZIP_HEADER,
            "the capture did not keep the bytes of a compressed body",
            id="replaced",
        ),
        pytest.param(
            b"\x8b\x01\x80" + SENT[:9],
            [("Content-Encoding", "br")],
            "the body is compressed in a way that is not read here",
            id="brotli",
        ),
        pytest.param("[REDACTED]", [], "the capture holds a mark in place of the body", id="redacted"),
        pytest.param('"<redacted>"', [], "the capture holds a mark in place of the body", id="redacted-in-quotes"),
        pytest.param(" *** \n", [], "the capture holds a mark in place of the body", id="asterisks"),
    ],
)
def test_a_body_that_is_not_there_is_no_defect_of_the_payload(
    body: str | bytes, headers: list[tuple[str, str]], said: str
) -> None:
    payload = only(read(body, headers))
    assert payload.data is MISSING
    assert lost(payload) == said
    assert not payload.is_whole


@pytest.mark.parametrize(
    ("told", "is_lost"),
    [
        pytest.param({"size": len(SENT)}, True, id="size"),
        pytest.param({"size": len(CUT)}, False, id="size-that-is-there"),
        pytest.param({"size": 5}, False, id="size-that-is-less"),
        pytest.param({"headers": [("Content-Length", str(len(SENT)))]}, True, id="content-length"),
        pytest.param({"headers": [("content-length", str(len(CUT)))]}, False, id="content-length-that-is-there"),
        pytest.param({"headers": [("Content-Length", "9" * 5000)]}, True, id="content-length-of-a-liar"),
        pytest.param({"headers": [("Content-Length", "lots")]}, False, id="content-length-in-words"),
        pytest.param({"headers": [("Content-Length", "٣٣٣٣")]}, False, id="content-length-in-other-digits"),
        pytest.param({"headers": [("Content-Length", "-5")]}, False, id="content-length-below-zero"),
        pytest.param(
            {"headers": [("Content-Length", "9999"), *GZIP_HEADER]}, False, id="content-length-of-what-was-compressed"
        ),
        pytest.param({"headers": [("Content-Length", "9999")], "size": len(CUT)}, False, id="size-goes-first"),
        pytest.param({}, False, id="nothing-told"),
    ],
)
def test_a_body_is_cut_off_where_the_capture_tells_that_there_was_more(told: dict[str, Any], is_lost: bool) -> None:
    payload = only(read(CUT, **told))
    assert (lost(payload) is not None) is is_lost
    assert (payload.defect is None) is is_lost
    if is_lost:
        assert payload.data == {"action": "event", "kochava_app_id": "kodemo-ios-4ea1"}
        assert f"holds {len(CUT):,} of " in str(lost(payload))


@pytest.mark.parametrize(
    "mark",
    [
        "...",
        "…",
        "[truncated]",
        "(truncated, 512 bytes)",
        "<TRUNCATED>",
        "... [truncated 512 chars]",
        "…(truncated)",
        " [...truncated...]\n",
        '", ... [truncated]',
        '", "b": [truncated 512 bytes]',
        '", "b": <truncated 512 bytes>',
    ],
)
def test_a_body_is_cut_off_where_the_capture_says_so_itself(mark: str) -> None:
    payload = only(read(CUT + mark))
    assert isinstance(payload.data, dict)
    assert payload.data.items() >= {"action": "event", "kochava_app_id": "kodemo-ios-4ea1"}.items()
    assert payload.data.keys() <= ios().keys()
    assert lost(payload) == "the capture says itself that it cut the body off"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(BODY[:-1] + ",}", id="comma"),
        pytest.param(CUT, id="cut-off-by-the-sender"),
        pytest.param("action=event&data=...x", id="form"),
        pytest.param("", id="empty"),
        pytest.param("redacted", id="a-word"),
        pytest.param("truncated", id="another-word"),
    ],
)
def test_what_the_capture_holds_whole_is_a_defect_of_the_payload(body: str) -> None:
    payload = only(read(body, [("Content-Length", str(len(body)))]))
    assert payload.data is MISSING
    assert payload.defect is not None
    assert lost(payload) is None


@pytest.mark.parametrize("body", [BODY + "...", BODY, f"[{BODY}]"])
def test_what_can_be_read_whole_is_whole_whatever_is_said_of_it(body: str) -> None:
    entries = read(body.removesuffix("..."), [("Content-Length", "9999")], size=9999)
    assert all(isinstance(entry, Payload) and entry.is_whole for entry in entries)


def test_of_a_body_of_which_nothing_is_kept_is_told_how_much_there_was() -> None:
    assert lost(only(read("", size=1234))) == "the capture holds none of the 1,234 bytes of the body"


@given(st.integers(2, len(gzip.compress(SENT, mtime=0)) - 9))
def test_of_a_compressed_body_that_breaks_off_is_read_what_can_be(kept: int) -> None:
    entries = read(gzip.compress(SENT, mtime=0)[:kept], GZIP_HEADER)
    payload = only(entries)
    assert payload.defect is None
    # Behind the text stand only its checksum and length.
    assert lost(payload) or payload.data == ios()


@pytest.mark.parametrize("compress", [gzip.compress, zstd.compress])
def test_a_body_that_expands_beyond_the_bound_is_not_decoded(compress: Any) -> None:
    bomb = compress(b'{"a":"' + b"x" * 50_000_000 + b'"}')
    payload = only(read(bomb, intake=Intake(max_payload=10_000)))
    assert payload.data is MISSING
    assert payload.source is not None
    assert payload.source.cut == 10_001
    assert len(payload.source.content) <= 1024


def test_a_body_at_the_bound_is_decoded_and_one_beyond_it_is_not() -> None:
    for body in (BODY, SENT, gzip.compress(SENT)):
        assert only(read(body, intake=Intake(max_payload=len(SENT)))).data == ios()
        assert only(read(body, intake=Intake(max_payload=len(SENT) - 1))).data is MISSING


def test_findings_in_what_is_left_of_a_body_stand_where_they_stood() -> None:
    body = json.dumps(ios(), indent=1)
    cut = body[: body.index("origination_ip")]
    payload = only(read(cut, size=len(body)))
    assert payload.source is not None
    span = payload.source.span(("data", "event_name"))
    assert span is not None
    start, end = payload.source.outward(span)
    assert cut[start:end] == '"Purchase"'
    assert payload.source.place(span.start) == (3 + 5, 2 + len(' "event_name": ') + 0)

"""The request that brought a payload: what is read of it, and what is never told of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kochava_lint.rule import Request

KOCHAVA = "control.kochava.com"


@pytest.mark.parametrize("name", ["User-Agent", "user-agent", "USER-AGENT", "uSER-aGENT"])
@pytest.mark.parametrize("sent", ["User-Agent", "user-agent", "USER-AGENT"])
def test_a_header_is_found_in_any_case(name: str, sent: str) -> None:
    headers = [("Host", KOCHAVA), (sent, "Unknown"), ("X-User-Agent", "other")]
    assert Request(headers=headers).header(name) == "Unknown"


def test_of_headers_of_one_name_the_first_counts() -> None:
    assert Request(headers=[("A", "1"), ("a", "2")]).header("a") == "1"


@pytest.mark.parametrize("headers", [None, [], [("User-Agent-2", "x")], [("User", "x")]])
def test_a_header_that_was_not_sent_is_none(headers: list[tuple[str, str]] | None) -> None:
    assert Request(headers=headers).header("User-Agent") is None


def test_a_header_may_be_empty() -> None:
    assert Request(headers=[("User-Agent", "")]).header("User-Agent") == ""


@pytest.mark.parametrize(
    ("url", "host"),
    [
        pytest.param("https://control.kochava.com/track/json", KOCHAVA, id="plain"),
        pytest.param("HTTPS://Control.Kochava.COM/track/json", KOCHAVA, id="upper-case"),
        pytest.param("https://control.kochava.com:443/track/json", KOCHAVA, id="port"),
        pytest.param("https://control.kochava.com:/track/json", KOCHAVA, id="empty-port"),
        pytest.param("https://control.kochava.com:port/track/json", KOCHAVA, id="port-of-letters"),
        pytest.param("https://control.kochava.com:99999/track/json", KOCHAVA, id="port-too-high"),
        pytest.param("https://control.kochava.com./track/json", KOCHAVA, id="trailing-dot"),
        pytest.param("https://control.kochava.com.:443/track/json", KOCHAVA, id="trailing-dot-and-port"),
        pytest.param("https://user:pass@control.kochava.com/", KOCHAVA, id="userinfo"),
        pytest.param("https://a@b:c@control.kochava.com/", KOCHAVA, id="two-at-signs"),
        pytest.param("https://control.kochava.com", KOCHAVA, id="no-path"),
        pytest.param("https://control.kochava.com?a=b", KOCHAVA, id="no-path-but-a-query"),
        pytest.param(" https://control.kochava.com/track/json\n", KOCHAVA, id="white-space-around"),
        pytest.param("//control.kochava.com/track/json", KOCHAVA, id="no-scheme"),
        pytest.param("https://kochava.com@evil.example/", "evil.example", id="kochava-as-user"),
        pytest.param("https://[2001:DB8::1]:8443/track/json", "2001:db8::1", id="ipv6"),
        pytest.param("https://203.0.113.7/track/json", "203.0.113.7", id="ipv4"),
        pytest.param("/track/json", "", id="path-only"),
        pytest.param("https://", "", id="nothing-after-the-scheme"),
        pytest.param("https://[::1", "", id="bracket-left-open"),
        pytest.param("https://[nonsense]/", "", id="no-address-in-brackets"),
        pytest.param("https://\u2100.kochava.com/", "", id="letter-that-becomes-a-slash"),
        pytest.param("", "", id="empty"),
        pytest.param(None, "", id="unknown"),
    ],
)
def test_the_host_of_an_address(url: str | None, host: str) -> None:
    assert Request(url=url).host == host


@pytest.mark.parametrize(
    ("url", "scheme"),
    [
        ("HTTP://kochava.com", "http"),
        ("https://kochava.com", "https"),
        ("/track", ""),
        ("", ""),
        (None, ""),
        ("http://[", ""),
    ],
)
def test_the_scheme_of_an_address(url: str | None, scheme: str) -> None:
    assert Request(url=url).scheme == scheme


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://control.kochava.com/track/json", "/track/json"),
        ("https://control.kochava.com/track/json/", "/track/json"),
        ("https://control.kochava.com/track/json?a=/b/", "/track/json"),
        ("https://control.kochava.com/track/json/#/c/", "/track/json"),
        ("https://control.kochava.com/Track/JSON", "/Track/JSON"),
        ("https://control.kochava.com", ""),
        ("https://control.kochava.com/", ""),
        ("https://[", ""),
        (None, ""),
    ],
)
def test_the_path_of_an_address(url: str | None, path: str) -> None:
    assert Request(url=url).path == path


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("kochava.com", True),
        ("control.kochava.com", True),
        ("web-sdk.control.kochava.com", True),
        ("CONTROL.KOCHAVA.COM.", True),
        ("control.kochava.com:8443", True),
        ("user:pass@control.kochava.com", True),
        ("kochava.com.evil.example", False),
        ("control.kochava.com.evil.example", False),
        ("notkochava.com", False),
        ("control-kochava.com", False),
        ("kochava.community", False),
        ("kochava.co", False),
        ("kochava.com@evil.example", False),
        ("evil.example/kochava.com", False),
        ("evil.example?.kochava.com", False),
        ("evil.example#.kochava.com", False),
        ("[::1]", False),
        ("", False),
    ],
)
def test_which_hosts_are_those_of_kochava(host: str, expected: bool) -> None:
    assert Request(url=f"https://{host}/track/json").is_to_kochava is expected


def test_a_request_to_an_unknown_address_is_not_to_kochava() -> None:
    assert not Request().is_to_kochava


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([("kochava-auth-token", "x")], True),
        ([("Kochava-Auth-Token", "")], True),
        ([("Kochava-Api-Key", "x")], False),
        ([], False),
        (None, False),
    ],
)
def test_whether_a_request_is_signed(headers: list[tuple[str, str]] | None, expected: bool) -> None:
    assert Request(headers=headers).is_signed is expected


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://user:hunter2@control.kochava.com/track/json", id="userinfo"),
        pytest.param("https://control.kochava.com/track/json?key=hunter2", id="query"),
        pytest.param("https://control.kochava.com/track/json#hunter2", id="fragment"),
        pytest.param("https://user:hunter2@[::1/track/json", id="not-an-address"),
        pytest.param("user:hunter2@control.kochava.com/track/json", id="no-scheme"),
    ],
)
def test_nothing_secret_is_told_of_a_request(url: str) -> None:
    headers = [("Kochava-Auth-Token", "hunter2"), ("Cookie", "hunter2"), ("hunter2", "x")]
    request = Request("POST", url, headers, b"hunter2")
    assert "hunter2" not in repr(request)
    assert "hunter2" not in f"{request} {[request]}"


def test_where_a_request_went_is_told() -> None:
    assert repr(Request("POST", "https://control.kochava.com:443/track/json/?a")) == (
        "<Request POST to control.kochava.com/track/json>"
    )


@given(
    st.none() | st.text() | st.text(alphabet="htps:/[]@.%?#kochava1٣℀\\ ", max_size=30),
    st.text(),
    st.text(),
    st.binary(),
)
def test_nothing_raises_on_any_request(url: str | None, method: str, header: str, body: bytes) -> None:
    request = Request(method, url, [(header, header)], body)
    assert repr(request)
    assert request.header(header) == header
    assert request.host == request.host.lower()
    assert not request.path.endswith("/")
    assert request.is_to_kochava == (request.host == "kochava.com" or request.host.endswith(".kochava.com"))

"""Nothing leaves the machine for Kochava unless it may; nothing else is kept from leaving."""

from __future__ import annotations

import pytest
from suites import Suite, found, said

# A name that no resolver knows: where it is looked up, nothing stopped that.
UNKNOWN = "http://passes-on.invalid/track/json"


def test_blocks_and_tells_though_the_application_swallows(suite: Suite) -> None:
    result = suite.run(
        """
import socket

def test_raises():
    with pytest.raises(RuntimeError, match="control.kochava.com was kept from leaving this machine"):
        leak(GOOD)
def test_swallows():
    assert type(swallow(GOOD)).__name__ == "KochavaRequestBlocked"
def test_opens_a_socket():
    with pytest.raises(RuntimeError):
        socket.create_connection(("control.kochava.com", 443))
def test_looks_up():
    for name in ("token.api.kochava.com", b"KOCHAVA.com", "control.kochava.com."):
        with pytest.raises(RuntimeError):
            socket.getaddrinfo(name, 443)
"""
    )
    result.assert_outcomes(failed=4)
    assert said(result)[0] == "6 requests, 2 linted, 6 faulty, 6 blocked"
    assert found(said(result)) == {"blocked-request": 6}
    text = result.stdout.str()
    assert "help: Have a mock or the fixture `kochava_server` answer it, or let it leave" in text
    assert "sent from test_it.py:" in text.partition("_ test_opens_a_socket _")[2].partition("help")[0]


def test_blocks_the_first_lookup_of_all(suite: Suite) -> None:
    """Before any client is imported, nothing of ours is."""
    suite.write(
        test_it="""
import socket, sys

def test_it():
    assert not [name for name in sys.modules if name.startswith("kochava_lint")]
    try:
        socket.getaddrinfo("control.kochava.com", 443)
    except RuntimeError:
        pass

def test_other():
    socket.getaddrinfo("localhost", 443)
"""
    )
    result = suite.run("", apart=True)
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(["FAILED test_it.py::test_it - Failed: kochava-lint: blocked-request in 1 request"])


@pytest.mark.parametrize(
    "words", [["--kochava-allow-network"], ["-o", "kochava_allow_network=true"]], ids=["option", "ini"]
)
def test_lets_everything_leave(suite: Suite, words: list[str]) -> None:
    result = suite.run(
        f"def test_it(): assert not isinstance(swallow(GOOD, {UNKNOWN!r}), RuntimeError)",
        *words,
        "-o",
        "kochava_hosts=passes-on.invalid",
    )
    result.assert_outcomes(passed=1)


def test_lets_leave_what_one_test_may_send(suite: Suite) -> None:
    result = suite.run(
        f"""
URL = {UNKNOWN!r}

@pytest.mark.kochava(allow_network=True)
def test_marked(): assert not isinstance(swallow(GOOD, URL), RuntimeError)
def test_after(): assert isinstance(swallow(GOOD, URL), RuntimeError)
def test_asks(kochava):
    kochava.allow_network()
    assert not isinstance(swallow(GOOD, URL), RuntimeError)
def test_after_that(): assert isinstance(swallow(GOOD, URL), RuntimeError)
@pytest.mark.kochava(allow_network=True)
class TestClass:
    def test_of_class(self): assert not isinstance(swallow(GOOD, URL), RuntimeError)
    @pytest.mark.kochava(allow_network=False)
    def test_nearest_wins(self): assert isinstance(swallow(GOOD, URL), RuntimeError)
""",
        "-o",
        "kochava_hosts=passes-on.invalid",
        "-rA",
    )
    result.assert_outcomes(passed=3, failed=3)
    text = result.stdout.str()
    for name in ("test_after", "test_after_that", "TestClass::test_nearest_wins"):
        assert f"::{name} - Failed: kochava-lint: blocked-request in 1 request" in text


def test_touches_no_other_host(suite: Suite) -> None:
    """A path as Kochava's is linted wherever it is, and kept from nobody but Kochava and the hosts that are named."""
    result = suite.run(
        """
import socket

def test_same_path():
    assert not isinstance(swallow(GOOD, "http://127.0.0.1:1/track/json"), RuntimeError)
    assert not isinstance(swallow(OTHER, "http://other.invalid/track/json"), RuntimeError)
def test_like_its_name():
    for name in ("notkochava.com", "kochava.com.example", "localhost", "kochava.invalid"):
        try:
            socket.getaddrinfo(name, 443)
        except OSError:
            pass
def test_own_server(kochava_server):
    send(GOOD, url=kochava_server.url)
""",
        "-rA",
    )
    assert "RuntimeError" not in result.stdout.str()
    assert "blocked" not in result.stdout.str()


def test_blocks_connections_whose_names_were_looked_up_out_of_sight(suite: Suite) -> None:
    """Such as those to a proxy; where the request goes to another host, they are nobody's business."""
    result = suite.run(
        """
import sys

class Proxied(Answer):
    def https_open(self, request):
        sys.audit("socket.connect", None, ("192.0.2.1", 3128))
        return super().https_open(request)

PROXIED = urllib.request.build_opener(Proxied)

def test_kochava():
    with pytest.raises(RuntimeError):
        PROXIED.open(request_of(GOOD))
def test_other(): PROXIED.open(request_of(GOOD, "https://example.com/track/json")).close()
def test_no_request(): sys.audit("socket.connect", None, ("192.0.2.1", 3128))
@pytest.mark.kochava(allow_network=True)
def test_allowed(): PROXIED.open(request_of(GOOD)).close()
"""
    )
    result.assert_outcomes(failed=1, passed=3)
    assert found(said(result)) == {"blocked-request": 1}


def test_blocks_hosts_of_the_project(suite: Suite) -> None:
    (suite.path / "kochava-lint.toml").write_text('hosts = ["passes-on.invalid"]\n', "utf-8")
    result = suite.run(f"def test_it(): assert isinstance(swallow(ATT, {UNKNOWN!r}), RuntimeError)")
    assert found(said(result)) == {"att-missing": 1, "blocked-request": 1}


def test_a_traceback_shows_who_was_stopped(suite: Suite) -> None:
    result = suite.run("def test_it(): leak(GOOD)", "--tb=short", apart=True)
    trace = result.stdout.str().partition("_ test_it _")[2].partition("Kochava requests")[0]
    assert "KochavaRequestBlocked: a request to control.kochava.com was kept from leaving" in trace
    assert "app.py:30: in leak" in trace
    assert "guard.py" not in trace

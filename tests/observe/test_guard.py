"""Nothing leaves for Kochava where it may not, and nothing else is kept from anything."""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
from collections.abc import Callable, Coroutine
from importlib import import_module
from typing import Any, Final

import pytest
from observe.cells import is_here, outcome_of
from observe.clients import CLIENTS
from observe.loopback import Loopback
from observe.mocks import URL

from kochava_lint.observe import KochavaRequestBlocked, Observer, observe

# Clients close what they have opened when it is forgotten, as a rule.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::DeprecationWarning"
)

HOST: Final = "control.kochava.com"
ELSEWHERE: Final = "198.51.100.1"
"""An address that is nobody's (RFC 5737)."""
BLOCKED: Final = "KochavaRequestBlocked"
_EACH = [
    pytest.param(name, marks=[] if client.family in {"http", "urllib"} else [pytest.mark.clients])
    for name, client in CLIENTS.items()
]


def need(*modules: str) -> None:
    if not is_here(modules):
        pytest.skip("its packages are not in this environment")


def connects(address: str) -> None:
    """Whether a connection to *address* is let pass, without making one."""
    sys.audit("socket.connect", None, (address, 443))


@pytest.mark.parametrize("name", _EACH)
@pytest.mark.parametrize("host", [HOST, HOST.upper(), f"{HOST}.", "kochava.com", "token.api.kochava.com"])
def test_clients_are_stopped(name: str, host: str, observer: Observer) -> None:
    """A request to any host of Kochava's is stopped, however that is written; the sighting says so."""
    need(*CLIENTS[name].modules)
    assert outcome_of(CLIENTS[name], f"https://{host}/track/json") == BLOCKED
    assert [sighting.blocked is not None for sighting in observer.sightings] == [True]
    assert observer.blocked == []


@pytest.mark.parametrize("name", _EACH)
def test_this_machine_is_reached(name: str, observer: Observer, server: Loopback) -> None:
    """A server on this machine is reached, and so are its other paths, of which nothing is seen."""
    need(*CLIENTS[name].modules)
    assert outcome_of(CLIENTS[name], f"{server.origin}/other") == "200"
    assert observer.sightings == []
    assert outcome_of(CLIENTS[name], server.url) == "200"
    assert [sighting.blocked for sighting in observer.sightings] == [None]


@pytest.mark.parametrize("name", _EACH)
def test_other_hosts_are_not_touched(name: str, observer: Observer) -> None:
    """A host that is not there is not there as without us: nothing is seen, and nothing stopped."""
    need(*CLIENTS[name].modules)
    assert outcome_of(CLIENTS[name], "http://kochava.com.invalid/index") != BLOCKED
    assert (observer.sightings, observer.blocked) == ([], [])


_RAW: Final[dict[str, Callable[[], object]]] = {
    "getaddrinfo": lambda: socket.getaddrinfo(HOST, 443),
    "getaddrinfo of bytes": lambda: socket.getaddrinfo(HOST.encode(), 443),
    "gethostbyname": lambda: socket.gethostbyname(HOST),
    "gethostbyname_ex": lambda: socket.gethostbyname_ex(HOST),
    "create_connection": lambda: socket.create_connection((HOST, 443)),
    "asyncio": lambda: asyncio.run(_opened()),
}


async def _opened() -> object:
    return await asyncio.open_connection(HOST, 443)


@pytest.mark.parametrize("connect", _RAW.values(), ids=_RAW)
def test_sockets_are_stopped(connect: Callable[[], object], observer: Observer) -> None:
    """Where no request is seen, it is told that something was stopped, and where that came from."""
    with pytest.raises(KochavaRequestBlocked, match=HOST):
        connect()
    assert [blocked.host for blocked in observer.blocked] == [HOST]
    assert observer.sightings == []


def test_the_place_of_what_was_stopped(observer: Observer) -> None:
    with pytest.raises(KochavaRequestBlocked):
        socket.getaddrinfo(HOST, 443)
    assert observer.blocked[0].sent_from[0].name == "test_the_place_of_what_was_stopped"


def test_a_request_that_was_given_up_is_over(observer: Observer) -> None:
    """What is stopped after it is not taken for a part of it."""
    connection = import_module("http.client").HTTPSConnection(HOST)
    connection.putrequest("POST", "/track/json")
    del connection
    assert outcome_of(CLIENTS["http-written"], URL) == BLOCKED
    with pytest.raises(KochavaRequestBlocked):
        socket.getaddrinfo(HOST, 443)
    assert [blocked.host for blocked in observer.blocked] == [HOST]
    assert [sighting.blocked for sighting in observer.sightings] == [None, HOST]


def test_what_is_stopped_is_neither_translated_nor_tried_again(observer: Observer) -> None:
    """Clients take an `OSError` for a fault of the network, and this is none."""
    assert issubclass(KochavaRequestBlocked, RuntimeError)
    with pytest.raises(KochavaRequestBlocked):
        import_module("urllib.request").urlopen(URL, b"{}")
    assert [sighting.attempts for sighting in observer.sightings] == [1]


def test_addresses_of_users(server: Loopback) -> None:
    """Users name the hosts that pass payloads on, by address as well."""
    observer = Observer([ELSEWHERE, "events.example"], allow_network=False, isolates=True)
    observer.start()
    try:
        for connect in (lambda: connects(ELSEWHERE), lambda: socket.getaddrinfo("events.example", 80)):
            with pytest.raises(KochavaRequestBlocked):
                connect()
        connects("198.51.100.2")
    finally:
        observer.stop()


def test_allowed(monkeypatch: pytest.MonkeyPatch, server: Loopback) -> None:
    """Where it is allowed, it is looked up and sent, and seen all the same."""
    resolve, port = socket.getaddrinfo, int(server.origin.rpartition(":")[2])
    observer = Observer(allow_network=True, isolates=True)
    observer.start()
    monkeypatch.setattr(socket, "getaddrinfo", lambda _, *rest, **named: resolve("127.0.0.1", *rest, **named))
    try:
        sys.audit("socket.getaddrinfo", HOST, 443, 0, 0, 0)
        assert outcome_of(CLIENTS["http-request"], f"http://{HOST}:{port}/track/json") == "200"
    finally:
        observer.stop()
    assert [sighting.blocked for sighting in observer.sightings] == [None]
    assert len(server.received) == 1


def test_who_does_not_allow_wins() -> None:
    """Of several that observe, one that does not allow it is enough; one that isolates is alone."""
    outer = Observer(allow_network=False, isolates=True)
    outer.start()
    try:
        with observe(allow_network=True), pytest.raises(KochavaRequestBlocked):
            socket.getaddrinfo(HOST, 443)
        inner = Observer(allow_network=True, isolates=True)
        inner.start()
        try:
            sys.audit("socket.getaddrinfo", HOST, 443, 0, 0, 0)
        finally:
            inner.stop()
    finally:
        outer.stop()


_PROXY: Final = f"http://{ELSEWHERE}:3128"


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[] if name == "urllib-urlopen" else [pytest.mark.clients])
        for name in ("urllib-urlopen", "requests-post", "httpx-post", "httpx-async", "httpx2-post", "curl-cffi-post")
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_proxies(name: str, scheme: str, observer: Observer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that is elsewhere looks the name up itself: the connection to it is stopped."""
    need(*CLIENTS[name].modules)
    for variable in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(variable, _PROXY)
    for variable in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    assert outcome_of(CLIENTS[name], f"{scheme}://{HOST}/track/json") == BLOCKED
    assert [sighting.blocked is not None for sighting in observer.sightings] == [True]


@pytest.mark.clients
def test_a_proxy_of_urllib3_and_of_aiohttp(observer: Observer) -> None:
    need("urllib3", "aiohttp")

    async def send() -> None:
        async with import_module("aiohttp").ClientSession() as session:
            await session.post(URL, json={}, proxy=_PROXY)

    with pytest.raises(KochavaRequestBlocked):
        import_module("urllib3").ProxyManager(_PROXY, retries=False).request("POST", URL, body=b"{}")
    with pytest.raises(KochavaRequestBlocked):
        asyncio.run(send())
    assert [sighting.blocked is not None for sighting in observer.sightings] == [True, True]


def test_only_the_request_itself_is_stopped(observer: Observer) -> None:
    """While a request to Kochava waits, other threads reach what they want."""
    reached = []

    def elsewhere() -> None:
        connects(ELSEWHERE)
        reached.append(ELSEWHERE)

    urllib: Any = import_module("urllib.request")

    class Slow(urllib.HTTPSHandler):  # type: ignore[misc] # its type is not asked for
        def https_open(self, _: object) -> object:
            thread = threading.Thread(target=elsewhere)
            thread.start()
            thread.join()
            raise OSError

    with pytest.raises(OSError, match=r"^$"):
        urllib.build_opener(Slow).open(URL, b"{}")
    assert reached == [ELSEWHERE]
    assert [sighting.blocked for sighting in observer.sightings] == [None]


@pytest.mark.clients
def test_what_a_request_waits_for_is_not_stopped(observer: Observer) -> None:
    """A token that is fetched elsewhere on the way is no part of the request."""
    need("httpx")
    httpx: Any = import_module("httpx")

    def answer(request: Any) -> Any:
        connects(ELSEWHERE if request.url.host == "tokens.example" else "127.0.0.1")
        return httpx.Response(200)

    transport = httpx.MockTransport(answer)

    class Token(httpx.Auth):  # type: ignore[misc] # its type is not known here
        def auth_flow(self, request: Any) -> Any:
            yield httpx.Request("POST", "https://tokens.example/", content=b"{}")
            request.headers["Authorization"] = "Bearer word"
            yield request

    with httpx.Client(transport=transport, auth=Token()) as client:
        assert client.post(URL, json={}).status_code == 200
    assert [sighting.blocked for sighting in observer.sightings] == [None]
    assert dict(observer.sightings[0].headers)["authorization"] == "Bearer word"


async def _httpx() -> object:
    async with import_module("httpx").AsyncClient() as client:
        return await client.post(URL, json={})


async def _aiohttp() -> object:
    async with import_module("aiohttp").ClientSession() as session:
        return await session.post(URL, json={})


async def _aiohttp_with(name: str) -> object:
    aiohttp = import_module("aiohttp")
    connector = aiohttp.TCPConnector(resolver=getattr(aiohttp.resolver, name)())
    async with aiohttp.ClientSession(connector=connector) as session:
        return await session.post(URL, json={})


async def _looked_up() -> object:
    return await asyncio.get_running_loop().getaddrinfo(HOST, 443)


async def _looked_up_by_aiodns() -> object:
    return await import_module("aiodns").DNSResolver().getaddrinfo(HOST, family=socket.AF_INET)


_LOOPS: Final[dict[str, tuple[tuple[str, ...], Callable[[], Coroutine[Any, Any, object]]]]] = {
    "open_connection": ((), _opened),
    "getaddrinfo": ((), _looked_up),
    "httpx": (("httpx",), _httpx),
    "aiohttp": (("aiohttp",), _aiohttp),
    "aiohttp with aiodns": (("aiohttp", "aiodns"), lambda: _aiohttp_with("AsyncResolver")),
    "aiohttp with threads": (("aiohttp",), lambda: _aiohttp_with("ThreadedResolver")),
    "aiodns": (("aiodns",), _looked_up_by_aiodns),
}


@pytest.mark.clients
@pytest.mark.parametrize("loop_of", ["asyncio", "uvloop"])
@pytest.mark.parametrize(("modules", "send"), _LOOPS.values(), ids=_LOOPS)
def test_loops_and_resolvers(
    modules: tuple[str, ...], send: Callable[[], Coroutine[Any, Any, object]], loop_of: str, observer: Observer
) -> None:
    """Loops and resolvers that are made in C, and tell of nothing, are stopped as well."""
    need(*modules, loop_of)
    loop = import_module(loop_of).new_event_loop()
    try:
        with pytest.raises(KochavaRequestBlocked):
            loop.run_until_complete(asyncio.wait_for(send(), 5))
    finally:
        loop.close()
    assert len(observer.blocked) + len(observer.sightings) == 1
    assert all(sighting.blocked for sighting in observer.sightings)


@pytest.mark.clients
def test_trio(observer: Observer) -> None:
    need("trio")
    trio = import_module("trio")

    async def send() -> None:
        await trio.open_tcp_stream(HOST, 443)

    with pytest.raises(KochavaRequestBlocked):
        trio.run(send)

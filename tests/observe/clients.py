"""
HTTP clients, and the ways of sending with them, as a table.

Each sends the bytes of a body to an address, and returns the status of the answer. A client is imported when it sends.
"""

from __future__ import annotations

import asyncio
import functools
import threading
from collections.abc import Awaitable, Callable
from importlib import import_module
from io import BytesIO
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

__all__ = ["CLIENTS", "JSON_TYPE", "Client", "reacted"]

JSON_TYPE: Final = "application/json"
_HEADERS: Final = {"Content-Type": JSON_TYPE}
_SECONDS: Final = 5

Send = Callable[[str, bytes], int]


class Client(NamedTuple):
    """A way of sending with a client, whose *family* is what mocks know it by, and which needs *modules*."""

    send: Send
    family: str
    modules: tuple[str, ...]


CLIENTS: Final[dict[str, Client]] = {}
"""All of them by name, the name of the client first."""


def _client(family: str, *modules: str) -> Callable[[Send], Send]:
    def add(send: Send) -> Send:
        CLIENTS[send.__name__.strip("_").replace("_", "-")] = Client(send, family, modules or (family,))
        return send

    return add


def _awaited(send: Callable[[str, bytes], Awaitable[int]]) -> Send:
    """What runs an asynchronous function, under its name."""

    @functools.wraps(send)
    def run(url: str, body: bytes) -> int:
        return asyncio.run(asyncio.wait_for(send(url, body), _SECONDS))

    return run


# The standard library.


@_client("http", "http.client")
def http_request(url: str, body: bytes) -> int:
    connection = _connection(url)
    try:
        connection.request("POST", urlsplit(url).path, body, _HEADERS)
        return _status(connection)
    finally:
        connection.close()


@_client("http", "http.client")
def http_written(url: str, body: bytes) -> int:
    connection = _connection(url)
    try:
        connection.putrequest("POST", urlsplit(url).path)
        connection.putheader("Content-Type", JSON_TYPE)
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        return _status(connection)
    finally:
        connection.close()


@_client("http", "http.client")
def http_written_in_pieces(url: str, body: bytes) -> int:
    connection = _connection(url)
    try:
        connection.putrequest("POST", urlsplit(url).path)
        connection.putheader("Content-Type", JSON_TYPE)
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders()
        connection.send(body[:5])
        connection.send(body[5:])
        return _status(connection)
    finally:
        connection.close()


def _connection(url: str) -> Any:
    client, parts = import_module("http.client"), urlsplit(url)
    kind = client.HTTPSConnection if parts.scheme == "https" else client.HTTPConnection
    return kind(parts.hostname, parts.port, timeout=_SECONDS)


def _status(connection: Any) -> int:
    response = connection.getresponse()
    response.read()
    return int(response.status)


@_client("urllib", "urllib.request")
def urllib_urlopen(url: str, body: bytes) -> int:
    urllib = import_module("urllib.request")
    with urllib.urlopen(urllib.Request(url, body, _HEADERS), timeout=_SECONDS) as response:
        return int(response.status)


@_client("urllib", "urllib.request")
def urllib_opener(url: str, body: bytes) -> int:
    urllib = import_module("urllib.request")
    opener = urllib.build_opener()
    opener.addheaders = list(_HEADERS.items())
    # Its own type wins over that of the opener, which only an address without a request is sent with.
    with opener.open(urllib.Request(url, headers=_HEADERS, method="POST"), body, _SECONDS) as response:
        return int(response.status)


# Those that build on urllib3.


@_client("requests")
def requests_post(url: str, body: bytes) -> int:
    return int(import_module("requests").post(url, data=body, headers=_HEADERS, timeout=_SECONDS).status_code)


@_client("requests")
def requests_prepared(url: str, body: bytes) -> int:
    requests = import_module("requests")
    with requests.Session() as session:
        prepared = session.prepare_request(requests.Request("POST", url, data=body, headers=_HEADERS))
        return int(session.send(prepared, timeout=_SECONDS).status_code)


@_client("urllib3")
def urllib3_request(url: str, body: bytes) -> int:
    urllib3 = import_module("urllib3")
    return int(urllib3.request("POST", url, body=body, headers=_HEADERS, retries=False, timeout=_SECONDS).status)


@_client("urllib3")
def urllib3_manager(url: str, body: bytes) -> int:
    manager = import_module("urllib3").PoolManager(retries=False, timeout=_SECONDS)
    return int(manager.request("POST", url, body=body, headers=_HEADERS).status)


@_client("urllib3")
def urllib3_pool(url: str, body: bytes) -> int:
    pool = import_module("urllib3").connection_from_url(url, retries=False, timeout=_SECONDS)
    return int(pool.urlopen("POST", urlsplit(url).path, body, _HEADERS).status)


@_client("botocore")
def botocore_session(url: str, body: bytes) -> int:
    session = import_module("botocore.httpsession").URLLib3Session(timeout=_SECONDS)
    request = import_module("botocore.awsrequest").AWSRequest("POST", url, _HEADERS, body)
    return int(session.send(request.prepare()).status_code)


@_client("niquests")
def niquests_post(url: str, body: bytes) -> int:
    return int(import_module("niquests").post(url, data=body, headers=_HEADERS, timeout=_SECONDS).status_code)


@_client("niquests")
@_awaited
async def niquests_async(url: str, body: bytes) -> int:
    async with import_module("niquests").AsyncSession() as session:
        return int((await session.post(url, data=body, headers=_HEADERS, timeout=_SECONDS)).status_code)


# HTTPX and what it is made of.


@_client("httpx")
def httpx_post(url: str, body: bytes) -> int:
    return int(import_module("httpx").post(url, content=body, headers=_HEADERS, timeout=_SECONDS).status_code)


@_client("httpx")
def httpx_stream(url: str, body: bytes) -> int:
    httpx = import_module("httpx")
    with httpx.stream("POST", url, content=body, headers=_HEADERS, timeout=_SECONDS) as response:
        response.read()
        return int(response.status_code)


@_client("httpx")
@_awaited
async def httpx_async(url: str, body: bytes) -> int:
    async with import_module("httpx").AsyncClient(timeout=_SECONDS) as client:
        return int((await client.post(url, content=body, headers=_HEADERS)).status_code)


@_client("httpx", "httpx", "h2")
def httpx_http2(url: str, body: bytes) -> int:
    with import_module("httpx").Client(http2=True, timeout=_SECONDS) as client:
        return int(client.post(url, content=body, headers=_HEADERS).status_code)


@_client("httpx2")
def httpx2_post(url: str, body: bytes) -> int:
    return int(import_module("httpx2").post(url, content=body, headers=_HEADERS, timeout=_SECONDS).status_code)


@_client("httpx2")
@_awaited
async def httpx2_async(url: str, body: bytes) -> int:
    async with import_module("httpx2").AsyncClient(timeout=_SECONDS) as client:
        return int((await client.post(url, content=body, headers=_HEADERS)).status_code)


@_client("httpcore")
def httpcore_request(url: str, body: bytes) -> int:
    httpcore = import_module("httpcore")
    return int(httpcore.request("POST", url, headers=_HEADERS, content=body).status)


@_client("httpcore")
def httpcore_stream(url: str, body: bytes) -> int:
    pool = import_module("httpcore").ConnectionPool()
    with pool, pool.stream("POST", url, headers=_HEADERS, content=body) as response:
        response.read()
        return int(response.status)


@_client("httpcore")
@_awaited
async def httpcore_async(url: str, body: bytes) -> int:
    async with import_module("httpcore").AsyncConnectionPool() as pool:
        return int((await pool.request("POST", url, headers=_HEADERS, content=body)).status)


# Those of event loops.


@_client("aiohttp")
@_awaited
async def aiohttp_session(url: str, body: bytes) -> int:
    session = import_module("aiohttp").ClientSession()
    async with session, session.post(url, data=body, headers=_HEADERS) as response:
        await response.read()
        return int(response.status)


@_client("aiohttp")
@_awaited
async def aiohttp_awaited(url: str, body: bytes) -> int:
    async with import_module("aiohttp").ClientSession() as session:
        response = await session.request("POST", url, data=body, headers=_HEADERS)
        await response.read()
        return int(response.status)


@_client("aiohttp")
@_awaited
async def aiohttp_function(url: str, body: bytes) -> int:
    async with import_module("aiohttp").request("POST", url, data=body, headers=_HEADERS) as response:
        return int(response.status)


@_client("tornado")
@_awaited
async def tornado_simple(url: str, body: bytes) -> int:
    simple = import_module("tornado.simple_httpclient").SimpleAsyncHTTPClient(force_instance=True)
    return await _fetched(simple, url, body)


@_client("pycurl", "tornado", "pycurl")
@_awaited
async def tornado_curl(url: str, body: bytes) -> int:
    return await _fetched(import_module("tornado.curl_httpclient").CurlAsyncHTTPClient(force_instance=True), url, body)


async def _fetched(client: Any, url: str, body: bytes) -> int:
    try:
        response = await client.fetch(url, method="POST", body=body, headers=_HEADERS, request_timeout=_SECONDS)
        return int(response.code)
    finally:
        client.close()


def reacted(send: Callable[[], Any]) -> Any:
    """What comes of a function that returns a `Deferred`, in Twisted's reactor, which is started in a thread."""
    reactor = import_module("twisted.internet.reactor")
    if not reactor.running:
        threading.Thread(target=reactor.run, kwargs={"installSignalHandlers": False}, daemon=True).start()
    wait = import_module("twisted.internet.threads").blockingCallFromThread
    return wait(reactor, lambda: send().addTimeout(_SECONDS, reactor))


def _reacting(send: Callable[[str, bytes], Any]) -> Send:
    @functools.wraps(send)
    def run(url: str, body: bytes) -> int:
        return int(reacted(lambda: send(url, body)))

    return run


@_client("treq")
@_reacting
def treq_post(url: str, body: bytes) -> Any:
    treq = import_module("treq")
    # Without a pool, no connection is left open.
    answered = treq.post(url, data=body, headers=_HEADERS, persistent=False)
    return answered.addCallback(lambda response: treq.content(response).addCallback(lambda _: response.code))


@_client("twisted", "twisted.web.client")
@_reacting
def twisted_agent(url: str, body: bytes) -> Any:
    client = import_module("twisted.web.client")
    headers = import_module("twisted.web.http_headers").Headers({"Content-Type": [JSON_TYPE]})
    agent = client.Agent(import_module("twisted.internet.reactor"))
    answered = agent.request(b"POST", url.encode(), headers, client.FileBodyProducer(BytesIO(body)))
    return answered.addCallback(lambda response: client.readBody(response).addCallback(lambda _: response.code))


# Those that connect in C.


@_client("pycurl")
def pycurl_perform(url: str, body: bytes) -> int:
    pycurl = import_module("pycurl")
    curl = pycurl.Curl()
    try:
        curl.setopt(pycurl.URL, url)
        curl.setopt(pycurl.POSTFIELDS, body)
        curl.setopt(pycurl.HTTPHEADER, [f"Content-Type: {JSON_TYPE}"])
        curl.setopt(pycurl.WRITEFUNCTION, lambda _: None)
        curl.setopt(pycurl.TIMEOUT, _SECONDS)
        curl.perform()
        return int(curl.getinfo(pycurl.RESPONSE_CODE))
    finally:
        curl.close()


@_client("curl_cffi", "curl_cffi.requests")
def curl_cffi_post(url: str, body: bytes) -> int:
    curl_cffi = import_module("curl_cffi.requests")
    return int(curl_cffi.post(url, data=body, headers=_HEADERS, timeout=_SECONDS).status_code)


@_client("curl_cffi", "curl_cffi.requests")
@_awaited
async def curl_cffi_async(url: str, body: bytes) -> int:
    async with import_module("curl_cffi.requests").AsyncSession(timeout=_SECONDS) as session:
        return int((await session.post(url, data=body, headers=_HEADERS)).status_code)

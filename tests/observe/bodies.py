"""
Bodies of every kind that clients take, as a table: each function sends one or more to an address.

A client is imported when it sends.
"""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from importlib import import_module
from typing import IO, Any, Final, NamedTuple
from urllib.parse import urlencode, urlsplit

from observe.clients import reacted

__all__ = ["BODIES", "BODY", "FILES", "JSON", "Sending"]

JSON: Final = {"action": "event", "kochava_app_id": "koexample", "data": {"event_name": "Straße ☃", "id": [1, None]}}
BODY: Final = json.dumps(JSON, ensure_ascii=False).encode()
_ZIPPED: Final = gzip.compress(BODY, mtime=0)
_FORM: Final = {"action": "event", "name": "Straße"}
_TYPE: Final = {"Content-Type": "application/json"}
_GZIP: Final = {**_TYPE, "Content-Encoding": "gzip"}


class Sending(NamedTuple):
    """A way to *send* to an address, which needs *modules*; *number* tells how many requests that makes."""

    send: Callable[[str], object]
    modules: tuple[str, ...]
    number: int


FILES: Final[list[IO[bytes]]] = []
"""The files that were opened, which have to be closed."""
BODIES: Final[dict[str, Sending]] = {}
"""All of them by name."""


def _add(*modules: str, number: int = 1) -> Callable[[Callable[[str], Any]], Callable[[str], Any]]:
    def add(send: Callable[[str], Any]) -> Callable[[str], Any]:
        BODIES[send.__name__.strip("_").replace("_", "-")] = Sending(send, modules, number)
        return send

    return add


def _each(prefix: str, modules: tuple[str, ...], send: Callable[..., object], ways: dict[str, dict[str, Any]]) -> None:
    """Add a row for each of *ways*, which tells the arguments for *send*; what can be read once is made anew."""
    for name, arguments in ways.items():

        def sending(url: str, arguments: dict[str, Any] = arguments) -> object:
            return send(url, **{key: _made(value) for key, value in arguments.items()})

        BODIES[f"{prefix}-{name}"] = Sending(sending, modules, 1)


def _made(value: Any) -> Any:
    return value() if callable(value) else value


def _pieces() -> Iterator[bytes]:
    yield BODY[:7]
    yield BODY[7:]


async def _async_pieces() -> AsyncIterator[bytes]:
    yield BODY[:7]
    yield BODY[7:]


def _stream() -> io.BytesIO:
    return io.BytesIO(BODY)


def _file() -> Any:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed after the test
    file.write(BODY)
    file.seek(0)
    FILES.append(file)
    return file


def _files() -> dict[str, Any]:
    return {"payload": ("payload.json", io.BytesIO(BODY), "application/json")}


# requests and niquests, which is like it.

_OF_REQUESTS: Final[dict[str, dict[str, Any]]] = {
    "json": {"json": JSON},
    "text": {"data": BODY.decode(), "headers": _TYPE},
    "gzip": {"data": _ZIPPED, "headers": _GZIP},
    "form": {"data": _FORM},
    "multipart": {"files": _files},
    "multipart-and-form": {"files": _files, "data": _FORM},
    "stream": {"data": _stream},
    "file": {"data": _file},
    "generator": {"data": _pieces},
    "nothing": {},
    "parameters": {"json": JSON, "params": {"debug": "1"}},
    "authorised": {"json": JSON, "auth": ("name", "word")},
}


def _requests_post(url: str, **arguments: Any) -> object:
    return import_module("requests").post(url, **arguments, timeout=5)


def _niquests_post(url: str, **arguments: Any) -> object:
    return import_module("niquests").post(url, **arguments, timeout=5)


_each("requests", ("requests",), _requests_post, _OF_REQUESTS)
_each("niquests", ("niquests",), _niquests_post, _OF_REQUESTS)


@_add("requests", number=2)
def requests_two_bodies(url: str) -> None:
    with import_module("requests").Session() as session:
        session.post(url, json=JSON, timeout=5)
        session.post(url, json={}, timeout=5)


@_add("niquests")
def niquests_async_generator(url: str) -> None:
    async def send() -> None:
        async with import_module("niquests").AsyncSession() as session:
            await session.post(url, data=_async_pieces(), timeout=5)

    asyncio.run(send())


# urllib3 and what is built on it.


def _urllib3_request(url: str, **arguments: Any) -> object:
    return import_module("urllib3").PoolManager().request("POST", url, **arguments, timeout=5)


_each(
    "urllib3",
    ("urllib3",),
    _urllib3_request,
    {
        "json": {"json": JSON},
        "text": {"body": BODY.decode(), "headers": _TYPE},
        "form": {"fields": _FORM, "encode_multipart": False},
        "multipart": {"fields": {"payload": ("payload.json", BODY)}},
        "stream": {"body": _stream},
        "generator": {"body": _pieces},
        "chunked": {"body": _stream, "headers": {"Transfer-Encoding": "chunked"}},
    },
)


@_add("botocore")
def botocore_stream(url: str) -> None:
    request = import_module("botocore.awsrequest").AWSRequest("POST", url, _TYPE, _stream())
    import_module("botocore.httpsession").URLLib3Session().send(request.prepare())


# The standard library.


def _urlopen(url: str, **arguments: Any) -> None:
    urllib = import_module("urllib.request")
    with urllib.urlopen(urllib.Request(url, method="POST", **arguments), timeout=5) as response:
        response.read()


_LENGTH: Final = {"Content-Length": str(len(BODY))}
_each(
    "urllib",
    (),
    _urlopen,
    {
        "bytes": {"data": BODY, "headers": _TYPE},
        "form": {"data": urlencode(_FORM).encode()},
        "gzip": {"data": _ZIPPED, "headers": _GZIP},
        "stream": {"data": _stream, "headers": {**_TYPE, **_LENGTH}},
        "file": {"data": _file, "headers": {**_TYPE, **_LENGTH}},
        "generator": {"data": _pieces, "headers": _TYPE},
    },
)


@_add()
def urllib_without_a_request(url: str) -> None:
    with import_module("urllib.request").urlopen(url, BODY, timeout=5) as response:
        response.read()


def _http_request(url: str, **arguments: Any) -> None:
    parts = urlsplit(url)
    connection = import_module("http.client").HTTPConnection(parts.hostname, parts.port, timeout=5)
    connection.request("POST", parts.path, **arguments)
    connection.getresponse().read()
    connection.close()


_each(
    "http",
    (),
    _http_request,
    {
        "bytes": {"body": BODY, "headers": _TYPE},
        "text": {"body": BODY.decode().encode("ascii", "replace").decode(), "headers": _TYPE},
        "stream": {"body": _stream, "headers": _TYPE},
        "file": {"body": _file, "headers": _TYPE},
        "generator": {"body": _pieces, "headers": _TYPE},
        "generator-encoded": {"body": _pieces, "headers": {"Transfer-Encoding": "chunked"}, "encode_chunked": True},
        "pieces": {"body": [BODY[:3], BODY[3:]], "headers": {**_TYPE, **_LENGTH}},
    },
)


@_add(number=2)
def http_two_written_on_one_connection(url: str) -> None:
    parts = urlsplit(url)
    connection = import_module("http.client").HTTPConnection(parts.hostname, parts.port, timeout=5)
    for body in (BODY, b"{}"):
        connection.putrequest("POST", parts.path)
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders()
        connection.send(body[:1])
        connection.send(io.BytesIO(body[1:]))
        connection.getresponse().read()
    connection.close()


@_add()
def http_written_in_chunks(url: str) -> None:
    parts = urlsplit(url)
    connection = import_module("http.client").HTTPConnection(parts.hostname, parts.port, timeout=5)
    connection.putrequest("POST", parts.path)
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders(_pieces(), encode_chunked=True)
    connection.getresponse().read()
    connection.close()


# HTTPX and httpx2, which is like it.

_OF_HTTPX: Final[dict[str, dict[str, Any]]] = {
    "json": {"json": JSON},
    "text": {"content": BODY.decode(), "headers": _TYPE},
    "gzip": {"content": _ZIPPED, "headers": _GZIP},
    "form": {"data": _FORM},
    "multipart": {"files": _files},
    "stream": {"content": _stream},
    "generator": {"content": _pieces},
    "nothing": {},
    "parameters": {"json": JSON, "params": {"debug": "1"}},
}


def _add_httpx(name: str) -> None:
    async def post_async(url: str, **arguments: Any) -> None:
        async with import_module(name).AsyncClient() as client:
            await client.post(url, **arguments)

    _each(name, (name,), lambda url, **arguments: import_module(name).post(url, **arguments), _OF_HTTPX)
    ways = {key: way for key, way in _OF_HTTPX.items() if key not in {"stream", "generator"}}
    ways["async-generator"] = {"content": _async_pieces}
    _each(f"{name}-async", (name,), lambda url, **arguments: asyncio.run(post_async(url, **arguments)), ways)


_add_httpx("httpx")
_add_httpx("httpx2")


@_add("httpcore")
def httpcore_generator(url: str) -> None:
    import_module("httpcore").request("POST", url, headers={"Transfer-Encoding": "chunked"}, content=_pieces())


@_add("httpcore")
def httpcore_async_generator(url: str) -> None:
    async def send() -> None:
        async with import_module("httpcore").AsyncConnectionPool() as pool:
            await pool.request("POST", url, headers={"Transfer-Encoding": "chunked"}, content=_async_pieces())

    asyncio.run(send())


# aiohttp.


def _aiohttp_post(url: str, **arguments: Any) -> None:
    async def send() -> None:
        made = {key: _made(value) for key, value in arguments.items()}
        session = import_module("aiohttp").ClientSession()
        async with session, session.post(url, **made) as response:
            await response.read()

    asyncio.run(send())


def _form_data() -> Any:
    form = import_module("aiohttp").FormData()
    form.add_field("payload", BODY, filename="payload.json", content_type="application/json")
    return form


def _later(make: Callable[[], Any]) -> Callable[[], Callable[[], Any]]:
    """What is made only where the loop runs."""
    return lambda: make


_each(
    "aiohttp",
    ("aiohttp",),
    _aiohttp_post,
    {
        "json": {"json": JSON},
        "text": {"data": BODY.decode(), "headers": _TYPE},
        "gzip": {"data": _ZIPPED, "headers": _GZIP},
        "compressed": {"json": JSON, "compress": "gzip"},
        "compressed-generator": {"data": _later(_async_pieces), "compress": "deflate"},
        "form": {"data": _FORM},
        "multipart": {"data": _later(_form_data)},
        "multipart-of-a-mapping": {"data": _later(lambda: {"payload": io.BytesIO(BODY)})},
        "stream": {"data": _stream},
        "file": {"data": _file},
        "async-generator": {"data": _later(_async_pieces), "headers": _TYPE},
        "chunked": {"data": BODY, "chunked": True},
        "nothing": {},
        "parameters": {"json": JSON, "params": {"debug": "1"}},
    },
)


@_add("aiohttp", number=3)
def aiohttp_two_bodies_at_once(url: str) -> None:
    def written(value: object) -> str:
        return json.dumps(value, indent=1)

    async def send() -> None:
        async with import_module("aiohttp").ClientSession(json_serialize=written) as session:
            for response in await asyncio.gather(*(session.post(url, json={"number": number}) for number in range(3))):
                await response.read()

    asyncio.run(send())


# Tornado, Twisted and treq.


def _tornado_fetch(url: str, **arguments: Any) -> None:
    async def send() -> None:
        client = import_module("tornado.simple_httpclient").SimpleAsyncHTTPClient(force_instance=True)
        await client.fetch(url, method="POST", **arguments)

    asyncio.run(send())


async def _produced(write: Callable[[bytes], Coroutine[Any, Any, None]]) -> None:
    for piece in _pieces():
        await write(piece)


_each(
    "tornado",
    ("tornado",),
    _tornado_fetch,
    {
        "text": {"body": BODY.decode(), "headers": _TYPE},
        "bytes": {"body": BODY, "headers": _TYPE},
    },
)
BODIES["tornado-produced"] = Sending(lambda url: _tornado_fetch(url, body_producer=_produced), ("tornado",), 1)


@_add("tornado")
def tornado_request(url: str) -> None:
    request = import_module("tornado.httpclient").HTTPRequest(url, "POST", _TYPE, BODY)

    async def send() -> None:
        await import_module("tornado.simple_httpclient").SimpleAsyncHTTPClient(force_instance=True).fetch(request)

    asyncio.run(send())


def _treq_post(url: str, **arguments: Any) -> None:
    treq = import_module("treq")

    def send() -> Any:
        return treq.post(url, **arguments, persistent=False).addCallback(treq.content)

    reacted(send)


_each(
    "treq",
    ("treq",),
    _treq_post,
    {
        "json": {"json": JSON},
        "bytes": {"data": BODY, "headers": _TYPE},
        "form": {"data": _FORM},
        "stream": {"data": _stream},
        "multipart": {"files": {"payload": ("payload.json", BODY)}},
        "parameters": {"data": BODY, "params": {"debug": "1"}},
        "nothing": {},
    },
)


# Those that connect in C.


def _perform(url: str, **options: Any) -> None:
    pycurl = import_module("pycurl")
    curl = pycurl.Curl()
    curl.setopt(pycurl.URL, url)
    curl.setopt(pycurl.WRITEFUNCTION, lambda _: None)
    for name, value in options.items():
        curl.setopt(getattr(pycurl, name), value)
    curl.perform()
    curl.close()


_PLAIN: Final = ["Content-Type: application/json"]
_each(
    "pycurl",
    ("pycurl",),
    _perform,
    {
        "text": {"POSTFIELDS": BODY.decode().encode("ascii", "replace").decode(), "HTTPHEADER": _PLAIN},
        "form": {"POSTFIELDS": urlencode(_FORM)},
        "copied": {"COPYPOSTFIELDS": BODY, "HTTPHEADER": _PLAIN},
        "read": {"POST": 1, "READFUNCTION": lambda: _stream().read, "POSTFIELDSIZE": len(BODY), "HTTPHEADER": _PLAIN},
        "read-from-a-file": {"UPLOAD": 1, "READDATA": _file, "INFILESIZE": len(BODY), "HTTPHEADER": _PLAIN},
    },
)


@_add("pycurl", number=2)
def pycurl_handle_of_two(url: str) -> None:
    pycurl = import_module("pycurl")
    curl = pycurl.Curl()
    curl.setopt(pycurl.URL, url)
    curl.setopt(pycurl.WRITEFUNCTION, lambda _: None)
    for body in (BODY, b"{}"):
        curl.setopt(pycurl.POSTFIELDS, body)
        curl.perform()
    curl.close()


def _curl_cffi_post(url: str, **arguments: Any) -> object:
    return import_module("curl_cffi.requests").post(url, **arguments, timeout=5)


_each(
    "curl-cffi",
    ("curl_cffi",),
    _curl_cffi_post,
    {
        "json": {"json": JSON},
        "text": {"data": BODY.decode(), "headers": _TYPE},
        "gzip": {"data": _ZIPPED, "headers": _GZIP},
        "form": {"data": _FORM},
        "stream": {"data": _stream},
        "content": {"content": BODY},
        "content-of-a-file": {"content": _stream},
        "content-of-a-generator": {"content": _pieces, "headers": _TYPE},
        "parameters": {"data": BODY, "params": {"debug": "1"}},
        "nothing": {},
    },
)


@_add("curl_cffi")
def curl_cffi_answer_in_pieces(url: str) -> None:
    session = import_module("curl_cffi.requests").Session()
    with session, session.stream("POST", url, data=BODY) as response:
        for _ in response.iter_content():
            pass


@_add("curl_cffi")
def curl_cffi_async_json(url: str) -> None:
    async def send() -> None:
        async with import_module("curl_cffi.requests").AsyncSession() as session:
            await session.post(url, json=JSON)

    asyncio.run(send())

"""
What sends more than once in one call: redirects, retries, and other requests on the way, as a table.

Each function sends to an address whose server gives the *answers* first.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final, NamedTuple

from observe.bodies import BODY, JSON

__all__ = ["HOPS", "Hop"]

_MOVED: Final = [(307, "/v2/track/json")]
_TWICE: Final = [(308, "/v2/track/json"), (307, "/track/json/")]
_SEE_OTHER: Final = [(303, "/v2/track/json")]
_SAME_PLACE: Final = [(307, "/track/json?again=1")]
_BUSY: Final = [(503, ""), (503, "")]


class Hop(NamedTuple):
    """A way to *send*, which needs *modules*; the *attempts* of each request that is seen, in their order."""

    send: Callable[[str], object]
    modules: tuple[str, ...]
    answers: list[tuple[int, str]]
    attempts: list[int]


HOPS: Final[dict[str, Hop]] = {}
"""All of them by name."""


def _add(
    *modules: str, answers: list[tuple[int, str]], attempts: list[int]
) -> Callable[[Callable[[str], Any]], Callable[[str], Any]]:
    def add(send: Callable[[str], Any]) -> Callable[[str], Any]:
        HOPS[send.__name__.strip("_").replace("_", "-")] = Hop(send, modules, answers, attempts)
        return send

    return add


def _redirected(name: str, modules: tuple[str, ...], send: Callable[[str], object]) -> None:
    """Add the rows of a client that follows redirects."""
    HOPS[f"{name}-redirected"] = Hop(send, modules, _MOVED, [1, 1])
    HOPS[f"{name}-redirected-twice"] = Hop(send, modules, _TWICE, [1, 1, 1])
    HOPS[f"{name}-redirected-to-get"] = Hop(send, modules, _SEE_OTHER, [1, 1])
    HOPS[f"{name}-redirected-to-the-same-place"] = Hop(send, modules, _SAME_PLACE, [1, 1])


def _of_httpx(name: str) -> None:
    def send(url: str) -> None:
        import_module(name).post(url, json=JSON, follow_redirects=True)

    def send_async(url: str) -> None:
        async def send() -> None:
            async with import_module(name).AsyncClient(follow_redirects=True) as client:
                await client.post(url, json=JSON)

        asyncio.run(send())

    def send_two(url: str) -> None:
        module = import_module(name)

        def other(response: Any) -> None:
            module.post(url, json={})

        with module.Client(event_hooks={"response": [other]}) as client:
            client.post(url, json=JSON)

    _redirected(name, (name,), send)
    _redirected(f"{name}-async", (name,), send_async)
    HOPS[f"{name}-another-in-a-hook"] = Hop(send_two, (name,), [], [1, 1])


_of_httpx("httpx")
_of_httpx("httpx2")


def _of_requests(name: str) -> None:
    def send(url: str) -> None:
        import_module(name).post(url, json=JSON, timeout=5)

    def send_stream(url: str) -> None:
        import_module(name).post(url, data=io.BytesIO(BODY), timeout=5)

    def send_retrying(url: str) -> None:
        module = import_module(name)
        retry = import_module("urllib3.util.retry").Retry(2, status_forcelist=[503], allowed_methods=None)
        with module.Session() as session:
            session.mount("http://", import_module(f"{name}.adapters").HTTPAdapter(max_retries=retry))
            session.post(url, json=JSON, timeout=5)

    def send_two(url: str) -> None:
        module = import_module(name)

        def other(*_: object, **__: object) -> None:
            module.post(url, json={}, timeout=5)

        module.post(url, json=JSON, hooks={"response": other}, timeout=5)

    _redirected(name, (name,), send)
    HOPS[f"{name}-stream-redirected"] = Hop(send_stream, (name,), _MOVED, [1, 1])
    HOPS[f"{name}-retried"] = Hop(send_retrying, (name,), _BUSY, [3])
    HOPS[f"{name}-another-in-a-hook"] = Hop(send_two, (name,), [], [1, 1])


_of_requests("requests")
_of_requests("niquests")


def _urllib3_post(url: str) -> None:
    retries = import_module("urllib3").Retry(3, status_forcelist=[503], allowed_methods=None)
    import_module("urllib3").PoolManager(retries=retries).request("POST", url, json=JSON)


_redirected("urllib3", ("urllib3",), _urllib3_post)
HOPS["urllib3-retried"] = Hop(_urllib3_post, ("urllib3",), _BUSY, [3])


@_add("urllib3", answers=_BUSY, attempts=[3])
def urllib3_pool_retried(url: str) -> None:
    retries = import_module("urllib3").Retry(3, status_forcelist=[503], allowed_methods=None)
    import_module("urllib3").connection_from_url(url, retries=retries).urlopen("POST", "/track/json", io.BytesIO(BODY))


@_add(answers=[(302, "/v2/track/json")], attempts=[1, 1])
def urllib_redirected_to_get(url: str) -> None:
    with import_module("urllib.request").urlopen(url, BODY) as response:
        response.read()


def _aiohttp_post(url: str) -> None:
    async def send() -> None:
        session = import_module("aiohttp").ClientSession()
        async with session, session.post(url, json=JSON) as response:
            await response.read()

    asyncio.run(send())


_redirected("aiohttp", ("aiohttp",), _aiohttp_post)


@_add("aiohttp", answers=[], attempts=[1, 1])
def aiohttp_another_before_the_end(url: str) -> None:
    async def send() -> None:
        session = import_module("aiohttp").ClientSession()
        async with session, session.post(url, json=JSON) as response:
            async with session.post(url, json={}) as other:
                await other.read()
            await response.read()

    asyncio.run(send())


def _tornado_post(url: str) -> None:
    async def send() -> None:
        client = import_module("tornado.simple_httpclient").SimpleAsyncHTTPClient(force_instance=True)
        await client.fetch(url, method="POST", body=BODY)

    asyncio.run(send())


HOPS["tornado-redirected"] = Hop(_tornado_post, ("tornado",), _MOVED, [1, 1])
HOPS["tornado-redirected-to-get"] = Hop(_tornado_post, ("tornado",), _SEE_OTHER, [1, 1])


@_add(answers=[], attempts=[1, 1])
def http_the_same_twice(url: str) -> None:
    """Two calls are two requests, the same or not."""
    for _ in range(2):
        with import_module("urllib.request").urlopen(url, BODY) as response:
            response.read()

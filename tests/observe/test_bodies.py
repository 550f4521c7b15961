"""What is seen of bodies of every kind is what a server received."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from importlib import import_module
from urllib.parse import urlsplit

import pytest
from _pytest.mark import ParameterSet
from observe.bodies import BODIES, FILES, Sending
from observe.cells import is_here
from observe.hops import HOPS, Hop
from observe.loopback import Loopback, Received, http2_loopback

from kochava_lint.observe import Observer, Sighting

# Clients close what they have opened when it is forgotten, as a rule.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


def _rows(table: Mapping[str, Sending | Hop]) -> list[ParameterSet]:
    return [
        pytest.param(row, id=name, marks=[pytest.mark.clients] if row.modules else []) for name, row in table.items()
    ]


def seen(sighting: Sighting) -> Received:
    """A sighting as a server would have received it."""
    parts = urlsplit(sighting.url)
    types = [value for name, value in sighting.headers if name.lower() == "content-type"]
    path = f"{parts.path}?{parts.query}".rstrip("?")
    return Received(sighting.method, path, ", ".join(types), sighting.body or b"")


@pytest.mark.parametrize("sending", _rows(BODIES))
def test_bodies(sending: Sending, observer: Observer, server: Loopback) -> None:
    """Address, method, type and bytes of each request are those that a server received, and nothing is seen twice."""
    if not is_here(sending.modules):
        pytest.skip("its packages are not in this environment")
    try:
        sending.send(server.url)
    finally:
        while FILES:
            FILES.pop().close()
    assert len(server.received) == sending.number
    assert sorted(map(seen, observer.sightings)) == sorted(server.received)


@pytest.mark.parametrize("hop", _rows(HOPS))
def test_hops(hop: Hop, observer: Observer, server: Loopback) -> None:
    """Each hop of a redirect is seen as it is sent; what is sent the same again is one attempt more of it."""
    if not is_here(hop.modules):
        pytest.skip("its packages are not in this environment")
    server.answers.extend(hop.answers)
    hop.send(server.url)
    assert [sighting.attempts for sighting in observer.sightings] == hop.attempts
    attempts = [seen(sighting) for sighting in observer.sightings for _ in range(sighting.attempts)]
    assert attempts == server.received


@pytest.mark.clients
@pytest.mark.filterwarnings("ignore:HTTPPOST is deprecated:DeprecationWarning")
def test_what_cannot_be_known(observer: Observer, server: Loopback) -> None:
    """Of what curl puts together itself, neither the body nor its type is told, rather than wrong ones."""
    if not is_here(["curl_cffi", "pycurl"]):
        pytest.skip("its packages are not in this environment")
    curl_cffi, pycurl = import_module("curl_cffi"), import_module("pycurl")
    parts = curl_cffi.CurlMime()
    parts.addpart(name="payload", data=b"{}")
    import_module("curl_cffi.requests").post(server.url, multipart=parts)
    curl = pycurl.Curl()
    curl.setopt(pycurl.URL, server.url)
    curl.setopt(pycurl.WRITEFUNCTION, lambda _: None)
    curl.setopt(pycurl.HTTPPOST, [("payload", "{}")])
    curl.perform()
    curl.close()
    assert len(server.received) == 2
    for sighting in observer.sightings:
        assert sighting.body is None
        assert not [name for name, _ in sighting.headers if name.lower() == "content-type"]


@pytest.mark.clients
@pytest.mark.parametrize("name", ["httpx", "httpx2"])
def test_http2(name: str, observer: Observer) -> None:
    """Two bodies at once on one connection of HTTP/2 are two, a long one as it is."""
    if not is_here([name, "h2"]):
        pytest.skip("its packages are not in this environment")
    first, *bodies = [b"[]", *(json.dumps({"name": letter * 100_000}).encode() for letter in "ab")]

    async def send(url: str) -> None:
        async with import_module(name).AsyncClient(http1=False, http2=True) as client:
            await client.post(url, content=first)  # the window of the server is known after it
            responses = await asyncio.gather(*(client.post(url, content=body) for body in bodies))
            assert {response.http_version for response in responses} == {"HTTP/2"}

    with http2_loopback() as server:
        asyncio.run(send(server.url))
    assert sorted(sighting.body or b"" for sighting in observer.sightings) == [first, *bodies]
    assert sorted(map(seen, observer.sightings)) == sorted(server.received)

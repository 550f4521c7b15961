"""The observer among threads, loops, forks and other tools, and what it takes for a request."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
import textwrap
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any, Final
from unittest.mock import MagicMock, Mock

import pytest
from observe.cells import is_here, outcome_of
from observe.clients import CLIENTS
from observe.fakes import FAKES, JSON, Fake
from observe.loopback import Loopback
from observe.mocks import URL

from kochava_lint.observe import Observer, observe

pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::DeprecationWarning"
)


def need(*modules: str) -> None:
    if not is_here(modules):
        pytest.skip("its packages are not in this environment")


def run(code: str) -> str:
    """What a process of its own prints."""
    program = [sys.executable, "-W", "error::UserWarning", "-c", textwrap.dedent(code)]
    return subprocess.run(program, capture_output=True, text=True, timeout=60, check=True).stdout.strip()


@pytest.mark.parametrize(
    "fake",
    [pytest.param(fake, id=name, marks=[pytest.mark.clients] if fake.modules else []) for name, fake in FAKES.items()],
)
def test_fakes(fake: Fake, observer: Observer) -> None:
    """What takes the place of a client is seen once as what is sent, and is called as without us."""
    need(*fake.modules)
    fake.send()
    assert len(observer.sightings) == 1
    sighting = observer.sightings[0]
    assert (sighting.method, sighting.target.path) == ("POST", "/track/json")
    assert sighting.body is not None
    assert json.loads(sighting.body) == JSON
    assert (sighting.attempts, sighting.blocked) == (1, None)


def _session() -> Any:
    class FakeSession:
        def post(self, *_: object, **__: object) -> int:
            return 200

    return FakeSession()


_NO_REQUESTS: Final[dict[str, Callable[[], object]]] = {
    "a mock of a logger": lambda: Mock(spec=logging.Logger, name="logger").info("sent to %s: %s", URL, "{}"),
    "a logger of a mock": lambda: MagicMock().logger.error(URL, "{}"),
    "a mock of print": lambda: Mock(name="print")(URL, "{}"),
    "an address and nothing to send": lambda: Mock()(URL),
    "a mock that is given a time": lambda: Mock()(URL, timeout=5),
    "a setting": lambda: MagicMock().set("endpoint", url=URL),
    "another address": lambda: MagicMock().post("https://example.com/", json=JSON),
    "a fake by hand": lambda: _session().post(URL, json=JSON),
}


@pytest.mark.parametrize("call", _NO_REQUESTS.values(), ids=_NO_REQUESTS)
def test_no_requests(call: Callable[[], object], observer: Observer) -> None:
    """What only names an address is no request; a fake that is written by hand cannot be told from other code."""
    call()
    assert observer.sightings == []


def test_a_fake_lasts_as_long_as_it_is_there(observer: Observer) -> None:
    """What it stood for is seen again afterwards, by whoever observes then."""
    FAKES["monkeypatch-urlopen"].send()
    assert outcome_of(CLIENTS["urllib-urlopen"], URL) == "KochavaRequestBlocked"
    assert [sighting.client for sighting in observer.sightings] == ["unittest.mock", "urllib"]


def test_who_has_stopped_sees_nothing(observer: Observer, server: Loopback) -> None:
    """What is patched stays, and tells those who still observe."""
    stopped = Observer()
    stopped.start()
    stopped.stop()
    assert outcome_of(CLIENTS["urllib-urlopen"], server.url) == "200"
    assert (len(stopped.sightings), len(observer.sightings)) == (0, 1)


def test_two_see_the_same(server: Loopback) -> None:
    """Who observes in the midst of another sees what is sent meanwhile, and so does that."""
    outer = Observer(isolates=True)
    outer.start()
    try:
        with observe() as inner:
            outcome_of(CLIENTS["urllib-urlopen"], server.url)
        outcome_of(CLIENTS["urllib-urlopen"], server.url)
    finally:
        outer.stop()
    assert (len(outer.sightings), len(inner.sightings)) == (2, 1)


def test_what_we_do_not_understand_goes_on(observer: Observer) -> None:
    """A call that cannot be described fails or not as without us, and that is told of."""
    with pytest.raises(AttributeError):
        import_module("urllib.request").build_opener().open(object())
    assert observer.diagnostics == ["OpenerDirector.open: AttributeError"]
    observer.diagnostics.clear()


# Threads, loops and processes.


def test_threads(observer: Observer, server: Loopback) -> None:
    """200 requests of 20 threads are 200, each with its own body and its thread."""
    bodies = [json.dumps({"number": number}).encode() for number in range(200)]
    threads = set()

    def send(body: bytes) -> int:
        threads.add(threading.current_thread())
        return CLIENTS["urllib-urlopen"].send(server.url, body)

    with ThreadPoolExecutor(20) as executor:
        assert set(executor.map(send, bodies)) == {200}
        assert {sighting.thread for sighting in observer.sightings} == threads
    assert Counter(sighting.body for sighting in observer.sightings) == Counter(bodies)
    assert Counter(received.body for received in server.received) == Counter(bodies)


def test_threads_of_a_loop(observer: Observer, server: Loopback) -> None:
    async def send() -> list[int]:
        ways = (asyncio.to_thread(CLIENTS["http-request"].send, server.url, b'{"a": %d}' % n) for n in range(20))
        return await asyncio.gather(*ways)

    assert asyncio.run(send()) == [200] * 20
    assert len({sighting.body for sighting in observer.sightings}) == len(observer.sightings) == 20


@pytest.mark.clients
@pytest.mark.parametrize("name", ["httpx", "aiohttp"])
def test_many_at_once(name: str, observer: Observer, server: Loopback) -> None:
    """300 requests at once in one loop are 300, each with its own body."""
    need(name)
    module = import_module(name)
    make = module.AsyncClient if name == "httpx" else module.ClientSession
    bodies = [json.dumps({"number": number}).encode() for number in range(300)]
    limit = asyncio.Semaphore(30)

    async def send_one(client: Any, body: bytes) -> None:
        async with limit:
            response = await client.post(server.url, **{"content" if name == "httpx" else "data": body})
            await (response.aread() if name == "httpx" else response.read())

    async def send() -> None:
        async with make() as client:
            await asyncio.gather(*(send_one(client, body) for body in bodies))

    asyncio.run(send())
    assert Counter(sighting.body for sighting in observer.sightings) == Counter(bodies)
    assert {sighting.attempts for sighting in observer.sightings} == {1}


def test_a_task_that_outlives_the_request(observer: Observer, server: Loopback) -> None:
    """What goes on in a task that was begun within a request is none of that when it is over."""

    async def later() -> None:
        await asyncio.sleep(0.05)
        await asyncio.to_thread(CLIENTS["urllib-urlopen"].send, server.url, b"{}")

    async def send() -> None:
        tasks: list[asyncio.Task[None]] = []
        post = Mock(side_effect=lambda *_, **__: tasks.append(asyncio.create_task(later())))
        post(server.url, data=b"{}")
        await asyncio.gather(*tasks)

    asyncio.run(send())
    assert [sighting.client for sighting in observer.sightings] == ["unittest.mock", "urllib"]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
def test_forks() -> None:
    """A process that is forked is watched and guarded as its parent is, and tells that nothing."""
    assert (
        run(
            """
        import os
        from urllib.request import urlopen
        from kochava_lint.observe import KochavaRequestBlocked, observe
        with observe(allow_network=False) as seen:
            child = os.fork()
            if child == 0:
                try:
                    urlopen("https://control.kochava.com/track/json", b"{}")
                except KochavaRequestBlocked:
                    os._exit(len(seen.sightings))
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), len(seen.sightings))
        """
        )
        == "1 0"
    )


def test_nothing_is_imported_for_our_sake() -> None:
    """Not even what is in the standard library, and takes its time."""
    named = "asyncio gevent http.client pytest select socket ssl subprocess unittest unittest.mock urllib.request"
    clients = " ".join(module for client in CLIENTS.values() for module in client.modules)
    assert (
        run(
            f"""
        import sys
        before = set(sys.modules)
        from kochava_lint.observe import observe
        with observe(allow_network=False):
            pass
        print(*(set(sys.modules) - before) & set("{named} {clients}".split()))
        """
        )
        == ""
    )


@pytest.mark.clients
def test_gevent() -> None:
    """It is there before gevent patches the standard library, and sees what greenlets send then; it is stopped too."""
    need("gevent", "requests")
    assert (
        run(
            """
        from kochava_lint.observe import KochavaRequestBlocked, Observer
        observer = Observer(allow_network=False)
        observer.start()
        from gevent import monkey
        monkey.patch_all()
        import gevent, requests
        from pytest_kochava.server import KochavaServer
        with KochavaServer() as server:
            jobs = [gevent.spawn(requests.post, server.url, json={"n": n}) for n in range(50)]
            gevent.joinall(jobs, raise_error=True)
            received = sorted(server.requests)
        assert sorted(sighting.body for sighting in observer.sightings) == received, observer.sightings
        try:
            requests.post("https://control.kochava.com/track/json", json={})
        except KochavaRequestBlocked:
            print(len(received), len(observer.sightings), observer.sightings[-1].blocked)
        """
        )
        == "50 51 control.kochava.com"
    )


@pytest.mark.clients
def test_greenlets_are_on_errands_of_their_own() -> None:
    """A worker that is a greenlet does its work for whoever gave it, and the others go on as before."""
    need("gevent")
    assert (
        run(
            """
        from kochava_lint.observe import observe
        from kochava_lint.observe.errand import sent_on_behalf_of
        with observe() as seen:
            from gevent import monkey
            monkey.patch_all(queue=False)  # its own cannot be watched
            import queue, threading
            wanted, told = queue.Queue(), []
            def work():
                while wanted.get() is not None:
                    told.append(sent_on_behalf_of())
                    wanted.task_done()
            threading.Thread(target=work, daemon=True).start()
            for behalf in "ab":
                seen.behalf = behalf
                wanted.put(behalf)
                wanted.join()
            print(*told, sent_on_behalf_of())
        """
        )
        == "a b None"
    )


@pytest.mark.clients
def test_gevent_first() -> None:
    need("gevent")
    assert (
        run(
            """
        from gevent import monkey
        monkey.patch_all()
        from urllib.request import urlopen
        from kochava_lint.observe import KochavaRequestBlocked, observe
        with observe(allow_network=False) as seen:
            try:
                urlopen("https://control.kochava.com/track/json", b"{}")
            except KochavaRequestBlocked:
                print(len(seen.sightings), seen.sightings[0].blocked)
        """
        )
        == "1 control.kochava.com"
    )


@pytest.mark.clients
def test_the_same_module_again() -> None:
    """A client that is reloaded, or imported anew, is watched as before, and once."""
    need("requests")
    assert (
        run(
            """
        import importlib, sys
        from kochava_lint.observe import KochavaRequestBlocked, observe
        with observe(allow_network=False) as seen:
            import requests
            importlib.reload(sys.modules["requests.sessions"])
            importlib.reload(requests)
            for again in range(2):
                try:
                    requests.post("https://control.kochava.com/track/json", json={})
                except KochavaRequestBlocked:
                    pass
                for name in [name for name in sys.modules if name.partition(".")[0] == "requests"]:
                    del sys.modules[name]
                import requests
            print(len(seen.sightings), {sighting.client for sighting in seen.sightings}, seen.diagnostics)
        """
        )
        == "2 {'requests'} []"
    )

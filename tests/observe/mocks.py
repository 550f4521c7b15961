"""
What answers in Kochava's place in tests: mocks of every layer, and servers on this machine, as a table.

Each is a context manager that gives the address to send to, and a function that tells the bodies it was sent, where it
keeps them.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, NamedTuple

import pytest

__all__ = ["ANSWER", "MOCKS", "URL", "Answering", "Mock"]

URL: Final = "https://control.kochava.com/track/json"
ANSWER: Final = {"success": "1"}


class Answering(NamedTuple):
    """The *url* to send to, and what tells the bodies that were *received*."""

    url: str = URL
    received: Callable[[], list[bytes]] = list


class Mock(NamedTuple):
    """
    What *starts* it, the clients that it *answers*, by family or name, and the *modules* and versions that it needs.

    Those that it *breaks* are not answered, whether they are observed or not.
    """

    start: Callable[[], AbstractContextManager[Answering]]
    answers: frozenset[str]
    breaks: frozenset[str]
    modules: tuple[str, ...]
    needs_older_aiohttp: bool


MOCKS: Final[dict[str, Mock]] = {}
"""All of them by name."""

_URLLIB3: Final = ("requests", "urllib3", "botocore")
_HTTPX: Final = ("httpx", "httpx2")
_ALL: Final = (
    *("http", "urllib", *_URLLIB3, "niquests", *_HTTPX, "httpcore", "aiohttp", "tornado", "treq", "twisted"),
    *("pycurl", "curl_cffi"),
)

Start = Callable[[], Iterator[Answering]]


def _mock(
    *modules: str, answers: tuple[str, ...], breaks: tuple[str, ...] = (), needs_older_aiohttp: bool = False
) -> Callable[[Start], Callable[[], AbstractContextManager[Answering]]]:
    def add(start: Start) -> Callable[[], AbstractContextManager[Answering]]:
        manager = contextmanager(start)
        name = start.__name__.strip("_").replace("_", "-")
        MOCKS[name] = Mock(manager, frozenset(answers), frozenset(breaks), modules, needs_older_aiohttp)
        return manager

    return add


def _bytes(value: Any) -> bytes:
    value = getattr(value, "_value", value)  # a payload of aiohttp's
    return value.encode() if isinstance(value, str) else bytes(value)


@_mock(answers=())
def nothing() -> Iterator[Answering]:
    yield Answering()


@_mock("responses", answers=("requests",))
def responses() -> Iterator[Answering]:
    with import_module("responses").RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.post(URL, json=ANSWER)
        yield Answering(received=lambda: [_bytes(call.request.body) for call in mock.calls])


@_mock("requests_mock", answers=("requests",))
def requests_mock() -> Iterator[Answering]:
    with import_module("requests_mock").Mocker() as mock:
        mock.post(URL, json=ANSWER)
        yield Answering(received=lambda: [request.body for request in mock.request_history])


@_mock("respx", answers=("httpx", "httpcore"))
def respx() -> Iterator[Answering]:
    with import_module("respx").mock(assert_all_called=False) as mock:
        route = mock.post(URL).respond(json=ANSWER)
        yield Answering(received=lambda: [call.request.content for call in route.calls])


@_mock("respx", answers=("httpx",))
def respx_of_httpx() -> Iterator[Answering]:
    with import_module("respx").mock(assert_all_called=False, using="httpx") as mock:
        route = mock.post(URL).respond(json=ANSWER)
        yield Answering(received=lambda: [call.request.content for call in route.calls])


@_mock("pytest_httpx", answers=("httpx",))
def pytest_httpx() -> Iterator[Answering]:
    fixture = import_module("pytest_httpx").httpx_mock._get_wrapped_function()  # noqa: SLF001 - outside of a test
    node = SimpleNamespace(iter_markers=lambda _: [])
    with pytest.MonkeyPatch.context() as monkeypatch:
        running = fixture(monkeypatch, SimpleNamespace(node=node))
        mock = next(running)
        mock.add_response(method="POST", url=URL, json=ANSWER, is_optional=True, is_reusable=True)
        yield Answering(received=lambda: [request.read() for request in mock.get_requests()])


@_mock("aioresponses", answers=("aiohttp",), needs_older_aiohttp=True)
def aioresponses() -> Iterator[Answering]:
    with import_module("aioresponses").aioresponses() as mock:
        mock.post(URL, payload=ANSWER, repeat=True)
        yield Answering(
            received=lambda: [call.kwargs["data"] for calls in mock.requests.values() for call in calls],
        )


def _cassette(folder: str, name: str) -> Path:
    interaction = {
        "request": {"method": "POST", "uri": URL, "body": "", "headers": {}},
        "response": {
            "status": {"code": 200, "message": "OK"},
            "headers": {"Content-Type": ["application/json"]},
            "body": {"string": json.dumps(ANSWER)},
        },
    }
    file = Path(folder, name)
    file.write_text(json.dumps({"version": 1, "interactions": [interaction]}))
    return file


_VCR: Final = ("http", "urllib", *_URLLIB3, "niquests-post", *_HTTPX, "aiohttp", "tornado", "tornado-curl")


@_mock("vcr", answers=_VCR)
def vcrpy() -> Iterator[Answering]:
    with tempfile.TemporaryDirectory() as folder:
        file = _cassette(folder, "answers.json")
        with (
            import_module("vcr")
            .VCR()
            .use_cassette(
                str(file),
                serializer="json",
                record_mode="none",
                match_on=["method", "uri"],
                allow_playback_repeats=True,
            )
        ):
            yield Answering()


@_mock("pytest_recording.network", answers=_VCR)
def pytest_recording() -> Iterator[Answering]:
    recording, network = import_module("pytest_recording._vcr"), import_module("pytest_recording.network")
    mark = SimpleNamespace(
        args=(), kwargs={"serializer": "json", "match_on": ["method", "uri"], "allow_playback_repeats": True}
    )
    pytest_config = SimpleNamespace(hook=SimpleNamespace(pytest_recording_configure=lambda **_: None))
    with tempfile.TemporaryDirectory() as folder:
        _cassette(folder, "answers.json")
        network.install_pycurl_wrapper()
        try:
            with recording.use_cassette("answers.json", folder, "none", [mark], {}, pytest_config):
                yield Answering()
        finally:
            network.uninstall_pycurl_wrapper()


@_mock("pook", answers=("http-request", "urllib", *_URLLIB3, "httpx", "aiohttp"), needs_older_aiohttp=True)
def pook() -> Iterator[Answering]:
    pook = import_module("pook")
    with pook.use():
        mock = pook.post(URL).persist().reply(200).json(ANSWER).mock
        yield Answering(received=lambda: [_bytes(match.body) for match in mock.matches])


@_mock(
    "mocket",
    answers=("http", "urllib", *_URLLIB3, "httpx", "httpx2-async", "httpcore"),
    breaks=("httpx2-post", "aiohttp", "tornado-simple", "treq", "twisted"),
)
def mocket() -> Iterator[Answering]:
    mocket = import_module("mocket")
    http = import_module("mocket.mocks.mockhttp")
    with mocket.Mocketizer():
        http.Entry.single_register("POST", URL, body=json.dumps(ANSWER), headers={"Content-Type": "application/json"})
        yield Answering(received=lambda: [_bytes(request.body) for request in mocket.Mocket.request_list()])


@_mock("betamax", answers=("requests",))
def betamax() -> Iterator[Answering]:
    """It answers sessions that it is given: here all."""
    betamax, sessions = import_module("betamax"), import_module("requests.sessions")
    interaction = {
        "recorded_at": "2026-01-01T00:00:00",
        "request": {"method": "POST", "uri": URL, "headers": {}, "body": {"encoding": "utf-8", "string": ""}},
        "response": {
            "status": {"code": 200, "message": "OK"},
            "headers": {"Content-Type": ["application/json"]},
            "body": {"encoding": "utf-8", "string": json.dumps(ANSWER)},
            "url": URL,
        },
    }
    make = sessions.Session.__init__
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack, pytest.MonkeyPatch.context() as monkeypatch:
        content = json.dumps({"http_interactions": [interaction], "recorded_with": "betamax/0.9.0"})
        Path(folder, "answers.json").write_text(content)

        def recorded(self: Any) -> None:
            make(self)
            recorder = betamax.Betamax(self, cassette_library_dir=folder)
            stack.enter_context(recorder.use_cassette("answers", record="none", match_requests_on=["method", "uri"]))

        monkeypatch.setattr(sessions.Session, "__init__", recorded)
        yield Answering()


@_mock("moto", answers=())
def moto() -> Iterator[Answering]:
    """It answers for Amazon, and lets pass what is for others."""
    with import_module("moto").mock_aws():
        yield Answering()


@_mock("moto", "responses", answers=("requests",))
def moto_with_its_responses() -> Iterator[Answering]:
    mock = import_module("moto.core.models").responses_mock
    with import_module("moto").mock_aws():
        mock.post(URL, json=ANSWER)
        yield Answering(received=lambda: [_bytes(call.request.body) for call in mock.calls])


@_mock("pytest_httpserver", answers=_ALL)
def pytest_httpserver() -> Iterator[Answering]:
    with import_module("pytest_httpserver").HTTPServer() as server:
        server.expect_request("/track/json", method="POST").respond_with_json(ANSWER)
        yield Answering(server.url_for("/track/json"), lambda: [request.data for request, _ in server.log])


@_mock("aiohttp", answers=_ALL)
def aiohttp_server() -> Iterator[Answering]:
    """Its `TestServer`, in a loop and a thread of its own."""
    web, utils = import_module("aiohttp.web"), import_module("aiohttp.test_utils")
    received: list[bytes] = []

    async def handle(request: Any) -> Any:
        received.append(await request.read())
        return web.json_response(ANSWER)

    application = web.Application()
    application.router.add_post("/track/json", handle)
    server = utils.TestServer(application)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(server.start_server(), loop).result()
        yield Answering(str(server.make_url("/track/json")), lambda: received)
        asyncio.run_coroutine_threadsafe(server.close(), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@_mock(answers=_ALL)
def kochava_server() -> Iterator[Answering]:
    with import_module("pytest_kochava.server").KochavaServer() as server:
        yield Answering(server.url, lambda: server.requests)

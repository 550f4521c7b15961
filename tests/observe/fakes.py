"""
The ways in which tests put mocks and functions of their own in the place of a client, as a table.

Each sends `JSON` to `URL` through what it has put there, which has to be told of it as without us.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from importlib import import_module
from types import SimpleNamespace
from typing import Any, Final, NamedTuple
from unittest.mock import AsyncMock, MagicMock, Mock, create_autospec, patch

import pytest
from observe.mocks import URL

__all__ = ["FAKES", "JSON", "Fake"]

JSON: Final = {"action": "event", "data": {"event_name": "Straße"}}
BODY: Final = json.dumps(JSON).encode()


class Fake(NamedTuple):
    """What puts it there and *sends*, and the *modules* that it needs."""

    send: Callable[[], object]
    modules: tuple[str, ...]


FAKES: Final[dict[str, Fake]] = {}
"""All of them by name."""


def _add(*modules: str) -> Callable[[Callable[[], object]], Callable[[], object]]:
    def add(send: Callable[[], object]) -> Callable[[], object]:
        FAKES[send.__name__.strip("_").replace("_", "-")] = Fake(send, modules)
        return send

    return add


def _answer(*_: object, **__: object) -> Any:
    return SimpleNamespace(status_code=200)


@_add()
def patch_urlopen() -> None:
    with patch("urllib.request.urlopen") as mock:
        import_module("urllib.request").urlopen(URL, BODY)
    mock.assert_called_once_with(URL, BODY)


@_add()
def patch_urlopen_with_a_request() -> None:
    request = import_module("urllib.request").Request(URL, BODY, {"Content-Type": "application/json"})
    with patch("urllib.request.urlopen") as mock:
        import_module("urllib.request").urlopen(request)
    mock.assert_called_once_with(request)


@_add()
def patch_connection() -> None:
    with patch("http.client.HTTPSConnection") as mock:
        connection = import_module("http.client").HTTPSConnection("control.kochava.com")
        connection.request("POST", "/track/json", BODY, {"Content-Type": "application/json"})
    mock.assert_called_once_with("control.kochava.com")


@_add()
def patch_connection_request() -> None:
    with patch("http.client.HTTPConnection.request", autospec=True) as mock:
        import_module("http.client").HTTPSConnection("control.kochava.com").request("POST", "/track/json", BODY)
    assert mock.call_args.args[1:] == ("POST", "/track/json", BODY)


@_add()
def injected_mock() -> None:
    session = MagicMock()
    session.post(URL, json=JSON)
    session.post.assert_called_once_with(URL, json=JSON)


@_add()
def injected_mock_by_name() -> None:
    session = Mock(name="session")
    session.request(method="POST", url=URL, data=BODY)
    session.request.assert_called_once_with(method="POST", url=URL, data=BODY)


@_add()
def injected_async_mock() -> None:
    client = AsyncMock()
    asyncio.run(client.post(URL, json=JSON))
    client.post.assert_awaited_once_with(URL, json=JSON)


@_add()
def mock_that_wraps() -> None:
    post = Mock(wraps=_answer)
    assert post(URL, data=BODY).status_code == 200


@_add()
def mock_that_raises() -> None:
    with pytest.raises(TimeoutError):
        Mock(side_effect=TimeoutError)(URL, data=BODY)


@_add()
def monkeypatch_urlopen() -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(import_module("urllib.request"), "urlopen", lambda *_: 200)
        assert import_module("urllib.request").urlopen(URL, BODY) == 200


@_add("requests")
def patch_requests_post() -> None:
    with patch("requests.post") as mock:
        import_module("requests").post(URL, json=JSON, timeout=5)
    mock.assert_called_once_with(URL, json=JSON, timeout=5)


@_add("requests")
def patch_requests_post_with_its_signature() -> None:
    with patch("requests.post", autospec=True) as mock:
        import_module("requests").post(URL, json=JSON)
    mock.assert_called_once_with(URL, json=JSON)


@_add("requests")
def patch_requests_post_by_a_function() -> None:
    with patch("requests.post", new=_answer_of("patch")):
        assert import_module("requests").post(URL, json=JSON).status_code == 200


@_add("requests")
def monkeypatch_requests_post() -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(import_module("requests"), "post", _answer_of("monkeypatch"))
        assert import_module("requests").post(URL, json=JSON).status_code == 200


@_add("requests")
def monkeypatch_requests_post_by_its_path() -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("requests.Session.post", _answer_of("path"))
        assert import_module("requests").Session().post(URL, json=JSON).status_code == 200


@_add("requests")
def monkeypatch_of_a_name_in_the_application() -> None:
    application = SimpleNamespace(send=import_module("requests").post)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(application, "send", _answer_of("application"))
        assert application.send(URL, json=JSON).status_code == 200


@_add("requests")
def patch_session_request() -> None:
    with patch("requests.Session.request") as mock:
        import_module("requests").post(URL, json=JSON)
    assert mock.call_args.kwargs["json"] == JSON


@_add("requests")
def patch_session_send() -> None:
    with patch("requests.Session.send") as mock:
        import_module("requests").post(URL, json=JSON)
    assert json.loads(mock.call_args.args[0].body) == JSON


@_add("requests")
def patch_adapter_send() -> None:
    with patch("requests.adapters.HTTPAdapter.send", side_effect=ConnectionError), pytest.raises(ConnectionError):
        import_module("requests").post(URL, json=JSON)


@_add("requests")
def patch_session() -> None:
    with patch("requests.Session") as mock:
        import_module("requests").Session().post(URL, json=JSON)
    mock.return_value.post.assert_called_once_with(URL, json=JSON)


@_add("requests")
def autospec_of_a_session() -> None:
    session = create_autospec(import_module("requests").Session, instance=True)
    session.post(URL, json=JSON)
    session.post.assert_called_once_with(URL, json=JSON)


@_add("httpx")
def patch_httpx_post() -> None:
    with patch("httpx.post") as mock:
        import_module("httpx").post(URL, json=JSON)
    mock.assert_called_once_with(URL, json=JSON)


@_add("httpx")
def patch_client_send() -> None:
    with patch("httpx.Client.send"):
        import_module("httpx").Client().post(URL, json=JSON)


@_add("httpx")
def mock_transport() -> None:
    httpx = import_module("httpx")
    with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200))) as client:
        assert client.post(URL, json=JSON).status_code == 200


@_add("httpx")
def patch_async_client() -> None:
    with patch("httpx.AsyncClient.post", new_callable=AsyncMock) as mock:
        asyncio.run(import_module("httpx").AsyncClient().post(URL, json=JSON))
    mock.assert_awaited_once_with(URL, json=JSON)


@_add("aiohttp")
def patch_aiohttp_post() -> None:
    async def send() -> None:
        async with import_module("aiohttp").ClientSession() as session, session.post(URL, json=JSON):
            pass

    with patch("aiohttp.ClientSession.post") as mock:
        asyncio.run(send())
    mock.assert_called_once_with(URL, json=JSON)


@_add("aiohttp")
def patch_aiohttp_request() -> None:
    async def send() -> None:
        async with import_module("aiohttp").ClientSession() as session:
            await session.post(URL, json=JSON)

    with patch("aiohttp.ClientSession._request") as mock:
        asyncio.run(send())
    assert mock.call_args.kwargs["json"] == JSON


@_add("urllib3")
def patch_pool_manager() -> None:
    with patch("urllib3.PoolManager.request") as mock:
        import_module("urllib3").PoolManager().request("POST", URL, json=JSON)
    mock.assert_called_once_with("POST", URL, json=JSON)


@_add("mock")
def backport() -> None:
    session = import_module("mock").MagicMock()
    session.post(URL, json=JSON)
    session.post.assert_called_once_with(URL, json=JSON)


@_add("treq")
def stub_of_treq() -> None:
    testing, resource = import_module("treq.testing"), import_module("twisted.web.resource")
    parent: Any = resource.Resource

    class Answer(parent):  # type: ignore[misc] # its type is not known here
        isLeaf = True  # noqa: N815 - as it is called

        def render_POST(self, request: Any) -> bytes:  # noqa: N802 - as it is called
            return bytes(request.content.read())

    stub = testing.StubTreq(Answer())
    answer = stub.post(URL, json=JSON)
    stub.flush()
    assert answer.result.code == 200


def _answer_of(_: str) -> Callable[..., Any]:
    """A function of its own for each, since what is put in is changed."""
    return lambda *_, **__: SimpleNamespace(status_code=200)

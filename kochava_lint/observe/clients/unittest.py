"""
Mocks of the standard library, in the place of any client's function.

A call of a mock is taken for a request where it is given an address of Kochava's, and something to send there.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any, Final

from kochava_lint.observe.body import Body, body_of
from kochava_lint.observe.clients.http import url_of
from kochava_lint.observe.clients.requests import headers_of
from kochava_lint.observe.exchange import Outgoing
from kochava_lint.observe.observer import target_of
from kochava_lint.observe.seams import Call, Describe, is_in_place, is_watched, replace, tell, wrap

__all__ = ["CLIENTS", "SEAMS", "describing_fake", "patch_mock", "watch_fakes"]

CLIENTS: Final = frozenset(
    {"aiohttp", "botocore", "curl_cffi", "http", "httpcore", "httpx", "httpx2", "niquests", "pycurl", "requests"}
    | {"tornado", "treq", "twisted", "urllib", "urllib3"}
)
"""The packages whose functions, where others take their places, are taken for what sends requests."""
_METHODS: Final = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})
_LOGGING: Final = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "log", "print"})
_CALLABLES: Final = (FunctionType, BuiltinFunctionType, MethodType, type)
_BODIES: Final = ("json", "data", "content", "body", "fields")
_LOOKED_AT: Final = 3


def _describe_mock(call: Call) -> Outgoing | None:
    mock = call.args[0]
    name = (getattr(mock, "_mock_new_name", "") or getattr(mock, "_mock_name", "") or "").rpartition(".")[2]
    return None if name in _LOGGING else _described(Call(call.args[1:], call.kwargs), name)


def describing_fake(name: str) -> Describe:
    """What tells of a call of a plain function that is in the place of a client's, which is called *name*."""
    return lambda call: _described(call, name)


def _described(call: Call, name: str) -> Outgoing | None:
    for index, value in enumerate([*call.args[:_LOOKED_AT], *call.kwargs.values()]):
        url = _url_of(value)
        if url.startswith("/") and hasattr(
            call.get(0, ""), "default_port"
        ):  # a method of a connection, which it is given
            url = url_of(call.get(0, ""), url)
        target = target_of(url) if url else None
        if target is None:
            continue
        if not isinstance(value, str | bytes):
            return _of_request(value, url, target)
        behind = call.args[index + 1 :] if index < len(call.args) else []
        body, media_type = _body(call, behind)
        if body is None:
            return None
        headers = headers_of(call.kwargs.get("headers"))
        if media_type and not any(key.lower() == "content-type" for key, _ in headers):
            headers.append(("Content-Type", media_type))
        return Outgoing("unittest.mock", name or "call", _method(call, name), url, headers, body, target)
    return None


def _url_of(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("latin-1")
    # Of anything else, not even an attribute may be asked for: mocks remember that, and others go to a database.
    if not any(_package(base) in CLIENTS for base in type(value).__mro__):
        return ""
    url = getattr(value, "full_url", None) or getattr(value, "url", None)
    return str(url) if url is not None and not callable(url) else ""


def _package(value: object) -> str:
    """The package in which the function or type *value* is defined."""
    module = getattr(value, "__module__", None)
    return module.partition(".")[0] if isinstance(module, str) else ""


def _of_request(request: Any, url: str, target: Any) -> Outgoing:  # noqa: ANN401 - of any client
    """What is sent where a whole request is given."""
    given = next((getattr(request, key) for key in ("body", "content", "data") if hasattr(request, key)), None)
    body = body_of(given) if isinstance(given, str | bytes) else Body()
    # That of urllib may have none, and knows what it comes to.
    told = request.get_method() if hasattr(request, "get_method") else getattr(request, "method", None)
    headers = headers_of(getattr(request, "headers", None))
    return Outgoing("unittest.mock", "send", told or "POST", url, headers, body, target, request)


def _body(call: Call, behind: list[Any]) -> tuple[Body | None, str | None]:
    """What is sent, and its type where that is plain; None where nothing is."""
    for key in _BODIES:
        value = call.kwargs.get(key)
        if value is not None:
            return _written(value, is_json=key == "json")
    for value in behind:
        if isinstance(value, dict | str | bytes):
            return _written(value, is_json=False)
    return None, None


def _written(value: Any, *, is_json: bool) -> tuple[Body | None, str | None]:  # noqa: ANN401 - whatever is given
    if is_json:
        try:
            return body_of(json.dumps(value), is_exact=False), "application/json"
        except (TypeError, ValueError, RecursionError):
            return Body(is_exact=False), None
    if isinstance(value, dict):
        from urllib.parse import urlencode  # noqa: PLC0415 - seldom

        return body_of(urlencode(value, doseq=True), is_exact=False), "application/x-www-form-urlencoded"
    return (body_of(value), None) if isinstance(value, str | bytes | bytearray) else (Body(is_exact=False), None)


def _method(call: Call, name: str) -> str:
    if name in _METHODS:
        return name.upper()
    first = call.args[0] if call.args else call.kwargs.get("method")
    return first.upper() if isinstance(first, str) and first.lower() in _METHODS else "POST"


def patch_mock(mock: Any) -> None:  # noqa: ANN401 - the module
    """Put the seams into the module *mock*, or its backport."""
    wrap(mock.CallableMixin, "__call__", _describe_mock)
    owner = mock._patch  # noqa: SLF001 - what `patch` returns
    if is_in_place(owner, "__enter__"):
        return
    enter = owner.__enter__

    def __enter__(self: Any) -> Any:  # noqa: ANN401, N807 - as it is called
        fake = enter(self)
        watch_fakes((self.temp_original, self.target, self.attribute))
        return fake

    replace(owner, "__enter__", __enter__)


def watch_fakes(*fakes: tuple[Any, Any, str]) -> None:
    """
    Have plain functions seen that have taken the place of a client's: each by what it replaced, and where it is.

    One that has the signature of what it replaces (`autospec`) calls a mock, which is seen itself.
    """
    if not is_watched():
        return
    try:
        for replaced, owner, name in fakes:
            # A module may be one that is imported when it is asked for something.
            if isinstance(replaced, _CALLABLES) and _package(replaced) in CLIENTS:
                fake = vars(owner).get(name) if hasattr(owner, "__dict__") else None
                if isinstance(fake, FunctionType) and "mock" not in vars(fake) and not is_in_place(owner, name):
                    wrap(owner, name, describing_fake(name))
    except Exception as error:  # noqa: BLE001 - see `described`
        tell("a fake", error)


SEAMS: Final[dict[str, Callable[[Any], None]]] = {"unittest.mock": patch_mock}

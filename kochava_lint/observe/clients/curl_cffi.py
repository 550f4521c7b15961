"""curl_cffi, which connects in C: https://curl-cffi.readthedocs.io"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from kochava_lint.observe.body import Body, body_of
from kochava_lint.observe.clients.requests import headers_of
from kochava_lint.observe.exchange import Outgoing, current
from kochava_lint.observe.observer import target_of
from kochava_lint.observe.seams import Call, is_in_place, replace, tell, wrap

__all__ = ["SEAMS"]

_CLIENT: Final = "curl_cffi"
_FORM: Final = "application/x-www-form-urlencoded"
_OPTIONS: Final = ("URL", "POSTFIELDS", "HTTPHEADER")
_DATA, _CONTENT, _JSON, _HEADERS = 4, 5, 6, 7


def _describe(call: Call) -> Outgoing | None:
    url = _whole(call.args[0], call.get(2, "url"))
    target = target_of(url)
    if target is None:
        return None
    headers = headers_of(call.args[0].headers) + headers_of(call.get(_HEADERS, "headers"))
    body, media_type = _body(call)
    if media_type and not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", media_type))
    return Outgoing(_CLIENT, "request", call.get(1, "method"), url, headers, body, target)


def _whole(session: Any, url: str) -> str:  # noqa: ANN401 - a Session
    base = getattr(session, "base_url", None)
    return f"{str(base).rstrip('/')}/{url.lstrip('/')}" if base and "://" not in url else url


def _body(call: Call) -> tuple[Body, str | None]:
    """The body as it makes it, and the type that it says it is of, where nobody else does."""
    data, content, json = call.get(_DATA, "data"), call.get(_CONTENT, "content"), call.get(_JSON, "json")
    if json is not None:
        from json import dumps  # noqa: PLC0415 - it is imported by then

        return body_of(dumps(json, separators=(",", ":"))), "application/json"
    if isinstance(data, dict | list | tuple):
        return body_of(urlencode(data)), _FORM
    given = content if content is not None else data
    body = body_of(given)
    if body.stand_in is not given:
        call.put(*((_CONTENT, "content") if content is not None else (_DATA, "data")), body.stand_in)
    is_plain = call.kwargs.get("multipart") is None and (content is None or isinstance(content, str | bytes))
    is_post = str(call.get(1, "method")).upper() == "POST"
    return body, _FORM if is_plain and is_post else None


def _refine(name: str, value: Any) -> None:  # noqa: ANN401 - whatever the option takes
    """Take what the client makes of its arguments: it sets that as options of curl."""
    exchange = current()
    if exchange is None or exchange.sighting.client != _CLIENT:
        return
    sighting = exchange.sighting
    if name == "URL" and target_of(_text(value)) == sighting.target:
        sighting.refine(_text(value), [], Body())
    elif name == "POSTFIELDS":
        sighting.refine("", [], body_of(value or None))
    elif name == "HTTPHEADER":
        pairs = (_text(line).partition(":") for line in value)
        headers = [(key.strip(), told.strip()) for key, _, told in pairs if told.strip()]
        if not any(key.lower() == "content-type" for key, _ in headers):
            headers += [pair for pair in sighting.headers if pair[0].lower() == "content-type"]  # which curl adds
        sighting.headers = headers


def _text(value: Any) -> str:  # noqa: ANN401 - text or bytes
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _patch_curl(curl: Any) -> None:  # noqa: ANN401 - the module
    owner = curl.Curl
    if is_in_place(owner, "setopt"):
        return
    original, names = owner.setopt, {int(getattr(curl.CurlOpt, name)): name for name in _OPTIONS}

    def setopt(self: Any, option: Any, value: Any) -> Any:  # noqa: ANN401 - as it is called
        name = names.get(int(option))
        if name is not None:
            try:
                _refine(name, value)
            except Exception as error:  # noqa: BLE001 - see `described`
                tell("curl_cffi.Curl.setopt", error)
        return original(self, option, value)

    replace(owner, "setopt", setopt)


def _patch(session: Any) -> None:  # noqa: ANN401 - the module
    wrap(session.Session, "request", _describe, is_out_of_sight=True, is_whole=True)
    wrap(session.AsyncSession, "request", _describe, is_out_of_sight=True, is_whole=True)


SEAMS: Final[dict[str, Callable[[Any], None]]] = {
    "curl_cffi.curl": _patch_curl,
    "curl_cffi.requests.session": _patch,
}

"""
PycURL, which connects in C: http://pycurl.io

Its types cannot be changed, so that others take their places, which are made of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kochava_lint.observe.body import Body, body_of
from kochava_lint.observe.exchange import Exchange, Outgoing, exchanging, joined_or_begun, within
from kochava_lint.observe.guard import check_exchange
from kochava_lint.observe.observer import target_of
from kochava_lint.observe.seams import Call, described
from kochava_lint.observe.sighting import Headers

__all__ = ["SEAMS"]

_OPTIONS: Final = (
    "URL",
    "POSTFIELDS",
    "COPYPOSTFIELDS",
    "POST",
    "UPLOAD",
    "CUSTOMREQUEST",
    "HTTPHEADER",
    "HTTPPOST",
    "MIMEPOST",
    "READFUNCTION",
    "READDATA",
    "USERAGENT",
)
"""What tells of a request."""


def _describe(call: Call) -> Outgoing | None:
    curl = call.args[0]
    url = _text(curl.kochava_options.get("URL", ""))
    target = target_of(url)
    if target is None:
        return None
    options = curl.kochava_options
    given = options.get("POSTFIELDS", options.get("COPYPOSTFIELDS"))
    body = Body(None, curl.kochava_read) if given is None and curl.kochava_read.is_used else body_of(given)
    sends = given is not None or options.get("POST") or options.get("HTTPPOST") or options.get("MIMEPOST")
    method = options.get("CUSTOMREQUEST") or ("PUT" if options.get("UPLOAD") else "POST" if sends else "GET")
    return Outgoing("pycurl", "perform", _text(method), url, _headers(options), body, target, curl)


def _headers(options: dict[str, Any]) -> Headers:
    pairs = (_text(header).partition(":") for header in options.get("HTTPHEADER", ()))
    headers = [(name.strip(), value.strip()) for name, _, value in pairs]
    if "USERAGENT" in options:
        headers.append(("User-Agent", _text(options["USERAGENT"])))
    names = {name.lower() for name, _ in headers}
    if "content-type" not in names and ("POSTFIELDS" in options or options.get("POST")):
        headers.append(("Content-Type", "application/x-www-form-urlencoded"))
    return headers


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


class _Read:
    """A function that curl reads a body by, whose pieces are kept."""

    def __init__(self) -> None:
        self.is_used = False
        self.pieces: list[bytes] = []

    def keeping(self, read: Callable[[int], Any]) -> Callable[[int], Any]:
        self.is_used, self.pieces = True, []

        def kept(size: int) -> Any:  # noqa: ANN401 - as it is
            piece = read(size)
            if isinstance(piece, str | bytes):
                self.pieces.append(piece.encode() if isinstance(piece, str) else piece)
            return piece

        return kept

    def tell(self, exchange: Exchange) -> None:
        """Tell the *exchange* what was read of its body."""
        if self.is_used:
            exchange.sighting.refine("", exchange.sighting.headers, Body(b"".join(self.pieces), self))


def _curl_type(pycurl: Any) -> Any:  # noqa: ANN401 - the module, and a type of its own
    """What is a `Curl`, and remembers what it is to send."""
    names = {getattr(pycurl, name): name for name in _OPTIONS if hasattr(pycurl, name)}

    class Curl(pycurl.Curl):  # type: ignore[misc] # its type is not known here
        def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as it is called
            super().__init__(*args, **kwargs)
            self.kochava_options: dict[str, Any] = {}
            self.kochava_read = _Read()

        def setopt(self, option: int, value: Any) -> Any:  # noqa: ANN401 - as it is called
            name = names.get(option, "")
            self.kochava_options[name] = value
            if name == "READFUNCTION" and callable(value):
                return super().setopt(option, self.kochava_read.keeping(value))
            if name == "READDATA" and hasattr(value, "read"):
                return super().setopt(pycurl.READFUNCTION, self.kochava_read.keeping(value.read))
            return super().setopt(option, value)

        def unsetopt(self, option: int) -> Any:  # noqa: ANN401 - as it is called
            self.kochava_options.pop(names.get(option, ""), None)
            return super().unsetopt(option)

        def reset(self) -> Any:  # noqa: ANN401 - as it is called
            self.kochava_options.clear()
            self.kochava_read = _Read()
            return super().reset()

        def perform(self) -> Any:  # noqa: ANN401 - as it is called
            _, outgoing = described(_describe, "Curl.perform", (self,), {})
            if outgoing is None:
                return super().perform()
            with exchanging(outgoing) as exchange:
                check_exchange()
                try:
                    return super().perform()
                finally:
                    self.kochava_read.tell(exchange)

    return Curl


def _multi_type(pycurl: Any, curl_type: type) -> Any:  # noqa: ANN401 - the module, and a type of its own
    """What is a `CurlMulti`, and tells of what its handles send."""

    class CurlMulti(pycurl.CurlMulti):  # type: ignore[misc] # as above
        def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as it is called
            super().__init__(*args, **kwargs)
            self.kochava_exchanges: dict[int, tuple[Exchange, bool]] = {}

        def add_handle(self, curl: Any) -> Any:  # noqa: ANN401 - as it is called
            outgoing = None
            if isinstance(curl, curl_type):
                _, outgoing = described(_describe, "CurlMulti.add_handle", (curl,), {})
            if outgoing is not None:
                exchange, is_new = joined_or_begun(outgoing)
                self.kochava_exchanges[id(curl)] = exchange, is_new
                with within(exchange):
                    check_exchange()
            return super().add_handle(curl)

        def remove_handle(self, curl: Any) -> Any:  # noqa: ANN401 - as it is called
            exchange, is_new = self.kochava_exchanges.pop(id(curl), (None, False))
            if exchange is not None:
                curl.kochava_read.tell(exchange)
                if is_new:
                    exchange.close()
            return super().remove_handle(curl)

    return CurlMulti


def _patch(pycurl: Any) -> None:  # noqa: ANN401 - the module
    if pycurl.Curl.__module__ == "pycurl":
        pycurl.Curl = _curl_type(pycurl)
        pycurl.CurlMulti = _multi_type(pycurl, pycurl.Curl)


SEAMS: Final[dict[str, Callable[[Any], None]]] = {"pycurl": _patch}

"""
What every maker needs: the payloads, a local server for HTTPS and HTTP, and the note of what was really sent.

Needs `trustme` from PyPI. Nothing leaves the machine: the server takes every name, and `mapped` points Python there.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

import trustme

if TYPE_CHECKING:
    from typing_extensions import Self

CAPTURES: Final = Path(__file__).resolve().parent.parent
EXPECTED: Final = CAPTURES / "expected"

TRACK: Final = "https://control.kochava.com/track/json"
CLICK: Final = "https://control.kochava.com/v1/cpi/click?campaign_id=kochava-test-campaign&device_id=device-id-test"
SHOP: Final = "https://shop.example/api/orders?id=7"
KOCHAVA: Final = "control.kochava.com"
SHOP_HOST: Final = "shop.example"

IDFA: Final = "11111111-2222-4333-8444-555555555555"
IDFV: Final = "66666666-7777-4888-9999-aaaaaaaaaaaa"
ADID: Final = "bbbbbbbb-cccc-4ddd-8eee-ffffffffffff"


def compact(value: object) -> str:
    """*value* as one line of JSON, as most servers write it."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


CLEAN_DATA: Final[dict[str, Any]] = {
    "action": "event",
    "kochava_app_id": "kochava-test-android-1a2b",
    "kochava_device_id": "KATEST0000000001",
    "data": {
        "event_name": "Purchase",
        "origination_ip": "203.0.113.17",
        "device_ver": "Pixel 8-Android-14",
        "device_ua": "Mozilla%2F5.0%20(Linux%3B%20Android%2014%3B%20Pixel%208)%20AppleWebKit%2F537.36",
        "device_ids": {"adid": ADID},
        "usertime": 1718000000,
        "app_version": "3.2.0",
        "currency": "EUR",
        "event_data": {"sum": 49.9, "name": "Skis", "content_id": "sku-204"},
    },
}
CLEAN: Final = compact(CLEAN_DATA)
"""A clean event in one line."""

PRETTY: Final = r"""{
  "action": "event",
  "kochava_app_id": "kochava-test-ios-3c4d",
  "kochava_device_id": "KITEST0000000002",
  "data": {
    "event_name": "Add to Cart",
    "origination_ip": "203.0.113.18",
    "device_ver": "iPhone14,5-iOS-17.4",
    "device_ua": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)",
    "device_ids": {"idfa": "11111111-2222-4333-8444-555555555555"},
    "app_tracking_transparency": {"att": true, "att_time": 1717990000, "att_detail": "authorized"},
    "usertime": 1718000001,
    "currency": "CHF",
    "event_data": {
      "name": "L'été à Zürich: \"Ski\" \\ Board / 50 % off! 🎿",
      "description": "tab\there, line\nbreak, $HOME, ${HOME}, $(id), `id`, %PATH%, ^caret, !wow, #1 & <b>|</b>; {{x}}'",
      "comment": "- a: b # no comment, \u00e9, é, \u2028, \ud83c\udfbf",
      "trailing": "ends with spaces   ",

      "sum": 1.50
    }
  }
}"""
"""An event over several lines, its user agent not encoded, with what shells, YAML and escapes trip over."""

INSTALL: Final = compact(
    {
        "action": "install",
        "kochava_app_id": "kochava-test-ios-3c4d",
        "kochava_device_id": "KITEST0000000002",
        "data": {
            "origination_ip": "203.0.113.18",
            "device_ver": "iPhone14,5-iOS-17.4",
            "device_ua": "",
            "device_ids": {"idfa": "", "idfv": IDFV},
            "app_tracking_transparency": {"att": False, "att_detail": "notDetermined"},
        },
    }
)
"""An install in one line."""

ESCAPED: Final = (
    json.dumps(
        {
            "action": "event",
            "kochava_app_id": "kochava-test-android-1a2b",
            "kochava_device_id": "KATEST0000000001",
            "data": {
                "event_name": "View",
                "origination_ip": "203.0.113.17",
                "device_ver": "Pixel 8-Android-14",
                "device_ua": "",
                "device_ids": {"adid": ADID},
                "usertime": 1718000002,
                "event_data": {"name": "Café / Zürich 🎿", "uri": "app://kochava-test/é"},
            },
        }
    )
    # as PHP's json_encode writes a slash
    .replace("/", r"\/")
)
r"""An event in ASCII alone: `\u00e9`, a surrogate pair, and `\/`."""

FORM: Final = (
    "action=event&kochava_app_id=kochava-test-android-1a2b&kochava_device_id=KATEST0000000001"
    "&data%5Bevent_name%5D=Purchase&data%5Borigination_ip%5D=203.0.113.17"
    "&data%5Bdevice_ver%5D=Pixel+8-Android-14&data%5Bdevice_ua%5D="
    f"&data%5Bdevice_ids%5D%5Badid%5D={ADID}&data%5Bevent_data%5D%5Bname%5D=Caf%C3%A9+%26+Ski"
)
"""A body as PHP's http_build_query makes it, which Kochava does not read."""

CRLF: Final = json.dumps(CLEAN_DATA, indent=4).replace("\n", "\r\n") + "\r\n"
"""A clean event with the line ends of Windows, the last one included."""

SHOP_BODY: Final = '{"order":7,"note":"not for Kochava"}'
JSON_TYPE: Final = "application/json"
FORM_TYPE: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Request:
    """One request, as it is to be sent."""

    name: str
    method: str
    url: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str | None:
        """The body as text; None where it is not text, or there is none."""
        if self.body is None or "Content-Encoding" in self.headers:
            return None
        return self.body.decode()


def _json(name: str, text: str) -> Request:
    return Request(name, "POST", TRACK, text.encode(), {"Content-Type": JSON_TYPE})


GZIPPED: Final = Request(
    "gzip",
    "POST",
    TRACK,
    gzip.compress(CLEAN.encode(), mtime=0),
    {"Content-Type": JSON_TYPE, "Content-Encoding": "gzip"},
)
REQUESTS: Final[Sequence[Request]] = (
    _json("clean", CLEAN),
    _json("pretty", PRETTY),
    Request("shop", "POST", SHOP, SHOP_BODY.encode(), {"Content-Type": JSON_TYPE}),
    _json("install", INSTALL),
    GZIPPED,
    Request("form", "POST", TRACK, FORM.encode(), {"Content-Type": FORM_TYPE}),
    Request("click", "GET", CLICK),
    _json("escaped", ESCAPED),
    _json("crlf", CRLF),
)
"""The requests, in the order in which every maker sends them."""


@dataclass(frozen=True)
class Sent:
    """One request, as it came in."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def to_kochava(self) -> bool:
        """Whether it went to Kochava."""
        return self.host == KOCHAVA

    @property
    def host(self) -> str:
        """The host it went to."""
        return self.url.split("/")[2].split(":")[0]

    @property
    def gzipped(self) -> bool:
        """Whether its body came compressed."""
        return self.headers.get("content-encoding") == "gzip"

    @property
    def text(self) -> str:
        """The body, decompressed."""
        return (gzip.decompress(self.body) if self.gzipped else self.body).decode()

    def as_expected(self) -> dict[str, object]:
        """What `expected` says of it."""
        expected: dict[str, object] = {
            "method": self.method,
            "url": self.url,
            "content_type": self.headers.get("content-type"),
            "body": self.text if self.body else None,
        }
        if self.gzipped:
            expected["gzip"] = True
        return expected


class _Handler(BaseHTTPRequestHandler):
    """Takes what comes, and notes it in the log of the server's owner."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "test", ""
    owner: Server

    def do_GET(self) -> None:  # the library's name
        page = self.owner.pages.get(self.note())
        if page is not None:
            self.reply(200, page, "text/html; charset=utf-8")
        else:
            self.reply(200, '{"success": "1"}', JSON_TYPE)

    do_POST = do_GET  # noqa: N815

    def do_OPTIONS(self) -> None:
        if self.owner.preflights:
            self.note()
        self.reply(204, "", "text/plain")

    def note(self) -> str:
        """Note the request; its address."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        url = self.path if "://" in self.path else f"{self.owner.scheme}://{self.headers['Host']}{self.path}"
        sent = Sent(self.command, url, headers, self.body())
        if sent.host in {KOCHAVA, SHOP_HOST}:  # and not what a browser asks its maker
            self.owner.log.append(sent)
        return url

    def body(self) -> bytes:
        """The body, from its chunks if it comes in such."""
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        chunks = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return b"".join(chunks)

    def reply(self, status: int, text: str, content_type: str) -> None:
        """Answer, so that a page of another site may read it."""
        self.send_response(status)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Headers", "content-type, content-encoding")
        self.send_header("Content-Type", content_type)
        if status == 204:
            self.send_header("Access-Control-Max-Age", "600")
        else:
            self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


class Server:
    """A server that takes any host and path, and keeps what it was sent in `log`; a context manager."""

    def __init__(self, *, tls: bool = True, port: int = 0, preflights: bool = False) -> None:
        self.log: list[Sent] = []
        self.ca = trustme.CA()
        self.pages: dict[str, str] = {}
        self.preflights = preflights
        self.scheme = "https" if tls else "http"
        handler = type("Handler", (_Handler,), {"owner": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self.server.daemon_threads = True
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.ca.issue_cert(KOCHAVA, SHOP_HOST).configure_cert(context)
            context.set_alpn_protocols(["http/1.1"])
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port: int = self.server.server_address[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def trusting(self) -> ssl.SSLContext:
        """A client's context that trusts the server."""
        context = ssl.create_default_context()
        self.ca.configure_trust(context)
        return context


@contextlib.contextmanager
def mapped(port: int) -> Iterator[None]:
    """Every name that Python looks up is this machine, and every port *port*."""

    def local(_host: object, _port: object, *_args: object, **_named: object) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", port))]

    with mock.patch("socket.getaddrinfo", local):
        yield


def expectation(name: str) -> dict[str, Any]:
    """What the capture *name* holds."""
    found: dict[str, Any] = json.loads((EXPECTED / f"{name}.json").read_text("utf-8"))
    return found


def write_expectation(name: str, expected: Mapping[str, Any]) -> None:
    """Note what the capture *name* holds."""
    EXPECTED.mkdir(exist_ok=True)
    text = json.dumps(expected, indent=1, ensure_ascii=False)
    (EXPECTED / f"{name}.json").write_text(text + "\n", "utf-8")


def expect(name: str, format_name: str, log: Sequence[Sent], *, marks: Mapping[int, str] | None = None) -> None:
    """
    Note that the capture *name* holds what *log* says was sent.

    *marks* says what a tool does to single requests: `by_value`, it keeps the JSON value and not its text; `lost`, it
    keeps no more of the body than cannot be read; `gzip`, its body was sent compressed.
    """
    payloads = [
        {**sent.as_expected(), **({marks[index]: True} if marks and index in marks else {})}
        for index, sent in enumerate(log)
        if sent.to_kochava
    ]
    write_expectation(name, {"format": format_name, "requests": len(log), "payloads": payloads})


def check(name: str, read: Sequence[tuple[str, str, bytes | str | None]]) -> None:
    """Hold what a tool's own loader *read* (method, URL and body of each request) against what was sent."""
    expected = expectation(name)
    found = []
    for method, url, body in read:
        content = body.encode() if isinstance(body, str) else body or b""
        if content.startswith(b"\x1f\x8b"):
            content = gzip.decompress(content)
        found.append((method, url, content.decode() or None))
    if len(found) != expected["requests"]:
        raise AssertionError(f"{name}: {len(found)} requests were read, {expected['requests']} were sent")
    kochava = [entry for entry in found if entry[1].split("/")[2].split(":")[0] == KOCHAVA]
    wanted = [(payload["method"], payload["url"], payload["body"]) for payload in expected["payloads"]]
    for got, want, payload in zip(kochava, wanted, expected["payloads"], strict=True):
        if payload.get("lost"):
            same = got[:2] == want[:2]
        elif payload.get("by_value"):
            same = got[:2] == want[:2] and json.loads(got[2] or "") == json.loads(want[2])
        else:
            same = got == want
        if not same:
            raise AssertionError(f"{name}: read {got!r}\nbut sent {want!r}")
        if payload.get("lost"):
            print(f"{name}: kept of a body: {(got[2] or '')[:40]!r}")  # noqa: T201
    print(f"{name}: {len(found)} requests, {len(wanted)} to Kochava, all as sent")  # noqa: T201

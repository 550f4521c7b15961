"""
Chromium, with every name mapped to the local server, and a page that sends the requests.

Needs Debian's `chromium` (or another: the environment variable CHROMIUM names it) and `playwright` from PyPI.
"""

from __future__ import annotations

import base64
import os
import shutil
from collections.abc import Sequence
from typing import Any, Final

from common import FORM_TYPE, Request, Sent

PAGE: Final = "https://shop.example/"
HTML: Final = '<!doctype html><title>Test shop</title><link rel="icon" href="data:,"><h1>Test shop</h1>'

SEND: Final = """
async requests => {
  for (const {method, url, headers, body, kind} of requests) {
    const bytes = body === null ? null : Uint8Array.from(atob(body), char => char.charCodeAt(0));
    const options = {method, headers};
    if (kind === 'bytes') options.body = bytes;
    if (kind === 'text') options.body = new TextDecoder().decode(bytes);
    if (kind === 'form') options.body = new URLSearchParams(new TextDecoder().decode(bytes));
    await (await fetch(url, options)).text();
  }
}
"""


def executable() -> str:
    """The browser's path."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        raise SystemExit("no Chromium was found: set CHROMIUM")
    return found


def arguments(port: int) -> list[str]:
    """The browser's options: nothing leaves the machine, every name is the server on *port*."""
    return [
        f"--host-resolver-rules=MAP * 127.0.0.1:{port}, EXCLUDE 127.0.0.1",
        "--ignore-certificate-errors",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]


def as_fetched(requests: Sequence[Request]) -> list[dict[str, Any]]:
    """*requests* as the page takes them."""
    made = []
    for request in requests:
        headers, kind = dict(request.headers), "text"
        if request.body is None:
            kind = "none"
        elif "Content-Encoding" in headers:
            kind = "bytes"
        elif headers.get("Content-Type") == FORM_TYPE:
            headers, kind = {}, "form"  # the browser says the type
        body = None if request.body is None else base64.b64encode(request.body).decode()
        made.append({"method": request.method, "url": request.url, "headers": headers, "body": body, "kind": kind})
    return made


def as_listed(log: list[Sent], methods: list[str]) -> list[Sent]:
    """The requests in the order of the tool, in which a preflight may come after the request that it was made for."""
    preflights = iter([sent for sent in log if sent.method == "OPTIONS"])
    others = iter([sent for sent in log if sent.method != "OPTIONS"])
    return [next(preflights if method == "OPTIONS" else others) for method in methods]

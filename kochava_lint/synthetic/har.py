"""Samples as HAR 1.2, which browsers, proxies and this program read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from kochava_lint._version import __version__
from kochava_lint.request import Request

__all__ = ["har"]

_ANSWER: Final = '{"success":"1"}'
_RESPONSE: Final = {
    "status": 200,
    "statusText": "OK",
    "httpVersion": "HTTP/1.1",
    "headers": [],
    "cookies": [],
    "content": {"size": len(_ANSWER), "mimeType": "application/json", "text": _ANSWER},
    "redirectURL": "",
    "headersSize": -1,
    "bodySize": len(_ANSWER),
}
"""What Kochava answers to nearly everything."""
_SOME_TIME: Final = "2026-01-01T00:00:00.000Z"


def har(requests: Iterable[Request]) -> Iterator[str]:
    """Write *requests* as one document, piece by piece."""
    creator = json.dumps({"name": "kochava-lint", "version": __version__})
    yield f'{{"log": {{"version": "1.2", "creator": {creator}, "entries": ['
    before = "\n"
    for request in requests:
        yield f"{before}{json.dumps(_entry(request))}"
        before = ",\n"
    yield "\n]}}\n"


def _entry(request: Request) -> dict[str, Any]:
    body = request.body or b""
    return {
        "startedDateTime": _SOME_TIME,
        "time": 0,
        "request": {
            "method": request.method,
            "url": request.url,
            "httpVersion": "HTTP/1.1",
            "headers": [{"name": name, "value": value} for name, value in request.headers or ()],
            "queryString": [],
            "cookies": [],
            "headersSize": -1,
            "bodySize": len(body),
            "postData": {"mimeType": request.header("Content-Type") or "", "text": body.decode()},
        },
        "response": _RESPONSE,
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
    }

"""
Write Betamax's cassettes: as they come, and with exact bytes.

Needs from PyPI: betamax, requests, trustme.
"""

from __future__ import annotations

import base64
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import requests
from betamax import Betamax
from common import CAPTURES, REQUESTS, Request, Server, check, expect, mapped


def record(name: str, wanted: Sequence[Request], *, exact: bool) -> None:
    """Record the cassette *name*, text as `str` and in turn as `bytes`."""
    path = CAPTURES / name
    path.unlink(missing_ok=True)
    with Server() as server, tempfile.TemporaryDirectory() as folder, mapped(server.port):
        ca = str(Path(folder, "ca.pem"))
        server.ca.cert_pem.write_to_path(ca)
        with requests.Session() as session:
            recorder = Betamax(session, cassette_library_dir=str(CAPTURES))
            matched = ["method", "uri", "body"]  # else it keeps one request to each address
            with recorder.use_cassette(
                path.stem, record="new_episodes", preserve_exact_body_bytes=exact, match_requests_on=matched
            ):
                for place, request in enumerate(wanted):
                    body = request.text if place % 2 and request.text is not None else request.body
                    session.request(request.method, request.url, data=body, headers=dict(request.headers), verify=ca)
        expect(name, "betamax", server.log)
    read: list[tuple[str, str, bytes | str | None]] = []
    for interaction in json.loads(path.read_text("utf-8"))["http_interactions"]:
        request = interaction["request"]
        kept = request["body"]
        body = base64.b64decode(kept["base64_string"]) if "base64_string" in kept else kept["string"]
        read.append((request["method"], request["uri"], body))
    check(name, read)


def main() -> None:
    """Write them both."""
    text = [request for request in REQUESTS if request.name != "gzip"]
    record("betamax.json", text, exact=False)
    record("betamax-exact.json", REQUESTS, exact=True)


if __name__ == "__main__":
    main()

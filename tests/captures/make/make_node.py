"""
Write what Node.js tools record: nock's recorder (objects, as `nockBack` keeps them, and code), and Polly.JS (HAR).

Needs `trustme` from PyPI, Node.js, and `npm install nock @pollyjs/core @pollyjs/adapter-node-http
@pollyjs/persister-fs`: run this where that was done.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import javascript
from common import CAPTURES, REQUESTS, Sent, Server, check, expect

HERE: Final = Path(__file__).parent


def run(script: str, *words: str | Path) -> list[Sent]:
    """Run *script*, which sends the requests; what it sent."""
    wanted = [
        {
            "method": request.method,
            "url": request.url,
            "headers": dict(request.headers),
            "body": None if request.body is None else base64.b64encode(request.body).decode(),
        }
        for request in REQUESTS
    ]
    with Server() as server:
        environment = {
            **os.environ,
            "CAPTURE_PORT": str(server.port),
            "NODE_TLS_REJECT_UNAUTHORIZED": "0",
            "NODE_NO_WARNINGS": "1",
        }
        subprocess.run(
            ["node", "--require", HERE / "mapped.cjs", HERE / script, *words],  # noqa: S607
            check=True,
            input=json.dumps(wanted).encode(),
            env=environment,
        )
        return server.log


def is_json(sent: Sent) -> bool:
    """Whether the body is JSON text, as it was sent."""
    try:
        json.loads(sent.body)
    except ValueError:
        return False
    return True


def with_nock() -> None:
    """Record with nock, twice: as objects, then as code."""
    objects, code = "nock-objects.json", "nock-code.js"
    both = run("nock.mjs", CAPTURES / objects, CAPTURES / code)
    half = len(REQUESTS)
    for name, log in ((objects, both[:half]), (code, both[half:])):
        marks = {place: "by_value" for place, sent in enumerate(log) if is_json(sent)}
        expect(name, "nock" if name == objects else "nock-code", log, marks=marks)
    read = []
    for recorded in json.loads((CAPTURES / objects).read_text("utf-8")):
        host = recorded["scope"].removesuffix(":443")
        read.append((recorded["method"], host + recorded["path"], as_sent(recorded["body"])))
    check(objects, read)
    read = []
    for method, url, body in javascript.nocked((CAPTURES / code).read_text("utf-8")):
        read.append((method, url, as_sent(body)))
    check(code, read)


def as_sent(body: object) -> bytes | str:
    """The body that nock keeps as a JSON value, as hexadecimal digits, or as text."""
    if isinstance(body, str):
        return bytes.fromhex(body) if body.startswith("1f8b") else body
    return json.dumps(body)


def with_polly() -> None:
    """Record with Polly.JS."""
    name = "polly.har"
    with tempfile.TemporaryDirectory() as folder:
        log = run("polly.mjs", folder)
        (recording,) = Path(folder).rglob("*.har")
        (CAPTURES / name).write_bytes(recording.read_bytes())
    expect(name, "har", log, marks={place: "lost" for place, sent in enumerate(log) if sent.gzipped})
    read_back(name)


def read_back(name: str) -> None:
    """Hold the HAR against what was sent."""
    entries: Sequence[dict[str, dict[str, dict[str, str]]]]
    entries = json.loads((CAPTURES / name).read_text("utf-8"))["log"]["entries"]
    read = []
    for entry in entries:
        request = entry["request"]
        read.append((str(request["method"]), str(request["url"]), request.get("postData", {}).get("text")))
    check(name, read)


def main() -> None:
    """Write them all."""
    with_nock()
    with_polly()


if __name__ == "__main__":
    main()

"""
Write the cassettes of Ruby's VCR: as it comes, with exact bytes, with sensitive data filtered, and as JSON.

Needs from PyPI: trustme, PyYAML; and Debian's `ruby`, `ruby-vcr`, `ruby-webmock` and `ruby-multi-json`.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import yaml
from common import CAPTURES, KOCHAVA, REQUESTS, Request, Server, check, expect, expectation, write_expectation

SCRIPT: Final = Path(__file__).with_name("ruby_vcr.rb")


class Loader(yaml.SafeLoader):
    """PyYAML's, which knows `!!binary` but not `!binary`, as Ruby writes it."""


def binary(loader: Loader, node: yaml.ScalarNode) -> bytes:
    """The bytes that *node* stands for."""
    return bytes(loader.construct_yaml_binary(node))


Loader.add_constructor("!binary", binary)


def record(name: str, requests: Sequence[Request], kind: str) -> None:
    """Record the cassette *name*."""
    path = CAPTURES / name
    path.unlink(missing_ok=True)
    wanted = [
        {
            "method": request.method,
            "url": request.url,
            "headers": dict(request.headers),
            "body": None if request.body is None else base64.b64encode(request.body).decode(),
        }
        for request in requests
    ]
    with Server() as server:
        environment = {**os.environ, "CAPTURE_PORT": str(server.port)}
        words = ["ruby", str(SCRIPT), str(CAPTURES), path.stem, kind]
        subprocess.run(words, check=True, input=json.dumps(wanted).encode(), env=environment)
        expect(name, "ruby-vcr", server.log)
    text = path.read_text("utf-8")
    found = json.loads(text) if path.suffix == ".json" else yaml.load(text, Loader)  # noqa: S506
    kept: list[str | bytes | None] = []
    read: list[tuple[str, str, bytes | str | None]] = []
    for interaction in found["http_interactions"]:
        request = interaction["request"]
        body = request["body"].get("string")
        if "base64_string" in request["body"]:
            body = base64.b64decode(request["body"]["base64_string"])
        kept.append(body)
        if kind == "filtered" and isinstance(body, str):
            app = "kochava-test-ios-3c4d" if "KITEST" in body else "kochava-test-android-1a2b"
            body = body.replace("<KOCHAVA_DEVICE_ID>", "KATEST0000000001").replace("<KOCHAVA_APP_ID>", app)
        read.append((request["method"].upper(), request["uri"], body))
    check(name, read)
    if kind == "filtered":
        note_kept(name, [body for (_, url, _), body in zip(read, kept, strict=True) if KOCHAVA in url])


def note_kept(name: str, kept: Sequence[str | bytes | None]) -> None:
    """Note the bodies as the cassette keeps them, where it has something else in place of what was sent."""
    expected = expectation(name)
    for payload, body in zip(expected["payloads"], kept, strict=True):
        if body and body != payload["body"]:
            payload["kept"] = body
    write_expectation(name, expected)


def main() -> None:
    """Write them all."""
    text = [request for request in REQUESTS if request.name != "gzip"]
    record("ruby-vcr.yml", REQUESTS, "plain")
    record("ruby-vcr-preserved.yml", REQUESTS, "preserved")
    record("ruby-vcr-filtered.yml", text, "filtered")
    record("ruby-vcr-json.json", text, "json")


if __name__ == "__main__":
    main()

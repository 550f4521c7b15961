"""
Write vcrpy's cassettes, with Requests, HTTPX, urllib and aiohttp, and pytest-recording's.

Needs from PyPI: vcrpy, requests, httpx, aiohttp, pytest, pytest-recording, trustme.
"""

from __future__ import annotations

import asyncio
import json
import os
import ssl
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import requests
import vcr
from common import CAPTURES, CLEAN_DATA, REQUESTS, TRACK, Request, Server, check, expect, mapped
from vcr.serialize import deserialize
from vcr.serializers import jsonserializer, yamlserializer

RECORDER = vcr.VCR(record_mode=vcr.mode.ALL)


def with_requests(wanted: Sequence[Request], trust: ssl.SSLContext, ca: str) -> None:
    """Send with Requests: text as `str`, in turn with `bytes`; and the first with `json=`."""
    del trust
    with requests.Session() as session:
        for index, request in enumerate(wanted):
            body = request.text if index % 2 and request.text is not None else request.body
            session.request(request.method, request.url, data=body, headers=dict(request.headers), verify=ca)
        session.post(TRACK, json=CLEAN_DATA, verify=ca)


def with_requests_file(wanted: Sequence[Request], trust: ssl.SSLContext, ca: str) -> None:
    """Send with Requests, each body a file or, of one, pieces."""
    del trust
    with requests.Session() as session:
        for request in wanted:
            body = None if request.body is None else BytesIO(request.body)
            session.request(request.method, request.url, data=body, headers=dict(request.headers), verify=ca)
        content = wanted[1].body or b""
        session.post(TRACK, data=iter([content[:100], content[100:]]), headers=dict(wanted[1].headers), verify=ca)


def with_httpx(wanted: Sequence[Request], trust: ssl.SSLContext, ca: str) -> None:
    """Send with HTTPX."""
    del ca
    with httpx.Client(verify=trust) as client:
        for request in wanted:
            client.request(request.method, request.url, content=request.body, headers=dict(request.headers))
        client.post(TRACK, json=CLEAN_DATA)


def with_urllib(wanted: Sequence[Request], trust: ssl.SSLContext, ca: str) -> None:
    """Send with the standard library."""
    del ca
    for request in wanted:
        made = urllib.request.Request(  # noqa: S310
            request.url, request.body, dict(request.headers), method=request.method
        )
        urllib.request.urlopen(made, context=trust).read()  # noqa: S310


def with_aiohttp(wanted: Sequence[Request], trust: ssl.SSLContext, ca: str) -> None:
    """Send with aiohttp; and the last with `json=`, of which vcrpy keeps the value, not the text."""
    del ca

    async def send() -> None:
        connector = aiohttp.TCPConnector(ssl=trust, resolver=aiohttp.ThreadedResolver())
        async with aiohttp.ClientSession(connector=connector) as session:
            for request in wanted:
                await session.request(request.method, request.url, data=request.body, headers=dict(request.headers))
            await session.post(TRACK, json=CLEAN_DATA)

    asyncio.run(send())


def record(
    name: str,
    send: Callable[..., None],
    wanted: Sequence[Request],
    *,
    marks: Mapping[int, str] | None = None,
    **options: Any,
) -> None:
    """Record what *send* sends of *wanted* into the cassette *name*, and read it back."""
    path = CAPTURES / name
    path.unlink(missing_ok=True)
    with Server() as server, tempfile.TemporaryDirectory() as folder, mapped(server.port):
        ca = str(Path(folder) / "ca.pem")
        server.ca.cert_pem.write_to_path(ca)
        with RECORDER.use_cassette(str(path), **options):
            send(wanted, server.trusting(), ca)
        expect(name, "vcrpy", server.log, marks=marks)
    read_back(name)


def read_back(name: str) -> None:
    """Hold the cassette *name*, as vcrpy reads it, against what was sent."""
    text = (CAPTURES / name).read_text("utf-8")
    found, _ = deserialize(text, jsonserializer if name.endswith(".json") else yamlserializer)
    read = []
    for request in found:
        body = request.body
        if isinstance(body, BytesIO):
            body = body.read()
        elif isinstance(body, dict):
            body = json.dumps(body)  # as aiohttp wrote it
        elif body is not None and not isinstance(body, bytes):
            body = b"".join(body)
        read.append((request.method, request.uri, body))
    check(name, read)


PYTEST = """
import pytest, requests
from common import CLEAN, PRETTY, TRACK

@pytest.mark.vcr
@pytest.mark.parametrize("body", [pytest.param(CLEAN, id="clean"), pytest.param(PRETTY.encode(), id="pretty")])
def test_purchase(body):
    response = requests.post(TRACK, data=body, headers={"Content-Type": "application/json"})
    assert response.json() == {"success": "1"}
"""

CONFTEST = """
import os, socket, pytest

def local(host, port, *args, **named):
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", int(os.environ["CAPTURE_PORT"])))]

socket.getaddrinfo = local

@pytest.fixture(scope="module")
def vcr_config():
    return {"filter_headers": [("User-Agent", "FILTERED")], "decode_compressed_response": True}
"""


def with_pytest_recording() -> None:
    """Record with pytest-recording, `pytest --record-mode=once`, then run again with `--record-mode=none`."""
    with Server() as server, tempfile.TemporaryDirectory() as folder:
        ca = str(Path(folder) / "ca.pem")
        server.ca.cert_pem.write_to_path(ca)
        Path(folder, "test_purchase.py").write_text(PYTEST, "utf-8")
        Path(folder, "conftest.py").write_text(CONFTEST, "utf-8")
        environment = {
            **os.environ,
            "CAPTURE_PORT": str(server.port),
            "REQUESTS_CA_BUNDLE": ca,
            "PYTHONPATH": str(Path(__file__).parent),
        }
        for mode in ("once", "none"):
            subprocess.run(
                [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--record-mode={mode}", folder],
                check=True,
                env=environment,
            )
        sent = list(server.log)
        for case, entry in zip(("clean", "pretty"), sent, strict=True):
            name = f"pytest-recording-{case}.yaml"
            (cassette,) = Path(folder).rglob(f"test_purchase[[]{case}].yaml")
            (CAPTURES / name).write_bytes(cassette.read_bytes())
            expect(name, "vcrpy", [entry])
            read_back(name)


def main() -> None:
    """Write them all."""
    record("vcrpy-requests.yaml", with_requests, REQUESTS)
    text = [request for request in REQUESTS if request.name != "gzip"]  # which the JSON serializer refuses
    record("vcrpy-requests.json", with_requests, text, serializer="json")
    record("vcrpy-requests-file.yaml", with_requests_file, REQUESTS)
    record("vcrpy-httpx.yaml", with_httpx, REQUESTS)
    record("vcrpy-urllib.yaml", with_urllib, REQUESTS)
    record("vcrpy-aiohttp.yaml", with_aiohttp, REQUESTS, marks={len(REQUESTS): "by_value"})
    with_pytest_recording()


if __name__ == "__main__":
    main()

"""
Write mitmproxy's flows, HAR and exports, driven by curl through the proxy.

Needs from PyPI: mitmproxy (12 on Python 3.12 and later, 11 on 3.11: the files are named for the version), trustme;
and curl, with HTTP/2. Run it with each interpreter that has a mitmproxy.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import shell
from common import (
    CAPTURES,
    KOCHAVA,
    REQUESTS,
    Request,
    Server,
    check,
    expect,
    expectation,
    write_expectation,
)
from mitmproxy import version
from mitmproxy.addons import export
from mitmproxy.http import HTTPFlow
from mitmproxy.io import FlowReader
from mitmproxy.test import taddons

TAG: Final = f"mitmproxy-{version.VERSION.split('.')[0]}"
MITMDUMP: Final = str(Path(sysconfig.get_path("scripts")) / "mitmdump")

ADDON: Final = """
from mitmproxy import ctx

class Local:
    def load(self, loader):
        loader.add_option("local_port", int, 0, "where every name leads")

    def server_connect(self, data):
        data.server.address = ("127.0.0.1", ctx.options.local_port)

    def dns_request(self, flow):
        flow.response = flow.request.fail(3)

addons = [Local()]
"""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def send(wanted: Sequence[Request], proxy: int, folder: Path) -> None:
    """Send with curl through *proxy*, the even ones with HTTP/1.1, the odd ones with HTTP/2."""
    for index, request in enumerate(wanted):
        words = ["curl", "-sS", "-k", "-o", "/dev/null", "-x", f"http://127.0.0.1:{proxy}", "-X", request.method]
        words.append("--http2" if index % 2 else "--http1.1")
        for header, value in request.headers.items():
            words += ["-H", f"{header}: {value}"]
        if request.body is not None:
            (folder / "body").write_bytes(request.body)
            words += ["--data-binary", f"@{folder / 'body'}"]
        subprocess.run([*words, request.url], check=True)


def ask_dns(port: int) -> None:
    """Ask for a name, so that the file holds a flow that is not HTTP."""
    question = b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07control\x07kochava\x03com\x00\x00\x01\x00\x01"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(5)
        client.sendto(question, ("127.0.0.1", port))
        client.recv(512)


def record(flows: Path, har: Path, *, with_dns: bool) -> None:
    """Run mitmdump while curl sends."""
    with Server() as server, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "addon.py").write_text(ADDON, "utf-8")
        port, dns = free_port(), free_port()
        words = [
            MITMDUMP,
            "-q",
            "-s",
            str(folder / "addon.py"),
            "-w",
            str(flows),
            "--mode",
            f"regular@127.0.0.1:{port}",
        ]
        if with_dns:
            words += ["--mode", f"dns@127.0.0.1:{dns}"]
        for option in (
            f"confdir={folder}",
            f"local_port={server.port}",
            f"hardump={har}",
            "ssl_insecure=true",
            "connection_strategy=lazy",
        ):
            words += ["--set", option]
        with subprocess.Popen(words) as proxy:
            for _ in range(100):
                time.sleep(0.2)
                with socket.socket() as client:
                    if not client.connect_ex(("127.0.0.1", port)):
                        break
            try:
                if with_dns:
                    ask_dns(dns)
                send(REQUESTS, port, folder)
            finally:
                proxy.terminate()
                proxy.wait()
        expect(flows.name, "mitmproxy", server.log)
        expect(har.name, "har", server.log)


def http_flows(path: Path) -> list[HTTPFlow]:
    """The HTTP flows of a file."""
    with path.open("rb") as file:
        return [flow for flow in FlowReader(file).stream() if isinstance(flow, HTTPFlow)]


def write_exports(flows: Sequence[HTTPFlow]) -> None:
    """Write mitmproxy's own exports: curl, HTTPie, and raw. They undo the compression of bodies."""
    known = expectation(f"{TAG}.mitm")
    for payload in known["payloads"]:
        payload.pop("gzip", None)
    with taddons.context(export.Export()):  # type: ignore[no-untyped-call]
        for kind in ("curl", "httpie"):
            name = f"{TAG}-export-{kind}.sh"
            text = "".join(getattr(export, f"{kind}_command")(flow) + "\n" for flow in flows)
            (CAPTURES / name).write_text(text, "utf-8", "surrogateescape")
            write_expectation(name, {**known, "format": kind})
            if kind == "curl":
                shell.note(name, text)
        for case, place in RAW.items():
            write_raw(f"{TAG}-raw-request-{case}.http", export.raw_request(flows[place]), known, place)
        write_raw(f"{TAG}-raw-pretty.http", export.raw(flows[RAW["pretty"]]), known, RAW["pretty"])


def write_raw(name: str, content: bytes, known: Mapping[str, Any], place: int) -> None:
    """Write an export of one request, the one at *place*."""
    (CAPTURES / name).write_bytes(content)
    kochava = [index for index, request in enumerate(REQUESTS) if KOCHAVA in request.url]
    payload = known["payloads"][kochava.index(place)]
    write_expectation(name, {"format": "http", "requests": 1, "payloads": [payload]})
    if not content.split(b"\r\n\r\n", 1)[1].startswith(payload["body"].encode()):
        raise AssertionError(name)


RAW: Final = {"clean": 0, "pretty": 1, "gzip": 4}


def main() -> None:
    """Write them all."""
    flows, har = CAPTURES / f"{TAG}.mitm", CAPTURES / f"{TAG}.har"
    flows.unlink(missing_ok=True)
    record(flows, har, with_dns=True)
    found = http_flows(flows)
    check(flows.name, [(flow.request.method, flow.request.pretty_url, flow.request.raw_content) for flow in found])
    read = []
    for entry in json.loads(har.read_text("utf-8"))["log"]["entries"]:
        text = entry["request"].get("postData", {}).get("text")
        read.append((entry["request"]["method"], entry["request"]["url"], text))
    check(har.name, read)
    write_exports(found)


if __name__ == "__main__":
    main()

"""
Write raw HTTP, byte by byte as curl and Python's http.client send it, alone and with the answers.

Needs `trustme` from PyPI, and curl.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from common import CAPTURES, KOCHAVA, REQUESTS, SHOP_HOST, Request, Server, check, expect, mapped

TO_KOCHAVA: Final = [request for request in REQUESTS if KOCHAVA in request.url]


class Listener:
    """A TLS server that hands what it gets to *server*, and keeps the plain bytes in both directions."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.bytes: list[tuple[bool, bytes]] = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.ca.issue_cert(KOCHAVA, SHOP_HOST).configure_cert(context)
        self.socket = context.wrap_socket(socket.create_server(("127.0.0.1", 0)), server_side=True)
        self.port: int = self.socket.getsockname()[1]
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        """Take one connection after the other."""
        with suppress(OSError):
            while True:
                client, _ = self.socket.accept()
                behind = socket.socket()  # without a look-up, which may be `mapped`
                behind.connect(("127.0.0.1", self.server.port))
                threading.Thread(target=self.pump, args=(behind, client, False), daemon=True).start()
                self.pump(client, behind, True)

    def pump(self, source: socket.socket, target: socket.socket, from_client: bool) -> None:
        """Hand on what comes from *source*."""
        with suppress(OSError):
            while content := source.recv(65536):
                self.bytes.append((from_client, content))
                target.sendall(content)
        target.close()


def record(name: str, send: Callable[[int, ssl.SSLContext], None], *, answers: bool) -> None:
    """Write what *send* sends; with the *answers* too, in the order of their bytes."""
    with Server(tls=False) as server:
        listener = Listener(server)
        send(listener.port, server.trusting())
        listener.socket.close()
        content = b"".join(part for from_client, part in listener.bytes if from_client or answers)
        (CAPTURES / name).write_bytes(content)
        log = [replace(sent, url=sent.url.replace("http:", "https:", 1)) for sent in server.log]
    expect(name, "http", log)
    check(name, read_back(content, answers=answers))


class _Reader(io.BufferedReader):
    """What http.client reads an answer from in place of a socket."""

    def makefile(self, _mode: str) -> _Reader:
        """Itself."""
        return self

    def close(self) -> None:
        """Stay open: more follows."""


def read_back(content: bytes, *, answers: bool) -> list[tuple[str, str, bytes]]:
    """The requests in *content*, as the standard library's parsers read them."""
    file = _Reader(io.BytesIO(content))
    found = []
    while line := file.readline():
        method, path, _ = line.decode("ascii").split(" ")
        headers = http.client.parse_headers(file)
        if answers and headers.get("Expect"):
            file.readline()
            file.readline()
        if headers.get("Transfer-Encoding") == "chunked":
            body = b""
            while size := int(file.readline(), 16):
                body += file.read(size)
                file.readline()
            file.readline()
        else:
            body = file.read(int(headers.get("Content-Length") or 0))
        found.append((method, f"https://{headers['Host']}{path}", body))
        if answers:
            answer = http.client.HTTPResponse(file)  # type: ignore[arg-type]
            answer.begin()
            answer.read()
    return found


def curl(requests: Sequence[Request], *, expecting: str = "") -> Callable[[int, ssl.SSLContext], None]:
    """Send *requests* with one call of curl, and so over one connection to each host."""

    def send(port: int, trust: ssl.SSLContext) -> None:
        del trust
        with tempfile.TemporaryDirectory() as folder:
            words = ["curl"]
            for place, request in enumerate(requests):
                words += ["--next"] if place else []
                words += ["-sS", "-k", "-o", "/dev/null", "--http1.1", "--connect-to", f"::127.0.0.1:{port}"]
                for header, value in request.headers.items():
                    words += ["-H", f"{header}: {value}"]
                if request.name == expecting:
                    words += ["-H", "Expect: 100-continue"]
                if request.body is not None:
                    body = Path(folder, str(place))
                    body.write_bytes(request.body)
                    words += ["--data-binary", f"@{body}"]
                words.append(request.url)
            subprocess.run(words, check=True)

    return send


def curl_each(port: int, trust: ssl.SSLContext) -> None:
    """Send all the requests with curl, each over a connection of its own."""
    for request in REQUESTS:
        curl([request])(port, trust)


def in_pieces(content: bytes) -> Iterator[bytes]:
    """*content*, in pieces of 100 bytes, that may end within a character."""
    for start in range(0, len(content), 100):
        yield content[start : start + 100]


def python_chunked(port: int, trust: ssl.SSLContext) -> None:
    """Send with http.client, which sends an iterator's pieces as chunks, over one connection."""
    with mapped(port):
        connection = http.client.HTTPSConnection(KOCHAVA, context=trust)
        for request in TO_KOCHAVA:
            body = None if request.body is None else in_pieces(request.body)
            path = request.url.split(KOCHAVA)[1]
            connection.request(request.method, path, body, dict(request.headers), encode_chunked=True)
            connection.getresponse().read()
        connection.close()


def main() -> None:
    """Write them all."""
    record("curl-one.http", curl(TO_KOCHAVA[1:2]), answers=False)
    record("curl-requests.http", curl_each, answers=False)
    record("curl-requests-answers.http", curl_each, answers=True)
    record("curl-one-connection.http", curl(TO_KOCHAVA), answers=False)
    record("curl-one-connection-answers.http", curl(TO_KOCHAVA, expecting="install"), answers=True)
    record("python-chunked.http", python_chunked, answers=False)
    record("python-chunked-answers.http", python_chunked, answers=True)


if __name__ == "__main__":
    main()

"""A server on this machine that keeps what it is sent, and answers as it is told."""

from __future__ import annotations

import socketserver
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from typing import NamedTuple

__all__ = ["Loopback", "Received", "http2_loopback", "loopback"]

_INITIAL_WINDOW_SIZE = 4
"""The setting of that name: RFC 9113, 6.5.2."""
_WINDOW = 1024 * 1024


class Received(NamedTuple):
    """A request as it came in; its *body* without the frames of chunks."""

    method: str
    path: str
    media_type: str
    body: bytes


class Loopback:
    """
    What was *received*, and where to send: *url*.

    *answers* are given first: the status, and where it redirects to, which may be empty.
    """

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.url = f"{origin}/track/json"
        self.received: list[Received] = []
        self.answers: deque[tuple[int, str]] = deque()


@contextmanager
def loopback() -> Iterator[Loopback]:
    """Start one, and stop it afterwards."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            media_type = self.headers.get("Content-Type", "")
            if self.headers.get("Expect") == "100-continue":
                self.send_response_only(100)
                self.end_headers()
            kept.received.append(Received(self.command, self.path, media_type, self._body()))
            status, location = kept.answers.popleft() if kept.answers else (200, "")
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", "15")
            self.end_headers()
            self.wfile.write(b'{"success":"1"}')

        do_GET = do_PUT = do_POST  # noqa: N815 - as above

        def _body(self) -> bytes:
            if "chunked" not in self.headers.get("Transfer-Encoding", ""):
                return self.rfile.read(int(self.headers.get("Content-Length", 0)))
            pieces = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                pieces.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(pieces)

        def handle_expect_100(self) -> bool:
            return True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

    server = Server(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # a client may hang up
    kept = Loopback(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def http2_loopback() -> Iterator[Loopback]:
    """Start one that speaks HTTP/2 and nothing else, without TLS."""
    connections, events = import_module("h2.connection"), import_module("h2.events")
    settings = import_module("h2.config").H2Configuration(client_side=False, header_encoding="utf-8")

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            connection = connections.H2Connection(settings)
            connection.initiate_connection()
            # httpcore may wait for ever where two requests wait for the window at the same time.
            connection.update_settings({_INITIAL_WINDOW_SIZE: _WINDOW})
            connection.increment_flow_control_window(_WINDOW)
            self.request.sendall(connection.data_to_send())
            headers: dict[int, dict[str, str]] = {}
            bodies: dict[int, bytes] = {}
            while data := self.request.recv(65536):
                for event in connection.receive_data(data):
                    if isinstance(event, events.RequestReceived):
                        headers[event.stream_id], bodies[event.stream_id] = dict(event.headers), b""
                    elif isinstance(event, events.DataReceived):
                        bodies[event.stream_id] += event.data
                        connection.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                    elif isinstance(event, events.StreamEnded):
                        told, stream = headers[event.stream_id], event.stream_id
                        kept.received.append(
                            Received(told[":method"], told[":path"], told.get("content-type", ""), bodies[stream])
                        )
                        connection.send_headers(stream, [(":status", "200")], end_stream=True)
                self.request.sendall(connection.data_to_send())

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        kept = Loopback(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield kept
        finally:
            server.shutdown()
            thread.join()

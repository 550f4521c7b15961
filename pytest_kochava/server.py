"""A stand-in for Kochava's server, on this machine."""

from __future__ import annotations

import threading
import time
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["Answer", "KochavaServer"]


class Answer(NamedTuple):
    """An answer: its *status*, its *body*, and after how many *seconds* it comes."""

    status: int = 200
    body: bytes = b'{"success":"1"}'
    seconds: float = 0.0


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # of five, the others that come at once are turned away

    def handle_error(self, *_: object) -> None:
        """Say nothing where a client does not wait for its answer: what a test prints is the test's."""


class KochavaServer:
    """
    Answers as Kochava does: `200 {"success":"1"}` to nearly everything.

    *requests* are the bodies that were received. `answer` has it give other answers first, such as 429 and 500.
    """

    def __init__(self) -> None:
        self.requests: list[bytes] = []
        self._answers: deque[Answer] = deque()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __repr__(self) -> str:
        """Tell where it is, and how much it has received."""
        return f"<KochavaServer {self.base_url}, {self.count:,} received>"

    @property
    def url(self) -> str:
        """The address to send payloads to."""
        return f"{self.base_url}/track/json"

    @property
    def base_url(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def count(self) -> int:
        """How many requests it has received."""
        return len(self.requests)

    def answer(self, *statuses: int, seconds: float = 0.0, body: bytes | None = None) -> None:
        """Give one answer of each of *statuses*, in their order, each after *seconds*; then as before."""
        for status in statuses:
            given = body if body is not None else b'{"success":"1"}' if status < 400 else b'{"error":"replayed"}'  # noqa: PLR2004 - so errors begin
            self._answers.append(Answer(status, given, seconds))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                server.requests.append(self._body())
                answer = server._answers.popleft() if server._answers else Answer()
                time.sleep(answer.seconds)
                self.send_response(answer.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            do_GET = do_PUT = do_POST  # noqa: N815 - as above

            def _body(self) -> bytes:
                if "chunked" in self.headers.get("Transfer-Encoding", ""):
                    pieces = []
                    while size := int(self.rfile.readline().split(b";")[0], 16):
                        pieces.append(self.rfile.read(size))
                        self.rfile.readline()
                    self.rfile.readline()
                    return b"".join(pieces)
                return self.rfile.read(int(self.headers.get("Content-Length", 0)))

            def log_message(self, *_: object) -> None:
                """Say nothing: what a test prints is the test's."""

        return Handler

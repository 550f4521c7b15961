"""A request that was seen."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Sequence

from kochava_lint.observe.body import Body
from kochava_lint.observe.errand import sent_on_behalf_of
from kochava_lint.observe.sender import Frame
from kochava_lint.observe.target import Target

__all__ = ["Headers", "Sighting"]

Headers = list[tuple[str, str]]


class Sighting:
    """
    One request to Kochava, as it was about to be sent.

    *client* is the library that was called. *attempts* counts how often it was sent the same. *blocked* says why it was
    kept from leaving, None where it was not. *sent_from* are the places in the user's code that it came from, the
    innermost first. *behalf* is on whose it was sent by a thread of a pool, None where it was by no such thread. A
    *client* may say more of it until the request is over.
    """

    def __init__(
        self,
        client: str,
        *,
        method: str,
        url: str,
        headers: Headers,
        body: Body,
        target: Target,
        sent_from: Sequence[Frame],
    ) -> None:
        self.client = client
        self.method = str.__str__(method).upper()
        self.url = str.__str__(url)  # a member of an enumeration is a text too, and cannot be sent to other processes
        self.headers = headers
        self.target = target
        self.sent_from = tuple(sent_from)
        self.attempts = 1
        self.blocked: str | None = None
        self._body = body
        self.behalf = sent_on_behalf_of()
        self._thread = weakref.ref(threading.current_thread())

    def __repr__(self) -> str:
        """Tell where it went and from where, and nothing of what it says."""
        return f"<Sighting {self.method} {self.target.host}{self.target.path} by {self.client}>"

    @property
    def body(self) -> bytes | None:
        """The bytes of its body; None where it has none, or they cannot be known."""
        return self._body.content

    @property
    def is_exact(self) -> bool:
        """Whether the body is what was sent; else it is what the client would have made of what it was given."""
        return self._body.is_exact

    @property
    def thread(self) -> threading.Thread | None:
        """The thread that it was sent from, while there is that."""
        return self._thread()

    def has_body_like(self, body: Body) -> bool:
        """Whether *body* may be its body."""
        return self._body.is_like(body)

    def refine(self, url: str, headers: Headers, body: Body) -> None:
        """Take what is known of it nearer to the wire."""
        if url:
            self.url = str.__str__(url)
        if len(headers) >= len(self.headers):
            self.headers = headers
        is_known = self._body.content_known
        # A file that is sent again is at its end by now, and is gone back in later.
        is_same = is_known and body.stand_in is self._body.stand_in
        if body.stand_in is not None and body.is_exact and not is_same and (body.content_known or not is_known):
            self._body = body

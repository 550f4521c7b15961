"""The HTTP request that brought a payload, as far as the capture knows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from kochava_lint.source import Source

__all__ = ["Request"]

_KOCHAVA = "kochava.com"
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """
    A request; what the capture does not know of it is None.

    *headers* are pairs in the order in which they were sent; *body* the exact bytes. *signed*: there is a token made
    of those bytes, though the headers do not show it. *places* finds the text of a part in the capture: of `method`,
    `url`, or a header by its name in lower case.
    """

    method: str | None = None
    url: str | None = None
    headers: Sequence[tuple[str, str]] | None = None
    body: bytes | None = None
    signed: bool = False
    places: Callable[[str], Source | None] | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        """Tell where the request went, and nothing of what it says: headers hold secrets, bodies personal data."""
        return f"<Request {self.method} to {self.host + self.path if self.host else 'an unknown host'}>"

    def source_of(self, part: str) -> Source | None:
        """The text of a *part* of the request, with its place, where the capture tells it; else that of its address."""
        if self.places is None:
            return None
        return self.places(part) or self.places("url")

    def header(self, name: str) -> str | None:
        """The first header called *name*, in any case; None where there is none."""
        wanted = name.lower()
        return next((value for key, value in self.headers or () if key.lower() == wanted), None)

    @property
    def scheme(self) -> str:
        """`http` or `https`, or empty where the URL tells none."""
        return self._parts.scheme.lower()

    @property
    def host(self) -> str:
        """The host that the URL names, in lower case, without its port."""
        try:
            host = (self._parts.hostname or "").rstrip(".").lower()
        except ValueError:  # brackets that hold no IPv6 address
            return ""
        # Before Python 3.11.4, such brackets raise nothing.
        return "" if "[" in self._parts.netloc and ":" not in host else host

    @property
    def netloc(self) -> str:
        """The host and port that the URL names, as it writes them, in lower case."""
        return self._parts.netloc.rpartition("@")[2].lower()

    @property
    def names(self) -> tuple[str, ...]:
        """What the host may be called where it is named: alone, and with the port, be that the scheme's own."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        try:
            port = self._parts.port or _PORTS.get(self.scheme)
        except ValueError:
            port = None
        return (name,) if port is None else (name, f"{name}:{port}")

    @property
    def path(self) -> str:
        """The path of the URL, without a slash at its end."""
        return self._parts.path.rstrip("/")

    @property
    def is_to_kochava(self) -> bool:
        """Whether it went to a host of Kochava's."""
        return self.host == _KOCHAVA or self.host.endswith("." + _KOCHAVA)

    @property
    def is_signed(self) -> bool:
        """Whether it carries a token made of the exact bytes of its body, which then must not be changed."""
        return self.signed or self.header("Kochava-Auth-Token") is not None

    @property
    def _parts(self) -> SplitResult:
        try:
            url = self.url or ""
            return urlsplit(url if "://" in url or url.startswith("/") else f"//{url}")
        except ValueError:
            return urlsplit("")

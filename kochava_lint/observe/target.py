"""Which requests are Kochava's, by where they go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple
from urllib.parse import urlsplit

__all__ = ["Target", "Targets", "address"]

_KOCHAVA: Final = "kochava.com"
_PATH: Final = "/track/json"
_PORTS: Final = {"http": 80, "https": 443}


def address(scheme: str, host: str, port: int | None, path: str) -> str:
    """The URL of *path* at a *host*, as people write it: without the *port* that is understood."""
    place = f"[{host}]" if ":" in host else host
    return f"{scheme}://{place}{path}" if port in {None, _PORTS.get(scheme)} else f"{scheme}://{place}:{port}{path}"


class Target(NamedTuple):
    """Where a request goes, in a form in which two addresses of one place are equal; *host* is in lower case."""

    scheme: str
    host: str
    port: int | None
    path: str

    @property
    def is_kochava(self) -> bool:
        """Whether it is a host of Kochava's."""
        return self.host == _KOCHAVA or self.host.endswith(f".{_KOCHAVA}")


class Targets:
    """
    Tells which requests are Kochava's: by host, or by the path of its endpoint on whatever host.

    *hosts* are the user's own that pass payloads on, each with its port or without.
    """

    def __init__(self, hosts: Iterable[str] = ()) -> None:
        self._hosts = frozenset(host.lower() for host in hosts)
        self._marks = (_KOCHAVA, _PATH, *(host.partition(":")[0] for host in self._hosts))

    def of(self, url: str) -> Target | None:
        """Where a request to *url* goes; None where that is no concern of ours, which is told fast."""
        lowered = url.lower()
        if not any(mark in lowered for mark in self._marks):
            return None
        try:
            parts = urlsplit(url if "//" in url else f"//{url}")
            host, port = (parts.hostname or "").rstrip("."), parts.port
        except ValueError:
            return None
        target = Target(parts.scheme.lower(), host, port or _PORTS.get(parts.scheme.lower()), parts.path or "/")
        return target if self._is_ours(target) else None

    def holds(self, host: str) -> bool:
        """Whether *host* is Kochava's, or passes payloads on to it."""
        name = host.rstrip(".").lower()
        return name == _KOCHAVA or name.endswith(f".{_KOCHAVA}") or name in self._hosts

    def guards(self, target: Target) -> bool:
        """Whether what goes to *target* goes to Kochava, which its path on another host does not tell."""
        names = {target.host, f"{target.host}:{target.port}"}
        return target.is_kochava or not self._hosts.isdisjoint(names)

    def _is_ours(self, target: Target) -> bool:
        return self.guards(target) or target.path.rstrip("/").endswith(_PATH)

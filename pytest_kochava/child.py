"""Watching a child process: what it sends is told to the test that began it, by a file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_kochava.tripwire import Tripwire

if TYPE_CHECKING:
    from kochava_lint.observe.sighting import Sighting
    from pytest_kochava.judge import Seen

__all__ = ["environment", "read_spool", "watch", "write_spool"]

_SPOOL = "KOCHAVA_LINT_SPOOL"
_ROOT = "KOCHAVA_LINT_ROOT"
_HOSTS = "KOCHAVA_LINT_HOSTS"
_NETWORK = "KOCHAVA_LINT_ALLOW_NETWORK"
_INJECTED = Path(__file__).parent / "inject"


def environment(spool: Path, root: Path, hosts: tuple[str, ...], *, allow_network: bool) -> dict[str, str]:
    """What the environment of a child has to hold, so that what it sends is written to the file *spool*."""
    above = os.environ.get("PYTHONPATH")
    return {
        "PYTHONPATH": os.pathsep.join([str(_INJECTED), above] if above else [str(_INJECTED)]),
        _SPOOL: str(spool),
        _ROOT: str(root),
        _HOSTS: ",".join(hosts),
        _NETWORK: "1" if allow_network else "",
    }


def watch() -> None:
    """Watch this process, where the environment says so."""
    spool = os.environ.get(_SPOOL)
    if spool is None:
        return
    hosts = tuple(filter(None, os.environ.get(_HOSTS, "").split(",")))

    def begin() -> None:
        from pytest_kochava.observer import ChildObserver  # noqa: PLC0415 - where the child has to do with HTTP

        allow_network = bool(os.environ.get(_NETWORK))
        ChildObserver(hosts, Path(spool), Path(os.environ.get(_ROOT, "")), allow_network=allow_network).start()

    Tripwire(hosts, begin).lay()


def write_spool(spool: Path, sighting: Sighting, root: Path) -> None:
    """Add a request to the file *spool*, which others may write to at the same time."""
    import json  # noqa: PLC0415 - only where something was sent

    from pytest_kochava.judge import packed, seen  # noqa: PLC0415 - as above

    line = json.dumps(packed([seen(sighting, root)])[0]) + "\n"
    handle = os.open(spool, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line.encode())
    finally:
        os.close(handle)


def read_spool(spool: Path, start: int) -> tuple[list[Seen], int]:
    """The requests in the file *spool* from the byte *start* on, and where they end."""
    import json  # noqa: PLC0415 - as above

    from pytest_kochava.judge import unpacked  # noqa: PLC0415 - as above

    with spool.open("rb") as file:
        file.seek(start)
        content = file.read()
    whole = content[: content.rfind(b"\n") + 1]
    return unpacked(json.loads(line) for line in whole.splitlines()), start + len(whole)

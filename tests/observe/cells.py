"""
The cells of one mock: every client that is here sends once, in a process of its own, and what came of it is printed.

`python -m observe.cells MOCK ORDER`, where ORDER is when the observer comes: `first`, before any client and the mock
are imported; `last`, when all of them are; or `without`.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
import warnings
from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from observe.clients import CLIENTS, Client
from observe.mocks import MOCKS, Mock

__all__ = ["BODY", "is_here", "outcome_of"]

BODY = '{"action": "event", "kochava_app_id": "koexample", "data": {"event_name": "Straße ☃"}}'.encode()


def is_here(modules: Iterable[str]) -> bool:
    """Whether all *modules* can be imported."""
    return all(find_spec(name.partition(".")[0]) is not None for name in modules)


def outcome_of(client: Client, url: str, body: bytes = BODY) -> str:
    """The status that *client* is answered; or the error that it raises, or that this one comes from."""
    try:
        return str(client.send(url, body))
    except BaseException as error:  # noqa: BLE001 - that is the outcome
        names = [type(each).__name__ for each in _behind(error)]
        if "KochavaRequestBlocked" in names:
            return "KochavaRequestBlocked"
        sys.stderr.write("".join(traceback.format_exception(error)))
        return names[0]


def _behind(error: BaseException | None) -> list[BaseException]:
    if error is None:
        return []
    inner = getattr(error, "exceptions", ()) or getattr(error, "reasons", ())
    inner = [getattr(each, "value", each) for each in inner]
    return [error, *(one for each in inner for one in _behind(each)), *_behind(error.__cause__ or error.__context__)]


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Let nothing leave for Kochava where there is no observer to see to that."""
    if event == "socket.getaddrinfo" and "kochava" in str(arguments[0]):
        raise OSError("no network")


def _results(mock: Mock, order: str) -> dict[str, Any]:
    clients = {name: client for name, client in CLIENTS.items() if is_here(client.modules)}
    if order == "last":
        for module in sorted({module for client in clients.values() for module in client.modules} | {*mock.modules}):
            import_module(module)
    observer: Any = None
    if order == "without":
        sys.addaudithook(_refuse)
        clients = {name: client for name, client in clients.items() if {name, client.family} & mock.answers}
    else:
        observer = import_module("kochava_lint.observe").Observer(allow_network=False, isolates=True)
        observer.start()
    results: dict[str, Any] = {}
    for name, client in clients.items():
        with mock.start() as answering:
            outcome = outcome_of(client, answering.url)
            received = [body.decode() for body in answering.received()]
        results[name] = {"outcome": outcome, "received": received, "url": answering.url}
        if observer is not None:
            results[name]["sightings"] = [_told(sighting) for sighting in observer.sightings]
            results[name]["troubles"] = [*observer.diagnostics, *map(str, observer.blocked)]
            for kept in (observer.sightings, observer.diagnostics, observer.blocked):
                kept.clear()
    return results


def _told(sighting: Any) -> dict[str, Any]:
    body = sighting.body
    return {
        "client": sighting.client,
        "method": sighting.method,
        "url": sighting.url,
        "types": [value for name, value in sighting.headers if name.lower() == "content-type"],
        "body": None if body is None else body.decode(),
        "attempts": sighting.attempts,
        "blocked": sighting.blocked is not None,
        "is_exact": sighting.is_exact,
    }


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    print(json.dumps(_results(MOCKS[sys.argv[1]], sys.argv[2])), flush=True)  # noqa: T201 - it is how it answers
    # The threads of reactors and servers are not waited for.
    sys.stderr.flush()
    os._exit(0)

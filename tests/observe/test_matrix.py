"""
Every client under every mock, whichever of them and the observer is imported first.

Each mock has a process of its own in which all clients send: see `cells`.
"""

from __future__ import annotations

import functools
import importlib.metadata
import json
import os
import subprocess
import sys
from typing import Any, Final

import pytest
from observe.cells import BODY, is_here
from observe.clients import CLIENTS, JSON_TYPE
from observe.mocks import MOCKS

pytestmark = pytest.mark.clients

_SECONDS: Final = 300
_ORDERS: Final = ("first", "last")
# Its urllib3 takes the place of the other on disk, so that it has an environment of its own, with few mocks.
_OF_NIQUESTS: Final = frozenset(
    {"nothing", "responses", "requests-mock", "vcrpy", "pytest-httpserver", "aiohttp-server", "kochava-server"}
)
_CELLS: Final = [
    pytest.param(mock, client, id=f"{mock}-{client}")
    for mock in MOCKS
    for client in CLIENTS
    if CLIENTS[client].family != "niquests" or mock in _OF_NIQUESTS
]


@functools.cache
def results(mock: str, order: str) -> dict[str, Any]:
    """What came of each client under *mock*, where the observer came in this *order*."""
    ran = subprocess.run(
        [sys.executable, "-m", "observe.cells", mock, order],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    told: dict[str, Any] = json.loads(ran.stdout)
    return told


def skip_where_absent(mock: str, client: str) -> None:
    if not is_here(CLIENTS[client].modules) or not is_here(MOCKS[mock].modules):
        pytest.skip("its packages are not in this environment")
    if MOCKS[mock].needs_older_aiohttp and int(importlib.metadata.version("aiohttp").split(".")[1]) > 13:
        pytest.skip("it knows nothing of the aiohttp of this environment")


@pytest.mark.parametrize("order", _ORDERS)
@pytest.mark.parametrize(("mock", "client"), _CELLS)
def test_cell(mock: str, client: str, order: str) -> None:
    """
    A request is seen once, with the address, method, type and bytes that were given, whatever answers it or nothing.

    What comes of it is what comes of it without an observer; where no mock answers, it is stopped.
    """
    skip_where_absent(mock, client)
    result = results(mock, order)[client]
    names = {client, CLIENTS[client].family}
    assert result["troubles"] == []
    assert len(result["sightings"]) == 1
    sighting = result["sightings"][0]
    assert (sighting["method"], sighting["url"], sighting["types"]) == ("POST", result["url"], [JSON_TYPE])
    assert sighting["attempts"] == 1
    if names & MOCKS[mock].answers:
        without = results(mock, "without")[client]
        assert result["outcome"] == without["outcome"] == "200"
        assert result["received"] == without["received"]
        assert not sighting["blocked"]
    elif not names & MOCKS[mock].breaks:
        assert (result["outcome"], sighting["blocked"]) == ("KochavaRequestBlocked", True)
    # What is written after the headers is not known where these are kept from leaving.
    is_known = client != "http-written-in-pieces" or result["outcome"] == "200"
    assert sighting["body"] == (BODY.decode() if is_known else None)


@pytest.mark.parametrize("mock", MOCKS)
def test_mocks_are_sent_the_bytes(mock: str) -> None:
    """What a mock keeps is what was sent: the tables are right, and nothing that we put in is seen there."""
    if not is_here(MOCKS[mock].modules):
        pytest.skip("its packages are not in this environment")
    received = {client: result["received"] for client, result in results(mock, "first").items() if result["received"]}
    assert all(bodies == [BODY.decode()] for bodies in received.values())

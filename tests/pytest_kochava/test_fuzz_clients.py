"""Builders that make requests of other people's clients, or send by them."""

from __future__ import annotations

import pytest
from suites import Suite

pytestmark = pytest.mark.clients

TESTS = """
import json
from functools import partial
from hypothesis import Phase, settings
from pytest_kochava import fuzz_builder
import httpx, requests, responses, respx

QUICK = settings(database=None, derandomize=True, max_examples=10, phases=[Phase.explicit, Phase.generate])
fuzz = partial(fuzz_builder, settings=QUICK)
BUILT = {built}

def request(number: int): return requests.Request("POST", URL, json=BUILT, headers=HEADERS)
def prepared(number: int): return request(number).prepare()
def httpx_request(number: int): return httpx.Request("POST", URL, json=BUILT, headers=HEADERS)
def httpx_stream(number: int):
    return httpx.Request("POST", URL, content=iter([json.dumps(BUILT).encode()]), headers=HEADERS)
def by_requests(number: int): return requests.post(URL, json=BUILT, headers=HEADERS)
@responses.activate
def mocked(number: int):
    responses.post(URL, json={{"success": "1"}})
    return requests.post(URL, json=BUILT, headers=HEADERS)
def by_httpx(number: int): return httpx.post(URL, json=BUILT, headers=HEADERS)
async def by_httpx_later(number: int):
    async with httpx.AsyncClient() as client:
        await client.post(URL, json=BUILT, headers=HEADERS)
@respx.mock
async def mocked_later(number: int):
    respx.post(URL).mock(return_value=httpx.Response(200, json={{"success": "1"}}))
    await by_httpx_later(number)

test_request, test_prepared, test_httpx_request = map(fuzz, [request, prepared, httpx_request])
test_httpx_stream, test_by_requests, test_mocked = map(fuzz, [httpx_stream, by_requests, mocked])
test_by_httpx, test_by_httpx_later, test_mocked_later = map(fuzz, [by_httpx, by_httpx_later, mocked_later])

async def test_own():
    assert True

async def test_own_again(kochava):
    assert kochava.requests == []
"""
COUNT = 9
PLUGINS = ("pytest_kochava.plugin", "_hypothesis_pytestplugin", "pytest_asyncio.plugin")


@pytest.mark.parametrize(
    ("built", "outcomes"),
    [("GOOD", {"passed": COUNT + 2}), ("ATT", {"passed": 2, "failed": COUNT})],
    ids=["clean", "faulty"],
)
def test_clients_and_the_plugins_of_others(suite: Suite, built: str, outcomes: dict[str, int]) -> None:
    """Beside Hypothesis's own plugin, and asynchronous tests that another plugin runs by itself."""
    for module in ("httpx", "requests", "responses", "respx", "pytest_asyncio"):
        pytest.importorskip(module)
    result = suite.run(
        TESTS.format(built=built),
        "-o",
        "asyncio_mode=auto",
        "--hypothesis-show-statistics",
        apart=True,
        plugins=PLUGINS,
    )
    result.assert_outcomes(**outcomes)
    told = result.stdout.str()
    assert told.count("error[att-missing]") == outcomes.get("failed", 0)
    assert told.count("- during generate phase") == COUNT

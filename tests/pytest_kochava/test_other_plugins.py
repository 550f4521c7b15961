"""Other plugins of pytest: what they add to tests fails as honestly."""

from __future__ import annotations

import pytest
from suites import Suite, found, said

pytestmark = pytest.mark.clients
OURS = "pytest_kochava.plugin"
CLIENT = '''
import anyio, json
from app import HEADERS, URL

class Client:
    """Sends as clients of asynchronous frameworks do: by a thread that is waited for."""
    async def send(self, payload):
        from app import send
        await anyio.to_thread.run_sync(send, payload)
'''


def plugins(*names: str) -> tuple[str, ...]:
    """Our plugin and those with these *names*."""
    for name in names:
        pytest.importorskip(name.partition(".")[0])
    return (OURS, *names)


def test_asyncio(suite: Suite) -> None:
    suite.write(client=CLIENT)
    result = suite.run(
        """
import asyncio
from client import Client

@pytest.fixture
async def prepared():
    send(EMPTY)
    yield
    send(GOOD)

async def test_good(): send(GOOD)
async def test_faulty():
    await asyncio.sleep(0)
    send(ATT)
async def test_in_a_thread(): await asyncio.to_thread(send, ATT)
async def test_in_a_task(): await asyncio.create_task(Client().send(ATT))
async def test_prepared(prepared): pass
@pytest.mark.xfail(strict=True)
async def test_xfail(): send(ATT)
""",
        "-o",
        "asyncio_mode=auto",
        "-o",
        "asyncio_default_fixture_loop_scope=function",
        "-rA",
        apart=True,
        plugins=plugins("pytest_asyncio.plugin"),
    )
    result.assert_outcomes(passed=1, failed=4, xfailed=1)
    assert found(said(result)) == {"att-missing": 4, "empty-value": 1}


def test_anyio(suite: Suite) -> None:
    suite.write(client=CLIENT)
    result = suite.run(
        """
from client import Client

pytestmark = pytest.mark.anyio

async def test_good(): await Client().send(GOOD)
async def test_faulty(): await Client().send(ATT)
""",
        apart=True,
        plugins=plugins("anyio.pytest_plugin", "trio")[:2],
    )
    result.assert_outcomes(passed=2, failed=2)  # with asyncio, and with trio
    assert found(said(result)) == {"att-missing": 2}


def test_trio(suite: Suite) -> None:
    result = suite.run(
        """
import trio

async def test_good(): send(GOOD)
async def test_faulty(): await trio.to_thread.run_sync(send, ATT)
async def test_in_a_nursery():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(trio.to_thread.run_sync, send, EMPTY)
""",
        "-o",
        "trio_mode=true",
        apart=True,
        plugins=plugins("pytest_trio.plugin"),
    )
    result.assert_outcomes(passed=1, failed=2)


def test_reruns(suite: Suite) -> None:
    """Each attempt is judged by itself."""
    result = suite.run(
        """
TRIED = []

def test_faulty_at_first():
    TRIED.append(1)
    send(ATT if len(TRIED) < 3 else GOOD)
def test_always_faulty(): send(EMPTY)
def test_good(): send(OTHER)
""",
        "--reruns=2",
        "-o",
        "kochava_junit=true",
        "--junit-xml=junit.xml",
        apart=True,
        plugins=plugins("pytest_rerunfailures"),
    )
    assert result.parseoutcomes() == {"passed": 2, "failed": 1, "rerun": 4}
    assert found(said(result)) == {"att-missing": 2, "empty-value": 3}
    text = (suite.path / "junit.xml").read_text("utf-8")
    assert 'name="kochava_requests" value="1"' in text
    assert 'name="kochava_requests" value="3"' not in text


def test_random_order(suite: Suite) -> None:
    tests = "".join(f"def test_{number}(): send(GOOD)\n" for number in range(10)) + "def test_x(): send(ATT)"
    for seed in ("1", "2"):
        result = suite.run(tests, f"--randomly-seed={seed}", apart=True, plugins=plugins("pytest_randomly"))
        result.assert_outcomes(passed=10, failed=1)
        assert said(result)[0] == "11 requests, 11 linted, 1 faulty"


def test_django(suite: Suite) -> None:
    suite.write(
        settings="""
SECRET_KEY = "x"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
USE_TZ = True
"""
    )
    result = suite.run(
        """
from django.test import SimpleTestCase, TestCase, TransactionTestCase

class Simple(SimpleTestCase):
    def test_good(self): send(GOOD)
    def test_faulty(self): send(ATT)

class InTransaction(TestCase):
    @classmethod
    def setUpTestData(cls): send(EMPTY)
    def test_a_first(self): pass
    def test_on_commit(self):
        from django.db import transaction
        with self.captureOnCommitCallbacks(execute=True):
            transaction.on_commit(lambda: send(ATT))
    def test_fails(self):
        send(ATT)
        self.fail("of its own")

class Asynchronous(SimpleTestCase):
    async def test_faulty(self): send(ATT)

@pytest.mark.django_db
def test_function(): send(ATT)
""",
        "--ds=settings",
        "-rA",
        apart=True,
        plugins=plugins("pytest_django.plugin"),
    )
    result.assert_outcomes(passed=1, failed=6)
    result.stdout.fnmatch_lines(["FAILED *::test_fails - AssertionError: of its own"])
    assert found(said(result)) == {"att-missing": 5, "empty-value": 1}


def test_mocks(suite: Suite) -> None:
    suite.write(shop="import urllib.request\n\n\ndef sell(request):\n    urllib.request.urlopen(request)\n")
    result = suite.run(
        """
import shop

def test_faulty(mocker):
    mocker.patch("urllib.request.urlopen")
    shop.sell(request_of(ATT))
def test_good(mocker):
    mocker.patch("urllib.request.urlopen")
    shop.sell(request_of(GOOD))
    urllib.request.urlopen.assert_called_once()
""",
        apart=True,
        plugins=plugins("pytest_mock"),
    )
    result.assert_outcomes(passed=1, failed=1)


def test_real_clients(suite: Suite) -> None:
    """Clients that others have written are watched in a run as well: see the tests of `kochava_lint.observe`."""
    for name in ("requests", "httpx", "responses"):
        pytest.importorskip(name)
    result = suite.run(
        """
import httpx, requests, responses

@responses.activate
def test_requests():
    responses.post(URL, json={"success": "1"})
    requests.post(URL, json=ATT, headers=HEADERS)
def test_httpx():
    transport = httpx.MockTransport(lambda request: httpx.Response(200))
    with httpx.Client(transport=transport) as client:
        client.post(URL, json=EMPTY, headers=HEADERS)
@pytest.mark.parametrize("post", [requests.post, httpx.post])
def test_blocked(post):
    with pytest.raises(RuntimeError):
        post(URL, json=GOOD, headers=HEADERS)
""",
        apart=True,
        plugins=(OURS,),
    )
    result.assert_outcomes(failed=4)
    assert found(said(result)) == {"att-missing": 1, "empty-value": 1, "blocked-request": 2}

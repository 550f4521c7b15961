"""Which test a request is told of by."""

from __future__ import annotations

from suites import Suite, found, said


def test_late_traffic_is_blamed_on_nobody_else(suite: Suite) -> None:
    result = suite.run(
        """
GO, DONE = threading.Event(), threading.Event()

def later():
    GO.wait(10)
    send(ATT)
    DONE.set()

def test_leaves_a_thread_behind(): threading.Thread(target=later).start()
def test_innocent():
    GO.set()
    assert DONE.wait(10)
    send(OTHER)
def test_waits_for_its_thread():
    thread = threading.Thread(target=send, args=[EMPTY])
    thread.start()
    thread.join()
""",
        "-rA",
    )
    result.assert_outcomes(passed=2, failed=1)
    summary = said(result)
    assert summary[0] == "3 requests, 3 linted, 2 faulty, 1 late"
    assert found(summary) == {"att-missing": 1, "empty-value": 1}
    result.stdout.fnmatch_lines(
        [
            "app.py:24: error?att-missing?: *(late)",
            "late: app.py:24 sent a request from a thread that test_it.py::test_leaves_a_thread_behind had left behind",
            "FAILED test_it.py::test_waits_for_its_thread - Failed: kochava-lint: empty-value in 1 request",
        ]
    )


def test_workers_of_a_pool_are_of_whoever_gives_them_work(suite: Suite) -> None:
    suite.run(
        """
from concurrent.futures import ThreadPoolExecutor

POOL = ThreadPoolExecutor(1)

def test_begins_the_pool(): POOL.submit(send, GOOD).result()
def test_uses_it(): POOL.submit(send, ATT).result()
"""
    ).assert_outcomes(passed=1, failed=1)


def test_work_that_a_pool_does_late_is_blamed_on_nobody_else(suite: Suite) -> None:
    result = suite.run(
        """
import asyncio
from concurrent.futures import ThreadPoolExecutor

POOL, GO, DONE = ThreadPoolExecutor(1), threading.Event(), []

def later(payload):
    GO.wait(10)
    send(payload)

def test_forgets(): DONE.append(POOL.submit(later, ATT))
def test_innocent():
    GO.set()
    DONE[0].result(10)
    send(GOOD)
def test_waits():
    with ThreadPoolExecutor() as pool:
        list(pool.map(send, [EMPTY]))
def test_awaits(): asyncio.run(asyncio.to_thread(send, EMPTY))
""",
        "-rA",
    )
    result.assert_outcomes(passed=2, failed=2)
    assert said(result)[0] == "4 requests, 4 linted, 3 faulty, 1 late"
    result.stdout.fnmatch_lines(["late: app.py:24 *from a thread that test_it.py::test_forgets had left behind"])


def test_a_worker_that_the_first_test_begins_sends_for_whoever_gives_it_work(suite: Suite) -> None:
    """As singletons do that begin their thread when they are first used; what a test has left there is late."""
    result = suite.run(
        """
import queue

class Worker:
    def __init__(self):
        self.wanted, self.thread, self.go = queue.Queue(), None, threading.Event()
    def put(self, payload):
        if self.thread is None:
            self.thread = threading.Thread(target=self.work, daemon=True)
            self.thread.start()
        self.wanted.put(payload)
    def work(self):
        while True:
            payload = self.wanted.get()
            self.go.wait(10)
            send(payload)
            self.wanted.task_done()

WORKER = Worker()

def test_forgets():
    WORKER.put(EMPTY)
def test_good():
    WORKER.put(GOOD)
    WORKER.go.set()
    WORKER.wanted.join()
@pytest.mark.kochava(min_requests=1)
def test_faulty():
    WORKER.put(ATT)
    WORKER.wanted.join()
@pytest.mark.kochava_expect("att-missing")
def test_expected():
    WORKER.put(ATT)
    WORKER.wanted.join()
""",
        "-rA",
    )
    result.assert_outcomes(passed=3, failed=1)
    assert said(result)[0] == "4 requests, 4 linted, 2 faulty, 1 late"
    result.stdout.fnmatch_lines(
        [
            "late: * from a thread that test_it.py::test_forgets had left behind",
            "FAILED *::test_faulty - Failed: kochava-lint: att-missing in 1 request",
        ]
    )


def test_what_a_queue_hands_the_main_thread_is_no_errand(suite: Suite) -> None:
    suite.run(
        """
import queue

QUEUE = queue.Queue()

def test_leaves_something(): QUEUE.put(ATT)
def test_takes_it(): send(QUEUE.get())
"""
    ).assert_outcomes(passed=1, failed=1)


def test_what_a_fixture_has_begun_serves_every_test(suite: Suite) -> None:
    """A server in a thread, which a fixture of the session begins, sends for the test that asks it to."""
    result = suite.run(
        """
import queue

@pytest.fixture(scope="session")
def worker():
    wanted, done = queue.SimpleQueue(), queue.SimpleQueue()  # nobody sees who puts what there

    def work():
        while payload := wanted.get():
            send(payload)
            done.put(True)

    thread = threading.Thread(target=work)
    thread.start()
    yield lambda payload: (wanted.put(payload), done.get(timeout=10))
    wanted.put(None)
    thread.join()

def test_good(worker): worker(GOOD)
def test_faulty(worker): worker(ATT)
""",
        "-rA",
    )
    result.assert_outcomes(passed=1, failed=1)
    assert said(result)[0] == "2 requests, 2 linted, 1 faulty"


def test_a_thread_of_a_test_s_own_fixture_ends_with_it(suite: Suite) -> None:
    """What a fixture has begun for one test sends nothing on account of the next."""
    result = suite.run(
        """
GO, DONE = threading.Event(), threading.Event()

def later():
    GO.wait(10)
    send(ATT)
    DONE.set()

@pytest.fixture
def forgets(): threading.Thread(target=later).start()
def test_it(forgets): send(GOOD)
def test_innocent():
    GO.set()
    assert DONE.wait(10)
    send(OTHER)
""",
        "-rA",
    )
    result.assert_outcomes(passed=2)
    assert said(result)[0] == "3 requests, 3 linted, 1 faulty, 1 late"
    result.stdout.fnmatch_lines(["late: * from a thread that test_it.py::test_it had left behind"])


def test_work_that_a_fixture_of_the_session_gives_to_a_pool_serves_every_test(suite: Suite) -> None:
    result = suite.run(
        """
import queue
from concurrent.futures import ThreadPoolExecutor

@pytest.fixture(scope="session")
def worker():
    wanted, done = queue.SimpleQueue(), queue.SimpleQueue()  # nobody sees who puts what there

    def work():
        while payload := wanted.get():
            send(payload)
            done.put(True)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(work)
        yield lambda payload: (wanted.put(payload), done.get(timeout=10))
        wanted.put(None)

@pytest.fixture
def asks_for_it(request): return request.getfixturevalue("worker")
def test_good(asks_for_it): asks_for_it(GOOD)
def test_faulty(worker): worker(ATT)
""",
        "-rA",
    )
    result.assert_outcomes(passed=1, failed=1)
    assert said(result)[0] == "2 requests, 2 linted, 1 faulty"


def test_outside_of_tests(suite: Suite) -> None:
    """What is sent while tests are collected fails nothing, and is told of."""
    result = suite.run("send(ATT)\n\ndef test_it(): send(GOOD)")
    result.assert_outcomes(passed=1)
    assert said(result)[0] == "2 requests, 2 linted, 1 faulty, 1 outside tests"
    result.stdout.fnmatch_lines(["app.py:24: error?att-missing?: *(outside tests)"])


def test_places_are_those_of_the_code_that_sends(suite: Suite) -> None:
    folder = suite.path / "shop"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "events.py").write_text("from app import leak\n\n\ndef purchase(payload):\n    leak(payload)\n", "utf-8")
    result = suite.run(
        """
from shop.events import purchase

def test_it(kochava):
    with pytest.raises(RuntimeError):
        purchase(GOOD)
    assert kochava.requests[0].place == "app.py:30"
    assert [frame[:2] for frame in kochava.requests[0].sent_from][1] == ("shop/events.py", 5)
"""
    )
    result.stdout.fnmatch_lines(["  sent from app.py:30 in leak"])


def test_rules_across_payloads_see_what_one_test_sent_in_order(suite: Suite) -> None:
    result = suite.run(
        """
def test_one(): send(GOOD)
def test_same_again(): send(GOOD)
def test_twice(): send(GOOD, GOOD)
@pytest.fixture
def prepared(): send(GOOD)
def test_with_what_was_prepared(prepared): send(GOOD)
""",
        "--kochava-fail-on=warning",
        "-rA",
    )
    result.assert_outcomes(passed=2, failed=2)
    assert found(said(result)) == {"duplicate-event": 2}
    result.stdout.fnmatch_lines(["FAILED *::test_twice - Failed: kochava-lint: duplicate-event in 1 of 2 requests"])


def test_what_is_found_later_is_held_against_whoever_sends_then(suite: Suite) -> None:
    """The event comes with the test, and the install that should have been before it when that is torn down."""
    result = suite.run(
        """
@pytest.fixture
def installs_late():
    yield
    data = {key: value for key, value in GOOD["data"].items() if key != "event_name"}
    send({**GOOD, "action": "install", "data": data})
def test_it(installs_late): send(GOOD)
""",
        "--kochava-fail-on=warning",
        "--kochava-report=late.json",
        "-rA",
    )
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["ERROR *::test_it - Failed: kochava-lint: event-before-install in 1 of 2 requests"])
    assert found(said(result)) == {"event-before-install": 1}


def test_runs_inside_a_test_are_their_own(suite: Suite) -> None:
    """Whoever tests a plugin of pytest runs pytest inside of tests, and clients are first imported there."""
    suite.write(
        test_outer="""
import pytest

pytest_plugins = ["pytester"]

@pytest.mark.parametrize("when", ["before", "while it observes"])
def test_outer(pytester, kochava, when):
    if when != "before":
        import urllib.request
    pytester.makepyfile(app=open(APP).read(), test_inner=INNER)
    result = pytester.runpytest_inprocess("-p", "pytest_kochava.plugin")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*blocked-request in 1 request"])
    assert kochava.requests == []

def test_outer_afterwards(kochava):
    import app
    app.swallow({})
    assert [request.blocked for request in kochava.requests] == ["control.kochava.com"]

APP = "APP_PATH"
INNER = "def test_inner():\\n    import app\\n    app.swallow({})\\n"
""".replace("APP_PATH", str(suite.path / "app.py"))
    )
    result = suite.run("", apart=True)
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["FAILED *test_outer_afterwards - Failed: kochava-lint: *"])

"""What becomes of a test that sent a faulty payload."""

from __future__ import annotations

import pytest
from suites import Suite, found, said

FAULTY = """
@pytest.fixture
def sends_before():
    send(ATT)

@pytest.fixture
def sends_after():
    yield
    send(EMPTY)

def test_good(): send(GOOD, OTHER)
def test_faulty(): send(GOOD, ATT)
def test_swallows():
    try:
        send(ATT)
    except BaseException:
        pass
def test_sends_before(sends_before): pass
def test_sends_after(sends_after): pass
def test_fails_by_itself():
    send(ATT)
    assert 1 == 2, "a failure of its own"
def test_fails_and_sends_after(sends_after):
    send(ATT)
    assert 1 == 2
def test_skips():
    send(ATT)
    pytest.skip("not here")
@pytest.mark.skip
def test_is_skipped(): send(ATT)
@pytest.mark.xfail
def test_xfail(): send(ATT)
@pytest.mark.xfail(strict=True)
def test_strict_xfail(): send(ATT)
@pytest.mark.xfail(strict=True)
def test_strict_xfail_passes(): send(GOOD)
@pytest.mark.xfail(raises=ZeroDivisionError)
def test_xfail_of_something_else(): send(ATT)
@pytest.fixture
def broken():
    send(ATT)
    raise OSError("a fixture of its own")
def test_of_broken_fixture(broken): pass
@pytest.mark.parametrize("payload", [GOOD, ATT, EMPTY], ids=["good", "att", "empty"])
def test_each(payload): send(payload)
class TestClass:
    def test_method(self): send(ATT)
    @staticmethod
    def test_static(): send(GOOD)
def test_warning_only(): send(IP)
"""


def outcomes(result: pytest.RunResult) -> dict[str, list[str]]:
    """The names of tests by what the summary of a run calls their outcomes."""
    told: dict[str, list[str]] = {}
    for line in result.outlines:
        word, _, rest = line.partition(" ")
        if word in {"PASSED", "FAILED", "ERROR", "XFAIL", "XPASS", "RERUN"} and "::" in rest:
            told.setdefault(word, []).append(rest.partition("::")[2].split(" ", 1)[0])
    return told


@pytest.fixture
def mixed(suite: Suite) -> pytest.RunResult:
    """A run of tests that end in every way there is."""
    return suite.run(FAULTY, "-rA", "--override-ini=xfail_strict=false")


def test_fails_honestly(mixed: pytest.RunResult) -> None:
    told = outcomes(mixed)
    assert sorted(told["FAILED"]) == [
        "TestClass::test_method",
        "test_each[att]",
        "test_each[empty]",
        "test_fails_and_sends_after",
        "test_fails_by_itself",
        "test_faulty",
        "test_sends_before",
        "test_strict_xfail_passes",
        "test_swallows",
        "test_xfail_of_something_else",
    ]
    assert sorted(told["PASSED"]) == [
        "TestClass::test_static",
        "test_each[good]",
        "test_good",
        "test_sends_after",
        "test_warning_only",
    ]
    # pytest knows no failure of what comes after a test, and tells of an error there.
    assert sorted(told["ERROR"]) == ["test_fails_and_sends_after", "test_of_broken_fixture", "test_sends_after"]
    assert sorted(told["XFAIL"]) == ["test_strict_xfail", "test_xfail"]
    mixed.assert_outcomes(passed=5, failed=10, errors=3, skipped=2, xfailed=2)
    text = mixed.stdout.str()
    # A failure of its own is what a test fails for, and what it sent is told below that.
    assert "test_fails_by_itself - AssertionError: a failure of its own" in text
    assert "test_of_broken_fixture - OSError: a fixture of its own" in text
    assert "test_faulty - Failed: kochava-lint: att-missing in 1 of 2 requests" in text
    own = text.partition("_ test_fails_by_itself _")[2].partition("\n____")[0]
    assert own.index("a failure of its own") < own.index("Kochava requests (call)") < own.index("error[att-missing]")
    assert found(said(mixed)) == {"att-missing": 12, "empty-value": 3, "non-public-ip": 1}


def test_only_reports_where_that_is_wanted(suite: Suite) -> None:
    result = suite.run("def test_it(): send(GOOD, ATT)\ndef test_leaks(): swallow(GOOD)", "--kochava=report")
    result.assert_outcomes(passed=2)
    assert said(result)[0] == "3 requests, 3 linted, 2 faulty, 1 blocked"
    # Nothing else tells of what was found where nothing failed.
    result.stdout.fnmatch_lines(
        [
            "app.py:24: error?att-missing?: iOS 17.4, and att is missing*(test_it.py::test_it)",
            "app.py:30: error?blocked-request?: *kept from leaving this machine (test_it.py::test_leaks)",
        ]
    )


def test_unittest_tells_its_own_outcome(suite: Suite) -> None:
    result = suite.run(
        """
import unittest

class T(unittest.TestCase):
    def test_good(self): send(GOOD)
    def test_faulty(self): send(ATT)
    def test_fails(self):
        send(ATT)
        self.fail("of its own")
    def test_skips(self):
        send(ATT)
        self.skipTest("not here")
    @unittest.expectedFailure
    def test_expected(self):
        send(ATT)
        self.fail("as expected")

class Prepared(unittest.TestCase):
    @classmethod
    def setUpClass(cls): send(EMPTY)
    def setUp(self): send(ATT)
    def test_prepared(self): pass

class Cleaned(unittest.TestCase):
    def tearDown(self): send(ATT)
    def test_cleaned(self): pass
""",
        "-rA",
    )
    told = outcomes(result)
    assert sorted(told["FAILED"]) == [
        "Cleaned::test_cleaned",
        "Prepared::test_prepared",
        "T::test_fails",
        "T::test_faulty",
    ]
    assert told["PASSED"] == ["T::test_good"]
    assert told["XFAIL"] == ["T::test_expected"]
    result.assert_outcomes(passed=1, failed=4, skipped=1, xfailed=1)
    result.stdout.fnmatch_lines(["*T::test_fails - AssertionError: of its own"])
    own = result.stdout.str().partition("_ T.test_fails _")[2].partition("\n____")[0]
    assert own.index("of its own") < own.index("error[att-missing]")
    result.stdout.fnmatch_lines(
        ["*Prepared::test_prepared - Failed: kochava-lint: empty-value, att-missing in 2 requests"]
    )


def test_fixtures_of_wider_scopes(suite: Suite) -> None:
    """They are told of by the test that they are set up for, or torn down after: that is where pytest runs them."""
    result = suite.run(
        """
@pytest.fixture(scope="session")
def session():
    send(ATT)
    yield
    send(EMPTY)

@pytest.fixture(scope="module")
def module():
    send(EMPTY)
    yield
    send(ATT)

def test_first(session, module): pass
def test_second(session, module): pass
def test_third(session, module): pass
""",
        "-rA",
    )
    told = outcomes(result)
    assert (told["FAILED"], told["ERROR"]) == (["test_first"], ["test_third"])
    assert sorted(told["PASSED"]) == ["test_second", "test_third"]
    assert found(said(result)) == {"att-missing": 2, "empty-value": 2}


def test_doctests(suite: Suite) -> None:
    suite.write(
        documented='''
def good():
    """
    >>> from app import *; from payloads import *
    >>> send(GOOD)
    """

def faulty():
    """
    >>> from app import *; from payloads import *
    >>> send(ATT)
    """
'''
    )
    result = suite.run("", "--doctest-modules", "documented.py")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ["FAILED documented.py::documented.faulty - Failed: kochava-lint: att-missing in 1 request"]
    )


def test_subtests(suite: Suite) -> None:
    """What is sent in a part of a test is told of by the test, once."""
    result = suite.run(
        """
import unittest

class T(unittest.TestCase):
    def test_parts(self):
        for payload in (GOOD, ATT):
            with self.subTest():
                send(payload)
"""
    )
    assert "FAILED test_it.py::T::test_parts - Failed: kochava-lint: att-missing in 1 of 2 requests" in result.outlines
    assert said(result)[0] == "2 requests, 2 linted, 1 faulty"


def test_stops_at_the_first_and_begins_with_the_last_failed(suite: Suite) -> None:
    tests = "def test_a(): send(GOOD)\ndef test_b(): send(ATT)\ndef test_c(): send(EMPTY)"
    suite.run(tests, "-x").assert_outcomes(passed=1, failed=1)
    again = suite.run("", "--lf")
    again.assert_outcomes(failed=1)
    again.stdout.fnmatch_lines(["FAILED test_it.py::test_b - *"])


def test_outcome_of_the_run(suite: Suite) -> None:
    assert suite.run("def test_it(): send(GOOD)").ret == pytest.ExitCode.OK
    assert suite.run("def test_it(): send(ATT)").ret == pytest.ExitCode.TESTS_FAILED


def test_a_defect_of_ours_is_told_of_and_changes_no_outcome(suite: Suite) -> None:
    result = suite.run(
        """
import pytest_kochava.report

def test_it(monkeypatch):
    monkeypatch.setattr(pytest_kochava.report, "tell", lambda report, attempt: 1 / 0)
    send(GOOD)
def test_next(): send(GOOD)
"""
    )
    result.assert_outcomes(passed=2)
    diagnostic = "not observed: what test_it.py::test_it has sent: ZeroDivisionError; please report it"
    assert diagnostic in said(result)

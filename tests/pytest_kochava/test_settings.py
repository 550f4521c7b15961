"""Options, ini values and markers: what holds for a run, and for a test."""

from __future__ import annotations

import pytest
from suites import Suite, found, said


def test_markers_of_the_nearest_win(suite: Suite) -> None:
    result = suite.run(
        """
@pytest.mark.kochava(ignore="att-missing")
def test_ignores(): send(ATT)
@pytest.mark.kochava(ignore=["att-missing"])
def test_ignores_no_other(): send(ATT, EMPTY)
@pytest.mark.kochava(select=["empty-value"])
def test_selects(): send(ATT)
@pytest.mark.kochava(fail_on="warning")
def test_is_strict(): send(IP)
@pytest.mark.kochava(mode="report")
def test_reports(): send(ATT)
@pytest.mark.kochava(mode="off")
def test_is_off(): send(ATT)
@pytest.mark.kochava(min_requests=2)
def test_sends_too_little(): send(GOOD)
@pytest.mark.kochava(min_requests=1)
def test_sends_nothing(): pass
@pytest.mark.kochava(mode="report", fail_on="info", ignore=["att-missing"])
class TestClass:
    def test_of_class(self): send(EMPTY)
    @pytest.mark.kochava(mode="fail")
    def test_fails_after_all(self): send(ATT, APP)
    @pytest.mark.kochava(fail_on="error", mode="fail")
    def test_is_lenient(self): send(ATT, APP)
""",
        "-rA",
    )
    result.assert_outcomes(passed=6, failed=5)
    result.stdout.fnmatch_lines_random(
        [
            "FAILED *::test_ignores_no_other - Failed: kochava-lint: empty-value in 1 of 2 requests",
            "FAILED *::test_is_strict - Failed: kochava-lint: non-public-ip in 1 request",
            "FAILED *::test_sends_too_little - Failed: *: this test sent 1 of at least 2 requests to Kochava",
            "FAILED *::test_sends_nothing - Failed: kochava-lint: this test sent 0 of at least 1 request to Kochava",
            "FAILED *::TestClass::test_fails_after_all - Failed: kochava-lint: malformed-app-id in 1 of 2 requests",
        ]
    )
    # What is off is not seen at all; what is ignored is not found.
    assert said(result)[0].startswith("12 requests, 12 linted")
    assert found(said(result)) == {"empty-value": 2, "att-missing": 1, "non-public-ip": 1}


def test_markers_of_whole_modules(suite: Suite) -> None:
    suite.run("pytestmark = pytest.mark.kochava(ignore=['att-missing'])\n\ndef test_it(): send(ATT)").assert_outcomes(
        passed=1
    )


@pytest.mark.parametrize(
    ("marker", "told"),
    [
        ("kochava(ignored=['att-missing'])", "the marker kochava has no use for ignored=*"),
        ("kochava('fail')", "the marker kochava takes keywords only*"),
        ("kochava(mode='fial')", "the marker kochava has no use for mode='fial'*"),
        ("kochava(allow_network=1)", "the marker kochava has no use for allow_network=1*"),
        ("kochava(ignore=3)", "the marker kochava has no use for ignore=3*"),
        ("kochava(ignore=[3])", "ignore has to name rules*"),
        ("kochava_expect", "the marker kochava_expect takes names of rules*"),
        ("kochava_expect(3)", "kochava_expect has to name rules*"),
        ("kochava(ignore=['att-mising'])", "*no rule called att-mising; att-missing is probably meant"),
        ("kochava_expect('att-mising')", "*no rule called att-mising; att-missing is probably meant"),
    ],
)
def test_markers_that_mean_nothing(suite: Suite, marker: str, told: str) -> None:
    result = suite.run(f"@pytest.mark.{marker}\ndef test_it(): send(GOOD)")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines([f"kochava-lint: {told}"])
    assert len(result.outlines) < 30, "a wrong word is no reason to show our source"


def test_options_and_ini_values(suite: Suite) -> None:
    tests = "def test_warning(): send(IP)\ndef test_error(): send(ATT)"
    for words, passed in (
        (["--kochava-fail-on=warning"], 0),
        (["-o", "kochava_fail_on=warning"], 0),
        (["-o", "kochava_fail_on=warning", "--kochava-fail-on=error"], 1),
        (["--kochava=report"], 2),
        (["-o", "kochava_mode=report"], 2),
        (["-o", "kochava_mode=off", "--kochava=fail"], 1),
    ):
        suite.run(tests, *words).assert_outcomes(passed=passed, failed=2 - passed)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--kochava=on"], "*--kochava: invalid choice: 'on'*"),
        (["-o", "kochava_mode=on"], "*kochava_mode has to be one of fail, report, off, and this is 'on'"),
        (
            ["-o", "kochava_fail_on=fatal"],
            "*kochava_fail_on has to be one of info, warning, error, and this is 'fatal'",
        ),
        (["--kochava-report=a.pdf"], "*--kochava-report: a.pdf tells of no format (there are *); write FORMAT=PATH"),
        (["--kochava-update-baseline"], "*--kochava-update-baseline needs to know the file: name the baseline *"),
        (["-o", "kochava_hosts=proxy example"], "*kochava_hosts: 'proxy example' names no host; write one such as *"),
        (["--kochava-report=jsn=a"], "*--kochava-report: there is no format jsn (json is probably meant)*"),
    ],
)
def test_options_that_mean_nothing(suite: Suite, words: list[str], told: str) -> None:
    """They are told before any test has run."""
    result = suite.run("def test_it(): send(GOOD)", *words, apart=True)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([told])
    assert "Traceback" not in result.stderr.str()
    assert "test_it" not in result.stdout.str()


@pytest.mark.parametrize("host", ["proxy.example", "HTTPS://Proxy.Example/k", "proxy.example/k", "proxy.example:80"])
def test_hosts_may_be_addresses(suite: Suite, host: str) -> None:
    tests = """
def test_it(kochava):
    swallow(GOOD, url="http://proxy.example/k")
    assert [request.blocked for request in kochava.requests] == ["proxy.example"]
"""
    result = suite.run(tests, "-o", f"kochava_hosts={host}")
    result.stdout.fnmatch_lines(["FAILED test_it.py::test_it - Failed: kochava-lint: blocked-request in 1 request"])


def test_everything_is_documented(suite: Suite) -> None:
    told = suite.run("", "--help").stdout.str() + suite.run("", "--markers").stdout.str()
    for name in (
        *("--kochava=", "--kochava-fail-on=", "--kochava-allow-network", "--kochava-report=", "--kochava-capture="),
        *("kochava_mode", "kochava_fail_on", "kochava_allow_network", "kochava_hosts", "kochava_report"),
        *("kochava_capture", "kochava_junit", "@pytest.mark.kochava(", "@pytest.mark.kochava_expect(*rules)"),
    ):
        assert name in told, name
    told = suite.run("", "--fixtures").stdout.str()
    assert "kochava -- " in told
    assert "kochava_server -- " in told

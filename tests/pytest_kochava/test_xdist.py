"""Several processes run the tests: the same findings, and the same summary."""

from __future__ import annotations

from suites import Suite, said

TESTS = """
def test_good(): send(GOOD)
def test_faulty(): send(GOOD, ATT)
def test_leaks(): swallow(OTHER)
@pytest.mark.kochava_expect("empty-value")
def test_expected(): send(EMPTY)
@pytest.mark.xfail(strict=False)
def test_xfail(): send(ATT)
@pytest.mark.parametrize("number", range(8))
def test_each(number): send({**OTHER, "kochava_device_id": f"KA{number}"}, IP)
@pytest.fixture
def after():
    yield
    send(APP)
def test_after(after): pass
"""


def test_same_as_in_one_process(suite: Suite) -> None:
    alone = suite.run(TESTS, "--kochava-report=alone.json", "-o", "kochava_junit=true", "--junit-xml=alone.xml")
    several = suite.run(
        "", "-n", "4", "--kochava-report=several.json", apart=True, plugins=("pytest_kochava.plugin", "xdist.plugin")
    )
    # Older versions of pytest warn of a plugin that the process around a run knows already.
    assert {**alone.parseoutcomes(), "warnings": 0} == {**several.parseoutcomes(), "warnings": 0}
    assert said(alone)
    assert sorted(said(alone)) == sorted(said(several))
    assert (suite.path / "alone.json").read_text("utf-8") == (suite.path / "several.json").read_text("utf-8")


def test_what_no_report_tells(suite: Suite) -> None:
    """Each worker collects all tests, and what is sent then is told of by each."""
    plugins = ("pytest_kochava.plugin", "xdist.plugin")
    result = suite.run("send(ATT)\n\ndef test_it(): pass", "-n", "2", apart=True, plugins=plugins)
    assert said(result)[0] == "2 requests, 2 linted, 2 faulty, 2 outside tests"
    result = suite.run("def test_it(): pass", "-n", "2", apart=True, plugins=plugins)
    assert said(result)[0] == "no request to Kochava was seen, though app.py names its host."


def test_what_is_no_text_for_other_processes(suite: Suite) -> None:
    """Half characters are no defect of the worker that has seen them."""
    tests = """
def test_it(kochava):
    kochava.observe(URL + "?q=\\udc80", json=GOOD, headers={**HEADERS, "X-Name": "\\udcff"})
"""
    result = suite.run(tests, "-n", "1", apart=True, plugins=("pytest_kochava.plugin", "xdist.plugin"))
    result.assert_outcomes(passed=1)
    assert said(result)[0] == "1 request, 1 linted, 0 faulty"

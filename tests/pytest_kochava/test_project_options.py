"""What the project says in `[tool.kochava-lint]` holds for its tests too."""

from __future__ import annotations

import pytest
from suites import Suite, found, said

TESTS = "def test_it(): send(ATT, EMPTY, IP, APP)"


def run(suite: Suite, options: str, tests: str = TESTS, *words: str) -> pytest.RunResult:
    """Run *tests* in a project with these *options*."""
    (suite.path / "pyproject.toml").write_text(f"[tool.kochava-lint]\n{options}\n", "utf-8")
    return suite.run(tests, *words)


@pytest.mark.parametrize(
    ("options", "failing", "counted"),
    [
        ("", "att-missing, empty-value in 2 of 4", {"att-missing": 1, "empty-value": 1, "non-public-ip": 1}),
        ('select = ["empty-value"]', "empty-value in 1 of 4", {"empty-value": 1}),
        ('ignore = ["empty-value"]', "att-missing in 1 of 4", {"att-missing": 1, "non-public-ip": 1}),
        ('fail-on = "warning"\nselect = ["non-public-ip"]', "non-public-ip in 1 of 4", {"non-public-ip": 1}),
        (
            'ignore = ["empty-value"]\n[tool.kochava-lint.severity]\natt-missing = "info"\nnon-public-ip = "error"',
            "non-public-ip in 1 of 4",
            {"non-public-ip": 1},
        ),
        (
            '[tool.kochava-lint.per-file-ignores]\n"app.py" = ["empty-value"]\n"test_*.py" = ["att-missing"]',
            "att-missing in 1 of 4",
            {"att-missing": 1, "non-public-ip": 1},
        ),
        ('min-severity = "error"', "att-missing, empty-value in 2 of 4", {"att-missing": 1, "empty-value": 1}),
        (
            'select = ["foreign-app-id"]\n[tool.kochava-lint.plan]\napp-ids = ["kodemo-ios-4ea1"]',
            "foreign-app-id in 1 of 4",
            {"foreign-app-id": 1},
        ),
    ],
    ids=["none", "select", "ignore", "fail-on", "severity", "per-file-ignores", "min-severity", "app-ids"],
)
def test_option(suite: Suite, options: str, failing: str, counted: dict[str, int]) -> None:
    result = run(suite, options)
    result.stdout.fnmatch_lines([f"FAILED test_it.py::test_it - Failed: kochava-lint: {failing} requests"])
    assert found(said(result)) == counted


def test_show_values(suite: Suite) -> None:
    tests = "def test_it(): send(IP)"
    hidden, shown = (run(suite, f'fail-on = "warning"\nshow-values = {word}', tests) for word in ("false", "true"))
    assert '"origination_ip": "**' in hidden.stdout.str()
    assert '"origination_ip": "10.0.0.1"' in shown.stdout.str()
    assert "10.0.0.1" not in hidden.stdout.str()


def test_plan(suite: Suite) -> None:
    plan = "[tool.kochava-lint.plan.events]\nPurchase = {}\nRefund = {}\nTrial = {}"
    tests = """
def test_it(): send(GOOD)
def test_other(): send({**GOOD, "data": {**GOOD["data"], "event_name": "Sale"}})
"""
    result = run(suite, plan, tests, "--kochava-fail-on=warning")
    result.assert_outcomes(passed=1, failed=1)
    summary = said(result)
    assert found(summary) == {"unplanned-event": 1}
    assert summary[-1] == "planned, and sent by no test: Refund, Trial"


def test_plugins_of_the_project(suite: Suite) -> None:
    suite.write(
        own_rules='''
"""Rules of our own."""
from kochava_lint import Problem, Severity, hookimpl, payload_rule

@payload_rule("event", severity=Severity.ERROR)
def our_purchase(payload, context):
    """
    Our events are never called Purchase.

    Nobody can tell what was bought.

    Help: Call it Sale.
    Source: https://example.com

    ```json bad /data/event_name
    {"action": "event", "data": {"event_name": "Purchase"}}
    ```
    ```json good
    {"action": "event", "data": {"event_name": "Sale"}}
    ```
    """
    if payload.get("data", "event_name") == "Purchase":
        yield Problem(("data", "event_name"), "it is called Purchase")

@hookimpl
def kochava_lint_rules():
    return [our_purchase]
'''
    )
    result = run(suite, 'plugins = ["own_rules"]\nselect = ["our-purchase"]', "def test_it(): send(GOOD)")
    assert found(said(result)) == {"our-purchase": 1}, result.stdout.str()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ('slect = ["empty-value"]', "*has no key slect; select is probably meant"),
        ('select = ["emty-value"]', "*no rule called emty-value; empty-value is probably meant"),
        ('plugins = ["is_not_there"]', "*is_not_there*"),
        ('plan = "is_not_there.json"', "*plan has to be a table*"),
    ],
)
def test_options_that_cannot_be_used(suite: Suite, options: str, told: str) -> None:
    """What cannot be linted has not passed; tests that send nothing are none the worse."""
    result = run(suite, options, "def test_it(): send(GOOD)\ndef test_other(): pass")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines([f"FAILED test_it.py::test_it - Failed: kochava-lint: {told}"])
    assert said(result)[0].startswith("not linted: ")
    reported = run(suite, options, "def test_it(): send(GOOD)", "--kochava=report")
    assert reported.ret == pytest.ExitCode.USAGE_ERROR
    assert "INTERNALERROR" not in result.stdout.str() + reported.stdout.str()


@pytest.mark.parametrize("words", [(), ("-n", "1")], ids=["one process", "a worker"])
def test_a_run_whose_hosts_cannot_be_known_does_not_pass(suite: Suite, words: tuple[str, ...]) -> None:
    """Requests to hosts of the user's own go unseen, so that nothing else tells that they were not linted."""
    (suite.path / "pyproject.toml").write_text('[tool.kochava-lint]\nhosts = ["proxy.example"]\nselct = []\n', "utf-8")
    plugins = ("xdist.plugin", "pytest_kochava.plugin")
    result = suite.run("def test_it(): pass", *words, apart=bool(words), plugins=plugins)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert [line for line in said(result) if "the hosts of the project cannot be known: " in line and "selct" in line]

"""What is said at the end of a run."""

from __future__ import annotations

from suites import Suite, said


def test_counts(suite: Suite) -> None:
    result = suite.run("def test_it(): send(GOOD, ATT, IP, APP)\ndef test_other(): swallow(OTHER)")
    assert said(result) == [
        "5 requests, 5 linted, 3 faulty, 1 blocked",
        "     1  error    att-missing      A payload from iOS 14 or later does not say whether tracking was allowed.",
        "     1  error    blocked-request  A request to Kochava was kept from leaving this machine.",
        "     1  warning  non-public-ip    `origination_ip` is an address that no device on the internet has.",
        "1 finding less severe than warning not shown",
    ]


def test_requests_that_are_not_linted(suite: Suite) -> None:
    """Other endpoints are guarded, and bring no payloads."""
    result = suite.run(
        """
def test_it():
    with pytest.raises(RuntimeError):
        urllib.request.urlopen("https://control.kochava.com/track/kvquery?x=1")
""",
        "--kochava=report",
    )
    assert said(result)[0] == "1 request, 0 linted, 1 faulty, 1 blocked"


def test_lists_what_no_failure_shows(suite: Suite) -> None:
    body = "".join(f"def test_{number}(): send(ATT)\n" for number in range(30))
    result = suite.run(f"{body}def test_shown(): send(EMPTY)", "--kochava=report")
    summary = said(result)
    assert summary[-1] == "and 11 more: --kochava-report=kochava.html tells of all"
    assert sum("error[att-missing]" in line for line in summary) == 20
    result = suite.run("def test_shown(): send(EMPTY)")
    assert not any("[" in line for line in said(result)), "the failure tells of it already"


def test_says_nothing_where_there_is_nothing_to_say(suite: Suite) -> None:
    suite.write(app="")
    assert said(suite.run("def test_it(): pass")) == []


def test_hints_where_nothing_was_seen(suite: Suite) -> None:
    assert said(suite.run("def test_it(): pass")) == [
        "no request to Kochava was seen, though app.py names its host.",
        "Is there a test that sends one? Of a fake of your own, tell the fixture: kochava.observe(url, json=payload)",
    ]
    assert not any("names its host" in line for line in said(suite.run("def test_it(): send(GOOD)")))
    suite.write(app="# See https://support.kochava.com for more.")
    assert said(suite.run("def test_it(): pass")) == []

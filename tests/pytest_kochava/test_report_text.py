"""What is said of a finding, and of the requests of a test."""

from __future__ import annotations

from samples import IDFA
from suites import Suite


def test_text_of_a_failure(suite: Suite) -> None:
    result = suite.run("def test_it(): send(IP, EMPTY)", apart=True)
    lines = result.outlines
    begun = lines.index("kochava-lint: empty-value in 1 of 2 requests")
    excerpt, carets = lines[begun + 6 : begun + 8]
    assert '"event_name": "", "origination_ip": "****' in excerpt
    assert excerpt[carets.index("^") : carets.rindex("^") + 1] == '""'
    section = begun + 10
    assert "Kochava requests (call)" in lines[section]
    assert [*lines[begun : begun + 6], *lines[begun + 8 : section], *lines[section + 1 : section + 7]] == [
        "kochava-lint: empty-value in 1 of 2 requests",
        "",
        "error[empty-value]: event_name is empty",
        "  sent from app.py:24 in send",
        "  called from test_it.py:5 in test_it",
        "  in POST control.kochava.com/track/json at /data/event_name",
        "  help: Send the value; a variable that was never set is the usual cause.",
        '  more: kochava-lint explain empty-value; on purpose: @pytest.mark.kochava_expect("empty-value")',
        "POST control.kochava.com/track/json by urllib, sent from app.py:24",
        "POST control.kochava.com/track/json by urllib, sent from app.py:24",
        "",
        "warning[non-public-ip]: origination_ip is a private address, not the device's",
        "  sent from app.py:24 in send",
        "  called from test_it.py:5 in test_it",
    ]
    assert result.stdout.str().count("error[empty-value]") == 1, "what it failed for is said once"


def test_values_are_masked_everywhere(suite: Suite) -> None:
    result = suite.run(
        "def test_it(kochava):\n    send(ATT, EMPTY, IP)\n    assert kochava.requests == []", "--kochava-fail-on=info"
    )
    assert IDFA not in result.stdout.str().partition("Kochava requests (call)")[2]
    assert "10.0.0.1" not in result.stdout.str()
    assert "<POST control.kochava.com/track/json by urllib, sent from app.py:24>" in result.stdout.str()


def test_nothing_is_obeyed_by_a_terminal(suite: Suite) -> None:
    tests = """
def test_it(): send({**GOOD, "data": {**GOOD["data"], "event_data": {"a\\x1b[31mb": {"c": 1}}}})
"""
    result = suite.run(tests, "--color=no", "--kochava-fail-on=info")
    result.assert_outcomes(failed=1)
    assert "\x1b" not in result.stdout.str().partition("kochava-lint:")[2]


def test_sections_tell_what_was_sent(suite: Suite) -> None:
    """Other plugins show them, such as pytest-html; pytest does with -rP where a test has passed."""
    result = suite.run("def test_it(): send(GOOD, IP)", "-rP")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        [
            "*Kochava requests (call)*",
            "POST control.kochava.com/track/json by urllib, sent from app.py:24",
            "POST control.kochava.com/track/json by urllib, sent from app.py:24",
            "warning?non-public-ip?: *",
        ]
    )


def test_says_which_rules_in_one_line(suite: Suite) -> None:
    result = suite.run("def test_it(): send(GOOD, ATT, EMPTY, IP, APP, {})", "--kochava-fail-on=info")
    result.stdout.fnmatch_lines(
        ["FAILED *Failed: kochava-lint: att-missing, empty-value, non-public-ip and 2 more rules in 5 of 6 requests"]
    )

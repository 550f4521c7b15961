"""The fixture `kochava`, and what is expected of a test."""

from __future__ import annotations

from suites import Suite, found, said


def test_tells_what_was_sent(suite: Suite) -> None:
    result = suite.run(
        """
@pytest.fixture
def prepared(): send(GOOD)

def test_it(prepared, kochava):
    assert [request.method for request in kochava.requests] == ["POST"]
    send(OTHER, IP)
    first, second, third = kochava.requests
    assert (second.url, second.client, second.attempts, second.blocked) == (URL, "urllib", 1, None)
    assert second.place == "app.py:24"
    assert ("content-type", "application/json") in [(name.lower(), value) for name, value in second.headers]
    assert json.loads(second.body) == OTHER
    assert kochava.payloads == [GOOD, OTHER, IP]
    assert [finding.rule for finding in kochava.findings] == ["non-public-ip"]
    assert kochava.findings[0].pointer == ("data", "origination_ip")

def test_begins_anew(kochava):
    assert kochava.requests == kochava.payloads == kochava.findings == []

def test_lints_what_is_not_sent(kochava):
    assert [finding.rule for finding in kochava.lint(ATT)] == ["att-missing"]
    assert kochava.lint(GOOD) == kochava.requests == []

def test_takes_what_a_fake_was_given(kochava):
    kochava.observe(URL, json=GOOD)
    kochava.observe(URL, body=json.dumps(OTHER), headers=HEADERS, method="PUT")
    assert kochava.payloads == [GOOD, OTHER]
    assert kochava.requests[0].place.startswith("test_it.py:")
    with pytest.raises(ValueError, match="no address of Kochava's"):
        kochava.observe("https://example.com/other", json=GOOD)

def test_of_fake_is_judged(kochava):
    kochava.observe(URL, json=EMPTY)
"""
    )
    # That it is sent with PUT is a finding too.
    result.assert_outcomes(passed=3, failed=2)
    result.stdout.fnmatch_lines(
        ["FAILED *::test_takes_what_a_fake_was_given - Failed: kochava-lint: wrong-method in 1 of 2 requests"]
    )
    result.stdout.fnmatch_lines(["FAILED *::test_of_fake_is_judged - Failed: kochava-lint: empty-value in 1 request"])


def test_asserts_in_the_middle(suite: Suite) -> None:
    result = suite.run(
        """
REACHED = []
def test_clean(kochava):
    send(GOOD)
    kochava.assert_clean()
    REACHED.append("clean")
def test_faulty(kochava):
    send(ATT)
    kochava.assert_clean()
    REACHED.append("faulty")
def test_catches(kochava):
    send(ATT)
    with pytest.raises(BaseException, match="att-missing in 1 request"):
        kochava.assert_clean()
def test_reached(): assert REACHED == ["clean"]
"""
    )
    result.assert_outcomes(passed=3, failed=1)
    assert result.stdout.str().count("error[att-missing]") == 2  # once in each test


def test_expects(suite: Suite) -> None:
    result = suite.run(
        """
@pytest.mark.kochava_expect("att-missing")
def test_marked(): send(ATT)
@pytest.mark.kochava_expect("att-missing")
def test_marked_in_vain(): send(GOOD)
@pytest.mark.kochava_expect("att-missing", "empty-value")
def test_half(): send(ATT)
@pytest.mark.kochava_expect("att-missing")
def test_something_else_too(): send(ATT, EMPTY)
@pytest.mark.kochava_expect("blocked-request")
def test_blocked(): swallow(GOOD)
def test_block(kochava):
    with kochava.expect("att-missing"):
        send(ATT)
def test_block_of_the_fixture(kochava_expect):
    with kochava_expect("att-missing"):
        send(ATT)
def test_block_in_vain(kochava):
    with kochava.expect("att-missing", "empty-value"):
        send(ATT)
def test_block_without_any(kochava):
    with kochava.expect("att-missing"):
        pass
def test_after_the_block(kochava):
    with kochava.expect("att-missing"):
        send(ATT)
    send({**ATT, "kochava_app_id": "kodemo-ios-2"})
def test_before_the_block(kochava):
    send(ATT)
    with kochava.expect("empty-value"):
        send(EMPTY)
def test_own_error(kochava):
    with kochava.expect("att-missing"):
        raise KeyError("of its own")
def test_no_such_rule(kochava):
    with kochava.expect("att-mising"):
        send(ATT)
def test_still_finds(kochava):
    with kochava.expect("att-missing"):
        send(ATT)
    assert [finding.rule for finding in kochava.findings] == ["att-missing"]
""",
        "-rA",
    )
    result.assert_outcomes(passed=5, failed=9)
    result.stdout.fnmatch_lines_random(
        [
            "FAILED *::test_marked_in_vain - *: att-missing was expected of this test, and nothing that it sent *",
            "FAILED *::test_half - *: empty-value was expected of this test, and nothing that it sent breaks it",
            "FAILED *::test_something_else_too - Failed: kochava-lint: empty-value in 1 of 2 requests",
            "FAILED *::test_block_in_vain - *: no request here breaks empty-value: the one that was sent",
            "FAILED *::test_block_without_any - *: no request here breaks att-missing: none was sent",
            "FAILED *::test_after_the_block - Failed: kochava-lint: att-missing in 1 of 2 requests",
            "FAILED *::test_before_the_block - Failed: kochava-lint: att-missing in 1 of 2 requests",
            "FAILED *::test_own_error - KeyError: 'of its own'",
            "FAILED *::test_no_such_rule - *there is no rule called att-mising; att-missing is probably meant",
        ]
    )
    # What is meant counts for nothing; what was sent beside it does.
    assert found(said(result)) == {"att-missing": 2, "empty-value": 1}


def test_expectations_hold_where_faults_are_only_reported(suite: Suite) -> None:
    """Who says what a test sends wants to be told where it does not."""
    suite.run(
        "@pytest.mark.kochava_expect('att-missing')\ndef test_it(): send(GOOD)", "--kochava=report"
    ).assert_outcomes(failed=1)

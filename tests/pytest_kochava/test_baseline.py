"""The project's baseline holds for its tests too, so that an old code base can begin."""

from __future__ import annotations

import json

import pytest
from suites import Suite

OPTIONS = '[tool.kochava-lint]\nbaseline = "accepted.json"\n'
OLD = "def test_old(): send(ATT)\ndef test_other(): send(EMPTY)\n"


@pytest.fixture
def project(suite: Suite) -> Suite:
    (suite.path / "pyproject.toml").write_text(OPTIONS, "utf-8")
    suite.run(OLD, "--kochava-update-baseline")
    return suite


@pytest.mark.parametrize("words", [(), ("-n", "2")], ids=["alone", "workers"])
def test_what_was_accepted_fails_no_test_and_what_is_new_does(project: Suite, words: tuple[str, ...]) -> None:
    tests = OLD + "def test_new(): send(IP, ATT, EMPTY)\n"
    plugins = ("pytest_kochava.plugin", "xdist.plugin") if words else ("pytest_kochava.plugin",)
    result = project.run(tests, "--kochava-fail-on", "warning", *words, apart=bool(words), plugins=plugins)
    result.assert_outcomes(passed=2, failed=1)
    out = result.stdout.str()
    assert "non-public-ip in 1 of 3 requests" in out
    assert "5 requests, 5 linted, 1 faulty, 4 findings in the baseline" in out


def test_an_entry_knows_the_file_that_sent_it(project: Suite) -> None:
    told = json.loads((project.path / "accepted.json").read_text("utf-8"))
    assert sorted((entry["file"], entry["rule"]) for entry in told["accepted"]) == [
        ("app.py", "att-missing"),
        ("app.py", "empty-value"),
    ]


def test_updating_keeps_what_is_there_and_what_is_said_of_it(project: Suite) -> None:
    path = project.path / "accepted.json"
    told = json.loads(path.read_text("utf-8"))
    told["accepted"][0]["reason"] = "known"
    path.write_text(json.dumps(told), "utf-8")
    result = project.run("def test_it(): send(IP)\n", "--kochava-update-baseline")
    result.assert_outcomes(passed=1)
    assert "the baseline has 1 new entry" in result.stdout.str()
    told = json.loads(path.read_text("utf-8"))
    assert [entry["rule"] for entry in told["accepted"]] == ["att-missing", "empty-value", "non-public-ip"]
    assert told["accepted"][0]["reason"] == "known"


def test_what_has_expired_fails_again(project: Suite) -> None:
    path = project.path / "accepted.json"
    told = json.loads(path.read_text("utf-8"))
    for entry in told["accepted"]:
        entry["expires"] = "2020-01-01"
    path.write_text(json.dumps(told), "utf-8")
    project.run(OLD).assert_outcomes(failed=2)


def test_a_request_that_was_blocked_is_never_accepted(project: Suite) -> None:
    project.run("def test_it(): swallow(GOOD)\n", "--kochava-update-baseline").assert_outcomes(failed=1)


def test_one_that_cannot_be_used_passes_nothing(suite: Suite) -> None:
    (suite.path / "pyproject.toml").write_text(OPTIONS, "utf-8")
    result = suite.run("def test_it(): send(GOOD)\n")
    result.assert_outcomes(failed=1)
    assert "there is no baseline" in result.stdout.str()

"""Good and bad payloads of each rule, printed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kochava_lint import Linter, Rule
from kochava_lint.cli import main
from kochava_lint.examples import examples
from kochava_lint.source import render


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["examples", *words]) == 0
    return capsys.readouterr().out


def told(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, Any]]:
    return list(json.loads(printed(capsys, "--output-format", "json", *words)))


def test_the_examples_of_a_rule_are_those_of_its_page(
    capsys: pytest.CaptureFixture[str], rules: dict[str, Rule]
) -> None:
    shown = printed(capsys, "--rule", "att-missing")
    assert shown.startswith("# att-missing: bad, found at /data\n\n{")
    assert shown.count("\n# att-missing: good\n\n") == 1
    assert all(example.text in shown for example in examples(rules["att-missing"]))


@pytest.mark.parametrize(
    ("words", "kinds"), [((), ["bad", "bad", "good"]), (("--good",), ["good"]), (("--bad",), ["bad", "bad"])]
)
def test_good_and_bad_ones(capsys: pytest.CaptureFixture[str], words: tuple[str, ...], kinds: list[str]) -> None:
    assert [each["kind"] for each in told(capsys, "--rule", "att-missing", *words)] == kinds


def test_there_is_a_good_and_a_bad_one_of_every_rule(
    capsys: pytest.CaptureFixture[str], all_rules: dict[str, Rule]
) -> None:
    shown = told(capsys)
    for kind in ("good", "bad"):
        assert {each["rule"] for each in shown if each["kind"] == kind} == set(all_rules)
    assert {each["rule"] for each in shown if "options" in each} == {
        "event-data-off-plan",
        "foreign-app-id",
        "unplanned-event",
    }


def test_in_the_faults_of_the_self_test_is_found_what_is_said(
    capsys: pytest.CaptureFixture[str], linter: Linter
) -> None:
    faults = [each for each in told(capsys, "--faults", "--bad") if each.get("label")]
    of_payloads = [
        each for each in faults if each["language"] in {"json", "text"} and each["rule"] != "incomplete-body"
    ]
    assert len(of_payloads) > 150
    for each in of_payloads:
        found = [{"rule": finding.rule, "pointer": render(finding.pointer)} for finding in linter.lint(each["text"])]
        assert sorted(found, key=str) == sorted(each["findings"], key=str), each["label"]


@pytest.mark.parametrize(
    ("rule", "begins"),
    [
        pytest.param("wrong-method", "(method): bad, a request, found at the payload\n\nPUT https://", id="request"),
        pytest.param("duplicate-event", "(twice): bad, a capture, found at /1\n\n{", id="capture"),
        pytest.param("oversized-payload", "(padded): bad, a text, padded with spaces to 2,097,152 bytes,", id="padded"),
        pytest.param(
            "att-undetermined",
            "(mac): bad, found at /data, ambiguous-apple-user-agent at /data/device_ua",
            id="implied",
        ),
        pytest.param("invalid-json", "(utf-16): bad, in base64, found at the payload", id="bytes"),
    ],
)
def test_a_fault_is_shown_as_what_it_is(capsys: pytest.CaptureFixture[str], rule: str, begins: str) -> None:
    assert f"# {rule} {begins}" in printed(capsys, "--rule", rule, "--faults", "--bad")


def test_several_rules_are_named_with_commas_between_or_one_by_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "--rule", "invalid-ip,null-value") == printed(
        capsys, "--rule", "invalid-ip", "--rule", "null-value"
    )


def test_the_options_that_an_example_needs_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert 'with the options\n\n[tool.kochava-lint.plan]\napp-ids = ["kodemo-ios' in printed(
        capsys, "--rule", "foreign-app-id"
    )


def test_a_rule_that_there_is_not_is_told_of(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["examples", "--rule", "att-mising"]) == 2
    assert "there is no rule called att-mising; att-missing is probably meant" in capsys.readouterr().err

"""Every rule's docstring is its page and its test."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from conftest import NOW

from kochava_lint import Linter, Rule, Severity
from kochava_lint.contract import contract_pages
from kochava_lint.examples import Example, example_options, examples
from kochava_lint.plan_table import plan_of
from kochava_lint.plugins import load_plugins
from kochava_lint.rule import CaptureRule, PayloadRule, RequestRule
from kochava_lint.source import render

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

RULES = {rule.name: rule for rule in (*load_plugins(installed=()).rules.values(), *contract_pages())}
EXAMPLES = [example for rule in RULES.values() for example in examples(rule)]
SECRET = "example-secret"  # noqa: S105 - the page of the rule says it


def linter_for(rule: Rule) -> Linter:
    """All built-in rules, with the contract that the page of *rule* gives."""
    options = tomllib.loads(example_options(rule))
    plan = plan_of(options["tool"]["kochava-lint"]["plan"], Path()) if options else None
    rules = load_plugins(installed=()).rules.values()
    return Linter(rules=rules, plan=plan, secret=SECRET if rule.name == "wrong-auth-token" else None, now=NOW)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)
def test_what_is_found_in_an_example_is_what_its_page_says(example: Example) -> None:
    """Bad examples are found where they say and nothing else is; in good ones nothing is found at all."""
    capture = linter_for(RULES[example.rule]).capture()
    found = [
        (finding.rule, render((*finding.payload.pointer, *finding.pointer)))
        for payload in example.payloads()
        for finding in capture.lint(payload)
        if finding.severity >= Severity.WARNING or finding.rule == example.rule
    ]
    assert sorted(found) == sorted(example.expected)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_page_of_a_rule_is_complete(rule: Rule) -> None:
    """A first sentence, what to do, the pages that it rests on, and examples of both kinds."""
    kinds = {bool(example.expected) for example in examples(rule)}
    assert kinds == {True, False}, "a rule needs a bad and a good example"
    assert rule.summary.endswith("."), rule.summary
    assert rule.help, "what is to be done?"
    assert rule.sources, "an opinion without a source"
    assert all(source.startswith("https://") for source in rule.sources)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_is_called_like_its_module_and_knows_the_rules_that_silence_it(rule: Rule) -> None:
    assert isinstance(rule, PayloadRule | RequestRule | CaptureRule)
    assert rule.check.__module__ == f"kochava_lint.rules.{rule.name.replace('-', '_')}"
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert rule.unless <= RULES.keys()


def test_a_rule_across_payloads_says_how_far_back_it_looks() -> None:
    across = [rule for rule in RULES.values() if isinstance(rule, CaptureRule)]
    assert len(across) == 4
    for rule in across:
        assert f"Looks back over {rule.lookback:,} " in rule.docs


def test_no_fence_of_a_page_is_left_out() -> None:
    """A fence that is written wrong would be no example, and nobody would miss it."""
    openings = sum(len(re.findall(r"^```\w", rule.docs, flags=re.MULTILINE)) for rule in RULES.values())
    options = sum(bool(example_options(rule)) for rule in RULES.values())
    assert len(EXAMPLES) == openings - options

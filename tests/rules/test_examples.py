"""Every rule's docstring is its page and its test."""

from __future__ import annotations

import re

import pytest

from kochava_lint import Linter, Rule, Severity
from kochava_lint.examples import Example, examples
from kochava_lint.plugins import load_plugins
from kochava_lint.source import render

RULES = load_plugins(installed=()).rules
EXAMPLES = [example for rule in RULES.values() for example in examples(rule)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)
def test_what_is_found_in_an_example_is_what_its_page_says(example: Example, linter: Linter) -> None:
    """Bad examples are found where they say and nothing else is; in good ones nothing is found at all."""
    found = [
        (finding.rule, render(finding.pointer))
        for finding in linter.lint(example.text)
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
    assert rule.check.__module__ == f"kochava_lint.rules.{rule.name.replace('-', '_')}"
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert rule.unless <= RULES.keys()


def test_no_fence_of_a_page_is_left_out() -> None:
    """A fence that is written wrong would be no example, and nobody would miss it."""
    fences = sum(rule.docs.count("```json ") + rule.docs.count("```text ") for rule in RULES.values())
    assert len(EXAMPLES) == fences

"""What Hypothesis saves of a builder that failed: it is tried first the next time, and with that builder only."""

from __future__ import annotations

import re

import pytest
from suites import Suite

HEAD = """
from hypothesis import Phase, settings, strategies as st
from hypothesis.database import DirectoryBasedExampleDatabase
from kochava_lint.builder import payload_builder
from pytest_kochava import fuzz_builder

saved = settings(database=DirectoryBasedExampleDatabase("saved"))
replayed = settings(saved, phases=[Phase.reuse])
"""
BUILDERS = """
def first(number: int): return ATT if number > 1000 else GOOD
def second(number: int): return GOOD
def wide(number: int): return ATT if number > 1000 else GOOD
"""


def tried_again(result: pytest.RunResult) -> list[str]:
    """The builders that something was saved of: for others, nothing is tried, and how that ends is Hypothesis's own."""
    assert "passed" not in result.parseoutcomes()
    return [line.split()[1] for line in result.outlines if re.fullmatch("kochava-lint: .* breaks att-missing", line)]


def test_builders_of_one_loop_have_each_their_own(suite: Suite) -> None:
    loop = "for one in (first, second): globals()[f'test_{one.__name__}'] = fuzz_builder(one, settings=%s)\n"
    suite.run(HEAD + BUILDERS + loop % "saved").assert_outcomes(passed=1, failed=1)
    result = suite.run(HEAD + BUILDERS + loop % "replayed")
    assert tried_again(result) == ["first"]


def test_tests_of_one_builder_have_each_their_own(suite: Suite) -> None:
    tests = """
test_wide = fuzz_builder(wide, settings={0})
class TestMore: test_narrow = fuzz_builder(wide, events=st.integers(0, 9), settings={0})
"""
    suite.run(HEAD + BUILDERS + tests.format("saved")).assert_outcomes(passed=1, failed=1)
    result = suite.run(HEAD + BUILDERS + tests.format("replayed"))
    assert tried_again(result) == ["wide"]


def test_what_failed_is_tried_again_after_a_builder_was_changed(suite: Suite) -> None:
    marked = "\n@payload_builder\ndef build(number: int):\n    {}\n    return ATT if number > 1000 else GOOD\n"
    profile = "settings.register_profile('now', {})\nsettings.load_profile('now')\n"
    # Apart, as a profile holds for the whole process.
    suite.run(HEAD + profile.format("saved") + marked.format("pass"), apart=True).assert_outcomes(failed=1)
    result = suite.run(HEAD + profile.format("replayed") + marked.format("'''Changed.'''"), apart=True)
    assert tried_again(result) == ["build"]

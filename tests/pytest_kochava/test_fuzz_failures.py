"""What is said of a builder that fails otherwise than by a rule that it breaks, and what is shown beside it."""

from __future__ import annotations

import re

import pytest
from suites import Suite

HEAD = """
import asyncio, logging
from hypothesis import settings
from kochava_lint.builder import payload_builder
from pytest_kochava import fuzz_builder

def fuzz(builder, **wanted):
    return fuzz_builder(builder, settings=settings(database=None, derandomize=True), **wanted)
"""
PLUGINS = ("pytest_kochava.plugin", "_hypothesis_pytestplugin")


def test_a_traceback_shows_the_builder_alone(suite: Suite) -> None:
    """The frames above it are of a test that nobody has written: any line that they show is another's."""
    tests = """
@payload_builder
def marked(number: int):
    return refuse(number) if number > 3 else GOOD
def refuse(number):
    raise LookupError("not now")
async def later(number: int):
    await asyncio.sleep(0)
    return refuse(number)
test_later = fuzz(later)
# a line that is no test
"""
    result = suite.run(HEAD + tests)
    result.assert_outcomes(failed=2)
    shown = [line for line in result.outlines if line.startswith((">", "test_it.py:", "E   "))]
    for marked in ("marked", "later"):
        assert any(f"event={marked}(number=" in line for line in shown)
    places = [line.partition(" ")[0] for line in shown if line.startswith("test_it.py")]
    assert places == ["test_it.py:16:", "test_it.py:18:", "test_it.py:21:", "test_it.py:18:"]
    assert "return self._builder" not in result.stdout.str(), "nobody is told of our own lines"


def test_several_tracebacks_show_the_builder_alone(suite: Suite) -> None:
    tests = """
def build(number: int):
    if number % 2:
        raise LookupError("odd")
    if number:
        raise KeyError("even")
    return GOOD
test_build = fuzz(build)
# a line that is no test
"""
    told = suite.run(HEAD + tests).stdout.str()
    assert "LookupError: odd" in told
    assert "KeyError: 'even'" in told
    assert "a line that is no test" not in told
    assert "return self._builder" not in told


def test_a_flaky_builder_is_told_of_as_such(suite: Suite) -> None:
    tests = """
calls = []
def build(number: int):
    calls.append(number)
    return ATT if len(calls) == 3 else GOOD
test_build = fuzz(build)
"""
    result = suite.run(HEAD + tests)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "kochava-lint: flaky, for the same event not always: build breaks att-missing",
            "what comes of an event has to hang on that alone: hand over as an argument, or set for the test, *",
            "error[[]att-missing[]]: *",
            "with build(number=*)",
        ]
    )


PRINTS = """
def build(number: int):
    print(f"building for {number}")
    logging.warning("still building for %s", number)
    return ATT if number > 3 else GOOD
test_build = fuzz(build)
def crash(number: int):
    print(f"crashing for {number}")
    return {**GOOD, "share": 100 / number}
test_crash = fuzz(crash)
"""


def test_what_is_printed_is_shown_for_the_smallest_event_alone(suite: Suite) -> None:
    result = suite.run(HEAD + PRINTS)
    told = result.stdout.str()
    assert told.count("building for") == 2
    result.stdout.fnmatch_lines(["it printed:", "    building for 4", "    *still building for 4"])
    assert re.findall(r"crashing for (-?\d+)", told) == ["0"]


@pytest.mark.parametrize("word", ["-s", "--hypothesis-verbosity=verbose"])
def test_all_that_is_printed_is_shown_to_who_asks_for_it(suite: Suite, word: str) -> None:
    tests = PRINTS.replace("derandomize", "verbosity=settings().verbosity, derandomize")
    # Apart, as Hypothesis keeps for the whole process what it is told so.
    told = suite.run(HEAD + tests, word, "-k", "build", apart=True, plugins=PLUGINS).stdout.str()
    assert told.count("building for") > 10

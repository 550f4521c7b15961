"""Tests that are generated for builders which are marked, or which `kochava_builders` names."""

from __future__ import annotations

import re

import pytest
from suites import Suite

from kochava_lint.builder import payload_builder

SHOP = """
from kochava_lint.builder import payload_builder
from payloads import ATT, GOOD

@payload_builder(raises=ValueError)
def build_purchase(number: int):
    if number < 3:
        raise ValueError("too few")
    return GOOD

@payload_builder
def build_refund(number: int):
    return ATT if number > 4 else GOOD

def build_view(number: int):
    return GOOD

def other(number):
    return GOOD

class Outbox:
    @staticmethod
    def build_level(number: int):
        return GOOD
"""


METHODS = """
from kochava_lint.builder import payload_builder
from payloads import GOOD

class Outbox:
    @payload_builder
    @classmethod
    def build_level(cls, number: int):
        return GOOD
    @staticmethod
    @payload_builder
    def build_view(number: int):
        return GOOD
"""
WRONG = """
from kochava_lint.builder import payload_builder

@payload_builder(examples=[{"nmber": 3}])
def build(number: int): pass

@payload_builder(ignore="att-mising")
def spare(number: int): pass
"""


@pytest.fixture
def shop(suite: Suite) -> Suite:
    """A suite of an application with builders, beside a folder of tests."""
    suite.write(**{"shop/__init__": "", "shop/payloads": SHOP, "tests/test_own": "def test_own(): pass\n"})
    return suite


def configure(suite: Suite, *builders: str, testpaths: str = "tests") -> None:
    named = "".join(f"\n    {name}" for name in builders)
    ini = f"[pytest]\npythonpath = .\ntestpaths = {testpaths}\nkochava_builders ={named}\n"
    (suite.path / "pytest.ini").write_text(ini, "utf-8")


def collected(suite: Suite, *words: str) -> list[str]:
    lines = suite.run("", "--collect-only", "-q", "-p", "no:cacheprovider", *words).outlines
    return [line for line in lines if "::" in line and " " not in line]


MARKED = ["shop/payloads.py::build_purchase", "shop/payloads.py::build_refund"]
OWN = "tests/test_own.py::test_own"


@pytest.mark.parametrize(
    ("builders", "items"),
    [
        (["shop.payloads"], MARKED),
        (["shop.payloads:build_view"], ["shop/payloads.py::build_view"]),
        (["shop.payloads:build_*"], [*MARKED, "shop/payloads.py::build_view"]),
        (["shop.payloads:Outbox.build_level"], ["shop/payloads.py::Outbox.build_level"]),
        (["shop.payloads:build_view", "shop.payloads"], ["shop/payloads.py::build_view", *MARKED]),
        (["shop.payloads:build_refund", "shop.payloads", "shop.payloads:build_p*"], [MARKED[1], MARKED[0]]),
    ],
    ids=["marked", "named", "pattern", "inside a class", "several", "twice"],
)
def test_what_is_named_is_collected(shop: Suite, builders: list[str], items: list[str]) -> None:
    configure(shop, *builders)
    assert collected(shop) == [OWN, *items]


def test_marked_methods_are_collected_where_they_need_no_instance(shop: Suite) -> None:
    shop.write(**{"shop/methods": METHODS})
    configure(shop, "shop.methods")
    assert collected(shop) == [OWN, "shop/methods.py::Outbox.build_level", "shop/methods.py::Outbox.build_view"]
    shop.run().assert_outcomes(passed=3)


def test_they_are_counted_as_other_tests_are(shop: Suite) -> None:
    configure(shop, "shop.payloads")
    told = shop.run("", "--collect-only", "-q", "-p", "no:cacheprovider", "-k", "refund").outlines
    assert told[-1].startswith("1/3 tests collected (2 deselected)")


@pytest.mark.parametrize(
    ("words", "items"),
    [
        ((), [OWN, *MARKED]),
        (("-k", "refund"), MARKED[1:]),
        (("shop/payloads.py",), MARKED),
        ((MARKED[1],), MARKED[1:]),
        (("tests",), [OWN, *MARKED]),
        (("tests/test_own.py",), [OWN]),
        ((".",), [*MARKED, OWN]),
    ],
    ids=["no path", "-k", "file", "node id", "another folder", "another file", "path around"],
)
def test_they_are_chosen_as_other_tests_are(shop: Suite, words: tuple[str, ...], items: list[str]) -> None:
    configure(shop, "shop.payloads")
    assert collected(shop, *words) == items


def test_each_is_collected_once_where_tests_lie_around_it(shop: Suite) -> None:
    configure(shop, "shop.payloads", testpaths=".")
    assert sorted(collected(shop)) == sorted([OWN, *MARKED])


def test_they_run_and_fail_and_are_run_again(shop: Suite) -> None:
    configure(shop, "shop.payloads")
    result = shop.run()
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines_random(
        [
            "FAILED shop/payloads.py::build_refund - Failed: kochava-lint: build_refund breaks att-missing",
            "*___ build_refund ___*",
            "    event=build_refund(number=5),",
            "  built by shop/payloads.py:10 in build_refund",
        ]
    )
    shop.run("", "--lf").assert_outcomes(failed=1)
    shop.run("", MARKED[1]).assert_outcomes(failed=1)


@pytest.mark.parametrize(
    ("number", "words"),
    [("1", ()), pytest.param("2", ("tests", "shop"), marks=pytest.mark.slow)],
    ids=["no path", "paths"],
)
def test_workers_run_each_once(shop: Suite, number: str, words: tuple[str, ...]) -> None:
    configure(shop, "shop.payloads")
    result = shop.run("", "-n", number, *words, apart=True, plugins=("pytest_kochava.plugin", "xdist.plugin"))
    result.assert_outcomes(passed=2, failed=1)


def test_what_a_module_of_tests_marks_is_a_test(shop: Suite) -> None:
    tests = """
from kochava_lint.builder import payload_builder
from shop.payloads import build_refund

@payload_builder
def build(number: int):
    return GOOD

@payload_builder(expect=["att-missing"], events=lambda: {"number": __import__("hypothesis").strategies.just(7)})
def build_faulty(number):
    return ATT
"""
    result = shop.run(tests, "-v", "test_it.py")
    result.assert_outcomes(passed=2)
    assert re.findall(r"^(\S+) PASSED", result.stdout.str(), re.MULTILINE) == [
        "test_it.py::build",
        "test_it.py::build_faulty",
    ], "what it only imports is none of its own"


def test_what_a_class_of_tests_marks_is_a_test(suite: Suite) -> None:
    tests = """
from kochava_lint.builder import payload_builder

class Base:
    @payload_builder
    def build_inherited(self, number: int):
        return self.payload
class TestShop(Base):
    def setup_method(self):
        self.payload = GOOD
    @payload_builder
    def build_method(self, number: int):
        return ATT if number > 3 else self.payload
    @payload_builder(expect="att-missing")
    @staticmethod
    def build_static(number: int):
        return ATT
    @classmethod
    @payload_builder
    def build_class(cls, number: int):
        return cls().build_static(number)
"""
    result = suite.run(tests, "-v", "test_it.py")
    result.assert_outcomes(passed=2, failed=2)
    assert sorted(re.findall(r"^(\S+) (PASSED|FAILED)", result.stdout.str(), re.MULTILINE)) == [
        ("test_it.py::TestShop::build_class", "FAILED"),
        ("test_it.py::TestShop::build_inherited", "PASSED"),
        ("test_it.py::TestShop::build_method", "FAILED"),
        ("test_it.py::TestShop::build_static", "PASSED"),
    ]
    result.stdout.fnmatch_lines_random(
        ["kochava-lint: build_method breaks att-missing", "    event=build_method(number=4),"]
    )
    suite.run("", "test_it.py::TestShop::build_method").assert_outcomes(failed=1)


@pytest.mark.parametrize(
    "named",
    [["test_it"], ["test_it:build"], ["test_it:build", "test_it:build"], ["test_it:build_*"]],
    ids=["module", "builder", "twice", "pattern"],
)
def test_what_is_marked_and_named_is_one_test(suite: Suite, named: list[str]) -> None:
    configure(suite, *named, testpaths=".")
    tests = """
from kochava_lint.builder import payload_builder

@payload_builder
def build(number: int): return GOOD

@payload_builder
def build_other(number: int): return GOOD

class TestShop:
    @payload_builder
    def build(self, number: int): return GOOD
"""
    result = suite.run(tests, "-v")
    assert sorted(re.findall(r"^(\S+) PASSED", result.stdout.str(), re.MULTILINE)) == [
        "test_it.py::TestShop::build",
        "test_it.py::build",
        "test_it.py::build_other",
    ]


@pytest.mark.parametrize(
    ("builder", "told"),
    [
        ("shop.paylods", "*kochava_builders: there is no module 'shop.paylods' that can be imported; `pythonpath` *"),
        ("shp.payloads:build", "*kochava_builders: shp.payloads:build: No module named 'shp'*"),
        ("shop.payloads:bild", "*kochava_builders: shop.payloads:bild: AttributeError: *"),
        (
            "shop.payloads:bild_*",
            "*kochava_builders: no function of shop.payloads matches that: shop.payloads:bild_[*]",
        ),
        ("shop", "*kochava_builders: no function of shop is marked with @payload_builder: shop"),
        ("shop.broken", "*kochava_builders: shop.broken: ZeroDivisionError: division by zero*"),
        (
            "shop.methods",
            "*Outbox.build needs an instance, *; write a test: test_build = fuzz_builder(Outbox(…).build)",
        ),
        ("shop.wrong:build", "*kochava-lint: build: build has no parameter nmber; it has number"),
        ("shop.wrong:spare", "*kochava-lint: spare: there is no rule called att-mising; att-missing is probably meant"),
    ],
    ids=[
        *("no module", "no package", "no function", "no match", "none marked", "module that fails"),
        *("method", "wrong example", "misspelt rule"),
    ],
)
def test_what_cannot_be_found_is_told_of(shop: Suite, builder: str, told: str) -> None:
    shop.write(
        **{
            "shop/broken": "1 / 0",
            "shop/wrong": WRONG,
            "shop/methods": f"{METHODS}    @payload_builder\n    def build(self): pass\n",
        }
    )
    configure(shop, builder)
    result = shop.run("", "-p", "no:cacheprovider")
    assert result.ret is pytest.ExitCode.USAGE_ERROR
    pytest.LineMatcher([*result.outlines, *result.errlines]).fnmatch_lines([told])


def test_off(shop: Suite) -> None:
    configure(shop, "shop.payloads")
    shop.run("", "--kochava=off").assert_outcomes(passed=1, skipped=2)


def test_a_mark_leaves_a_function_as_it_is() -> None:
    @payload_builder(ignore=["att-missing"])
    def build(number: int) -> int:
        return number

    assert build(3) == 3
    assert build.__name__ == "build"
    with pytest.raises(TypeError, match="has no keyword event"):
        payload_builder(event=3)  # type: ignore[call-overload] # that is the test
    with pytest.raises(TypeError, match="raises= takes a type of exceptions, such as ValueError"):
        payload_builder(raises="ValueError")  # type: ignore[call-overload] # that is the test

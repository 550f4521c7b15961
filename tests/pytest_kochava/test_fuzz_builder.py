"""`fuzz_builder`: what it takes for a builder, for its events and for what it builds, and what it says."""

from __future__ import annotations

import re
import subprocess
import sys
from fnmatch import fnmatchcase

import pytest
from hypothesis import strategies as st
from suites import Suite, said

from pytest_kochava import fuzz_builder, planned

HEAD = """
import json
from functools import partial
from hypothesis import Phase, seed, settings, strategies as st
from pytest_kochava import fuzz_builder, planned
from kochava_lint.builder import payload_builder

QUICK = settings(database=None, derandomize=True, max_examples=10, phases=[Phase.explicit, Phase.generate])
fuzz = partial(fuzz_builder, settings=QUICK)
"""

FORMS = """
import asyncio, enum, datetime, threading, urllib.request
from dataclasses import dataclass
from typing import Literal, NamedTuple, Optional, TypedDict
import attrs

BUILT = {built}

def payload(number: int): return BUILT
def text(number: int): return json.dumps(BUILT)
def body(number: int): return json.dumps(BUILT).encode()
def several(number: int): return [json.dumps(BUILT), OTHER] if number > 3 else []
def piecewise(number: int): yield BUILT
async def later(number: int):
    await asyncio.sleep(0)
    return BUILT
def urllib_request(number: int): return request_of(BUILT)
class Prepared:
    method, url, headers = "POST", URL, HEADERS
    def __init__(self, body): self.body = body
class Unprepared:
    method, url, headers = "POST", URL, HEADERS
    def prepare(self): return Prepared(json.dumps(BUILT))
class Streamed(Prepared):
    def read(self): return json.dumps(BUILT).encode()
def prepared_request(number: int): return Prepared(json.dumps(BUILT))
def unprepared_request(number: int): return Unprepared()
def streamed_request(number: int): return Streamed(None)
def proxied(number: int): return request_of(BUILT, "https://proxy.example/events")
def sender(number: int): send(BUILT)
def unanswered(number: int): leak(BUILT)
def swallowing(number: int): return swallow(BUILT)
def translating(number: int):
    try:
        leak(BUILT)
    except Exception as error:
        raise LookupError("not delivered") from error
def grouping(number: int):
    try:
        leak(BUILT)
    except Exception as error:
        class Group(Exception): exceptions = (error,)
        raise Group from None
def threaded(number: int):
    thread = threading.Thread(target=send, args=[BUILT])
    thread.start()
    thread.join()

test_payload, test_text, test_body, test_several = map(fuzz, [payload, text, body, several])
test_piecewise, test_later, test_urllib_request = map(fuzz, [piecewise, later, urllib_request])
test_prepared, test_unprepared, test_streamed = map(fuzz, [prepared_request, unprepared_request, streamed_request])
test_proxied, test_translating, test_grouping = map(fuzz, [proxied, translating, grouping])
test_sender, test_unanswered, test_swallowing, test_threaded = map(fuzz, [sender, unanswered, swallowing, threaded])

class Size(enum.Enum):
    SMALL = "S"
    LARGE = "L"
@dataclass
class Point:
    x: int
    label: Optional[str] = None
class Named(TypedDict):
    name: str
class Pair(NamedTuple):
    left: int
    right: "Size"
@attrs.define
class Attributes:
    count: int

def annotated(point: Point, named: Named, pair: Pair, attributes: Attributes, when: datetime.datetime,
              kind: Literal["a", "b"], either: "int | str", size: Size = Size.SMALL, plain=3):
    assert isinstance(point, Point) and isinstance(named["name"], str) and isinstance(pair.right, Size)
    assert isinstance(attributes.count, int) and when.year and kind in ("a", "b") and isinstance(either, (int, str))
    assert isinstance(size, Size) and plain == 3
    return BUILT
def positional(number: int, /, *rest: int, flag: bool, **others: int):
    assert isinstance(number, int) and isinstance(flag, bool) and rest == () and set(others) <= {{"more"}}
    return BUILT
def untyped(number, other: int = 0): return BUILT if 1 <= number <= 5 else 1 / 0

test_annotated = fuzz(annotated)
test_positional = fuzz(positional, events={{"more": st.just(1)}})
test_first_parameter = fuzz(untyped, events=st.integers(1, 5))
test_by_name = fuzz(untyped, events={{"number": st.integers(1, 5)}})
test_given_later = fuzz(untyped, events=lambda: {{"number": st.integers(1, 5)}})
test_partial = fuzz(partial(untyped, 3))
test_decorated = seed(7)(fuzz(payload))

class TestClass:
    test_in_a_class = fuzz(payload)
"""
COUNT = 25


def test_every_form_of_builder_passes_where_it_is_clean(suite: Suite) -> None:
    suite.run(HEAD + FORMS.format(built="GOOD"), "--kochava-fail-on=info").assert_outcomes(passed=COUNT)


def test_every_form_of_builder_fails_where_it_is_faulty(suite: Suite) -> None:
    result = suite.run(HEAD + FORMS.format(built="ATT"))
    result.assert_outcomes(failed=COUNT)
    told = result.stdout.str()
    assert told.count("error[att-missing]: iOS 17.4, and att is missing") == COUNT
    assert "in test\n" not in told, "where a test calls a builder is told by its name"
    assert told.count("Failing test case" if "Failing test case" in told else "Falsifying example") == COUNT


SAYS = """
def build(number: int, allowed: bool): return GOOD if allowed or number < 7 else ATT
test_says = fuzz_builder(build, settings=settings(QUICK, max_examples=200, phases=settings().phases))

def both(number: int, size: int = 3):
    return ATT if number > 2 else EMPTY if number < -4 else GOOD
test_both = fuzz_builder(both, settings=settings(QUICK, max_examples=300, phases=[Phase.generate, Phase.shrink]))
"""


def test_text_of_a_failure(suite: Suite) -> None:
    result = suite.run(HEAD + SAYS, "-vv", "-k", "says")
    lines = result.outlines
    begun = lines.index("kochava-lint: build breaks att-missing")
    excerpt, carets = lines[begun + 5 : begun + 7]
    assert 'device_id": "********", "data": {"event_name"' in excerpt
    assert excerpt[carets.index("^")] == "{"
    end = next(number for number in range(begun, len(lines)) if lines[number] == ")")
    assert [*lines[begun : begun + 5], *lines[begun + 7 : end + 1]] == [
        "kochava-lint: build breaks att-missing",
        "",
        "error[att-missing]: iOS 17.4, and att is missing: the IDFA may be dropped",
        "  built by test_it.py:15 in build",
        "  at /data",
        next(line for line in lines if line.startswith("  help: Send `data.app_tracking_transparency.att`")),
        '  more: kochava-lint explain att-missing; on purpose: expect=["att-missing"]',
        "",
        next(line for line in lines if line.endswith(": test_build(")),
        "    event=build(number=7, allowed=False),",
        ")",
    ]
    assert not any("pytest_kochava" in line for line in lines[begun:end]), "nobody is told of our own lines"
    assert [line for line in lines if line.startswith("test_it.py::test_says FAILED")], (
        "the test stands where it is made"
    )


def test_each_rule_is_shrunk_by_itself(suite: Suite) -> None:
    told = suite.run(HEAD + SAYS, "-k", "both").stdout.str()
    assert "kochava-lint: both breaks att-missing, empty-value" in told
    events = [line for line in told.splitlines() if line.startswith("    event=")]
    assert events == ["    event=both(number=3, size=3),", "    event=both(number=-5, size=3),"], (
        "what is not said stays"
    )


UNUSABLE = """
import datetime, decimal, enum
from dataclasses import dataclass

@dataclass
class Model:
    code: str
    def __post_init__(self):
        if not self.code.startswith("X-"):
            raise ValueError("the code has to begin with X-\\nand more")

class Order:
    pass

def nothing(number: int): pass
def object_(number: int): return Order()
def number(number: int): return 5
def amount(number: int): return {**GOOD, "amount": decimal.Decimal(number)}
def moment(number: int): return {**GOOD, "data": {**GOOD["data"], "usertime": datetime.datetime(2026, 1, 1)}}
class Size(enum.Enum): SMALL = 3
def size(number: int): return {**GOOD, "size": Size.SMALL}
def circle(number: int):
    built = {}
    built["self"] = built
    return built
def key(number: int): return {**GOOD, number: number}
def not_a_number(number: float): return {**GOOD, "data": {**GOOD["data"], "event_data": {"sum": number}}}
def refuses(number: int): raise LookupError("no")
def untyped(number): return GOOD
def unknown(number: "Nowhere"): return GOOD
def modelled(model: Model): return GOOD
def crashes(number: int): return {**GOOD, "share": 100 / number}
def empty(number: int): return []
def bodyless(number: int):
    request = request_of(GOOD)
    request.data = None
    return request
def sends_else(number: int): send_anything()
def send_anything(): ANSWERED.open(urllib.request.Request("https://control.kochava.com/healthz")).close()

test_nothing, test_object, test_number, test_amount = map(fuzz, [nothing, object_, number, amount])
test_moment, test_size = map(fuzz, [moment, size])
test_circle, test_key, test_refuses = map(fuzz, [circle, key, refuses])
test_not_a_number = fuzz(not_a_number, events=st.sampled_from([float("nan"), float("inf")]))
test_all_refused = fuzz(refuses, raises=(LookupError, OSError))
test_untyped, test_unknown, test_modelled, test_crashes = map(fuzz, [untyped, unknown, modelled, crashes])
test_empty, test_bodyless, test_sends_else = map(fuzz, [empty, bodyless, sends_else])
test_mapping_of_no_strategies = fuzz(nothing, events={"number": 3})
"""
SAID = {
    "nothing": "nothing returned nothing and sent nothing to Kochava; for an event that is not reported, let it return "
    "[] or raise what raises= names",
    "object": "object_ returned what cannot be sent: test_it.Order is no payload; return what is sent: a dict, JSON "
    "text, bytes or a request",
    "number": "number returned what cannot be sent: int is no payload; *",
    "amount": "amount returned what cannot be sent: the payload cannot be written as JSON: a Python Decimal is no JSON "
    "value (at /amount); write float(…), or str(…) where every digit counts",
    "moment": "*a Python datetime is no JSON value (at /data/usertime); write int(….timestamp())",
    "size": "*a Python Size is no JSON value (at /size); write ….value",
    "circle": "circle returned what cannot be sent: the payload cannot be written as JSON: nested more than *",
    "key": "key returned what cannot be sent: the payload cannot be written as JSON: a key that is no text: *",
    "not_a_number": "not_a_number breaks invalid-json",
    "all_refused": "nothing was linted of refuses: it refused all events (10 by LookupError); give events= that it "
    "accepts",
    "untyped": "nothing tells what number of untyped may be; annotate it with a type that is known when the tests run, "
    'or give events={"number": …}',
    "unknown": "nothing tells what number of unknown may be; *",
    "modelled": "the arguments of modelled cannot be made of its annotations (ValueError: the code has to begin with "
    "X-; and more); give events= that makes valid ones, by st.builds(…)",
    "empty": "nothing was linted of empty: there was no event that it builds something of; *",
    "bodyless": "bodyless returned what cannot be sent: the request has no body that is known before it is sent; *",
    "sends_else": "sends_else sent no payload: GET control.kochava.com/healthz",
    "mapping_of_no_strategies": "events= takes strategies and planned events by name, and 3 is none",
}


def test_what_cannot_be_fuzzed_is_told_clearly(suite: Suite) -> None:
    result = suite.run(HEAD + UNUSABLE)
    result.assert_outcomes(failed=len(SAID) + 2)
    for name, words in SAID.items():
        begun = next(at for at, line in enumerate(result.outlines) if line.strip("_ ") == f"test_{name}")
        first = result.outlines[begun + 1]
        assert fnmatchcase(first.replace("[", "("), f"kochava-lint: {words}".replace("[", "(")), first
    told = result.stdout.str()
    hint = 'give events={"number": st.floats(allow_nan=False, allow_infinity=False)}, or let the builder raise what'
    assert told.count(f"a float may be nan or infinite: {hint}") == 1
    assert "LookupError: no" in told, "what a builder raises is told as of any test"
    assert "ZeroDivisionError: division by zero" in told


def test_what_a_builder_does_not_take_is_told_at_once() -> None:
    def build(number: int) -> None: ...

    with pytest.raises(TypeError, match="build has no parameter nmber"):
        fuzz_builder(build, events={"nmber": st.integers()})
    with pytest.raises(
        TypeError, match="events= takes a strategy, or a mapping of strategies by parameter, and no list"
    ):
        fuzz_builder(build, events=[1, 2])  # type: ignore[arg-type] # that is the test
    with pytest.raises(TypeError, match="build has no parameter other; it has number"):
        fuzz_builder(build, examples=[{"other": 1}])
    for raises in ("ValueError", [ValueError], (ValueError, 3), KeyboardInterrupt):
        with pytest.raises(TypeError, match="raises= takes a type of exceptions, such as ValueError, or a tuple of"):
            fuzz_builder(build, raises=raises)  # type: ignore[arg-type] # that is the test
    with pytest.raises(TypeError, match="a function that builds payloads is fuzzed, and no int"):
        fuzz_builder(5)  # type: ignore[arg-type] # that is the test


@pytest.mark.parametrize("keyword", ["ignore", "expect"])
@pytest.mark.parametrize(
    "test",
    [
        "test_build = fuzz(build, {}='att-mising')",
        "class TestBuild: test_build = fuzz(build, {}=['invalid-ip', 'att-mising'])",
        "payload_builder({}='att-mising')(build)",
    ],
    ids=["test", "in a class", "marked"],
)
def test_a_misspelt_rule_is_told_before_any_test_runs(suite: Suite, test: str, keyword: str) -> None:
    """It is not told when the test is made, as nobody knows then which rules the project's plugins add."""
    tests = f"def build(number: int): return GOOD\n{test.format(keyword)}\ndef test_other(): pass\n"
    result = suite.run(HEAD + tests, "-k", "other")
    result.assert_outcomes(errors=1)
    told = "kochava-lint: *build: there is no rule called att-mising; att-missing is probably meant"
    result.stdout.fnmatch_lines([told])
    suite.run("", "--kochava=off", "-k", "other").assert_outcomes(passed=1, deselected=1)


def test_what_is_both_sent_and_returned_is_linted_once(suite: Suite) -> None:
    """An answer is no payload, and whatever else is returned is linted too."""
    tests = """
def build_returned(number: int): send(GOOD); return ATT
def build_several(number: int): send(GOOD); return [GOOD, OTHER, ATT]
def build_sent(number: int): send(ATT); return GOOD
def build_same(number: int): send(ATT, OTHER); return [json.dumps(OTHER, indent=1), json.dumps(ATT).encode()]
def build_answer(number: int): send(GOOD); return {"success": "1"}
def build_text(number: int): send(GOOD); return '{"success": "1"}'
def build_count(number: int): send(GOOD); return 1
def build_before(number: int): send(GOOD); return GOOD | {"data": GOOD["data"] | {"event_data": {"sum": 1}}}
class Response:
    method, url, headers, status = "POST", URL, {}, 200
    async def read(self): return b""
def build_response(number: int): send(GOOD); return Response()
test_returned, test_several, test_sent, test_same = map(fuzz, [build_returned, build_several, build_sent, build_same])
test_answer, test_text, test_count, test_before = map(fuzz, [build_answer, build_text, build_count, build_before])
test_response = fuzz(build_response)
"""
    result = suite.run(HEAD + tests, "--kochava-fail-on=info", "-k", "not before")
    result.assert_outcomes(passed=4, failed=4, deselected=1)
    assert result.stdout.str().count("error[att-missing]") == 4
    result.stdout.fnmatch_lines_random(
        ["  built by test_it.py:* in build_returned", "  called from test_it.py:* in build_same"]
    )
    suite.run("", "-k", "before").assert_outcomes(passed=1, deselected=8)


def test_what_an_example_lacks_is_told_at_once() -> None:
    def build(number: int, /, name: str, *rest: int, flag: bool, size: int = 3, **others: int) -> None: ...

    for example in (5, {"number": 5}):
        told = (
            "an example of build lacks name and flag: nothing is drawn for examples; "
            'write examples=[{"number": 5, "name": …, "flag": …}]'
        )
        with pytest.raises(TypeError, match=re.escape(told)):
            fuzz_builder(build, examples=[example])
    fuzz_builder(build, examples=[{"number": 5, "name": "", "flag": True, "more": 1}])


OPTIONS = """
def build(number: int): return ATT
def build_ip(number: int): return IP
def sometimes(number: int): return EMPTY if number > 3 else GOOD

test_ignored = fuzz(build, ignore=["att-missing"])
test_expected = fuzz(build, expect="att-missing")
test_not_expected = fuzz(build, expect=["att-missing", "empty-value"])
test_marked = pytest.mark.kochava_expect("att-missing")(fuzz(build))
test_marked_in_vain = pytest.mark.kochava_expect("att-missing", "invalid-ip")(fuzz(build))
test_marker_ignores = pytest.mark.kochava(ignore="att-missing")(fuzz(build))
test_marker_selects = pytest.mark.kochava(select="invalid-ip")(fuzz(build))
test_marker_reports = pytest.mark.kochava(mode="report")(fuzz(build))
test_marker_off = pytest.mark.kochava(mode="off")(fuzz(build))
test_warning = fuzz(build_ip)
test_fails_on_warning = pytest.mark.kochava(fail_on="warning")(fuzz(build_ip))
test_examples_come_first = fuzz(sometimes, examples=[{"number": 9}, 7])
"""


def test_options_of_a_test(suite: Suite) -> None:
    result = suite.run(HEAD + OPTIONS)
    result.assert_outcomes(passed=7, failed=4, skipped=1)
    result.stdout.fnmatch_lines_random(
        [
            "kochava-lint: empty-value was expected of build, and breaks with no event of 10",
            "kochava-lint: invalid-ip was expected of build, and breaks with no event of 10",
            "kochava-lint: build_ip breaks non-public-ip",
            "    event=sometimes(number=7),",
            "SKIPPED *nothing is linted: kochava_mode is off",
        ]
    )
    assert said(result) == ["test_it.py::test_marker_reports: build breaks att-missing"]


PROJECT = """
[tool.kochava-lint]
ignore = ["empty-value"]
severity = { non-public-ip = "error", att-missing = "info" }
[tool.kochava-lint.per-file-ignores]
"shop.py" = ["non-public-ip"]
[tool.kochava-lint.plan.events.Purchase]
"""


def test_the_project_says_what_holds(suite: Suite) -> None:
    suite.write(shop="from payloads import *\ndef build_ip(number: int): return IP\n")
    (suite.path / "pyproject.toml").write_text(PROJECT, "utf-8")
    tests = """
import shop
def build(number: int): return ATT
def build_ip(number: int): return IP
def build_empty(number: int): return EMPTY
def build_refund(number: int): return {**GOOD, "data": {**GOOD["data"], "event_name": "Refund"}}
test_severity, test_ignore, test_error, test_file = map(fuzz, [build, build_empty, build_ip, shop.build_ip])
test_plan = pytest.mark.kochava(fail_on="info", ignore="att-missing")(fuzz(build_refund))
"""
    result = suite.run(HEAD + tests)
    result.assert_outcomes(passed=3, failed=2)
    result.stdout.fnmatch_lines_random(
        ["kochava-lint: build_ip breaks non-public-ip", "kochava-lint: build_refund breaks unplanned-event"]
    )


@pytest.mark.parametrize(
    ("words", "outcomes"),
    [(["--kochava=report"], {"passed": 1, "failed": 1}), (["--kochava=off"], {"skipped": 2})],
    ids=["report", "off"],
)
def test_modes(suite: Suite, words: list[str], outcomes: dict[str, int]) -> None:
    tests = """
def build(number: int): return ATT
def nothing(number: int): pass
test_build, test_nothing = fuzz(build), fuzz(nothing)
"""
    result = suite.run(HEAD + tests, "-rA", *words)
    result.assert_outcomes(**outcomes)
    assert (said(result) == ["test_it.py::test_build: build breaks att-missing"]) is ("passed" in outcomes)
    assert ("error[att-missing]: iOS 17.4" in result.stdout.str()) is ("passed" in outcomes)


def test_without_the_plugin_a_test_says_that_it_needs_it(suite: Suite) -> None:
    result = suite.run(HEAD + "def build(number: int): return GOOD\ntest_build = fuzz(build)", plugins=())
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*RuntimeError: fuzz_builder needs pytest and the plugin of kochava-lint: run*"])


def test_nothing_that_is_built_is_taken_for_sent(suite: Suite) -> None:
    """What a builder sends is kept from the run around it: nothing is counted, nothing fails twice, nothing leaves."""
    tests = """
def sender(number: int): leak(GOOD)
test_sender = pytest.mark.kochava_expect("att-missing")(fuzz(lambda: [swallow(GOOD), send(ATT)]))

def test_own(kochava):
    send(GOOD)
    assert len(kochava.requests) == 1
"""
    result = suite.run(HEAD + tests)
    result.assert_outcomes(passed=2)
    assert said(result) == ["1 request, 1 linted, 0 faulty"]


def test_planned_events(suite: Suite) -> None:
    (suite.path / "pyproject.toml").write_text(
        """
[tool.kochava-lint.plan.events.Purchase.schema]
required = ["sum"]
properties = { sum = { type = "number", minimum = 0 }, size = { enum = ["S", "L"] } }
additionalProperties = false
[tool.kochava-lint.plan.events.View]
""",
        "utf-8",
    )
    tests = """
def event(name: str, event_data: dict):
    return {**GOOD, "data": {**GOOD["data"], "event_name": name, "event_data": event_data}}
def purchase(visitor: int, event_data: dict): return event("Purchase", event_data)
def shrinks(event_data: dict):
    return event("Purchase", {**event_data, "size": "M"} if event_data["sum"] > 2 else event_data)
from kochava_lint import EventSchema, TrackingPlan
NEVER = TrackingPlan({"Never": EventSchema({"not": {"minProperties": 0}}, "file:///plan.json")})
more = settings(QUICK, max_examples=25, phases=[Phase.generate, Phase.shrink])
def view(event_data: dict): return event("View", event_data)
test_all = fuzz_builder(event, events=planned(), settings=more)
test_none_named = fuzz_builder(view, events=planned("View"), settings=more)
test_never = fuzz_builder(view, events=planned("Never", plan=NEVER), settings=more)
test_one = fuzz_builder(purchase, events={"event_data": planned("Purchase")}, settings=more)
test_smallest = pytest.mark.kochava(fail_on="warning")(fuzz_builder(shrinks, events=planned("Purchase"), settings=more))
test_misspelt = fuzz_builder(shrinks, events=planned("Purchse"))
"""
    result = suite.run(HEAD + tests)
    result.assert_outcomes(passed=3, failed=3)
    result.stdout.fnmatch_lines_random(
        [
            "kochava-lint: hardly any event will do: give events= *",
            "kochava-lint: shrinks breaks event-data-off-plan, revenue-without-currency",
            "    event=shrinks(event_data={'sum': 3.0}),",
            "kochava-lint: the tracking plan has no event 'Purchse'; it has Purchase, View",
        ]
    )


def test_imports_nothing_before_it_has_to() -> None:
    """Neither a run of pytest that fuzzes nothing, nor an application that marks a builder, waits for anything."""
    script = """
import sys
before = set(sys.modules)
import pytest_kochava
from kochava_lint.builder import payload_builder
heavy = {"hypothesis", "pytest", "kochava_lint.api", "kochava_lint.linter", "orjson", "jsonschema_rs"}
assert not heavy & (set(sys.modules) - before), heavy & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize("name", ["fuzz_builder", "planned"])
def test_without_hypothesis_it_is_told_what_to_install(name: str) -> None:
    script = f"import sys; sys.modules['hypothesis'] = None\nfrom pytest_kochava import {name}"
    told = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True)
    assert "fuzz_builder needs Hypothesis: pip install 'kochava-lint[pytest,hypothesis]'" in told.stderr


def test_only_these_names_are_public() -> None:
    import pytest_kochava  # noqa: PLC0415 - the package itself

    assert {name: getattr(pytest_kochava, name) for name in pytest_kochava.__all__} == {
        "fuzz_builder": fuzz_builder,
        "planned": planned,
    }
    with pytest.raises(AttributeError, match="has no attribute 'fuz'"):
        _ = pytest_kochava.fuz

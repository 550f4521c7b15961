"""The sample application's builder, with one bug after the other planted into it: fuzzing finds and shrinks each."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest
from hypothesis import Phase, seed
from hypothesis import settings as profile

from pytest_kochava.builder_report import failures_in
from pytest_kochava.fuzz import FUZZ, fuzz_builder
from pytest_kochava.judge import Judge
from pytest_kochava.settings import Settings
from pytest_kochava.trial import Bench, Trial

APP: Final = Path(__file__).parents[2] / "examples" / "app"
UA: Final = 'data["device_ua"] = quote(visitor.user_agent, safe="")'
ATT: Final = 'data["app_tracking_transparency"] = {"att": allows_tracking}'
REFUSED: Final = "if not allows_tracking:"
VER: Final = 'data = payload["data"]'

SEARCH: Final = profile(
    database=None,
    deadline=None,
    max_examples=200,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)
FIRST: Final[dict[str, object]] = {
    "device": "iPhone14,5-iOS-17.4",
    "user_agent": "",
    "allows_tracking": True,
    "days": 1,
}
"""The smallest event of all: what is left of one that is shrunk is this, but for what the bug needs."""
PHONE_UA: Final[dict[str, object]] = {"user_agent": "iPhone OS 17_4"}
"""What a user agent holds that the shrunk one is to be."""
BUGS: Final[list[tuple[str, str, str, dict[str, dict[str, object]]]]] = [
    (
        "att-left-out",
        ATT,
        f"if visitor.allows_tracking is not None:\n        {ATT}",
        {"att-missing": {"allows_tracking": None}},
    ),
    (
        "att-text",
        ATT,
        ATT.replace("allows_tracking}", 'allows_tracking if days < 90 else "true"}'),
        {"att-not-boolean": {"days": 90}},
    ),
    (
        "idfa-of-who-refused",
        "if not allows_tracking:",
        "if visitor.allows_tracking is None:",
        {"idfa-without-consent": {"allows_tracking": False}},
    ),
    (
        "always-authorized",
        ATT,
        ATT[:-1] + ', "att_detail": "authorized"}',
        {"att-contradicts-detail": {"allows_tracking": False}},
    ),
    (
        "own-word-for-refused",
        ATT,
        ATT[:-1] + ', "att_detail": "authorized" if allows_tracking else "Refused"}',
        {"unknown-att-detail": {"allows_tracking": False}},
    ),
    (
        "time-of-the-answer-in-milliseconds",
        ATT,
        ATT[:-1] + ', "att_time": 1_710_000_000 * (1_000 if days > 30 else 1)}',
        {"implausible-att-time": {"days": 31}},
    ),
    (
        "duration-of-the-answer-too-long",
        ATT,
        ATT[:-1] + ', "att_duration": 4_200 * days}',
        {"implausible-att-duration": {"days": 21}},
    ),
    (
        "zeros-of-who-allowed",
        ATT,
        f"{ATT}\n    data['device_ids'] = {{'idfa': '00000000-0000-0000-0000-000000000000', 'idfv': visitor.idfv}}",
        {"zero-idfa-with-consent": {}},
    ),
    (
        "att-of-an-unknown-version",
        ATT,
        f"{ATT}\n    if 'Macintosh' in visitor.user_agent: data.update(device_ver='') or data.popitem()",
        {
            "ambiguous-apple-user-agent": {"device": "iPad13,4-iPadOS-17.4", "user_agent": "Macintosh"},
            "att-undetermined": {"device": "iPad13,4-iPadOS-17.4", "user_agent": "Macintosh"},
        },
    ),
    ("user-agent-raw", UA, 'data["device_ua"] = visitor.user_agent', {"user-agent-not-url-encoded": PHONE_UA}),
    (
        "user-agent-encoded-twice",
        UA,
        'data["device_ua"] = quote(quote(visitor.user_agent, safe=""), safe="")',
        {"user-agent-double-encoded": PHONE_UA},
    ),
    ("user-agent-cut-off", UA, f"{UA}[:120]", {"user-agent-broken-encoding": PHONE_UA}),
    (
        "version-cut-off",
        VER,
        f"{VER}\n    data['device_ver'] = visitor.device.partition('-')[0]",
        {"malformed-device-ver": PHONE_UA, "unparseable-os-version": {}},
    ),
    (
        "version-of-another-device",
        VER,
        f"{VER}\n    data['device_ver'] = 'iPhone14,5-iOS-17.4'",
        {"conflicting-os": {"device": "iPhone8,1-iOS-13.7", "user_agent": "iPhone OS 13_7"}},
    ),
]


def module_at(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def shop() -> Iterator[tuple[str, ModuleType]]:
    """The source of the shop's builder, and the shop's own tests of it."""
    sys.path.insert(0, str(APP))
    yield (APP / "shop" / "trials.py").read_text("utf-8"), module_at(APP / "tests" / "test_builders.py")
    sys.path.remove(str(APP))
    for name in [name for name in sys.modules if name.partition(".")[0] == "shop"]:
        del sys.modules[name]


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    return Judge(tmp_path_factory.mktemp("project"))


def shrunk(source: str, tests: ModuleType, judge: Judge, number: int = 0) -> dict[str, dict[str, Any]]:
    """The smallest event, by each rule that the builder in *source* breaks, as far as it is about the bugs."""
    namespace: dict[str, Any] = {"__name__": "shop.trials"}
    exec(compile(source, "trials.py", "exec"), namespace)  # noqa: S102 - a copy of the application's module
    test = fuzz_builder(
        namespace["build_trial"], events={"visitor": tests.VISITORS}, raises=ValueError, settings=SEARCH
    )
    test = seed(number)(test)
    tried = getattr(test, FUZZ)
    tried.trial = Trial(tried.builder, Bench(judge, Settings(fail_on="info")))
    try:
        test()
    except Exception as error:  # noqa: BLE001 - of a group there is a type in later versions of Python only
        failures = failures_in(error)
        assert failures, error
        events = {failure.faults[0].finding.rule: failure.event for failure in failures}
        return {
            rule: {**vars(event.arguments["visitor"]), **event.arguments} for rule, event in events.items() if event
        }
    return {}


@pytest.mark.parametrize(("old", "new", "rules"), [bug[1:] for bug in BUGS], ids=[bug[0] for bug in BUGS])
def test_each_planted_bug_is_found_and_shrunk(
    old: str, new: str, rules: dict[str, dict[str, object]], shop: tuple[str, ModuleType], judge: Judge
) -> None:
    """Of the event nothing is left but what the bug needs: all else is the simplest that there is."""
    source, tests = shop
    assert old in source
    found: dict[str, dict[str, Any]] = {}
    for number in range(5):  # Hypothesis is soon content, where it has found something
        if found.keys() != rules.keys():
            found |= shrunk(source.replace(old, new), tests, judge, number)
    assert found.keys() == rules.keys()
    for rule, needed in rules.items():
        smallest = {**FIRST, **needed}
        agent = str(smallest.pop("user_agent"))
        assert {key: found[rule][key] for key in smallest} == smallest
        assert agent in found[rule]["user_agent"]
        assert agent or not found[rule]["user_agent"]


def test_the_builder_itself_breaks_nothing(shop: tuple[str, ModuleType], judge: Judge) -> None:
    assert shrunk(shop[0], shop[1], judge) == {}

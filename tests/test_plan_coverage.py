"""Which planned events and keys captures exercise, and which never."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import DROP, JSON, changed, flat, install, ios, line, link
from sequences import read_lines

from kochava_lint.plan import TrackingPlan
from kochava_lint.plan_coverage import Coverage, Share
from kochava_lint.plan_table import plan_of

PURCHASE = {"required": ["sum"], "properties": {"sum": {"type": "number"}, "currency": {}}}
PLAN: JSON = {"events": {"Purchase": {"schema": PURCHASE}, "View": {}, "Refuse": {"schema": False}}}


def covered(payloads: Iterable[object], table: JSON | None = None) -> Coverage:
    coverage = Coverage(plan_of(PLAN if table is None else table, Path()))
    for payload in read_lines(payloads):
        coverage.see(payload)
    return coverage


def shares(coverage: Coverage) -> tuple[Share, Share, Share]:
    return coverage.exercised_events, coverage.exercised_keys, coverage.total


@pytest.mark.parametrize(
    ("payloads", "events", "keys"),
    [
        pytest.param([], 0, {"sum": 0, "currency": 0}, id="nothing"),
        pytest.param([ios()], 1, {"sum": 0, "currency": 0}, id="event-without-data"),
        pytest.param([ios(event_data={"sum": 5})], 1, {"sum": 1, "currency": 0}, id="one-key"),
        pytest.param([ios(event_data={"sum": "5"})], 1, {"sum": 1, "currency": 0}, id="key-of-a-wrong-type"),
        pytest.param([ios(event_data={"sum": None})], 1, {"sum": 1, "currency": 0}, id="key-that-is-null"),
        pytest.param([ios(event_data={"own": 5})], 1, {"sum": 0, "currency": 0}, id="key-that-is-not-planned"),
        pytest.param([ios(event_data='{"currency": "EUR"}')], 1, {"sum": 0, "currency": 1}, id="object-in-a-text"),
        pytest.param([flat(ios(event_data={"sum": 5}))], 1, {"sum": 1, "currency": 0}, id="flat"),
        pytest.param(
            [ios(event_data={"sum": 5}), ios(event_data={"sum": 6, "currency": 1})],
            2,
            {"sum": 2, "currency": 1},
            id="two",
        ),
        pytest.param([changed(ios(), {"action": DROP})], 1, {"sum": 0, "currency": 0}, id="event-that-does-not-say-so"),
        pytest.param([changed(install(), {"data/event_name": "Purchase"})], 0, {"sum": 0, "currency": 0}, id="install"),
        pytest.param(
            [link(action="identityLink", data={"event_name": "Purchase"})], 0, {"sum": 0, "currency": 0}, id="link"
        ),
        pytest.param([changed(ios(), {"action": "start"})], 0, {"sum": 0, "currency": 0}, id="other-action"),
        pytest.param([ios(event_name="purchase")], 0, {"sum": 0, "currency": 0}, id="other-case"),
    ],
)
def test_an_event_is_counted_with_the_keys_that_its_schema_names(
    payloads: list[object], events: int, keys: dict[str, int]
) -> None:
    purchase = next(covered(payloads).events())
    assert (purchase.name, purchase.payloads, purchase.keys) == ("Purchase", events, keys)


def test_events_come_in_the_order_of_the_plan() -> None:
    assert [(event.name, event.payloads) for event in covered([ios(event_name="View")]).events()] == [
        ("Purchase", 0),
        ("View", 1),
        ("Refuse", 0),
    ]


@pytest.mark.parametrize(
    ("payloads", "table", "expected"),
    [
        pytest.param([], PLAN, (Share(0, 3), Share(0, 2), Share(0, 5)), id="nothing"),
        pytest.param([ios()], PLAN, (Share(1, 3), Share(0, 2), Share(1, 5)), id="event"),
        pytest.param([ios(event_data={"sum": 5})] * 2, PLAN, (Share(1, 3), Share(1, 2), Share(2, 5)), id="twice"),
        pytest.param([ios(event_name="Other")], PLAN, (Share(0, 3), Share(0, 2), Share(0, 5)), id="unplanned"),
        pytest.param([ios()], {"events": {}}, (Share(0, 0), Share(0, 0), Share(0, 0)), id="plan-of-no-events"),
    ],
)
def test_events_and_keys_are_summed_up(payloads: list[object], table: JSON, expected: tuple[Share, ...]) -> None:
    assert shares(covered(payloads, table)) == expected


def test_a_plan_without_events_is_exercised_by_anything() -> None:
    coverage = Coverage(TrackingPlan(None, frozenset({"ko-1"})))
    assert (list(coverage.events()), coverage.total.percent) == ([], 100.0)


def test_a_key_of_one_event_is_none_of_another() -> None:
    table = {"events": {"A": {"schema": {"required": ["sum"]}}, "B": {"schema": {"required": ["sum"]}}}}
    coverage = covered([ios(event_name="A", event_data={"sum": 5}), ios(event_name="B")], table)
    assert [event.keys for event in coverage.events()] == [{"sum": 1}, {"sum": 0}]


@pytest.mark.parametrize(
    ("name", "unplanned"),
    [
        pytest.param("Sale", {"Sale": 2}, id="other"),
        pytest.param("Purchase ", {"Purchase ": 2}, id="padded"),
        pytest.param("Purchase", {}, id="planned"),
        pytest.param(" ", {}, id="blank"),
        pytest.param(["Sale"], {}, id="list"),
        pytest.param(None, {}, id="null"),
    ],
)
def test_events_that_the_plan_does_not_name_are_counted_apart(name: Any, unplanned: dict[str, int]) -> None:
    assert covered([ios(event_name=name)] * 2).unplanned == unplanned


@pytest.mark.parametrize(
    ("share", "percent"),
    [
        (Share(0, 0), 100.0),
        (Share(0, 4), 0.0),
        (Share(1, 3), 33.3),
        (Share(11, 11), 100.0),
    ],
)
def test_a_share_is_a_percentage_and_all_of_nothing_is_all(share: Share, percent: float) -> None:
    assert share.percent == percent


NAMES = st.sampled_from(["Purchase", "View", "Refuse", "Other"])
EVENTS = st.builds(
    lambda name, keys: ios(event_name=name, event_data=dict.fromkeys(keys, 1)),
    NAMES,
    st.lists(st.sampled_from(["sum", "currency", "own"]), unique=True),
)


@given(st.lists(EVENTS, max_size=8), st.lists(EVENTS, max_size=8))
def test_more_traffic_never_exercises_less_and_its_order_does_not_matter(first: list[JSON], more: list[JSON]) -> None:
    before, after = shares(covered(first)), shares(covered(first + more))
    assert all(old.covered <= new.covered <= new.planned == old.planned for old, new in zip(before, after, strict=True))
    assert shares(covered(more + first)) == after


@given(st.lists(EVENTS, max_size=8))
def test_every_event_is_counted_once(events: list[JSON]) -> None:
    coverage = covered(events)
    assert sum(event.payloads for event in coverage.events()) + coverage.unplanned.total() == len(events)
    seen = {line(event["data"]["event_name"]) for event in events}
    assert coverage.exercised_events.covered == len(seen - {line("Other")})

"""Kochava's standard events."""

from __future__ import annotations

import pytest

from kochava_lint.standard_event import STANDARD_EVENTS, meant_event


@pytest.mark.parametrize("name", STANDARD_EVENTS)
def test_a_standard_event_is_meant_however_it_is_written_and_is_right_as_it_is(name: str) -> None:
    assert meant_event(name) is None
    assert meant_event(f" {name}\n") is None
    variants = {name.upper(), name.lower(), name.replace(" ", "_"), name.replace(" ", "-"), name.replace(" ", "")}
    for variant in variants - {name}:
        assert meant_event(variant) == name


@pytest.mark.parametrize("name", STANDARD_EVENTS)
def test_a_slip_in_a_standard_event_is_told_from_two(name: str) -> None:
    assert meant_event(name + "x") == name
    assert meant_event("x" + name) == name
    assert meant_event(name[:-1]) == name
    assert meant_event("xx" + name + "xx") is None


@pytest.mark.parametrize("name", ["", " ", "_", "-", "Order", "Ad", "Spring Sale", "Custom", "x" * 10_000])
def test_a_name_of_your_own_is_none(name: str) -> None:
    assert meant_event(name) is None

"""What Hypothesis follows, and what it does not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest

from pytest_kochava.untraced import untraced


class Tracer:
    """As Hypothesis's, before Python 3.12."""

    def trace(self, *_: object) -> None:
        """Follow nothing further."""


class Debugger(Tracer):
    """As that of anybody else."""


Tracer.__module__ = "hypothesis.internal.scrutineer"


@pytest.fixture(autouse=True)
def traced_as_before() -> Iterator[None]:
    before = sys.gettrace()
    yield
    sys.settrace(before)


def tracer() -> object:
    return getattr(sys.gettrace(), "__self__", None)


def test_hypothesis_does_not_follow_what_is_untraced() -> None:
    own = Tracer()
    sys.settrace(own.trace)
    with untraced():
        inside = sys.gettrace()
    after = tracer()
    sys.settrace(None)
    assert inside is None
    assert after is own


def test_a_debugger_does() -> None:
    own = Debugger()
    sys.settrace(own.trace)
    with untraced():
        inside = tracer()
    sys.settrace(None)
    assert inside is own


if sys.version_info >= (3, 12):  # before, what follows is the tracer

    @pytest.mark.parametrize(("name", "is_followed"), [("scrutineer", False), ("another", True)])
    def test_it_follows_by_monitoring_in_later_versions(name: str, is_followed: bool) -> None:
        monitoring: Any = getattr(sys, "monitoring")  # noqa: B009 - of later versions
        monitoring.use_tool_id(4, name)
        try:
            monitoring.set_events(4, monitoring.events.LINE)
            with untraced():
                inside = monitoring.get_events(4)
            assert (inside == monitoring.events.LINE) is is_followed
            assert monitoring.get_events(4) == monitoring.events.LINE
        finally:
            monitoring.set_events(4, 0)
            monitoring.free_tool_id(4)

"""
What it costs to fuzz a builder: for each event beside what Hypothesis takes itself, and to find a bug and shrink it.

Usage: python benchmarks/fuzz_builder.py [--examples 500] [--rounds 5]; it needs pytest and Hypothesis.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kochava_lint.plan import EventSchema, TrackingPlan
from pytest_kochava import fuzz_builder, planned
from pytest_kochava.fuzz import FUZZ
from pytest_kochava.judge import Judge
from pytest_kochava.settings import Settings
from pytest_kochava.trial import Bench, BuilderFailure, Trial

_APP = Path(__file__).parents[1] / "examples" / "app"
_PLAN = TrackingPlan(
    {
        "Purchase": EventSchema(
            {
                "required": ["sum"],
                "properties": {"sum": {"type": "number", "minimum": 0}, "currency": {"enum": ["EUR", "USD"]}},
            },
            "file:///plan.json",
        )
    }
)


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description="Measure the fuzzing of builders.")
    parser.add_argument("--examples", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    sys.path.insert(0, str(_APP))
    with tempfile.TemporaryDirectory() as folder:
        judge = Judge(Path(folder))
        _print_examples(judge, arguments.examples, arguments.rounds)
        _print_bugs(judge, arguments.rounds)


def _print_examples(judge: Judge, examples: int, rounds: int) -> None:
    from shop.payloads import Visitor  # type: ignore[import-not-found] # noqa: PLC0415 - the sample application
    from shop.trials import build_trial  # type: ignore[import-not-found] # noqa: PLC0415 - as above

    visitors = st.builds(Visitor, allows_tracking=st.sampled_from([True, False, None]))
    strategies = {"visitor": visitors, "days": st.integers(1, 90)}
    searched = settings(database=None, derandomize=True, max_examples=examples, deadline=None)

    def alone(visitor: Any, days: int) -> None:  # noqa: ANN401 - a type of the application's
        build_trial(visitor, days)

    async def build_later(visitor: Any, days: int) -> object:  # noqa: ANN401 - as above
        return build_trial(visitor, days)

    def of_plan(event_data: dict[str, Any]) -> dict[str, Any]:
        payload: dict[str, Any] = build_trial(Visitor(), 1)
        payload["data"]["event_data"] = {"currency": "EUR", **event_data}
        return payload

    plan = planned("Purchase", plan=_PLAN)
    print(f"CPU ms for an event, medians of {rounds} runs of {examples:,} events")
    rows: list[tuple[str, Callable[..., None]]] = [
        ("Hypothesis and the builder alone", searched(given(**strategies)(alone))),
        ("a dict", _tried(judge, build_trial, strategies, searched)),
        (
            "JSON text",
            _tried(judge, lambda visitor, days: json.dumps(build_trial(visitor, days)), strategies, searched),
        ),
        ("a dict, asynchronously", _tried(judge, build_later, strategies, searched)),
        ("a dict, of a planned event", _tried(judge, of_plan, plan, searched)),
    ]
    for name, test in rows:
        test()
        print(f"{name:36} {_median(test, rounds) / examples * 1e3:8.2f}")


def _print_bugs(judge: Judge, rounds: int) -> None:
    from shop.trials import build_trial  # noqa: PLC0415 - as above

    def build(days: int, allows: bool) -> dict[str, Any]:  # noqa: FBT001 - it is drawn
        from shop.payloads import Visitor  # noqa: PLC0415 - as above

        payload: dict[str, Any] = build_trial(Visitor(allows_tracking=allows), max(days, 1))
        if days > 30:  # noqa: PLR2004 - a bug
            del payload["data"]["app_tracking_transparency"]
        return payload

    print(f"\nCPU seconds to find a bug and shrink it, medians of {rounds}")
    for name, phases in (("without explanation", [Phase.generate, Phase.shrink]), ("with explanation", list(Phase))):
        searched = settings(database=None, derandomize=True, max_examples=200, phases=phases)
        test = _tried(judge, build, None, searched)

        def failing(test: Callable[..., None] = test) -> None:
            try:
                test()
            except BuilderFailure:
                return
            raise RuntimeError("the bug was not found")

        print(f"{name:36} {_median(failing, rounds):8.2f}")


def _tried(judge: Judge, builder: Callable[..., Any], events: Any, searched: settings) -> Callable[..., None]:  # noqa: ANN401 - as `fuzz_builder`
    test = fuzz_builder(builder, events=events, settings=searched)
    tried = getattr(test, FUZZ)
    tried.trial = Trial(tried.builder, Bench(judge, Settings()))
    return test


def _median(call: Callable[[], None], rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        begun = time.process_time()
        call()
        taken.append(time.process_time() - begun)
    return statistics.median(taken)


if __name__ == "__main__":
    main()

"""
How long what is made up takes, all from one run on one machine.

An example is drawn by Hypothesis and `kochava_lint.strategies`; without it, `kochava-lint generate` makes payloads.

Usage: python benchmarks/strategies.py [--examples 1000] [--rounds 5]
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import time
from typing import Any

import hypothesis
import orjson
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kochava_lint.strategies import captures, faults, identifiers, payloads, requests, user_agents
from kochava_lint.synthetic.stream import stream


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description="Measure the strategies.")
    parser.add_argument("--examples", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    print(
        f"Python {platform.python_version()}, Hypothesis {hypothesis.__version__}, {os.cpu_count()} processors; "
        f"medians of {arguments.rounds} rounds of {arguments.examples:,} examples, minimum and maximum in brackets\n"
    )
    for name, strategy in {
        "payloads()": payloads(),
        'payloads(action="event", platform="ios")': payloads(action="event", platform="ios"),
        'payloads(placement="flat")': payloads(placement="flat"),
        "requests()": requests(),
        "captures()": captures(),
        'faults(rule="att-missing")': faults(rule="att-missing"),
        "identifiers()": identifiers(),
        "user_agents()": user_agents(),
    }.items():
        figures = [_milliseconds(strategy, arguments.examples) for _ in range(arguments.rounds)]
        print(f"{name:42} {statistics.median(figures):6.2f} ms [{min(figures):.2f} to {max(figures):.2f}]")
    print()
    for name, requests_too, fault_rate in (
        ("generate", False, 0.0),
        ("generate --fault-rate 0.05", False, 0.05),
        ("generate --output-format har", True, 0.0),
    ):
        rates = [_a_second(fault_rate, requests_too=requests_too) for _ in range(arguments.rounds)]
        print(f"{name:42} {statistics.median(rates):9,.0f} a second [{min(rates):,.0f} to {max(rates):,.0f}]")


def _a_second(fault_rate: float, *, requests_too: bool, count: int = 50_000) -> float:
    """How many payloads a second are made and written as JSON."""
    start = time.process_time()
    for sample in stream(count, seed=17, fault_rate=fault_rate, requests=requests_too):
        orjson.dumps(sample.payload)
    return count / (time.process_time() - start)


def _milliseconds(strategy: st.SearchStrategy[Any], examples: int) -> float:
    """How many milliseconds an example takes, in a test that does nothing with it."""
    drawn = 0

    @settings(
        max_examples=examples,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def test(_: object) -> None:
        nonlocal drawn
        drawn += 1

    start = time.process_time()
    test()
    return (time.process_time() - start) / drawn * 1e3


if __name__ == "__main__":
    main()

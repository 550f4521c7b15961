"""
The cost of `check` as work grows: from 1,000 payloads to 10,000,000, which are made on the fly.

Usage: python benchmarks/growth.py [--most 10000000] [--chart docs/assets/growth.svg]. Prints a table, and draws it.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from usage import usage
from workload import payloads

_ACROSS = "duplicate-event,event-before-install,idfa-change-without-update,unstable-device-id"
_CHECK = [sys.executable, "-m", "kochava_lint", "check", "--no-progress"]
_KINDS: dict[str, list[str]] = {"by themselves": ["--ignore", _ACROSS], "and across payloads": []}
_WIDTH, _HEIGHT, _MARGIN = 360, 260, 48
_COLORS = ("#0b7285", "#d9480f")


class Cost(NamedTuple):
    """What so many *payloads* cost: *seconds* of the processor, and *megabytes* at the peak."""

    payloads: int
    seconds: float
    megabytes: float


def main() -> None:
    """Measure, print a table, and draw a chart where one is asked for."""
    parser = argparse.ArgumentParser(description="Measure the cost of check as work grows.")
    parser.add_argument("--most", type=int, default=10_000_000)
    parser.add_argument("--chart", type=Path)
    arguments = parser.parse_args()
    counts = [10**power for power in range(3, 10) if 10**power <= arguments.most]
    if len(counts) < 2:  # noqa: PLR2004 - a line has two ends
        parser.error("there is nothing to compare below 10,000 payloads")
    costs: dict[str, list[Cost]] = {kind: [] for kind in _KINDS}
    print("| payloads | rules | seconds | µs a payload | peak, MB |\n| --- | --- | --- | --- | --- |")
    for count in counts:
        for kind, words in _KINDS.items():
            seconds, peak = usage([*_CHECK, *words, "-"], payloads(count))
            costs[kind].append(Cost(count, seconds, peak / 1e6))
            micros = seconds / count * 1e6
            print(f"| {count:,} | {kind} | {seconds:.2f} | {micros:.1f} | {peak / 1e6:.0f} |", flush=True)
    if arguments.chart is not None:
        told = [cost.megabytes for each in costs.values() for cost in each]
        if not all(told):
            sys.exit("no chart: how much memory processes take is told by /proc, which is not here")
        arguments.chart.write_text(_chart(costs), "utf-8")


def _chart(costs: dict[str, list[Cost]]) -> str:
    panels = "".join(
        f'<g transform="translate({number * _WIDTH},0)">{_panel(title, costs, value)}</g>'
        for number, (title, value) in enumerate(
            [("seconds of the processor", lambda cost: cost.seconds), ("peak memory, MB", lambda cost: cost.megabytes)]
        )
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * _WIDTH} {_HEIGHT}" font-family="sans-serif" '
        f'font-size="11"><rect width="100%" height="100%" fill="#fff"/>{panels}</svg>\n'
    )


def _panel(title: str, costs: dict[str, list[Cost]], value: Callable[[Cost], float]) -> str:
    """One chart, both of whose axes are logarithmic."""
    counts = [cost.payloads for cost in next(iter(costs.values()))]
    values = [value(cost) for each in costs.values() for cost in each]
    across = _scale(counts, _MARGIN, _WIDTH - _MARGIN / 2)
    up = _scale(values, _HEIGHT - _MARGIN, _MARGIN)
    parts = [f'<text x="{_MARGIN}" y="16" font-weight="bold">{title}</text>']
    for count in counts:
        x = across(count)
        parts.append(f'<text x="{x:.1f}" y="{_HEIGHT - _MARGIN + 16}" text-anchor="middle">{_short(count)}</text>')
    for tick in _powers(values):
        y = up(tick)
        parts.append(f'<line x1="{_MARGIN}" x2="{_WIDTH - _MARGIN / 2}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{_MARGIN - 6}" y="{y + 4:.1f}" text-anchor="end">{tick:g}</text>')
    for number, (kind, each) in enumerate(costs.items()):
        points = " ".join(f"{across(cost.payloads):.1f},{up(value(cost)):.1f}" for cost in each)
        color = _COLORS[number]
        parts.append(f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2"/>')
        for cost in each:
            x, y = across(cost.payloads), up(value(cost))
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{color}"/>')
        parts.append(f'<text x="{_MARGIN + 100 * number}" y="34" fill="{color}">{kind}</text>')
    parts.append(f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 12}" text-anchor="middle">payloads</text>')
    return "".join(parts)


def _scale(values: Sequence[float], start: float, end: float) -> Callable[[float], float]:
    low, high = math.log10(min(_powers(values))), math.log10(max(_powers(values)))
    return lambda value: start + (math.log10(value) - low) / (high - low) * (end - start)


def _powers(values: Sequence[float]) -> list[float]:
    """The powers of ten around and between *values*."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return [10.0**power for power in range(low, max(high, low + 1) + 1)]


def _short(count: float) -> str:
    return f"{count / 1e6:g} M" if count >= 1e6 else f"{count / 1e3:g} k"  # noqa: PLR2004 - as it says


if __name__ == "__main__":
    main()

"""
How fast the HTML report is: written by the command, opened and searched in a real Chromium.

Usage: python benchmarks/html_report.py [--findings 10000] [--rounds 5]; it needs the dependency group `browser`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from workload import faulty_payloads

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_CHECK = [sys.executable, "-m", "kochava_lint", "check", "--min-severity", "info", "--exit-zero", "--no-progress"]
_MOMENTS = """async () => {
  const paints = () => performance.getEntriesByName("first-contentful-paint");
  while (!paints().length) await new Promise((resolve) => setTimeout(resolve, 10));
  return [paints()[0].startTime, performance.getEntriesByType("navigation")[0].loadEventStart];
}"""
# From the key to the frame after the one that shows what it changed: the first is asked for before it is painted.
_SEARCH = """(words) => new Promise((resolve) => {
  const search = document.getElementById("search");
  const start = performance.now();
  search.value = words;
  search.dispatchEvent(new InputEvent("input", { bubbles: true }));
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - start)));
})"""


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description="Measure the HTML report.")
    parser.add_argument("--findings", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        capture, page = Path(folder) / "capture.jsonl", Path(folder) / "report.html"
        capture.write_text("".join(f"{line}\n" for line in faulty_payloads(arguments.findings)), "utf-8")
        _print_writing(capture, page, arguments.findings, arguments.rounds)
        _print_opening(page, arguments.findings, arguments.rounds)


def _print_writing(capture: Path, page: Path, count: int, rounds: int) -> None:
    def write(output_format: str, path: Path) -> float:
        start = time.perf_counter()
        words = ["--output-format", output_format, "--output-file", str(path), str(capture)]
        subprocess.run([*_CHECK, *words], check=True, stderr=subprocess.DEVNULL)
        return time.perf_counter() - start

    # In turn, so that a machine that slows down slows both.
    pairs = [(write("text", page.with_suffix(".txt")), write("html", page)) for _ in range(rounds)]
    _row("check, text", [seconds for seconds, _ in pairs], "s")
    _row("check, HTML", [seconds for _, seconds in pairs], "s")
    _row("HTML ÷ text", [html / text for text, html in pairs], "times")
    print(f"{'size of the HTML':34} {page.stat().st_size / 2**20:9.2f} MiB")
    found = page.read_text("utf-8").count("<article")
    if found < count:
        sys.exit(f"{found} findings where there should be {count}")
    print(f"{'findings in it':34} {found:9,}")


def _print_opening(page: Path, count: int, rounds: int) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - what goes before needs no browser

    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or sys.exit("there is no chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        rows = [_open(browser, page, count) for _ in range(rounds)]
        browser.close()
    names = [
        "first contentful paint",
        "load event",
        "a search's result shown, at first",
        "another search's",
        "all shown again",
    ]
    for name, figures in zip(names, zip(*rows, strict=True), strict=True):
        _row(name, figures, "ms")


def _open(browser: Browser, path: Path, count: int) -> list[float]:
    page = browser.new_page()
    page.goto(path.as_uri())
    moments = page.evaluate(_MOMENTS)
    searches = [page.evaluate(_SEARCH, words) for words in ("currency purchase", "level 5", "")]
    if page.locator("article:not([hidden])").count() < count:
        sys.exit("not everything is shown again")
    page.close()
    return [*moments, *searches]


def _row(what: str, figures: Sequence[float], unit: str) -> None:
    print(f"{what:34} {statistics.median(figures):9,.2f} {unit} [{min(figures):,.2f} to {max(figures):,.2f}]")


if __name__ == "__main__":
    main()

"""
Write the HARs that Playwright records of a page that calls fetch(): all in one, without bodies, and as a zip archive.

Needs from PyPI: playwright, trustme; and Debian's `chromium` (`browser.py` says more).
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from browser import HTML, PAGE, SEND, arguments, as_fetched, executable
from common import CAPTURES, REQUESTS, Sent, Server, check, expect
from playwright.sync_api import sync_playwright

# Embedded as text, bytes that are not UTF-8 are lost.
LOSES: Final[dict[str, Callable[[Sent], bool]]] = {
    "embed": lambda sent: sent.gzipped,
    "attach": lambda _sent: False,
    "omit": lambda sent: bool(sent.body),
}


def record(name: str, **options: Any) -> None:
    """Record the HAR *name*."""
    path = CAPTURES / name
    with Server() as server, sync_playwright() as playwright:
        server.pages[PAGE] = HTML
        browser = playwright.chromium.launch(executable_path=executable(), args=arguments(server.port))
        context = browser.new_context(ignore_https_errors=True, record_har_path=path, **options)
        page = context.new_page()
        page.goto(PAGE)
        page.evaluate(SEND, as_fetched(REQUESTS))
        context.close()
        browser.close()
        kept = options["record_har_content"]
        lost = [at for at, sent in enumerate(server.log) if LOSES[kept](sent)]
        expect(name, f"har-{kept}" if kept == "attach" else "har", server.log, marks=dict.fromkeys(lost, "lost"))
    read_back(path)


def read_back(path: Path) -> None:
    """Hold the HAR against what was sent."""
    files: dict[str, bytes] = {}
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
    text = files["har.har"] if files else path.read_bytes()
    read: list[tuple[str, str, bytes | str | None]] = []
    for entry in json.loads(text)["log"]["entries"]:
        data = entry["request"].get("postData", {})
        body = files[data["_file"]] if "_file" in data else data.get("text")
        read.append((entry["request"]["method"], entry["request"]["url"], body))
    check(path.name, read)


def main() -> None:
    """Write them all."""
    record("playwright-full.har", record_har_content="embed")
    record("playwright-minimal.har", record_har_mode="minimal", record_har_content="embed")
    record("playwright-omit.har", record_har_content="omit")
    record("playwright-attach.zip", record_har_content="attach")


if __name__ == "__main__":
    main()

"""The site in a real Chromium: all pages can be read on any screen, and ask for nothing from elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from blocks import CHECKOUT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing: what a test prints is the test's."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, as `make docs` builds it."""
    pytest.importorskip("mkdocs", reason="MkDocs is not installed: `make slow` does that")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    ran = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return folder


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Where a server on this machine has it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def paths(site: Path) -> list[str]:
    """The paths of all pages."""
    return sorted(str(page.parent.relative_to(site)) for page in site.rglob("index.html"))


def followed(page: Page, address: str, complaints: list[str]) -> None:
    """Note what the *page* asks of others than the server at *address*, and what it complains of."""

    def noted(url: str) -> None:
        if not url.startswith((address, "data:", "blob:")):
            complaints.append(f"it asks for {url}")

    page.on("request", lambda request: noted(request.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("response", lambda response: complaints.append(response.url) if response.status >= 400 else None)


def test_all_pages_fit(browser: Browser, address: str, paths: list[str]) -> None:
    """On a desktop and on a phone. Scripts change nothing of that, and take most of the time."""
    assert len(paths) > 100
    page = browser.new_context(java_script_enabled=False).new_page()
    complaints: list[str] = []
    for path in paths:
        page.goto(f"{address}{path}/")
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                complaints.append(f"{path} is {wide} wide where there is room for {width}")
        if page.locator("article > blockquote").count():
            complaints.append(f"{path} has a doctest that is taken for a quotation")
    page.context.close()
    assert complaints == []


@pytest.mark.parametrize("path", ["", "rules/att-missing/", "reference/api/kochava_lint/", "tutorials/test-suite/"])
def test_a_page_asks_for_nothing_from_elsewhere(browser: Browser, address: str, path: str) -> None:
    """With its scripts, of which all pages have the same."""
    complaints: list[str] = []
    page = browser.new_context().new_page()
    followed(page, address, complaints)
    page.goto(f"{address}{path}", wait_until="networkidle")
    page.context.close()
    assert complaints == []


def test_a_rule_is_found_by_the_search(browser: Browser, address: str) -> None:
    complaints: list[str] = []
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    followed(page, address, complaints)
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.type("att-missing")
    page.locator(".md-search-result a", has_text="att-missing").first.click()
    page.wait_for_url("**/rules/att-missing/**")
    page.context.close()
    assert complaints == []

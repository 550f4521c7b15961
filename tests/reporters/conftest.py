"""Reports, and a real browser to open them in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browsing import OpenView, View, WriteReport

from kochava_lint.cli import main

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog


@pytest.fixture
def opened(browser: Browser) -> Iterator[OpenView]:
    """Open a file, in a window that Playwright's *options* tell of; what the page does wrong fails the test."""
    views: list[View] = []

    def open_view(path: Path, view: str = "", *, width: int = 1280, **options: Any) -> View:
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        opened_view = View(context.new_page())
        page, complaints = opened_view.page, opened_view.complaints

        def refuse(dialog: Dialog) -> None:
            complaints.append(dialog.message)
            dialog.dismiss()

        page.on("request", lambda request: opened_view.requests.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", refuse)
        opened_view.open(path, view)
        views.append(opened_view)
        return opened_view

    yield open_view
    for each in views:
        each.page.context.close()
        assert each.complaints == []


@pytest.fixture
def html_report(folder: Path) -> WriteReport:
    """Write the report of payloads with the command, and that in JSON beside it."""

    def write(*payloads: str, words: tuple[str, ...] = (), name: str = "a.jsonl") -> Path:
        capture = folder / name
        capture.parent.mkdir(parents=True, exist_ok=True)
        capture.write_text("".join(f"{payload}\n" for payload in payloads), "utf-8")
        formats = ["--output-format", "html", "--output-file", "a.html", "--output", "json=a.json"]
        main(["check", name, *formats, "--min-severity", "info", *words])
        return folder / "a.html"

    return write

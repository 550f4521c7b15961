"""A page in a browser, as one who reads it sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

_CONTRAST = """(element) => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const channels = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([red, green, blue]) => {
    const linear = [red, green, blue].map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  let behind = element;
  while (behind && channels(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
  const back = luminance(channels(getComputedStyle(behind ?? document.body).backgroundColor));
  const front = luminance(channels(getComputedStyle(element).color));
  return (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
}"""


@dataclass
class View:
    """A *page* that is open, and all that it has asked for or complained of since."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: Path, view: str = "") -> None:
        """Open the file, with a *view* of it that its address keeps."""
        self.page.goto(path.as_uri() + view)

    def evaluate(self, script: str, *given: Any) -> Any:
        """What a *script* comes to in the page."""
        return self.page.evaluate(script, *given)

    def wait_for(self, condition: str) -> None:
        """Wait until a *condition* is true. Playwright's own way of waiting is what the page's policy forbids."""
        for _ in range(500):
            if self.evaluate(condition):
                return
            self.page.wait_for_timeout(10)
        raise AssertionError(f"it did not come to {condition}")

    def press(self, *keys: str) -> None:
        """Press one key after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        """Type *words* where the focus is."""
        self.page.keyboard.type(words)

    def tab_to(self, selector: str) -> None:
        """Press Tab until what is meant has the focus, as one who has no mouse does."""
        for _ in range(200):
            if self.evaluate("(selector) => document.activeElement.matches(selector)", selector):
                return
            self.press("Tab")
        raise AssertionError(f"Tab does not lead to {selector}")

    @property
    def shown(self) -> list[str]:
        """The rules of the findings that are shown, from top to bottom."""
        script = "() => [...document.querySelectorAll('article')].filter((each) => each.checkVisibility())"
        rules: list[str] = self.evaluate(f"({script})().map((each) => each.querySelector('.rule').textContent)")
        return rules

    @property
    def status(self) -> str:
        """What a screen reader tells when it changes."""
        return self.page.get_by_role("status").inner_text()

    @property
    def focused(self) -> str:
        """What has the focus: its id, or the place that a finding shows."""
        script = "(({ activeElement: it }) => it.querySelector('.where > code')?.textContent ?? it.id)(document)"
        return str(self.evaluate(script))

    def contrast(self, selector: str) -> float:
        """The least contrast of the text of what is selected with what is behind it, from 1 to 21."""
        found = self.page.locator(selector)
        return min(float(found.nth(index).evaluate(_CONTRAST)) for index in range(found.count()))

    @property
    def width(self) -> int:
        """How wide the page is: more than the window is what has to be scrolled sideways."""
        return int(self.evaluate("document.documentElement.scrollWidth"))


OpenView = Callable[..., View]
WriteReport = Callable[..., Path]

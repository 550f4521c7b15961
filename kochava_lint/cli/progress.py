"""The progress of long work: a bar on standard error, on a terminal only."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TextIO, cast

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

__all__ = ["Progress", "is_watched"]

_DELAY = 1.0
"""Seconds after which a run counts as long."""
_INTERVAL = 0.1


def is_watched() -> bool:
    """Whether somebody looks at standard error, on a terminal that can show a bar."""
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") not in {None, "", "dumb"}


class Progress:
    """
    A bar that shows how much of *total* bytes is read, how fast payloads are linted, and how long it may still take.

    It appears when a run proves to be long. What is written to the same terminal beside it goes through `above`.
    """

    def __init__(self) -> None:
        self._total = 0
        self._done = 0
        self._payloads = 0
        self._position: Callable[[], int] = int
        self._begun = self._next = time.monotonic()
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def expect(self, total: int) -> None:
        """Tell how many bytes there are to read."""
        self._total = total

    def begin_file(self, position: Callable[[], int]) -> None:
        """Begin with the next file; *position* tells how many of its bytes are read."""
        self._position = position

    def end_file(self, size: int) -> None:
        """Note that a file of this *size* is done."""
        self._position = int
        self._done += size

    def tick(self, count: int = 1) -> None:
        """Note *count* more payloads."""
        self._payloads += count
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _INTERVAL
            if now - self._begun >= _DELAY:
                self._show(now - self._begun)

    def above(self, out: TextIO) -> TextIO:
        """What writes to *out*, a terminal that may be the same, above the bar."""
        return cast("TextIO", _Above(out, self.hide))

    def hide(self) -> None:
        """Take the bar away, until the next payload."""
        if self._bar is not None and self._bar.live.is_started:
            self._bar.stop()

    def _show(self, seconds: float) -> None:
        if self._bar is None:
            self._bar = _bar()
            self._task = self._bar.add_task("", total=self._total or None, payloads="", rate="")
        if self._task is not None:
            read = self._done + self._position()
            rate = f"{self._payloads / seconds:,.0f}" if seconds else "…"
            self._bar.update(self._task, completed=read, payloads=f"{self._payloads:,}", rate=rate)
        if self._bar.live.is_started:
            self._bar.refresh()
        else:
            self._bar.start()


def _bar() -> Bar:
    from rich.console import Console  # noqa: PLC0415 - only long work on a terminal pays for it
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    return Progress(
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[payloads]} payloads, {task.fields[rate]}/s"),
        TimeRemainingColumn(),
        console=Console(file=sys.stderr),
        auto_refresh=False,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )


class _Above:
    """A terminal from which the bar is taken away before anything is written."""

    def __init__(self, out: TextIO, hide: Callable[[], None]) -> None:
        self._out = out
        self._hide = hide

    def write(self, text: str) -> int:
        self._hide()
        return self._out.write(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        self._out.flush()

    def isatty(self) -> bool:
        return self._out.isatty()

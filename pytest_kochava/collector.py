"""The hooks of the process that reports: what tests have sent is gathered there, from workers too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pytest_kochava.watcher import Watcher

if TYPE_CHECKING:
    from pytest_kochava.summary import Summary

__all__ = ["Collector", "Worker"]


class Worker:
    """In a worker of xdist, hands over what belongs to no report of a test."""

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Hand it over."""
        output: dict[str, Any] = session.config.workeroutput  # type: ignore[attr-defined] # as xdist has it
        output["kochava"] = {"leftovers": self._watcher.leftovers(), "hint": _hint(self._watcher)}


class Collector:
    """Collects what the reports of tests tell, and sums up at the end."""

    def __init__(self, config: pytest.Config, watcher: Watcher) -> None:
        self._config = config
        self._watcher = watcher
        self._hint: str | None = None
        self._has_run = False
        self._summary: Summary | None = None
        self._reports = config.getoption("kochava_report") or config.getini("kochava_report")
        self._capture = config.getoption("kochava_capture") or config.getini("kochava_capture")
        if self._reports:
            self._summing().plan_reports(self._reports)
        if config.getoption("kochava_update_baseline"):
            self._summing().plan_baseline()

    def _summing(self) -> Summary:
        """What sums up: it is made where there is something to, since that takes long."""
        if self._summary is None:
            from pytest_kochava.summary import Summary  # noqa: PLC0415 - see above

            self._summary = Summary(self._watcher, keeps_requests=bool(self._capture))
        return self._summary

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take in what a test has sent, and off its report, which other plugins may write as a whole."""
        self._has_run = True
        told = vars(report).pop("kochava", None)
        if told is not None:
            self._summing().take_report(report, told)
        built = vars(report).pop("kochava_built", None)
        if built is not None:
            self._summing().take_built(report.nodeid, built["told"], built["found"])

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:  # noqa: ANN401 - a type of xdist's
        """Take in what a worker has seen outside of tests."""
        told = getattr(node, "workeroutput", {}).get("kochava")
        if told is not None:
            self._hint = self._hint or told["hint"]
            self._take_leftovers(told["leftovers"])

    def _take_leftovers(self, told: dict[str, Any] | None) -> None:
        if told is not None:
            self._summing().take_leftovers(told)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the reports and the capture that are wanted."""
        self._take_leftovers(self._watcher.leftovers())
        if self._reports:
            self._summing().write_reports()
        if self._capture:
            self._summing().write_capture(self._capture)
        if self._config.getoption("kochava_update_baseline"):
            self._summing().write_baseline()
        if self._summary is not None and self._summary.errors and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.USAGE_ERROR

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Sum up, where something was seen or should have been."""
        lines = [] if self._summary is None else list(self._summary.lines())
        hint = self._hint or _hint(self._watcher) if self._has_run and not lines else None
        if hint is not None:
            lines = hint.splitlines()
        if lines:
            terminalreporter.write_sep("=", "Kochava")
            for line in lines:
                terminalreporter.write_line(line)


def _hint(watcher: Watcher) -> str | None:
    if watcher.has_tried_builders:
        return None
    from pytest_kochava.hint import hint  # noqa: PLC0415 - only at the end of a run

    return hint(watcher.root)

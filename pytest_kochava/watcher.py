"""The hooks of a run that is watched: each request is told of by the test that sent it."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Collection, Generator, Hashable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from pytest_kochava.settings import Settings, hosts_of, run_settings, settings_of
from pytest_kochava.tripwire import Tripwire

if TYPE_CHECKING:
    from kochava_lint.observe import Sighting
    from pytest_kochava.judge import Judge, Seen
    from pytest_kochava.observer import RunObserver

__all__ = ["ATTEMPT", "Attempt", "Watcher"]

_POOLS: Final = frozenset(
    {"anyio._backends._asyncio", "concurrent.futures.thread", "multiprocessing.pool", "trio._core._thread_cache"}
    | {"twisted._threads._threadworker"}
)


class Attempt:
    """
    One attempt at a test: what holds for it, and what it has *sent* so far.

    *meant* are rules that the test says, while it runs, that it means to break, each with what it sent until and from
    then. Of what it sent, so many were *judged*, and so many *reported*; why it failed for them was *told*. *is_run*
    tells that what it calls is over. Child processes write what they send to the file *spool*. *built* tells what a
    builder breaks.
    """

    def __init__(self, item: pytest.Item, settings: Settings, watcher: Watcher) -> None:
        self.item = item
        self.settings = settings
        self.watcher = watcher
        self.spool: Path | None = None
        self._sent: list[Sighting | Seen] = []
        self._spooled = 0
        self.meant: list[tuple[int, int, Collection[str]]] = []
        self.judged = 0
        self.reported = 0
        self.told: set[Hashable] = set()
        self.is_run = False
        self.built: dict[str, Any] | None = None

    @property
    def sent(self) -> Sequence[Sighting | Seen]:
        """What it has sent, in this process and in its children."""
        if self.spool is not None and self.spool.exists():
            from pytest_kochava.child import read_spool  # noqa: PLC0415 - few tests have children

            requests, self._spooled = read_spool(self.spool, self._spooled)
            self._sent += requests
        return self._sent

    def take(self, sighting: Sighting) -> None:
        """Take note of a request."""
        self._sent.append(sighting)

    def fail_for_faults(self, *, is_over: bool) -> None:
        """Fail for what was sent since the last time, or where the test *is over*, for what was not."""
        settings = self.settings
        if len(self.sent) == self.judged and not (is_over and (settings.expected or settings.min_requests)):
            return
        from pytest_kochava.report import complaint  # noqa: PLC0415 - see `Watcher.judge`

        told = complaint(self, is_over=is_over)
        self.spare()
        if told is not None:
            pytest.fail(told, pytrace=False)

    def spare(self) -> None:
        """Fail for nothing that was sent so far: it was judged, or the test has an outcome of its own."""
        self.judged = len(self.sent)


ATTEMPT: Final = pytest.StashKey[Attempt]()
"""The attempt at an item that is under way."""


class Watcher:
    """
    Watches the requests of the process that runs tests.

    *outside* are those that no test sent. *late* are those of threads that a test has left behind, with its name. What
    tests try builders with is linted by them, and never seen here.
    """

    def __init__(self, config: pytest.Config, mode: str) -> None:
        self.settings = run_settings(config, mode)
        self.root = Path(config.rootpath)
        self.hosts = hosts_of(config)
        self._is_growing = bool(config.getoption("kochava_update_baseline"))
        self.tells_junit = bool(config.getini("kochava_junit"))
        self.outside: list[Sighting] = []
        self.late: list[tuple[str, Sighting]] = []
        self.has_tried_builders = False
        self._judge: Judge | None = None
        self._attempt: Attempt | None = None
        self._behalf: Attempt | None = None
        self._threads: weakref.WeakKeyDictionary[threading.Thread, str] = weakref.WeakKeyDictionary()
        self._before: set[threading.Thread] | None = None
        self._own_failures: list[str] = []
        self._errors: list[str] = []
        self._allow_network = self.settings.allow_network
        self._observer: RunObserver | None = None
        self._wire = Tripwire(self.hosts, self.observe)
        self._wire.lay()

    def judge(self) -> Judge:
        """
        What lints: it is made where something was seen, since that takes long.

        It is no property, as pytest looks at those of a plugin when it looks for fixtures.

        Raises: `KochavaLintError` where the project's options or plugins cannot be used.
        """
        if self._judge is None:
            from pytest_kochava.judge import Judge  # noqa: PLC0415 - see above

            self._judge = Judge(self.root, self.hosts, growing=self._is_growing)
        return self._judge

    @property
    def diagnostics(self) -> list[str]:
        """What went wrong in observing."""
        return [*self._own_failures, *(self._observer.diagnostics if self._observer is not None else ())]

    def take(self, sighting: Sighting) -> None:
        """Take note of a request: of the test that runs, unless a thread sent it that another test has left behind."""
        left_by = self._left_by(sighting)
        if left_by is not None:
            self.late.append((left_by, sighting))
        elif self._attempt is None:
            self.outside.append(sighting)
        else:
            self._attempt.take(sighting)

    def _take_in_child(self, sighting: Sighting) -> None:
        """Take note of a request of a process that was forked, where the test has children observed."""
        if self._attempt is not None and self._attempt.spool is not None:
            from pytest_kochava.child import write_spool  # noqa: PLC0415 - few tests have children

            write_spool(self._attempt.spool, sighting, self.root)

    def _left_by(self, sighting: Sighting) -> str | None:
        """The test that is over, and has left behind what has sent this."""
        if isinstance(sighting.behalf, Attempt):
            return None if sighting.behalf is self._attempt else sighting.behalf.item.nodeid
        return None if sighting.thread is None else self._threads.get(sighting.thread)

    def allow_network(self, *, allow: bool) -> None:
        """Let requests to Kochava leave this machine, or not, until the test is over."""
        self._allow_network = allow
        if self._observer is not None:
            self._observer.allow_network = allow

    def observe(self) -> None:
        """Begin to observe, where that is not so: a client was imported, or a fake is used."""
        if self._observer is not None:
            return
        from pytest_kochava.observer import RunObserver  # noqa: PLC0415 - see `Tripwire`

        self._before = set(threading.enumerate())
        self._observer = RunObserver(
            self.all_hosts(), self.take, self._take_in_child, allow_network=self._allow_network
        )
        self._observer.behalf = self._behalf
        self._observer.start()

    def all_hosts(self) -> tuple[str, ...]:
        """The hosts of the user's own that are observed; where the project's cannot be known, the run has an error."""
        from kochava_lint.errors import KochavaLintError  # noqa: PLC0415 - see `judge`
        from pytest_kochava.observer import hosts_of_project  # noqa: PLC0415 - as above

        try:
            return *self.hosts, *hosts_of_project(self.root)
        except KochavaLintError as error:
            self._errors.append(f"the hosts of the project cannot be known: {error}")
            return self.hosts

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Generator[None, object, object]:
        """Have what serves other tests too, as a server does that is begun for all of them, belong to none."""
        if fixturedef.scope == "function":
            return (yield)
        before = set(threading.enumerate())
        behalf = self._behalf
        self._act_for(None)
        try:
            return (yield)
        finally:
            self._act_for(behalf)
            if self._before is not None:
                self._before |= set(threading.enumerate()) - before

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, object, object]:
        """Begin an attempt at a test."""
        self._wire.check()
        attempt = item.stash[ATTEMPT] = Attempt(item, self.settings, self)
        self._begin(attempt)
        self._before = set(threading.enumerate()) if self._observer is not None else None
        wrong = None
        try:
            attempt.settings = settings_of(item, self.settings)
        except pytest.UsageError as error:
            wrong = f"kochava-lint: {error}"
        self.allow_network(allow=attempt.settings.allow_network or attempt.settings.mode == "off")
        try:
            result = yield
        except BaseException:
            attempt.spare()
            raise
        if wrong is not None:  # not before, since other plugins count on being asked to set up what they tear down
            pytest.fail(wrong, pytrace=False)
        return result

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Judge what a test has sent after its own outcome, which is never hidden."""
        attempt = item.stash[ATTEMPT]
        try:
            result = yield
        except BaseException:
            attempt.spare()
            raise
        finally:
            attempt.is_run = True
        if getattr(item, "_excinfo", None):  # where a test of unittest has an outcome other than that it passed
            attempt.spare()
        else:
            attempt.fail_for_faults(is_over=True)
        return result

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, object, object]:
        """Judge what was sent while a test was torn down."""
        result = yield
        attempt = item.stash.get(ATTEMPT, None)
        if attempt is not None:  # else another plugin has failed the test before it came to us
            attempt.fail_for_faults(is_over=False)
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Put on the report what the test has sent since the last one."""
        report = yield
        attempt = item.stash.get(ATTEMPT, None)
        if attempt is not None and attempt.settings.mode != "off":
            try:
                self._tell(report, attempt)
            except Exception as error:  # noqa: BLE001 - the outcome of a test is not ours, whatever we fail at
                self._own_failures.append(f"what {item.nodeid} has sent: {type(error).__name__}")
        if report.when == "teardown":
            report.kochava_built = None if attempt is None else attempt.built
            self._end(item)
        return report

    def _tell(self, report: pytest.TestReport, attempt: Attempt) -> None:
        # What a test sends when it is set up is told of with what it calls, and so are its subtests' requests.
        is_whole = report.when == "teardown" or not report.passed if report.when != "call" else attempt.is_run
        if is_whole and len(attempt.sent) > attempt.reported:
            from pytest_kochava.report import tell  # noqa: PLC0415 - see `judge`

            tell(report, attempt)
        if self.tells_junit and report.when == "teardown" and attempt.sent:
            from pytest_kochava.report import properties  # noqa: PLC0415 - see `judge`

            report.user_properties += properties(attempt)

    def _begin(self, attempt: Attempt | None) -> None:
        self._attempt = attempt
        self._act_for(attempt)

    def _act_for(self, attempt: Attempt | None) -> None:
        """Have what is given to pools from now on belong to an *attempt*."""
        self._behalf = attempt
        if self._observer is not None:
            self._observer.behalf = attempt

    def _end(self, item: pytest.Item) -> None:
        """End an attempt: what the threads send that it leaves behind is told of by its name from now on."""
        if self._before is not None:
            for thread in threading.enumerate():
                if thread not in self._before and not _is_of_a_pool(thread):
                    self._threads.setdefault(thread, item.nodeid)
        self._begin(None)
        if ATTEMPT in item.stash:
            del item.stash[ATTEMPT]  # what many tests have sent takes memory
        self.allow_network(allow=self.settings.allow_network)

    def leftovers(self) -> dict[str, Any] | None:
        """What no report of a test tells of, in what can be sent to another process; None where that is nothing."""
        if not (self.outside or self.late or self.diagnostics or self._errors):
            return None
        from pytest_kochava.judge import packed, seen  # noqa: PLC0415 - see `judge`

        return {
            "outside": packed(seen(sighting, self.root) for sighting in self.outside),
            "late": packed(seen(sighting, self.root) for _, sighting in self.late),
            "left_by": [nodeid for nodeid, _ in self.late],
            "diagnostics": self.diagnostics,
            "errors": self._errors,
        }

    def pytest_unconfigure(self) -> None:
        """End to observe."""
        self._wire.take_up()
        if self._observer is not None:
            self._observer.stop()
            self._observer = None


def _is_of_a_pool(thread: threading.Thread) -> bool:
    """Whether *thread* works for whoever gives it something to do, and so not for the test that began it."""
    return not _POOLS.isdisjoint(
        {type(thread).__module__, getattr(getattr(thread, "_target", None), "__module__", None)}
    )

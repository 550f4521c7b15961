"""Fixtures: what a test may ask for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from kochava_lint import Finding
    from pytest_kochava.judge import Judge, Seen
    from pytest_kochava.server import KochavaServer
    from pytest_kochava.watcher import Attempt

__all__ = ["Kochava", "kochava", "kochava_expect", "kochava_server", "kochava_subprocess"]


class Kochava:
    """What the test that asks for it has sent to Kochava so far, and what is to be made of it."""

    def __init__(self, attempt: Attempt) -> None:
        self._attempt = attempt

    @property
    def requests(self) -> list[Seen]:
        """The requests, in sending order: method, url, headers, body, and where each was sent from."""
        from pytest_kochava.judge import seen  # noqa: PLC0415 - only where it is asked for

        return [seen(sighting, self._attempt.watcher.root) for sighting in self._attempt.sent]

    @property
    def payloads(self) -> list[Any]:
        """The payloads that they brought, decoded."""
        return [payload.data for payload, _ in self._judge.judge(self.requests).payloads]

    @property
    def findings(self) -> list[Finding]:
        """What is found in them, of every severity, and of rules that the test means to break too."""
        judge, settings = self._judge, self._attempt.settings
        reported = judge.reported(judge.judge(self.requests), settings.select)
        return [fault.finding for fault in reported if fault.finding.rule not in settings.ignore]

    @property
    def _judge(self) -> Judge:
        return self._attempt.watcher.judge()

    def lint(self, payload: object) -> list[Finding]:
        """Lint a *payload* that was not sent, as the project has it linted."""
        project = self._judge.project
        return [finding for finding in project.linter.lint(payload) if finding.rule in project.rules]

    def assert_clean(self) -> None:
        """Fail now, where there is anything at or above the least severity that fails."""
        __tracebackhide__ = True
        from pytest_kochava.report import complaint  # noqa: PLC0415 - only where it is asked for

        told = complaint(self._attempt, is_over=False)
        if told is not None:
            self._attempt.spare()
            pytest.fail(told, pytrace=False)

    def allow_network(self) -> None:
        """Let requests to Kochava leave this machine until the test is over."""
        self._attempt.watcher.allow_network(allow=True)

    @contextmanager
    def expect(self, *rules: str) -> Iterator[None]:
        """
        What is sent inside means to break each of *rules*: it is not held against the test, and has to happen.

        The test fails where it does not, and where there is no rule of that name.
        """
        __tracebackhide__ = True
        from kochava_lint.errors import OptionError  # noqa: PLC0415 - only where it is asked for

        try:
            self._judge.check(rules)
        except OptionError as error:
            pytest.fail(f"kochava-lint: {error}", pytrace=False)
        attempt, begun = self._attempt, len(self._attempt.sent)
        try:
            yield
        finally:
            attempt.meant.append((begun, len(attempt.sent), rules))
        found = {fault.finding.rule for fault in self._judge.judge(self.requests).faults if fault.number >= begun}
        missing = [rule for rule in rules if rule not in found]
        if missing:
            sent = len(attempt.sent) - begun
            of = f"the {sent:,} that were sent" if sent > 1 else "the one that was sent" if sent else "none was sent"
            pytest.fail(f"kochava-lint: no request here breaks {', '.join(missing)}: {of}", pytrace=False)

    def observe(
        self,
        url: str,
        *,
        json: object = None,
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        method: str = "POST",
    ) -> None:
        """
        Take note of a request that a fake of your own was given, as if it had been sent.

        Raises: `ValueError` where *url* is no concern of Kochava's.
        """
        from json import dumps  # noqa: PLC0415 - as above

        from kochava_lint.observe.body import body_of  # noqa: PLC0415 - as above
        from kochava_lint.observe.exchange import Outgoing, begun  # noqa: PLC0415 - only where it is asked for
        from kochava_lint.observe.observer import target_of  # noqa: PLC0415 - as above

        self._attempt.watcher.observe()
        target = target_of(url)
        if target is None:
            raise ValueError(f"{url} is no address of Kochava's; name its host in kochava_hosts")
        content = body_of(body if json is None else dumps(json))
        outgoing = Outgoing("kochava.observe", "observe", method, url, list((headers or {}).items()), content, target)
        begun(outgoing).close()


@pytest.fixture
def kochava(request: pytest.FixtureRequest) -> Kochava:
    """What this test sends to Kochava: requests, payloads and findings."""
    from pytest_kochava.watcher import ATTEMPT  # noqa: PLC0415 - only where it is asked for

    attempt = request.node.stash.get(ATTEMPT, None)
    if attempt is None:
        pytest.skip("nothing is watched that the fixture kochava could tell of: kochava_mode is off")
    return Kochava(attempt)


@pytest.fixture
def kochava_expect(kochava: Kochava) -> Callable[..., AbstractContextManager[None]]:
    """A context, made with names of rules: what is sent within it breaks them on purpose, as with the marker."""
    return kochava.expect


@pytest.fixture
def kochava_subprocess(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """
    The environment for child processes, so that Python ones are observed and guarded as this one is.

    It holds for this process too until the test is over, so that children have it which are given none of their own.
    """
    from pytest_kochava.child import environment  # noqa: PLC0415 - only where it is asked for
    from pytest_kochava.watcher import ATTEMPT  # noqa: PLC0415 - as above

    attempt = request.node.stash.get(ATTEMPT, None)
    if attempt is not None:
        watcher = attempt.watcher
        attempt.spool = tmp_path / "kochava-requests.jsonl"
        allow = attempt.settings.allow_network
        for name, value in environment(attempt.spool, watcher.root, watcher.all_hosts(), allow_network=allow).items():
            monkeypatch.setenv(name, value)
    return dict(os.environ)


@pytest.fixture
def kochava_server() -> Iterator[KochavaServer]:
    """A server of this machine that answers as Kochava does: its `url` is what to send to."""
    from pytest_kochava.server import KochavaServer  # noqa: PLC0415 - only where it is asked for

    with KochavaServer() as server:
        yield server

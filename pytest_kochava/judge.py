"""From requests that were seen to findings: with the rules, the plan and the options of the project."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from kochava_lint.cli.project import Project, known_rules
from kochava_lint.cli.selection import find_rule
from kochava_lint.errors import OptionError
from kochava_lint.finding import Finding, Severity
from kochava_lint.intake import Intake
from kochava_lint.observe.sighting import Sighting
from kochava_lint.options_file import find_options
from kochava_lint.payload import MISSING, Payload
from kochava_lint.plugins import load_plugins
from kochava_lint.recorded import Recorded
from kochava_lint.request import Request
from kochava_lint.source import Source
from kochava_lint.telltale import is_meant_for_kochava
from pytest_kochava.accepted import AcceptedFaults

__all__ = ["BLOCKED", "BUILT", "Fault", "Judge", "Seen", "Verdict", "packed", "relative", "seen", "unpacked"]

BLOCKED = "blocked-request"
BUILT = "fuzz_builder"
"""The client of a request that nobody has sent: a builder has made it."""
_OTHER_ENDPOINTS = ("/track/kvinit", "/track/kvquery", "/v1/cpi/click", "/token/")
_TRACK = "/track/json"


@dataclass(frozen=True, repr=False)
class Seen:
    """A request that was seen, in plain values, which can be sent from one process to another."""

    client: str
    method: str
    url: str
    headers: list[tuple[str, str]]
    body: bytes | None
    attempts: int
    blocked: str | None
    sent_from: list[tuple[str, int, str]]

    def __repr__(self) -> str:
        """Tell where it went and from where, and nothing of what it says."""
        return f"<{self.address} by {self.client}, sent from {self.place}>"

    @property
    def address(self) -> str:
        """How and where it was sent: `POST control.kochava.com/track/json`."""
        return f"{self.method} {self.request.host}{self.request.path}"

    @property
    def place(self) -> str:
        """Where in the user's code it was sent from: `app/events.py:42`."""
        return f"{self.sent_from[0][0]}:{self.sent_from[0][1]}" if self.sent_from else "code that is not yours"

    @property
    def request(self) -> Request:
        """The request."""
        # A fake is given none, or not those that a client adds: that none are known does not mean that there are none.
        return Request(self.method, self.url, self.headers or None, self.body)


def seen(sighting: Sighting | Seen, root: Path) -> Seen:
    """What is kept of *sighting*; files are told from *root* on. What a child process has told is that already."""
    if isinstance(sighting, Seen):
        return sighting
    return Seen(
        sighting.client,
        _sendable(sighting.method),
        _sendable(sighting.url),
        [(_sendable(name), _sendable(value)) for name, value in sighting.headers],
        sighting.body,
        sighting.attempts,
        sighting.blocked,
        [(_sendable(relative(frame.file, root)), frame.line, frame.name) for frame in sighting.sent_from],
    )


def _sendable(text: str) -> str:
    """The *text* without half characters, which no other process can be sent."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def relative(file: str, root: Path) -> str:
    """The path of *file* from *root* on, or from the current folder, where it is in either."""
    try:
        return Path(file).relative_to(root).as_posix()
    except ValueError:
        return os.path.relpath(file) if not os.path.relpath(file).startswith("..") else file


class Fault(NamedTuple):
    """
    A *finding*, and the *request* that it is about, which is the one with this *number*.

    It is known since that with the number *since*, which is a later one where a rule across payloads has found it.
    """

    finding: Finding
    request: Seen
    number: int
    since: int


@dataclass
class Verdict:
    """What some requests come to: the *payloads* that they brought, with their numbers, and the *faults*."""

    faults: list[Fault] = field(default_factory=list)
    payloads: list[tuple[Payload, int]] = field(default_factory=list)


class Judge:
    """
    Lints requests as the project in the folder *root* wants it, whose *hosts* pass payloads on to Kochava.

    Its baseline accepts what it says, or where it is *growing*, whatever is found.

    Raises: `OptionError` and `PluginError`, where the options of the project cannot be used.
    """

    def __init__(self, root: Path, hosts: Iterable[str] = (), *, growing: bool = False) -> None:
        options = find_options(root)
        if growing and options.baseline is None:
            raise OptionError("--kochava-update-baseline needs to know the file: name the baseline in the options")
        self.baseline = AcceptedFaults(options.baseline, root, growing=growing) if options.baseline else None
        plugins = load_plugins(local=options.plugins)
        self.project = Project(options, plugins)
        self.rules = known_rules(plugins)
        self.plugins = plugins
        self.root = root
        self.hosts = frozenset(host.lower() for host in (*hosts, *options.hosts))
        self._named = Intake(self.hosts, options.all_hosts, options.max_payload)
        self._any = self._named._replace(all_hosts=True)

    def judge(self, requests: Sequence[Seen]) -> Verdict:
        """Lint *requests*, which come in sending order. What was built is linted wherever it would go."""
        verdict = Verdict()
        capture = self.project.linter.capture()
        for number, request in enumerate(requests):
            payloads = list(self._payloads(request, number))
            for payload in payloads:
                verdict.payloads.append((payload, number))
                for finding in capture.lint(payload):
                    # A rule across payloads may speak of an earlier one.
                    about = int(finding.payload.pointer[0])
                    verdict.faults.append(Fault(finding, requests[about], about, number))
            if request.blocked:
                verdict.faults.append(Fault(_blocked(request, payloads), request, number, number))
        return verdict

    def check(self, rules: Iterable[str]) -> None:
        """
        See that there are *rules* of these names.

        Raises: `OptionError` with the nearest name, where there is none.
        """
        for rule in rules:
            if rule != BLOCKED:
                find_rule(rule, self.rules)

    def _payloads(self, request: Seen, number: int) -> Iterator[Payload]:
        told = request.request
        if told.path.startswith(_OTHER_ENDPOINTS) or request.body is None:
            return
        intake = self._any if told.path.endswith(_TRACK) or request.client == BUILT else self._named
        file, line, _ = request.sent_from[0] if request.sent_from else (f"<request {number + 1}>", 1, "")
        # The place of what is found is where it was sent from.
        body = Source(file, request.body, line, 1, opaque=True)
        for entry in intake.read(Recorded(told, body, (number,))):
            if isinstance(entry, Payload):
                yield entry

    def unsent(self, built: Iterable[Seen], sent: Sequence[Seen]) -> list[Seen]:
        """The requests *built* that bring a payload for Kochava which none of those *sent* has brought."""
        known = [
            _content(payload) for number, request in enumerate(sent) for payload in self._payloads(request, number)
        ]

        def is_new(payload: Payload) -> bool:
            # That it is in a request says nothing: that was built around it.
            is_meant = is_meant_for_kochava(Payload(payload.data, payload.source))
            return is_meant and _content(payload) not in known

        return [request for request in built if any(map(is_new, self._payloads(request, 0)))]

    def reported(
        self, verdict: Verdict, select: Collection[str], spared: Sequence[Collection[str]] = ()
    ) -> Iterator[Fault]:
        """
        What the project has reported of a *verdict*: of the rules in *select*, if there are any.

        *spared* are rules that nothing is reported of, for each request. What the baseline accepts is left out.
        """
        wanted = self._wanted(verdict, select, spared)
        return (fault for fault in wanted if not self._accepts(fault))

    def accepted(
        self, verdict: Verdict, select: Collection[str], spared: Sequence[Collection[str]] = ()
    ) -> Iterator[Fault]:
        """What is left out so."""
        return filter(self._accepts, self._wanted(verdict, select, spared))

    def _accepts(self, fault: Fault) -> bool:
        return self.baseline is not None and fault.finding.rule != BLOCKED and self.baseline.accepts(fault)

    def _wanted(self, verdict: Verdict, select: Collection[str], spared: Sequence[Collection[str]]) -> Iterator[Fault]:
        for fault in verdict.faults:
            rule = fault.finding.rule
            if spared and rule in spared[fault.number]:
                continue
            file = fault.request.sent_from[0][0] if fault.request.sent_from else ""
            if rule == BLOCKED or (rule in self.project.reported_in(file) and (not select or rule in select)):
                yield fault


def _content(payload: Payload) -> object:
    """What tells a payload from others, however it is written: its value, or its text where that has none."""
    return payload.source and payload.source.content if payload.data is MISSING else payload.data


def _blocked(request: Seen, payloads: Sequence[Payload]) -> Finding:
    file, line, _ = request.sent_from[0] if request.sent_from else ("<request>", 1, "")
    payload = payloads[0] if payloads else Payload(MISSING, Source(file, "", line, 1, opaque=True))
    return Finding(
        BLOCKED,
        Severity.ERROR,
        f"a request to {request.blocked} was kept from leaving this machine",
        (),
        payload,
        "Have a mock or the fixture `kochava_server` answer it, or let it leave: "
        "`@pytest.mark.kochava(allow_network=True)`.",
    )


def packed(requests: Iterable[Seen]) -> list[dict[str, Any]]:
    """The *requests* in what JSON can hold."""
    from base64 import b64encode  # noqa: PLC0415 - only where something was seen

    return [
        {**vars(request), "body": None if request.body is None else b64encode(request.body).decode()}
        for request in requests
    ]


def unpacked(requests: Iterable[dict[str, Any]]) -> list[Seen]:
    """The requests that `packed` wrote."""
    from base64 import b64decode  # noqa: PLC0415 - as above

    return [
        Seen(
            **{
                **request,
                "body": None if request["body"] is None else b64decode(request["body"]),
                "headers": [(name, value) for name, value in request["headers"]],
                "sent_from": [(file, line, name) for file, line, name in request["sent_from"]],
            }
        )
        for request in requests
    ]

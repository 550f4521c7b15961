"""
A user's program: everything that is public, with the types that it is told to have.

`.ci/run` has mypy and pyright check it, in their strict modes, against the installed wheel; it also runs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TextIO

import kochava_lint
from kochava_lint import (
    MISSING,
    Capture,
    CaptureFile,
    Certainty,
    Comment,
    Context,
    Device,
    Display,
    EventSchema,
    Finding,
    Fix,
    Format,
    InputError,
    InsertMember,
    KochavaLintError,
    Linter,
    MoveMember,
    OptionError,
    Options,
    Payload,
    Place,
    PluginError,
    Pointer,
    Problem,
    Reading,
    Recorded,
    Recording,
    RenameKey,
    Report,
    Reporter,
    Request,
    Rule,
    RuleError,
    Schemas,
    SetValue,
    Severity,
    Skipped,
    Source,
    Span,
    Summary,
    TrackingPlan,
    Window,
    __version__,
    capture_rule,
    find_options,
    hookimpl,
    lint,
    payload_rule,
    read_capture,
    read_options,
    read_payloads,
    request_rule,
)
from kochava_lint.observe import Frame, KochavaRequestBlocked, Observer, Sighting, observe
from kochava_lint.shipped import published_schemas, shipped_folder
from pytest_kochava.fixtures import Kochava

EVENT = {"action": "event", "kochava_app_id": "kodemo-ios-4ea1", "data": {"event_name": "Purchase"}}


# A plugin.
@payload_rule("event", severity=Severity.WARNING)
def shouted_event(payload: Payload, context: Context) -> Iterator[Problem]:
    """The name of an event is shouted."""
    name = payload.context("event_name")
    if isinstance(name, str) and name.isupper() and context.now > 0:
        fix = Fix("write it in lower case", SetValue(payload.where("event_name"), name.lower()), safe=False)
        yield Problem(payload.where("event_name"), "the name is in capitals", fix=fix)


@request_rule(severity=Severity.INFO)
def plain_request(payload: Payload, request: Request, context: Context) -> Iterator[Problem]:
    """A request is no POST."""
    if request.method not in {None, "POST"}:
        yield Problem((), f"it is sent by {request.method}")


def _sniff(head: bytes) -> bool:
    return head.startswith(b"TAPE ")


def _read(capture: CaptureFile) -> Iterator[Payload | Recorded | Skipped]:
    yield from read_payloads(Source(capture.name, "{}"), recording=Recording())


class Counted:
    """A report that counts."""

    def __init__(self, out: TextIO, display: Display) -> None:
        self.out = out
        self.count = 0

    def add(self, finding: Finding) -> None:
        """Count a finding."""
        self.count += 1

    def end(self, summary: Summary) -> None:
        """Write how many there were."""
        self.out.write(f"{self.count} in {summary.payloads}\n")


def _begin(out: TextIO, display: Display) -> Report:
    return Counted(out, display)


@hookimpl
def kochava_lint_rules() -> list[Rule]:
    """The rules."""
    return [shouted_event, plain_request]


@hookimpl
def kochava_lint_formats() -> list[Format]:
    """The input formats."""
    return [Format("tape", (".tape",), _sniff, _read)]


@hookimpl
def kochava_lint_reporters() -> list[Reporter]:
    """The output formats."""
    return [Reporter("counted", _begin)]


# A program.
def findings_in(path: Path, now: float) -> list[Finding]:
    """What is found in a capture, by rules of its own too."""
    options: Options = read_options(path) if path.suffix == ".toml" else find_options(path.parent)
    plan = TrackingPlan(
        {"Purchase": EventSchema({"type": "object"}, "urn:example:purchase")}, frozenset({"kodemo-ios-4ea1"})
    )
    linter = Linter(rules=[shouted_event], plan=options.tracking_plan or plan, now=now, severities={})
    rules: Mapping[str, Rule] = linter.rules
    capture: Capture = linter.capture()
    found: list[Finding] = []
    try:
        for content in read_capture(path, Reading(hosts=("proxy.example.com",), all_hosts=False)):
            if isinstance(content, Payload):
                found += capture.lint(content)
            elif isinstance(content, Skipped):
                reason: str = content.reason
                found += [finding for finding in found if reason == finding.rule and finding.rule in rules]
    except (InputError, OptionError, PluginError, RuleError) as error:
        known: KochavaLintError = error
        raise SystemExit(str(known)) from error
    return found


def told(finding: Finding) -> str:
    """A finding in a line."""
    place: Place | None = finding.start
    span: Span | None = finding.span
    comment: Comment | None = finding.comment
    pointer: Pointer = finding.pointer
    device: Device = finding.payload.device
    unsure: Certainty = device.certainty
    fix = finding.fix
    change: SetValue | InsertMember | RenameKey | MoveMember | None = fix.change if isinstance(fix, Fix) else None
    return f"{finding.rule} {finding.severity.value} {place} {span} {comment} {pointer} {unsure} {change}"


def sent() -> Sequence[Sighting]:
    """What a program sends."""
    observer: Observer
    with observe(["proxy.example.com"], allow_network=False) as observer:
        pass
    frames: list[Sequence[Frame]] = [sighting.sent_from for sighting in observer.sightings]
    assert not frames
    assert issubclass(KochavaRequestBlocked, RuntimeError)
    return observer.sightings


# Tests.
def test_with_the_fixtures(kochava: Kochava, kochava_expect: Callable[..., AbstractContextManager[None]]) -> None:
    """A test that asks for fixtures."""
    with kochava_expect("att-missing"):
        kochava.observe("https://control.kochava.com/track/json", json=EVENT)
    found: list[Finding] = kochava.findings
    assert all(finding.severity >= Severity.INFO for finding in found)
    kochava.assert_clean()


def main() -> int:
    """Lint an event, and tell."""
    found: list[Finding] = lint(EVENT)
    fixed: str = Linter(schemas=Schemas({})).fix("{}") if len(sys.argv) > 1 else Linter().fix("{}", unsafe=True)
    (payload,) = read_payloads(Source("a.json", fixed))
    absent = payload.get("data", "event_name")
    assert absent is MISSING
    assert {"event", "report"} <= published_schemas().keys()
    assert shipped_folder().is_dir()
    assert kochava_lint.__version__ == __version__
    window: Window = Window(10)
    rules = [capture_rule, payload_rule, request_rule]
    print(*map(told, found), len(rules), window, sent(), sep="\n")
    return 0 if {"missing-required-key"} <= {finding.rule for finding in found} else 1


if __name__ == "__main__":
    sys.exit(main())
